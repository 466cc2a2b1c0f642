"""Who is told when: a call overtakes a hundred phones, a busy queue disturbs nobody at every ticket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from queue_server import reactions
from queue_server.clock import SystemClock
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId, WindowId
from queue_server.domain.schedule import Schedule
from queue_server.realtime.presence import Connections
from queue_server.realtime.publisher import PEACE_S, ROOMS_A_ROUND, Publisher
from tests.domain.factories import NINE, ZONE
from tests.hall import eventually

ROOMS = [
    "board:",
    "sign:w-1",
    "sign:w-2",
    "clerk:w-1:a",
    "clerk:w-2:b",
    "desk:g",
    "kiosk:k-1",
    "phone:t-1",
    "phone:t-2",
]


class Shown:
    """A hall that shows a figure to every room, and what has been sent of it."""

    def __init__(self) -> None:
        self.figure = 0
        self.looks = 0
        self.slow_s = 0.0
        self.broken: set[str] = set()
        self.refused: set[str] = set()
        self.sent: list[tuple[str, int, float]] = []
        self.dismissed: list[str] = []
        self.making = threading.Event()
        self.connections = Connections(SystemClock())
        self.at = NINE
        self.asked = 0
        self.clock = self
        self.hall = SimpleNamespace(schedule=Schedule(ZONE))

    def now(self) -> datetime:
        """Tell the hall's time, which the test moves."""
        self.asked += 1
        return self.at

    @contextmanager
    def looking(self) -> Iterator[int]:
        """Look at the figure."""
        self.looks += 1
        yield self.figure

    def snapshot(self, figure: int, room: str, _site: Any) -> dict[str, Any]:
        """Show it; a phone's page may be slow to make."""
        self.making.set()
        if room in self.broken:
            raise ValueError("cannot be shown")
        if room in self.refused:
            raise refuse("window_unknown")
        if room.startswith("phone:"):
            time.sleep(self.slow_s)
        return {"version": self.looks, "now": "09:00", "figure": figure}

    def send(self, sids: Iterable[str], snapshot: str) -> None:
        """Note what goes out."""
        for sid in sids:
            self.sent.append((sid, json.loads(snapshot)["figure"], time.monotonic()))

    def to(self, room: str) -> list[tuple[int, float]]:
        """Return (figure, when) of all that was sent to a room."""
        return [(figure, at) for sid, figure, at in list(self.sent) if sid == room]


@pytest.fixture
def shown() -> Shown:
    """A hall with a figure."""
    return Shown()


def publisher_of(shown: Shown) -> Publisher:
    """Return a publisher that does not work yet."""
    shows = {"any": shown.snapshot}
    return Publisher(shown, shown.connections, shows, shown.send, shown.dismissed.append)  # type: ignore[arg-type]


@pytest.fixture
def publisher(shown: Shown) -> Iterator[Publisher]:
    """A publisher at work for it."""
    made = publisher_of(shown)
    thread = threading.Thread(target=made.loop, daemon=True)
    thread.start()
    yield made
    made.stop()
    thread.join()


def test_a_call_overtakes_the_phones_that_are_being_told(shown: Shown, publisher: Publisher) -> None:
    phones = [f"phone:t-{n}" for n in range(20)]
    for room in [*phones, "board:"]:
        shown.connections.add(room, "any", room, None)
    shown.slow_s = 0.05
    publisher.stale(phones, urgent=False)
    eventually(lambda: shown.sent, "the first phone is told")
    publisher.stale(["board:"], urgent=True)
    eventually(lambda: shown.to("board:"), "the board is told")
    assert len(shown.sent) < len(phones), "it did not wait for all of them"
    eventually(lambda: len(shown.sent) == len(phones) + 1, "nobody is forgotten")


def test_what_is_not_urgent_comes_at_once_to_a_room_at_peace_and_then_in_turn(
    shown: Shown, publisher: Publisher
) -> None:
    room = "clerk:w-1:a"
    shown.connections.add(room, "any", room, None)
    for figure in range(1, 6):
        shown.figure = figure
        publisher.stale([room], urgent=False)
        eventually(lambda: shown.to(room), "the first is told at once", 0.9 * PEACE_S["clerk"])
    eventually(lambda: shown.to(room)[-1][0] == 5, "the last is what it ends with")
    (first, at), (last, later) = shown.to(room)
    assert (first, last) == (1, 5)
    assert later - at >= PEACE_S["clerk"]


def test_a_room_is_not_sent_what_it_has(shown: Shown, publisher: Publisher) -> None:
    shown.connections.add("board:", "any", "board:", None)
    for looks in range(1, 4):
        publisher.stale(["board:"], urgent=True)
        eventually(lambda looks=looks: shown.looks >= looks, "a look")  # type: ignore[misc]
    shown.figure = 7
    publisher.stale(["board:"], urgent=True)
    eventually(lambda: shown.to("board:")[-1][0] == 7, "the news")
    assert [figure for figure, _ in shown.to("board:")] == [0, 7]


def let_in(shown: Shown, room: str, sid: str = "") -> str:
    """Have a screen connect and return its socket's id, the room's name unless it is given."""
    return shown.connections.add(sid or room, "any", room, None, new=True).sid


