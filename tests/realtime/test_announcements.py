"""Each call is spoken once, by one live screen; when none can, the clerk is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from engineio.packet import PONG, Packet

from queue_server.voice import pcm
from tests.api.settings_page import save, settings, signed_in
from tests.hall import Hall, both_modes, eventually
from tests.realtime.sockets import Watching


@pytest.fixture
def speaker(hall: Hall) -> Iterator[Callable[..., Watching]]:
    """Open a hall screen whose sound is ready; `speak` is what it answers."""
    opened: list[Watching] = []

    def make(*, ready: bool = True, speak: Callable[[dict[str, Any]], Any] | None = None) -> Watching:
        screen = Watching(hall, {"screen": "display", "token": hall.token("display")})
        if speak is not None:
            screen.speak = speak
        screen.io.emit("alive", {"version": 1, "drawn_frames": 60, "audio_ready": ready, "errors": 0})
        opened.append(screen)
        return screen

    yield make
    for each in opened:
        each.close()


def called(hall: Hall, window: int = 1, queue: str = "A") -> dict[str, Any]:
    """Issue a ticket, call it and return it."""
    hall.issue(queue)
    hall.open(window)
    return dict(hall.at(window, "call-next").ok())


def heard_by(screen: Watching, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of a ticket that a screen was given; an earlier test's last call may be among all."""
    return [call for call in screen.announced if call["number"] == ticket["number"]]


def state_of(hall: Hall, ticket: dict[str, Any]) -> tuple[str, str | None]:
    """Return what became of the call of a ticket: (state, why)."""
    asked = "SELECT state, why FROM announcement WHERE ticket_id = ? ORDER BY id DESC LIMIT 1"
    return tuple(hall.sql(asked, ticket["id"])[0])


@both_modes
def test_one_of_two_screens_speaks_a_call_once(hall: Hall, speaker: Callable[..., Watching]) -> None:
    first, second = speaker(), speaker()
    ticket = called(hall)
    eventually(lambda: state_of(hall, ticket) == ("spoken", None), "a spoken call", 15)
    heard = heard_by(first, ticket) + heard_by(second, ticket)
    assert len(heard) == 1
    call = heard[0]
    assert {"id", "audio_url", "text", "timeout_s"} <= set(call)
    assert ticket["number"] in call["text"] and call["text"].endswith("1 号窗口") and call["timeout_s"] > 0
    sound = hall.by("").get(call["audio_url"])
    assert sound.status == 200 and sound.raw[:4] == b"RIFF" and len(sound.raw) > 10_000


def test_a_screen_that_does_not_answer_is_passed_over(hall: Hall, speaker: Callable[..., Watching]) -> None:
    def gone(call: dict[str, Any]) -> Any:
        mute.io.disconnect()

    mute = speaker(speak=gone)
    good = speaker()
    ticket = called(hall)
    eventually(lambda: state_of(hall, ticket) == ("spoken", None), "the other screen", 25)
    assert len(heard_by(good, ticket)) == 1


