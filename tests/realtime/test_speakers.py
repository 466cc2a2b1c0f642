"""Which screen speaks, and what is done when it is killed, refuses, or falls silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from queue_server.realtime import speakers
from queue_server.realtime.presence import Connections
from queue_server.realtime.speakers import Sound, Speakers

SOUND = Sound("7", "/audio/x.wav", 0.2, "A001", "A001", "3")
At = Callable[["Stage", str, Callable[..., None]], None]


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 26, 9, tzinfo=UTC)


class Stage:
    """Screens that do, in a thread of their own, what the test says when they are handed a sound."""

    def __init__(self) -> None:
        self.connections = Connections(FixedClock())
        self.asked: list[str] = []
        self._does: dict[str, At] = {}
        self.speakers = Speakers(self.connections, self._emit)

    def screen(
        self,
        sid: str,
        does: At,
        room: str = "board:",
        *,
        ready: bool = True,
        sound: str = "ready",
        spoke: str | None = None,
    ) -> None:
        self.connections.add(sid, "display", room, None)
        self.connections.heard(sid, {"audio_ready": ready, "sound": sound, "spoke": spoke})
        self._does[sid] = does

    def _emit(self, event: str, sid: str, told: dict[str, Any], answered: Callable[..., None]) -> None:
        assert (event, told["id"], told["timeout_s"]) == ("announce", "7", 2.2)
        self.asked.append(sid)
        threading.Thread(target=self._does[sid], args=(self, sid, answered)).start()

    def play(self, zone: str | None = None) -> tuple[bool, str | None]:
        return self.speakers.play(zone, SOUND, lambda: None)


def speaks(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
    assert stage.speakers.may_begin(sid, "7")
    answered({"spoken": True})


def refuses(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
    answered({"spoken": False, "why": "failed"})


def is_killed(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
    assert stage.speakers.may_begin(sid, "7")
    stage.connections.remove(sid)
    stage.speakers.gone(sid, closed=True)


def begins_and_falls_silent(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
    assert stage.speakers.may_begin(sid, "7")
    stage.connections.remove(sid)
    stage.speakers.gone(sid, closed=False)


def falls_silent(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
    stage.connections.remove(sid)
    stage.speakers.gone(sid, closed=False)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(speakers, "SPEAKER_WITHIN_S", 0.0)
    return Stage()


@pytest.mark.parametrize("first", [refuses, is_killed, falls_silent])
def test_the_next_screen_speaks_when_the_first_certainly_did_not(stage: Stage, first: At) -> None:
    stage.screen("a", first)
    stage.screen("b", speaks)
    assert stage.play() == (True, None)
    assert stage.asked == ["a", "b"]


def test_what_a_silent_screen_had_begun_nobody_repeats_and_its_time_is_waited_out(stage: Stage) -> None:
    stage.screen("a", begins_and_falls_silent)
    stage.screen("b", speaks)
    began = time.monotonic()
    assert stage.play() == (False, speakers.MAYBE_HEARD)
    assert time.monotonic() - began >= SOUND.seconds
    assert stage.asked == ["a"]


@pytest.mark.parametrize(("answer", "asked"), [(True, ["a", "a again"]), (False, ["a", "a again", "b"])])
def test_a_page_whose_line_broke_while_it_spoke_is_asked_when_it_is_back(
    stage: Stage, answer: bool, asked: list[str]
) -> None:
    def breaks_and_is_back(stage: Stage, sid: str, answered: Callable[..., None]) -> None:
        stage.screen("a again", lambda stage, sid, answered: answered({"spoken": answer}), spoke="7")
        begins_and_falls_silent(stage, sid, answered)

    stage.screen("a", breaks_and_is_back)
    stage.screen("b", speaks)
    assert stage.play() == (True, None)
    assert stage.asked == asked


@pytest.mark.parametrize(
    ("reason", "unanswered_s", "closed"),
    [
        ("transport close", None, True),
        ("transport close", 0.004, True),
        ("transport close", 3.0, False),
        ("transport error", 3.0, False),
        ("client disconnect", None, True),
        ("ping timeout", 3.0, False),
        ("ping timeout", None, False),
        (None, None, False),
    ],
)
def test_a_page_that_stood_still_is_not_taken_for_one_that_was_closed(
    reason: str | None, unanswered_s: float | None, closed: bool
) -> None:
    assert speakers.was_closed(reason, unanswered_s) is closed


def test_a_screen_that_is_late_may_not_begin_what_another_has_spoken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speakers, "ANSWER_WITHIN_S", 2.0)
    stage.screen("a", falls_silent)
    stage.screen("b", speaks)
    assert stage.play() == (True, None)
    assert not stage.speakers.may_begin("a", "7")
    assert not stage.speakers.may_begin("b", "7")
    assert not stage.speakers.may_begin("c", "7")


def test_the_zones_own_screen_comes_first_then_the_halls_then_any(stage: Stage) -> None:
    stage.screen("hall", refuses)
    stage.screen("west", refuses, "board:west")
    stage.screen("east", refuses, "board:east")
    assert stage.play("east") == (False, "failed")
    assert stage.asked == ["east", "hall", "west"]
    assert stage.speakers.voice_of("east") == "board:east"
    assert stage.speakers.voice_of("north") == stage.speakers.voice_of(None) == "board:"


@pytest.mark.parametrize("doubts", ["no_device", "silent"])
def test_a_screen_that_doubts_its_sound_is_asked_after_all_others(stage: Stage, doubts: str) -> None:
    stage.screen("east", speaks, "board:east", sound=doubts)
    assert stage.speakers.voice_of("east") == "board:east"
    stage.screen("west", refuses, "board:west")
    stage.screen("hall", refuses)
    assert stage.speakers.voice_of("east") == "board:", "what one screen speaks is spoken in one line"
    assert stage.play("east") == (True, None)
    assert stage.asked == ["hall", "west", "east"]


def test_a_screen_without_sound_is_not_asked(stage: Stage) -> None:
    stage.screen("a", speaks, ready=False)
    assert stage.play() == (False, "no_speaker")
    assert stage.asked == []


def test_a_call_withdrawn_meanwhile_is_not_handed_on(stage: Stage) -> None:
    stage.screen("a", refuses)
    stage.screen("b", speaks)
    why_not = iter([None, "withdrawn"])
    assert stage.speakers.play(None, SOUND, lambda: next(why_not)) == (False, "withdrawn")
    assert stage.asked == ["a"]
