"""The sound check: when it is due, and what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boxes import sound

DAY = "2026-11-26T"
OPENS = f"{DAY}08:30:00+08:00"


def at(clock: str, is_open: bool = False, opens_at: str | None = OPENS, speaking: bool = False) -> list[Any]:
    return [f"{DAY}{clock}+08:00", is_open, opens_at, speaking]


@pytest.mark.parametrize(
    ("said", "done_for", "expected"),
    [
        (at("08:19:59"), "", None),
        (at("08:20:00"), "", OPENS),
        (at("08:29:59"), "", OPENS),
        (at("08:25:00"), OPENS, None),
        (at("08:25:00"), "2026-11-25T08:30:00+08:00", OPENS),
        (at("09:00:00", is_open=True), "", "2026-11-26"),
        (at("09:00:00", is_open=True), OPENS, None),
        (at("09:00:00", is_open=True), "2026-11-26", None),
        (at("09:00:00", is_open=True, speaking=True), "", None),
        (at("20:00:00", opens_at="2026-11-27T08:30:00+08:00"), OPENS, None),
        (at("20:00:00", opens_at=None), "", None),
        (None, "", None),
        ([1, 2], "", None),
    ],
)
def test_each_opening_is_checked_once_in_the_ten_minutes_before_it(
    said: Any, done_for: str, expected: str | None
) -> None:
    assert sound.due(said, done_for) == expected


def test_an_opening_that_was_checked_is_remembered_by_the_next_supervisor(tmp_path: Path) -> None:
    assert sound.DoneFor(tmp_path).read() == ""
    sound.DoneFor(tmp_path).write(OPENS)
    assert sound.DoneFor(tmp_path).read() == OPENS


def card(folder: Path, state: str) -> Path:
    """Lay a sound card out as the kernel does."""
    sub = folder / "card0" / "pcm0p" / "sub0"
    sub.mkdir(parents=True)
    (sub / "status").write_text(f"state: {state}\nowner_pid   : 1\n" if state else "closed\n")
    return folder


class Page:
    """A page whose tones run for three looks."""

    def __init__(self, state: str = "running", advanced: float = 1.6) -> None:
        self.state, self.advanced, self.looks = state, advanced, 0

    def evaluate(self, expression: str, within_s: float) -> Any:
        if expression == sound.PLAY:
            return None
        self.looks += 1
        return [self.state, self.advanced, self.looks >= 3]


@pytest.mark.parametrize(
    ("page", "state", "found"),
    [
        (Page(), "RUNNING", sound.Check(True, "")),
        (Page(), "PREPARED", sound.Check(False, "not_playing")),
        (Page(), "", sound.Check(False, "not_playing")),
        (Page("suspended", 0.0), "RUNNING", sound.Check(False, "blocked")),
        (Page(advanced=0.1), "RUNNING", sound.Check(False, "stuck")),
    ],
)
def test_only_what_the_kernel_plays_counts_as_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Page, state: str, found: sound.Check
) -> None:
    monkeypatch.setattr("boxes.sound.sleep", lambda _s: None)
    assert sound.check(page, card(tmp_path, state)) == found


def test_a_computer_without_a_sound_card_is_not_heard_though_its_browser_says_it_plays() -> None:
    assert sound.verdict(["running", 1.6, True], has_cards=False, left_the_house=False).why == "no_card"
