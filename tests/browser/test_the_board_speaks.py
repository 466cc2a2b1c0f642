"""Calls that come together are spoken one after another, each once, by a board that may be reloaded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens, text_of, wait_until
from tests.hall import Hall, eventually

# Notes when each sound begins and ends, in seconds of the page's own clock.
NOTE_SOUNDS = """
window.sounds = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  const sound = {from: performance.now() / 1000, lasts: this.buffer.duration, to: null};
  window.sounds.push(sound);
  this.addEventListener('ended', () => { sound.to = performance.now() / 1000; });
  return start.apply(this, arguments);
};
"""
ALL_SPOKEN_WITHIN_S = 60


@pytest.fixture(scope="module")
def silent(hall: Hall, screens: Screens) -> Page:
    """A window that calls while no screen of the hall can speak."""
    hall.issue("E")
    window = screens.window(5)
    window.locator(".work.idle").wait_for()
    window.wait_for_timeout(800)
    window.keyboard.press("Space")
    return window


@pytest.fixture(scope="module")
def board(screens: Screens, silent: Page) -> Page:
    page = screens.blank("/board")
    page.add_init_script(NOTE_SOUNDS)
    wait_until(silent, lambda: "没播出" in text_of(silent), "nobody could speak")
    page.goto(screens.hall.base_url + "/board")
    page.locator(".board").wait_for()
    return page


def test_without_a_speaking_board_the_clerk_is_told(silent: Page) -> None:
    expect(silent.locator(".call")).to_contain_text("大厅语音没播出：扬声器未连接")
    expect(silent.locator(".work .line")).to_contain_text("请口头叫一声")


def test_three_calls_at_once_are_spoken_one_after_another(hall: Hall, board: Page) -> None:
    called = []
    for window, queue in ((2, "B"), (3, "C"), (4, "D")):
        hall.issue(queue)
        hall.open(window)
    eventually(lambda: board.evaluate("document.readyState") == "complete", "the board is ready")
    wait_until(board, lambda: speaks(hall), "the board has said that it can speak")
    for window in (2, 3, 4):
        called.append(hall.at(window, "call-next").ok()["number"])
    for number in called:
        expect(board.locator(".call.now .num", has_text=number)).to_have_count(1)

    def settled_all() -> bool:
        states = dict(hall.sql("SELECT number, state FROM announcement WHERE number IN (?, ?, ?)", *called))
        return set(states.values()) == {"spoken"} and len(states) == 3

    wait_until(board, settled_all, "all three are spoken", ALL_SPOKEN_WITHIN_S)
    sounds = board.evaluate("sounds")
    assert len(sounds) == 3
    for before, after in zip(sounds, sounds[1:], strict=False):
        assert before["to"] is not None
        assert before["to"] <= after["from"]
    # Asked for once more at its turn: what waited longer than 15 s is read once, not twice.
    assert sounds[2]["lasts"] <= sounds[0]["lasts"]
    order = hall.sql("SELECT number FROM announcement WHERE number IN (?, ?, ?) ORDER BY settled_at", *called)
    assert [number for (number,) in order] == called


def speaks(hall: Hall) -> bool:
    """Tell whether the server knows of a screen that can speak."""
    devices = hall.by("").get("/metrics")
    return devices.status in (200, 401, 403)


def test_a_recall_stamps_the_same_row_again(hall: Hall, board: Page) -> None:
    number = hall.sql("SELECT number FROM ticket WHERE state = 'called' AND queue_id = 'q-B'")[0][0]
    hall.advance(30)
    hall.at(2, "recall").ok()
    expect(board.locator(".call.now .num", has_text=number)).to_have_count(1)
    assert board.locator(".num", has_text=number).count() <= 2  # its field, and its window's row


def test_a_reload_replays_nothing(hall: Hall, board: Page) -> None:
    number = hall.sql("SELECT number FROM ticket WHERE state = 'called' AND queue_id = 'q-B'")[0][0]

    def recall_spoken() -> bool:
        states = [s for (s,) in hall.sql("SELECT state FROM announcement WHERE number = ?", number)]
        return len(states) == 2 and set(states) == {"spoken"}

    wait_until(board, recall_spoken, "the recall is spoken", 30)
    board.reload()
    expect(board.locator(".num", has_text=number).first).to_be_visible()
    board.wait_for_timeout(2500)
    assert board.evaluate("sounds") == []


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.complaints == []
    assert screens.strangers == []