def test_a_screen_that_comes_is_told_what_its_room_has_had_and_the_others_are_not_told_again(
    shown: Shown, publisher: Publisher
) -> None:
    publisher.welcome(let_in(shown, "board:", "first"))
    eventually(lambda: shown.to("first"), "the first is told")
    publisher.welcome(let_in(shown, "board:", "second"))
    eventually(lambda: shown.to("second"), "the second is told")
    assert len(shown.to("first")) == 1
    shown.figure = 7
    publisher.stale(["board:"], urgent=True)
    eventually(lambda: len(shown.sent) == 4, "both are told the news")
    assert [f for f, _ in shown.to("first")] == [f for f, _ in shown.to("second")] == [0, 7]


def test_a_screen_is_told_nothing_before_it_is_let_in_and_nothing_seen_before_that(
    shown: Shown, publisher: Publisher
) -> None:
    shown.connections.add("phone:old", "any", "phone:old", None)
    shown.slow_s = 0.3
    let_in(shown, "phone:old", "new")
    publisher.stale(["phone:old"], urgent=True)
    eventually(shown.making.is_set, "a look has begun")
    shown.figure = 7  # a fact after that look
    publisher.welcome("new")
    publisher.stale(["phone:old"], urgent=True)
    eventually(lambda: shown.to("new"), "it is told")
    assert [figure for figure, _ in shown.to("phone:old")] == [0, 7]
    assert [figure for figure, _ in shown.to("new")] == [7], "it never saw the past"


def test_hundreds_that_come_at_once_are_told_of_a_few_looks(shown: Shown) -> None:
    publisher = publisher_of(shown)
    screens = [(f"board:{n % (2 * ROOMS_A_ROUND)}", f"s-{n}") for n in range(300)]
    for room, sid in screens:
        publisher.welcome(let_in(shown, room, sid))
    thread = threading.Thread(target=publisher.loop, daemon=True)
    thread.start()
    eventually(lambda: len(shown.sent) == len(screens), "all are told")
    publisher.stop()
    thread.join()
    assert {sid for sid, _, _ in shown.sent} == {sid for _, sid in screens}, "each once, nobody left out"
    assert shown.looks == 2


def test_a_screen_that_has_gone_before_it_was_told_is_forgotten(shown: Shown, publisher: Publisher) -> None:
    shown.connections.remove(let_in(shown, "board:", "gone"))
    publisher.welcome("gone")
    publisher.welcome(let_in(shown, "board:", "there"))
    eventually(lambda: shown.to("there"), "the other is told")
    assert not shown.to("gone")


def test_a_screen_whose_snapshot_is_refused_is_sent_to_the_door_again(
    shown: Shown, publisher: Publisher
) -> None:
    shown.refused = {"sign:gone"}
    shown.connections.add("sign:gone", "any", "sign:gone", None)
    publisher.welcome(let_in(shown, "sign:gone", "new"))
    eventually(lambda: shown.dismissed, "it is dismissed")
    assert shown.dismissed == ["new"], "who stands there keeps what it has"
    assert not shown.sent


def test_a_room_that_cannot_be_shown_keeps_no_other_from_being_told(
    shown: Shown, publisher: Publisher
) -> None:
    shown.broken = {"board:broken"}
    publisher.welcome(let_in(shown, "board:broken"))
    eventually(shown.making.is_set, "it was tried")
    publisher.welcome(let_in(shown, "sign:w-1"))
    eventually(lambda: shown.to("sign:w-1"), "the other is told")
    shown.broken = set()
    eventually(lambda: shown.to("board:broken"), "and it itself when it can be shown")


def test_when_another_day_begins_every_room_is_looked_at(
    shown: Shown, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_server.realtime.publisher.LOOK_AT_DAY_S", 0.001)
    rooms = ["board:", "sign:w-1"]
    for room in rooms:
        shown.connections.add(room, "any", room, None)
    shown.at = NINE.replace(hour=23, minute=59, second=59)
    thread = threading.Thread(target=publisher.refresh_loop, daemon=True)
    thread.start()
    eventually(lambda: shown.asked > 3, "it looks at the clock")
    assert shown.looks == 0
    shown.at += timedelta(seconds=1)
    eventually(lambda: {sid for sid, _, _ in shown.sent} == set(rooms), "both are shown the new day")
    publisher.stop()
    thread.join()


def told(kind: Kind, ticket: str | None, window: str | None) -> tuple[set[str], set[str]]:
    """Return who is told of a fact: at once, in turn."""
    fact = Event(kind, NINE, ticket and TicketId(ticket), window and WindowId(window))  # type: ignore[arg-type]
    return reactions.rooms_told([fact], ROOMS)


def test_a_new_ticket_hurries_nobody_but_its_own_phone() -> None:
    at_once, in_turn = told(Kind.TICKET_ISSUED, "t-1", None)
    assert at_once == {"phone:t-1"}
    assert in_turn == set(ROOMS) - at_once


def test_a_call_hurries_what_people_look_up_at_and_those_it_is_about() -> None:
    at_once, in_turn = told(Kind.TICKET_CALLED, "t-1", "w-1")
    assert at_once == {"board:", "sign:w-1", "sign:w-2", "clerk:w-1:a", "phone:t-1"}
    assert in_turn == set(ROOMS) - at_once


def test_a_call_for_help_hurries_the_desk() -> None:
    at_once, _ = told(Kind.HELP_ASKED, None, None)
    assert {"desk:g", "kiosk:k-1"} <= at_once