def test_a_screen_that_freezes_while_it_speaks_is_not_spoken_over_by_another(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    def freezes(call: dict[str, Any]) -> Any:
        assert frozen.io.call("may_begin", call["id"])
        frozen.io.eio._send_packet = last_pong

    def last_pong(packet: Packet) -> None:
        """Answer one ping more, and then nothing at all: the page stands still, and its socket stands too."""
        if packet.packet_type == PONG:
            frozen.io.eio._send_packet = lambda packet: None
            sends(packet)

    with signed_in(hall) as manager:  # once is long enough: a silent socket is given up within it
        read = settings(manager)["sections"]["settings"]
        save(manager, lambda s: s["settings"].update(announce_times=1)).ok()
        try:
            frozen = speaker(speak=freezes)
            sends = frozen.io.eio._send_packet
            other = speaker()
            ticket = called(hall)
            eventually(lambda: state_of(hall, ticket)[0] in ("spoken", "unspoken"), "what became of it", 30)
        finally:
            save(manager, lambda s: s.update(settings=read)).ok()
            frozen.io.eio.ws.close()
    assert state_of(hall, ticket) == ("unspoken", "failed")
    assert len(heard_by(frozen, ticket)) == 1 and heard_by(other, ticket) == []


def test_a_screen_that_cannot_speak_leaves_it_to_the_next(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    bad = speaker(speak=lambda call: {"spoken": False, "why": "failed"})
    good = speaker()
    ticket = called(hall)
    eventually(lambda: state_of(hall, ticket) == ("spoken", None), "the other screen", 15)
    assert len(heard_by(bad, ticket)) == 1 and len(heard_by(good, ticket)) == 1


@pytest.mark.parametrize(
    "answer", [None, "yes", [], {"spoken": "true"}, {"spoken": False, "why": {"a": 1}}], ids=str
)
def test_a_screen_that_talks_nonsense_has_not_spoken(
    hall: Hall, speaker: Callable[..., Watching], answer: Any
) -> None:
    speaker(speak=lambda call: answer)
    ticket = called(hall)
    eventually(lambda: state_of(hall, ticket)[0] == "unspoken", "the call given up", 20)
    assert state_of(hall, ticket)[1] == "failed"
    assert "Traceback" not in hall.log()


@both_modes
def test_without_a_speaker_the_clerk_is_told(hall: Hall, speaker: Callable[..., Watching]) -> None:
    speaker(ready=False)
    clerk = Watching(hall, {"screen": "clerk", "window": 1, "token": hall.token("clerk_1")})
    ticket = called(hall)
    told = clerk.until(lambda s: s["notices"], "the clerk is told", 12)["notices"][0]
    assert told["code"] == "announcement_unspoken"
    assert told["params"] == {"number": ticket["number"], "why": "no_speaker"}
    assert clerk.last["ticket"]["announcement"] == {"state": "unspoken", "why": "no_speaker"}
    clerk.close()


def test_calls_are_spoken_one_after_the_other(hall: Hall, speaker: Callable[..., Watching]) -> None:
    talking: list[tuple[float, float]] = []

    def slow(call: dict[str, Any]) -> Any:
        began = time.monotonic()
        time.sleep(0.4)
        talking.append((began, time.monotonic()))
        return {"spoken": True}

    screen = speaker(speak=slow)
    tickets = [called(hall, 2, "B"), called(hall, 1, "A")]
    eventually(lambda: all(state_of(hall, t)[0] == "spoken" for t in tickets), "both calls", 20)
    assert [c["number"] for c in screen.announced][-2:] == [t["number"] for t in tickets]
    assert all(one[1] <= next_one[0] for one, next_one in pairwise(talking)), "never over one another"


def test_a_call_older_than_a_minute_is_not_spoken(hall: Hall, speaker: Callable[..., Watching]) -> None:
    def late(call: dict[str, Any]) -> Any:
        hall.advance(61)
        return {"spoken": True}

    speaker(speak=late)
    hall.issue("A")
    hall.issue("B")
    hall.open(1, 2)
    first, second = hall.at(1, "call-next").ok(), hall.at(2, "call-next").ok()
    eventually(lambda: state_of(hall, first)[0] == "spoken", "the first call", 15)
    eventually(lambda: state_of(hall, second) == ("unspoken", "too_old"), "the old call", 15)


def test_a_call_of_a_ticket_that_has_left_is_withdrawn(hall: Hall, speaker: Callable[..., Watching]) -> None:
    hall.issue("A")
    hall.open(1)
    ticket = hall.at(1, "call-next").ok()
    hall.at(1, "requeue").ok()
    eventually(lambda: state_of(hall, ticket)[0] == "unspoken", "the withdrawn call", 10)
    assert state_of(hall, ticket)[1] in ("withdrawn", "no_speaker")


def test_a_call_is_worded_and_spoken_as_the_manager_has_set(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    screen = speaker()
    with signed_in(hall) as manager:
        before = settings(manager)["sections"]["voice"]
        template = "请 {number} 到{window_name}"
        save(manager, lambda s: s["voice"].update(template=template, chime="none")).ok()
        ticket = called(hall)
        eventually(lambda: state_of(hall, ticket) == ("spoken", None), "a spoken call", 40)
        save(manager, lambda s: s.update(voice=before)).ok()
    assert [call["text"] for call in heard_by(screen, ticket)] == [f"请 {ticket['number']} 到综合窗口"]


def notices_of(hall: Hall, notice_id: str) -> list[tuple[str | None, str, str | None]]:
    asked = "SELECT zone, state, why FROM spoken_notice WHERE notice_id = ? ORDER BY id"
    return [(zone, str(state), why) for zone, state, why in hall.sql(asked, notice_id)]


def whole_hall(state: str, why: str | None = None) -> list[tuple[str | None, str, str | None]]:
    """Return what became of an announcement to the whole hall when it fared alike everywhere."""
    return [(zone, state, why) for zone in (None, "东侧等候区", "西侧等候区")]


def say(hall: Hall, text: str, **more: Any) -> str:
    return str(hall.by("guide").post("/api/v1/announcements", {"text": text, **more}).ok(202)["id"])


def until(hold: threading.Event) -> Callable[[dict[str, Any]], Any]:
    """Have a screen speak until an event, ten seconds at the most."""

    def speak(call: dict[str, Any]) -> Any:
        hold.wait(10)
        return {"spoken": True}

    return speak


def test_what_staff_type_is_spoken_after_the_calls_and_logged(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    hold = threading.Event()
    screen = speaker(speak=until(hold))
    first = called(hall, 1, "A")
    eventually(lambda: heard_by(screen, first), "the first call", 20)
    typed = say(hall, "请带好身份证", text_en="Please have your ID card ready")
    urgent = say(hall, "请不要奔跑", urgent=True)
    second = called(hall, 2, "B")
    hold.set()
    eventually(lambda: notices_of(hall, typed) == whole_hall("spoken"), "the announcement", 40)
    texts = [call["text"] for call in screen.announced]
    assert texts[-3:] == ["请不要奔跑", heard_by(screen, second)[0]["text"], "请带好身份证"]
    assert notices_of(hall, urgent) == whole_hall("spoken")
    assert screen.announced[-1]["number"] == ""
    asked = (
        "SELECT data FROM event WHERE kind = 'notice_ordered' AND staff_id = 'guide' ORDER BY id DESC LIMIT 2"
    )
    assert "请带好身份证" in json.loads(hall.sql(asked)[1][0])["text"]
    listed = hall.by("guide").get("/api/v1/announcements").ok()["announcements"]
    assert [(one["text"], one["state"]) for one in listed[:2]] == [
        ("请不要奔跑", "spoken"),
        ("请带好身份证", "spoken"),
    ]


def test_zones_that_share_a_screen_hear_an_announcement_once(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    screen = speaker()
    said = say(hall, "停车场要关门了", zones=["东侧等候区", "西侧等候区"])
    both = [("东侧等候区", "spoken", None), ("西侧等候区", "spoken", None)]
    eventually(lambda: notices_of(hall, said) == both, "both zones", 40)
    assert [call["text"] for call in screen.announced] == ["停车场要关门了"]


def test_an_announcement_nobody_could_speak_is_listed_as_unspoken(hall: Hall) -> None:
    said = say(hall, "请注意")
    eventually(lambda: notices_of(hall, said) == whole_hall("unspoken", "no_speaker"), "given up", 20)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "。。。"}, 422),
        ({"text": "长" * 101}, 422),
        ({"text": "请注意", "zones": ["没有的区"]}, 404),
        ({"text": "请注意", "more": 1}, 422),
    ],
    ids=str,
)
def test_an_announcement_that_cannot_be_said_is_refused(
    hall: Hall, body: dict[str, Any], status: int
) -> None:
    assert hall.by("guide").post("/api/v1/announcements", body).status == status


def test_what_still_waits_is_taken_back_and_never_spoken(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    hold = threading.Event()
    screen = speaker(speak=until(hold))
    first = say(hall, "先说的")
    eventually(lambda: [call["text"] for call in screen.announced] == ["先说的"], "the first", 40)
    second = say(hall, "后说的")
    path = "/api/v1/announcements/{}/withdraw"
    assert hall.by("guide").post(path.format(second)).ok()["why"] == "withdrawn"
    hall.by("guide").post(path.format(first)).refused(409)
    hall.by("guide").post(path.format("n-nothing")).refused(404)
    hold.set()
    eventually(lambda: notices_of(hall, first) == whole_hall("spoken"), "the first is spoken", 20)
    assert notices_of(hall, second) == whole_hall("unspoken", "withdrawn")
    assert [call["text"] for call in screen.announced] == ["先说的"]


def test_clerks_speak_to_the_hall_only_where_the_manager_lets_them(hall: Hall) -> None:
    clerk = Watching(hall, {"screen": "clerk", "window": 1, "token": hall.token("clerk_1")})
    wish, path = {"text": "请带好身份证"}, "/api/v1/announcements"
    hall.by("clerk_1").post(path, wish).refused(403)
    assert clerk.last["announcing"] is None
    others = say(hall, "导办台说的")
    hall.by("clerk_1").post(f"{path}/{others}/withdraw").refused(403)
    with signed_in(hall) as manager:
        save(manager, lambda s: s["voice"].update(clerks_announce=True)).ok()
        try:
            own = hall.by("clerk_1").post(path, wish).ok(202)["id"]
            last = clerk.until(lambda s: (s["announcing"] or {}).get("announcements"), "the clerk's own")
            assert [one["id"] for one in last["announcing"]["announcements"]] == [own], "and nobody else's"
            hall.by("clerk_1").post(f"{path}/{own}/withdraw").ok()
            hall.by("clerk_1").post(f"{path}/{others}/withdraw").refused(403)
        finally:
            save(manager, lambda s: s["voice"].update(clerks_announce=False)).ok()
    hall.by("guide").post(f"{path}/{others}/withdraw")
    clerk.close()


def level_of(hall: Hall, call: dict[str, Any]) -> float:
    """Measure the sound a screen was given, in dBFS."""
    return pcm.level_db(pcm.from_wav(hall.by("").get(call["audio_url"]).raw))


def test_the_volume_follows_the_time_of_day_and_no_screen_is_reloaded(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    screen = speaker()
    softer_at = (hall.now() + timedelta(minutes=2)).replace(second=0, microsecond=0)
    band = {"start": f"{softer_at:%H:%M}", "end": f"{softer_at + timedelta(minutes=30):%H:%M}", "volume": 25}
    with signed_in(hall) as manager:
        before = settings(manager)["sections"]["voice"]
        save(manager, lambda s: s["voice"].update(volumes=[band], chime="none")).ok()
        try:
            loud = called(hall, 1, "A")
            eventually(lambda: state_of(hall, loud) == ("spoken", None), "the call before", 40)
            hall.advance((softer_at - hall.now()).total_seconds() + 1)
            soft = called(hall, 2, "B")
            eventually(lambda: state_of(hall, soft) == ("spoken", None), "the call after", 40)
        finally:
            save(manager, lambda s: s.update(voice=before)).ok()
    levels = [level_of(hall, heard_by(screen, ticket)[0]) for ticket in (loud, soft)]
    assert levels[1] == pytest.approx(levels[0] - 12, abs=1)


def test_an_english_ticket_is_called_in_chinese_and_then_in_english(
    hall: Hall, speaker: Callable[..., Watching]
) -> None:
    screen = speaker()
    ticket = hall.issue("A", language="en")
    hall.open(1)
    hall.at(1, "call-next").ok()
    eventually(lambda: state_of(hall, ticket) == ("spoken", None), "a spoken call", 40)
    plain = called(hall, 2, "B")
    eventually(lambda: state_of(hall, plain) == ("spoken", None), "a call in Chinese alone", 40)
    both, alone = (
        pcm.seconds(pcm.from_wav(hall.by("").get(heard_by(screen, one)[0]["audio_url"]).raw))
        for one in (ticket, plain)
    )
    assert heard_by(screen, ticket)[0]["text"] == f"Number {ticket['number']}, please go to window 1"
    assert both > 1.6 * alone
