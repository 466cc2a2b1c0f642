"""The loop of a box, beat by beat, with a browser that says what the test wants."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from boxes import checkup, sound, supervisor
from boxes.browser import Look
from boxes.devtools import NoAnswerError
from boxes.kept import Token, read_status
from boxes.settings import Settings
from boxes.supervisor import Supervisor
from boxes.watch import FROZEN_AFTER_S, LOADS_WITHIN_S

SERVER = "http://192.168.1.10:8000"
BOARD = f"{SERVER}/board"


@dataclass
class Page:
    """A browser of the test: what it shows, what it was asked."""

    url: str = BOARD
    draws: bool = True
    asks_in: bool = False
    stands: bool = True
    held: str = "token-1"
    tells: int = 204
    crashed: bool = False
    dead: bool = False
    pid: int = 4711
    hours: Any = field(
        default_factory=lambda: ["2026-11-26T08:25:00+08:00", False, "2026-11-26T08:30:00+08:00", False]
    )
    went: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def look(self, within_s: float) -> Look:
        if not self.draws:
            raise NoAnswerError("no answer")
        return Look(self.url, self.asks_in, self.stands)

    def go(self, url: str, within_s: float) -> None:
        self.url = url
        self.went.append(url)

    def cookie(self, within_s: float) -> str:
        return self.held

    def ended(self) -> bool:
        return self.dead

    def end(self) -> None:
        self.dead = True

    def evaluate(self, expression: str, within_s: float) -> Any:
        self.asked.append(expression)
        if expression == sound.HOURS % "board":
            return self.hours
        if expression == sound.HEARD:
            return ["running", 1.6, True]
        return self.tells if expression.startswith("fetch('/api/v1/devices/sound-check'") else None

    def chimes(self) -> int:
        return self.asked.count(sound.PLAY)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Bench:
    """A supervisor on the bench."""

    loop: Supervisor
    page: Page
    clock: Clock
    folder: Path

    def beat(self, after_s: float = 2.0) -> None:
        self.clock.at += after_s
        self.loop._beat()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("boxes.sound.sleep", lambda _s: None)
    settings = Settings(
        server=SERVER, page="/board", screen="board", cookie="th_board", state_dir=str(tmp_path / "state"),
        run_dir=str(tmp_path), profile_dir=str(tmp_path / "profile"), offline_page="/offline/index.html",
    )  # fmt: skip
    page, clock = Page(), Clock()
    loop = Supervisor(settings, clock)
    loop.browser = page  # type: ignore[assignment]
    loop.started_at = loop.drawn_at = clock.at
    monkeypatch.setattr(loop, "_server_answers", lambda: True)
    return Bench(loop, page, clock, tmp_path)


def speaking(bench: Bench) -> Supervisor:
    bench.loop.settings = replace(bench.loop.settings, speaks=True)
    return bench.loop


def test_a_page_that_draws_is_left_alone(bench: Bench) -> None:
    for _ in range(5):
        bench.beat()
    assert bench.page.went == [] and not bench.page.ended()


def test_one_slow_beat_is_forgiven_and_lasting_silence_is_not(bench: Bench) -> None:
    bench.page.draws = False
    bench.beat(FROZEN_AFTER_S - 1)
    assert not bench.page.ended()
    bench.beat(2)
    assert bench.page.ended() and bench.loop.browser is None
    assert bench.loop.last_reason == "it draws nothing"


def test_a_page_that_could_not_be_loaded_gives_way_to_the_boxs_own_and_then_to_the_halls(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.loop, "_server_answers", lambda: False)
    bench.page.url = "chrome-error://chromewebdata/"
    bench.beat()
    assert bench.page.went == [bench.loop.offline]
    for _ in range(7):
        bench.beat()
    assert bench.page.asked.count(supervisor.SAY_LOST) == 1
    monkeypatch.setattr(bench.loop, "_server_answers", lambda: True)
    bench.beat()
    assert bench.page.went == [bench.loop.offline, BOARD]


def test_a_page_that_came_by_halves_is_opened_again_until_it_stands(bench: Bench) -> None:
    bench.beat()
    bench.page.stands = False
    bench.beat(LOADS_WITHIN_S - 1)
    assert bench.page.went == []
    bench.loop._say()
    said = checkup._running(bench.loop.settings, read_status(bench.folder))
    assert any(each.well is False and "没出全" in each.zh for each in said)
    bench.beat(2)
    assert bench.page.went == [BOARD]
    bench.beat(LOADS_WITHIN_S - 1)
    assert bench.page.went == [BOARD]
    bench.beat(2)
    assert bench.page.went == [BOARD, BOARD]
    bench.page.stands = True
    bench.beat(LOADS_WITHIN_S * 2)
    bench.beat(LOADS_WITHIN_S * 2)
    assert bench.page.went == [BOARD, BOARD] and not bench.page.ended()


def test_a_page_that_came_by_halves_gives_way_to_the_boxs_own_while_no_server_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.loop, "_server_answers", lambda: False)
    bench.page.stands = False
    bench.beat(LOADS_WITHIN_S + 1)
    assert bench.page.went == [bench.loop.offline]


def test_the_token_is_kept_when_it_changes_and_written_no_more_often(bench: Bench) -> None:
    kept = Token(bench.folder / "state")
    bench.beat()
    assert kept.read() == "token-1"
    kept.path.unlink()
    bench.beat()
    assert kept.read() == ""
    bench.page.held = "token-2"
    bench.beat()
    assert kept.read() == "token-2"
    bench.page.held = ""
    bench.beat()
    assert kept.read() == "token-2"


def test_a_box_the_hall_has_shut_out_says_so(bench: Bench) -> None:
    bench.beat()
    bench.loop._say()
    assert (read_status(bench.folder) or {})["let_in"] is True
    bench.page.asks_in = True
    bench.beat()
    bench.loop._say()
    assert (read_status(bench.folder) or {})["let_in"] is False


def test_a_server_that_cannot_be_told_does_not_make_the_box_chime_all_morning(bench: Bench) -> None:
    speaking(bench)
    bench.page.tells = 503
    for _ in range(4):
        bench.beat(61)
    assert bench.page.chimes() == 1
    told = sum("sound-check" in each for each in bench.page.asked)
    assert told == 4
    bench.page.tells = 204
    for _ in range(3):
        bench.beat(61)
    assert sum("sound-check" in each for each in bench.page.asked) == 5


def test_a_screen_that_was_given_no_voice_is_not_tried_and_says_so_until_it_has_one(bench: Bench) -> None:
    speaking(bench)
    spoken, bench.page.hours = bench.page.hours, sound.SOON
    bench.beat()
    bench.page.hours = sound.MUTE
    bench.beat()
    bench.loop._say()
    assert bench.page.chimes() == 0
    status = read_status(bench.folder)
    assert [found.zh for found in checkup._running(bench.loop.settings, status) if "声" in found.zh] == [
        "这块屏按设置不出声"
    ]
    assert checkup._sound(bench.loop.settings, status) == []
    bench.page.hours = spoken
    bench.beat(61)
    assert (bench.page.chimes(), bench.loop.mute) == (1, False)


def test_a_supervisor_started_again_does_not_chime_again(bench: Bench) -> None:
    bench.beat(61)
    speaking(bench)
    bench.beat(61)
    again = Supervisor(bench.loop.settings, bench.clock)
    again.browser = bench.loop.browser
    bench.loop = again
    bench.beat(61)
    assert bench.page.chimes() == 1
