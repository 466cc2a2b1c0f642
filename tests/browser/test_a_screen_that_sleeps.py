"""A machine whose clock is wrong, is set, or that slept: its screen shows the hall's time, or none, and nothing old."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.screens import NOTE_SOUNDS, Screens, text_of, wait_until
from tests.hall import Hall
from tests.line import Line

# The machine's wall clock is twenty years behind until somebody sets it; its steady clock is left alone.
WRONG_CLOCK = """
const Right = Date;
window.wrong = -20 * 365 * 86400000;
window.Date = class extends Right {
  constructor(...of) { if (of.length) super(...of); else super(Right.now() + window.wrong); }
  static now() { return Right.now() + window.wrong; }
};
new MutationObserver(() => { if (document.body?.innerText.includes('连接中断')) window.saidLost = true; })
  .observe(document, { childList: true, subtree: true, characterData: true });
"""
HOUR_MS = 3_600_000
TOO_OLD_S = 61
PATIENT_MS = 40_000
ANSWER = re.compile(r'43\d+\[{"now"')


@pytest.fixture(scope="module")
def line(hall: Hall) -> Iterator[Line]:
    host, port = hall.base_url.removeprefix("http://").split(":")
    made = Line((host, int(port)))
    made.join()
    yield made
    made.end()


@pytest.fixture(scope="module")
def sockets() -> list[WebSocket]:
    """Hold the sockets the board has opened."""
    return []


@pytest.fixture(scope="module")
def board(screens: Screens, line: Line, sockets: list[WebSocket]) -> Page:
    page = screens.blank("/board")
    page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108  (Playwright takes no method of a list)
    page.add_init_script(NOTE_SOUNDS + WRONG_CLOCK)
    page.goto(line.server + "/board")
    page.locator(".calls-page").wait_for()
    return page


def shows_the_time(hall: Hall, board: Page) -> bool:
    now = hall.now()
    return text_of(board, ".time") == f"{now.hour}:{now.minute:02}"


def test_the_time_shown_is_the_halls_whatever_the_machines_clock_says(hall: Hall, board: Page) -> None:
    wait_until(board, lambda: shows_the_time(hall, board), "the hall's time")
    now = hall.now()
    assert text_of(board, ".date").startswith(f"{now.month}月{now.day}日")


def test_a_clock_that_is_set_moves_neither_the_time_nor_the_connection(
    hall: Hall, board: Page, sockets: list[WebSocket]
) -> None:
    with sockets[0].expect_event(
        "framereceived", lambda frame: bool(ANSWER.match(str(frame))), timeout=PATIENT_MS
    ):
        board.evaluate(f"window.wrong += {HOUR_MS}")
    number = hall.issue("A")["number"]
    hall.open(1)
    hall.at(1, "call-next").ok()
    board.locator(".call .num", has_text=number).wait_for()
    wait_until(board, lambda: bool(board.evaluate("sounds.length")), "the call is spoken")
    wait_until(board, lambda: shows_the_time(hall, board), "the hall's time")
    assert len(sockets) == 1
    assert not board.evaluate("Boolean(window.saidLost)")


def test_a_machine_that_slept_shows_nothing_old_and_comes_back_without_speaking_it(
    hall: Hall, board: Page, line: Line
) -> None:
    hall.at(1, "start").ok()
    hall.at(1, "finish").ok()
    line.cut()
    board.evaluate("sounds.length = 0")
    number = hall.issue("A")["number"]
    hall.at(1, "call-next").ok()
    board.evaluate(f"window.wrong += {HOUR_MS}")
    board.locator(".page.listen").wait_for(timeout=PATIENT_MS)
    expect(board.locator(".band")).to_contain_text("连接中断")
    assert text_of(board, ".time") == "", "nobody knows how late it is"
    assert board.locator(".calls-page").count() == 0
    hall.advance(TOO_OLD_S)
    line.end()
    line.join()
    board.locator(".call .num", has_text=number).wait_for(timeout=PATIENT_MS)
    expect(board.locator(".band")).to_have_count(0)
    wait_until(board, lambda: shows_the_time(hall, board), "the hall's time")
    became = "SELECT state FROM announcement WHERE number = ? ORDER BY id DESC LIMIT 1"
    wait_until(board, lambda: hall.sql(became, number) == [("unspoken",)], "it is given up", 40)
    assert board.evaluate("sounds") == []


def test_nothing_was_wrong(screens: Screens) -> None:
    # What a browser says of sockets that a line breaks at work, and of one that was still being opened.
    broken = ("ERR_CONNECTION", "closed before receiving a handshake response")
    expected = (*broken, "announcement Error: slept", "announcement Error: connection given up")
    assert [said for said in screens.complaints if not any(one in said for one in expected)] == []
