"""What changes with a call: the window, its sign, its tablet, the phones and the hall screen."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.screens import DESK, PHONE, SIGN, TABLET, settled, sign_in
from tests.browser.tour import Tour, to_english


def window_sign_tablet_phone_and_board(tour: Tour) -> None:
    hall = tour.hall
    for _ in range(4):
        hall.issue("E")
    window = tour.calm("/window/5", DESK)
    window_en = tour.calm("/window/5", DESK)
    window.locator("input").first.wait_for()
    to_english(window_en)
    tour.look("window sign-in", window, window_en)
    for page in (window, window_en):
        sign_in(page)
        page.locator(".work.closed").wait_for()
    windows = (window, window_en)
    sign, sign_wide = tour.calm("/sign/5", SIGN), tour.calm("/sign/5", (1920, 540))
    tablets = (tour.calm("/tablet/5", TABLET), tour.calm("/tablet/5", TABLET))
    tablets[1].locator(".head-window span:not(:empty)").wait_for()
    to_english(tablets[1])
    boards = (tour.calm("/board", (1920, 1080)), tour.calm("/board?theme=light", (1920, 1080)))
    if not window_en.locator("html[lang=en]").count():
        window_en.keyboard.press("?")
        window_en.locator(".panel button[lang=en]").click()
        window_en.keyboard.press("Escape")
    tour.look("window closed", *windows)
    tour.look("sign closed", sign)
    tour.look("tablet closed", *tablets)
    tour.look("board without calls", boards[0])
    first = hall.issue("E", priority="disabled")
    second = hall.issue("E")
    phones = [
        (tour.calm(_phone(ticket), PHONE), tour.english(_phone(ticket), PHONE)) for ticket in (first, second)
    ]
    window.keyboard.press("Enter")
    for page in windows:
        page.locator(".work.idle").wait_for()
    tour.look("window idle", *windows)
    tour.look("sign idle", sign)
    tour.look("sign wide idle", sign_wide)
    tour.look("tablet idle", *tablets)
    tour.look("phone waiting", *phones[0])
    looked_at = (("/", "find"), ("a", "whole queue"), ("?", "keys"), ("p", "pause"), ("c", "chosen call"))
    for key, panel in (*looked_at, ("n", "direct service")):
        _panel(tour, windows, key, panel)
    _called(tour, windows, boards, sign, sign_wide, phones[0])
    _served(tour, windows, tablets, phones)
    _without_server(tour, [*windows, *tablets, *boards, sign, sign_wide, *phones[1]])


def _phone(ticket: dict[str, object]) -> str:
    return "/t/" + str(ticket["url"]).rsplit("/", 1)[1]


def _panel(tour: Tour, windows: tuple[Page, Page], key: str, name: str) -> None:
    settled(windows[1])
    for page in windows:
        page.keyboard.press(key)
        page.locator(".side-head:has(.link)").wait_for()
    tour.look(f"window {name}", *windows)
    for page in windows:
        page.keyboard.press("Escape")
        page.locator(".side .rows").wait_for()


def _called(
    tour: Tour,
    windows: tuple[Page, Page],
    boards: tuple[Page, Page],
    sign: Page,
    sign_wide: Page,
    phones: tuple[Page, Page],
) -> None:
    settled(windows[0])
    windows[0].keyboard.press("Space")
    for page in windows:
        page.locator(".work.called").wait_for()
    sign.locator("[data-state=calling]").wait_for()
    for board, name in zip(boards, ("board called", "board light called"), strict=True):
        board.locator(".call.now").wait_for()
        tour.look(name, board)
    tour.look("window called", *windows)
    tour.look("sign called", sign)
    tour.look("sign wide called", sign_wide)
    tour.look("phone called", *phones)


def _served(
    tour: Tour,
    windows: tuple[Page, Page],
    tablets: tuple[Page, Page],
    phones: list[tuple[Page, Page]],
) -> None:
    window = windows[0]
    window.keyboard.press("Enter")
    for page in windows:
        page.locator(".work.serving").wait_for()
    tour.look("window serving", *windows)
    tour.look("phone serving", *phones[0])
    asked = (("t", "transfer"), ("h", "hold"), ("i", "items served"), ("Shift+P", "close with a citizen"))
    for key, panel in asked:
        _panel(tour, windows, key, panel)
    _set_aside(tour, windows, phones[0])
    settled(window)
    window.keyboard.press("Enter")
    for page in tablets:
        page.locator(".at-ask .level").first.wait_for()
    tour.look("tablet ask", *tablets)
    settled(tablets[1])
    tablets[1].locator(".level").last.click()
    tablets[1].locator(".at-options").wait_for()
    settled(tablets[1])
    tour.findings.look("tablet options in English", tablets[1])
    tablets[1].locator(".submit").click()
    tablets[1].locator(".said").wait_for()
    tour.findings.look("tablet thanks in English", tablets[1])
    tour.look("phone rated", *phones[0])
    settled(window)
    window.keyboard.press("p")
    window.locator(".places").wait_for()
    window.keyboard.press("Enter")
    for page in windows:
        page.locator(".work.paused").wait_for()
    tour.look("window paused", *windows)
    tour.look("phone waiting with the window paused", *phones[1])


def _set_aside(tour: Tour, windows: tuple[Page, Page], phones: tuple[Page, Page]) -> None:
    """Hold the citizen, look, and go on with the same."""
    window = windows[0]
    settled(window)
    window.keyboard.press("h")
    window.locator(".places").wait_for()
    window.keyboard.press("Enter")
    for page in windows:
        page.locator(".work.idle").wait_for()
    for phone in phones:
        phone.locator(".at-held").wait_for()
    tour.look("window with one on hold", *windows)
    tour.look("phone on hold", *phones)
    _panel(tour, windows, "l", "hold list")
    settled(window)
    window.keyboard.press("l")
    window.locator(".places").wait_for()
    window.keyboard.press("Enter")
    for page in windows:
        page.locator(".work.serving").wait_for()


def _without_server(tour: Tour, pages: list[Page]) -> None:
    """Cut the line of all these pages at once and look at them."""
    for page in pages:
        page.context.set_offline(True)
    for page in pages:
        name = urlsplit(page.url).path.split("/")[1]
        page.get_by_text("连接中断").or_(page.get_by_text("Not connected")).first.wait_for(timeout=12_000)
        tour.findings.look(f"{name} not connected", page)
    for page in pages:
        page.context.close()
