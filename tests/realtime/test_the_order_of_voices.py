"""Zones, their screens and the calls of both: one sound at a time in a zone and on a screen, in order, none lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection as SqlConnection

from queue_server.hall_voice import Said
from queue_server.realtime import announcer, speakers
from queue_server.realtime.announcer import Announcer
from queue_server.realtime.presence import Connection, Connections
from queue_server.realtime.speakers import Speakers
from queue_server.site import Site
from queue_server.storage import calls
from queue_server.use_cases import serve
from queue_server.use_cases.announce import Wish, announce
from queue_server.use_cases.call_next import call_chosen, call_next
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.speak import begin_speaking
from queue_server.voice.clips import Clip
from tests.databases import sample_in
from tests.hall import eventually
from tests.use_cases.small_hall import SmallHall

EAST, WEST = "东侧等候区", "西侧等候区"
EAST_WINDOWS, WEST_WINDOW = (1, 2, 3), 4
QUEUES = {1: "A", 2: "B", 3: "C", 4: "D"}
SPOKEN: dict[str, Any] = {"spoken": True}
FAILED: dict[str, Any] = {"spoken": False, "why": "failed"}


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 26, 9, tzinfo=UTC)


class Watched(Speakers):
    """Notes which screens have been tried at each look for one, and which sounds were asked for."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.looked: list[set[str]] = []
        self.missed: list[str] = []

    def ready(
        self, zone: str | None, tried: Container[str] = (), sound_id: str | None = None
    ) -> Connection | None:
        self.looked.append(set(tried) if isinstance(tried, set) else set())
        return super().ready(zone, tried, sound_id)

    def knows(self, sound_id: str, tried: Container[str] = ()) -> bool:
        self.missed.append(sound_id)
        return super().knows(sound_id, tried)


class Wall:
    """The hall with screens that answer when the test says; `asked` holds what each was handed, in order."""

    def __init__(self, hall: SmallHall, folder: Path) -> None:
        self.hall = hall
        self.connections = Connections(FixedClock())
        self.speakers = Watched(self.connections, self._emit)
        self.asked: list[tuple[str, str]] = []
        self._sids: list[str] = []
        self._open: dict[str, tuple[str, Callable[..., None]]] = {}
        site = Site(
            hall.in_force, hall.clock, hall.store.readers, hall.runner, "", "", hall.clock.now(), folder
        )
        self.announcer = Announcer(site, self.speakers, self._clip)
        self._loop = threading.Thread(target=self.announcer.loop, args=(self._spawn,))
        self._spawned: list[tuple[str, threading.Thread]] = []

    def _clip(self, said: Said) -> Clip:
        return Clip("x.wav", Path("x.wav"), 0.2, spoken=True)

    def _spawn(self, task: Callable[[str], None], voice: str) -> None:
        thread = threading.Thread(target=task, args=(voice,))
        self._spawned.append((voice, thread))
        thread.start()

    def has_looked(self, zone: str) -> bool:
        """Tell whether the voice of a zone has looked for what it may speak, and found nothing or not its turn."""
        return any(voice == f"board:{zone}" and not thread.is_alive() for voice, thread in self._spawned)

    def _emit(self, event: str, sid: str, told: dict[str, Any], answered: Callable[..., None]) -> None:
        self._open[sid] = (told["id"], answered)
        self.asked.append((sid, told["number"] or told["text"]))

    def screen(self, sid: str, zone: str | None = None, spoke: str | None = None) -> None:
        self._sids.append(sid)
        self.connections.add(sid, "display", f"board:{zone or ''}", None)
        self.connections.heard(sid, {"audio_ready": True, "sound": "ready", "spoke": spoke})

    def leave(self, sid: str) -> None:
        self.connections.remove(sid)
        self.speakers.gone(sid, closed=True)

    def answers(self, sid: str, answer: dict[str, Any] = SPOKEN) -> None:
        """Have a screen begin what it was handed, and end it."""
        sound, answered = self._open.pop(sid)
        if answer is SPOKEN:
            assert self.speakers.may_begin(sid, sound), (
                "a screen was handed another sound before it had begun"
            )
        answered(answer)

    def call(self, window: int) -> str:
        wish: dict[str, Any] = {"queue_id": f"q-{QUEUES[window]}", "item_code": None, "priority": None}
        self.hall.do(lambda tx: issue_ticket(tx, None, **wish, language="zh-CN"))
        called = self.hall.at(window, lambda tx, w: call_next(tx, w, None, None))
        assert called is not None
        self.announcer.wake()
        return called.ticket.number

    def say(self, text: str) -> None:
        self.hall.do(lambda tx: announce(tx, Wish(text)), "guide")
        self.announcer.wake()

    def handed(self, *asked: tuple[str, str]) -> None:
        """Wait until just these have been handed out, in this order."""
        eventually(lambda: self.asked == list(asked), f"{list(asked)}")

    def looks_beyond(self, sid: str) -> None:
        """Wait until a sound that a screen has not spoken looks for another."""
        eventually(lambda: any(sid in tried for tried in self.speakers.looked), f"beyond {sid}")

    def ended(self, *fates: tuple[str, str | None], table: str = "announcement") -> None:
        """Wait until all that was to be spoken has ended like this, in the order of the list."""

        def found(conn: SqlConnection) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in conn.exec_driver_sql(f"SELECT state, why FROM {table} ORDER BY id")]

        eventually(lambda: self.hall.look(found) == list(fates), str(fates))

    def end(self) -> None:
        self.announcer.stop()
        for sid in self._sids:
            self.leave(sid)
        if self._loop.ident is None:
            return
        for thread in (self._loop, *(thread for _, thread in self._spawned)):
            thread.join()

    def start(self) -> None:
        self._loop.start()


