"""Calls that come together are spoken one after another, each once, by a board that may be reloaded."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens, settled, speaking_board, text_of, wait_until
from tests.hall import Hall

ALL_SPOKEN_WITHIN_S = 45
BEHIND_S = 16  # what waited longer than 15 s is read once instead of twice
TOGETHER = ((2, "B"), (3, "C"), (4, "D"))


@pytest.fixture(scope="module")
def silent(hall: Hall, screens: Screens) -> Page:
    """A window that called while no screen of the hall could speak."""
    hall.issue("E")
    window = screens.window(5)
    window.locator(".work.idle").wait_for()
    settled(window)
    window.keyboard.press("Space")
    wait_until(window, lambda: "没播出" in text_of(window), "nobody could speak")
    return window


@pytest.fixture(scope="module")
def board(screens: Screens, silent: Page) -> Page:
    return speaking_board(screens)


@pytest.fixture(scope="module")
def called(hall: Hall, board: Page) -> list[str]:
    """Three windows call at once."""
    for window, queue in TOGETHER:
        hall.issue(queue)
        hall.open(window)
    numbers = [hall.at(window, "call-next").ok()["number"] for window, _ in TOGETHER]
    hall.advance(BEHIND_S)
    return numbers


def test_without_a_speaking_board_the_clerk_is_told(silent: Page) -> None:
    expect(silent.locator(".call")).to_contain_text("大厅语音没播出：扬声器未连接")
    expect(silent.locator(".work .line")).to_contain_text("请口头叫一声")


def test_three_calls_at_once_are_all_stamped(board: Page, called: list[str]) -> None:
    for number in called:
        expect(board.locator(".call .num", has_text=number)).to_have_count(1)


def test_three_calls_at_once_are_spoken_one_after_another(hall: Hall, board: Page, called: list[str]) -> None:
    def spoken() -> list[str]:
        rows = hall.sql(
            "SELECT number FROM announcement WHERE state = 'spoken' AND number IN (?, ?, ?) ORDER BY settled_at",
            *called,
        )
        return [number for (number,) in rows]

    wait_until(board, lambda: len(spoken()) == len(called), "all three are spoken", ALL_SPOKEN_WITHIN_S)
    assert spoken() == called
    sounds = board.evaluate("sounds")
    assert len(sounds) == len(called)
    for before, after in pairwise(sounds):
        assert before["to"] is not None
        assert before["to"] <= after["from"]
    twice, *once = (sound["lasts"] for sound in sounds)
    assert all(lasts < twice for lasts in once)


def test_a_reload_replays_nothing(board: Page, called: list[str]) -> None:
    board.reload()
    expect(board.locator(".num", has_text=called[0]).first).to_be_visible()
    board.wait_for_timeout(2000)
    assert board.evaluate("sounds") == []


def test_a_recall_stamps_the_same_row_again(hall: Hall, board: Page, called: list[str]) -> None:
    hall.advance(30)
    hall.at(2, "recall").ok()
    expect(board.locator(".call.now .num", has_text=called[0])).to_have_count(1)
    shown = board.locator(".calls-page .num", has_text=called[0])
    expect(shown).to_have_count(2)  # its field and its window's row, no second field, no second row
    wait_until(board, lambda: len(board.evaluate("sounds")) == 1, "the recall is spoken")


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.complaints == []
    assert screens.strangers == []