@pytest.fixture
def fallen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """Give a hall whose server is not started yet."""
    monkeypatch.setattr(speakers, "SPEAKER_WITHIN_S", 0.0)
    monkeypatch.setattr(speakers, "ANSWER_WITHIN_S", 30.0)  # screens are as slow as the test, never silent
    sample_in(tmp_path / "hall.db")
    hall = SmallHall(f"sqlite:///{tmp_path / 'hall.db'}")
    made = Wall(hall, tmp_path)
    hall.open(*EAST_WINDOWS, WEST_WINDOW)
    yield made
    made.end()
    hall.close()


@pytest.fixture
def wall(fallen: Wall) -> Wall:
    fallen.start()
    return fallen


def test_a_screen_that_steps_in_for_another_zone_ends_its_own_call_first_and_loses_neither(
    wall: Wall,
) -> None:
    wall.screen("hall")
    wall.screen("east", EAST)
    west = wall.call(WEST_WINDOW)
    wall.handed(("hall", west))
    east = wall.call(1)
    wall.handed(("hall", west), ("east", east))
    wall.answers("east", FAILED)
    wall.looks_beyond("east")
    wall.answers("hall")
    wall.handed(("hall", west), ("east", east), ("hall", east))
    wall.answers("hall")
    wall.ended(("spoken", None), ("spoken", None))


def test_the_calls_of_a_zone_stay_in_order_when_its_screen_goes_and_another_steps_in(wall: Wall) -> None:
    wall.screen("hall")
    wall.screen("east", EAST)
    first = wall.call(1)
    wall.handed(("east", first))
    west = wall.call(WEST_WINDOW)
    wall.handed(("east", first), ("hall", west))
    second = wall.call(2)
    wall.leave("east")
    wall.looks_beyond("east")
    wall.answers("hall")
    wall.handed(("east", first), ("hall", west), ("hall", first))
    wall.answers("hall")
    wall.handed(("east", first), ("hall", west), ("hall", first), ("hall", second))
    wall.answers("hall")
    wall.ended(*[("spoken", None)] * 3)


def test_a_zone_whose_own_screen_comes_back_does_not_hear_its_next_call_over_the_one_being_spoken(
    wall: Wall,
) -> None:
    wall.screen("hall")
    first = wall.call(1)
    wall.handed(("hall", first))
    wall.screen("east", EAST)
    second = wall.call(2)
    eventually(lambda: wall.has_looked(EAST), "its own voice has looked")
    assert wall.asked == [("hall", first)]
    wall.answers("hall")
    wall.handed(("hall", first), ("east", second))
    wall.answers("east")
    wall.ended(("spoken", None), ("spoken", None))


def test_a_call_that_was_made_anew_elsewhere_is_not_spoken_for_its_old_window(wall: Wall) -> None:
    wall.screen("a")
    wall.screen("b")
    number = wall.call(2)
    wall.handed(("a", number))
    ticket = wall.hall.at(2, serve.requeue)
    wall.hall.at(1, lambda tx, w: call_chosen(tx, w, ticket.id, "asked"))
    wall.answers("a", FAILED)
    wall.handed(("a", number), ("a", number))
    wall.answers("a")
    wall.ended(("unspoken", "withdrawn"), ("spoken", None))


def test_a_call_that_grows_too_old_while_screens_fail_is_reported_and_not_spoken(wall: Wall) -> None:
    wall.screen("a")
    wall.screen("b")
    number = wall.call(1)
    wall.handed(("a", number))
    wall.hall.clock.pass_s(61)
    wall.answers("a", FAILED)
    wall.ended(("unspoken", "too_old"))
    assert wall.asked == [("a", number)]


def test_what_is_said_to_the_whole_hall_is_heard_in_every_zone_once(wall: Wall) -> None:
    wall.screen("east", EAST)
    wall.screen("west", WEST)
    wall.say("还有十分钟下班")
    eventually(lambda: len(wall.asked) == 2, "both zones")
    assert sorted(wall.asked) == [("east", "还有十分钟下班"), ("west", "还有十分钟下班")]
    wall.answers("east")
    wall.answers("west")
    wall.ended(*[("spoken", None)] * 3, table="spoken_notice")


def test_a_server_started_anew_asks_the_page_that_began_a_call_and_nobody_speaks_over_it(
    fallen: Wall,
) -> None:
    first = fallen.call(1)
    (row,) = fallen.hall.look(calls.next_of_zones)
    assert fallen.hall.do(lambda tx: begin_speaking(tx, row))
    second = fallen.call(2)
    fallen.screen("b")
    fallen.start()
    eventually(lambda: fallen.speakers.missed, "the call is known to be broken off")
    fallen.screen("a", spoke=str(row.id))
    fallen.handed(("a", first))
    fallen.answers("a")
    fallen.handed(("a", first), ("b", second))
    fallen.answers("b")
    fallen.ended(("spoken", None), ("spoken", None))


def test_a_call_whose_page_does_not_come_back_is_spoken_by_another(
    fallen: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "COMES_BACK_WITHIN_S", 0.0)
    number = fallen.call(1)
    (row,) = fallen.hall.look(calls.next_of_zones)
    assert fallen.hall.do(lambda tx: begin_speaking(tx, row))
    fallen.screen("b")
    fallen.start()
    fallen.handed(("b", number))
    fallen.answers("b")
    fallen.ended(("spoken", None))
