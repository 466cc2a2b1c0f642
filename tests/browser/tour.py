"""Walk through the states of every screen once, looking at each; the tests assert on what was found."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.findings import Findings
from tests.browser.paper import play_fault
from tests.browser.screens import (
    DESK,
    KIOSK_LYING,
    PHONE,
    SIGN,
    TABLET,
    Screens,
    kiosk_page,
    settled,
    sign_in,
)
from tests.hall import Hall

CALM: dict[str, Any] = {"reduced_motion": "reduce"}
SETTINGS = (
    *("matrix", "queues", "priorities", "rules", "voice", "items", "hours", "screens", "pages", "notices"),
    *("ticket", "hall", "history"),
)
ENGLISH = "button[lang=en], button:has(> span[lang=en])"


@dataclass
class Tour:
    """Pages in both languages, and what was found on them."""

    hall: Hall
    screens: Screens
    findings: Findings = field(default_factory=Findings)

    def calm(self, path: str, size: tuple[int, int]) -> Page:
        """Open a page on which nothing moves."""
        return self.screens.open(path, size, **CALM)

    def english(self, path: str, size: tuple[int, int]) -> Page:
        """Open a page and turn it to English."""
        page = self.calm(path, size)
        to_english(page)
        return page

    def look(self, state: str, *pages: Page, axe: bool = True) -> None:
        """Look at pages in one state; the second one is in English."""
        for page, language in zip(pages, ("", " in English"), strict=False):
            self.findings.look(state + language, page, axe=axe)


def to_english(page: Page) -> None:
    """Press the key that turns a page to English."""
    page.locator(ENGLISH).first.click()
    page.locator("html[lang=en]").wait_for()


def walk(browser: Browser, hall: Hall) -> Tour:
    """Walk through all of it, and close the pages."""
    hall.clear()
    tour = Tour(hall, Screens(browser, hall))
    try:
        _kiosk_in_its_manners(tour)
        _window_sign_tablet_phone_and_board(tour)
        _desk_and_admin(tour)
        _start_and_paper(tour)
    finally:
        tour.screens.close()
    return tour


# ------------------------------------------------------------------ kiosk


def _kiosk_in_its_manners(tour: Tour) -> None:
    upright = kiosk_page(tour.screens, **CALM)
    lying = kiosk_page(tour.screens, KIOSK_LYING, **CALM)
    _kiosk_walk(tour, "kiosk", upright, axe=True)
    _kiosk_walk(tour, "kiosk in English", upright, "language", axe=True)
    _kiosk_walk(tour, "kiosk elder contrast", upright, "large", "contrast", axe=True)
    _kiosk_walk(tour, "kiosk elder in English", upright, "large", "language", ticket=False)
    _kiosk_walk(tour, "kiosk lying", lying)
    _kiosk_walk(tour, "kiosk lying elder", lying, "large", ticket=False)
    _kiosk_walk(tour, "kiosk lying elder in English", lying, "large", "language")
    play_fault(tour.hall, paper_out=True)
    for name, page in (("kiosk", upright), ("kiosk lying", lying)):
        page.locator(".lead.dry").wait_for()
        tour.look(f"{name} home without paper", page)
        page.locator(".tile").nth(4).tap()
        page.locator(".take").tap()
        page.locator(".keep").wait_for()
        tour.look(f"{name} number without paper", page)
        page.locator(".noted").tap()
    play_fault(tour.hall, paper_out=False)


def _kiosk_walk(
    tour: Tour, name: str, page: Page, *manner: str, axe: bool = False, ticket: bool = True
) -> None:
    look = functools.partial(tour.findings.look, page=page, axe=axe)
    page.locator(".on-home").wait_for()
    for key in manner:
        page.locator(f".tool.{key}").tap()
    look(f"{name} home")
    page.locator(".wide.search").tap()
    page.locator(".on-search .row").first.wait_for()
    look(f"{name} search")
    if page.locator(".modes").count():
        page.locator(".modes .mode").nth(1).tap()
        page.locator(".kinds button").first.tap()
        look(f"{name} search by kind")
    page.locator(".tool.to-home").tap()
    page.locator(".tile").nth(2).tap()
    page.locator(".on-items").wait_for()
    look(f"{name} items")
    page.locator(".row").first.tap()
    page.locator(".on-confirm .option").first.tap()
    look(f"{name} confirm")
    if page.locator(".tool.to-guide").count():
        _kiosk_guide(name, page, look)
    if not ticket:
        page.reload()
        return
    page.locator(".tool.to-home").tap()
    page.locator(".tile").nth(4).tap()
    page.locator(".take").tap()
    page.locator(".paper-done").wait_for()
    look(f"{name} ticket")
    page.locator(".leave").tap()
    page.locator(".on-home").wait_for()


def _kiosk_guide(name: str, page: Page, look: Callable[[str], None]) -> None:
    """Look at every page of the guide: what to bring stands on the first, the law on the last."""
    page.locator(".tool.to-guide").tap()
    page.locator(".on-guide .block").first.wait_for()
    look(f"{name} guide")
    further = page.locator(".pager .key").nth(1)
    while further.count() and further.is_enabled():
        further.tap()
        look(f"{name} guide")


# ------------------------------------------------------------------ what changes with a call


def _window_sign_tablet_phone_and_board(tour: Tour) -> None:
    hall = tour.hall
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


# ------------------------------------------------------------------ staff and the demo's own pages


def _desk_and_admin(tour: Tour) -> None:
    desk, desk_en = tour.calm("/desk", DESK), tour.english("/desk", DESK)
    tour.look("desk sign-in", desk, desk_en)
    desks = (desk, desk_en)
    for page in desks:
        sign_in(page)
        page.locator(".desk").wait_for()
    tour.look("desk", *desks)
    for page in desks:
        page.locator(".ticket-row .pick").first.click()
        page.locator(".ticket-card").wait_for()
    tour.look("desk ticket", *desks)
    for page in desks:
        page.keyboard.press("Escape")
        page.keyboard.press("5")
        settled(page)
        page.keyboard.press("Enter")
        page.locator(".side-column img").first.wait_for()
    tour.look("desk issued", *desks)
    for page in desks:
        page.locator(".say-key .key").click()
        page.locator("#say-text").press_sequentially("n1/")  # letters here, though keys of the desk elsewhere
        expect(page.locator("#say-text")).to_have_value("n1/")
    tour.look("desk announce", *desks)
    admins = (tour.calm("/admin", DESK), tour.english("/admin", DESK))
    tour.look("admin sign-in", *admins)
    for page in admins:
        sign_in(page)
        page.locator(".live").wait_for()
    for name in ("live", "people", "devices", "printers", *SETTINGS):
        for page in admins:
            page.locator(f".nav-groups a[href='#{name}']").click()
            page.locator(f".nav-groups a[href='#{name}'][aria-current=page]").wait_for()
        tour.look(f"admin {name}", *admins)
    for path, ready in (
        ("queues/C", ".slip"),
        ("window/3", "#f-windows-2-name"),
        ("settings", ".entry-list"),
        ("screens/notices", ".look-glass iframe"),
        ("printers/add", ".step"),
    ):
        for page in admins:
            page.evaluate(f"location.hash = '{path}'")
            page.locator(ready).first.wait_for()
        tour.look(f"admin {path}", *admins)
    _hours_by_weekday(tour, admins)


def _hours_by_weekday(tour: Tour, admins: tuple[Page, Page]) -> None:
    """Look at every kind of hours and limits in the forms; nothing of it is saved."""
    for page in admins:
        page.evaluate("location.hash = 'hours'")
        page.locator(".setting-page .choice button").nth(1).click()
        page.locator("#band-mon-2 .choice button").nth(1).click()
        page.locator("#band-mon-1 .limit").click()
        for kind in range(3):
            page.locator("#f-hours-all-special .group-head .key").click()
            page.locator(f".special:nth-child({kind + 1}) .choice button").nth(kind).click()
    tour.look("admin hours by weekday", *admins)
    for page in admins:
        page.evaluate("location.hash = 'queues/C'")
        page.locator("#f-queues-2-periods .link").click()
    tour.look("admin periods", *admins)
    for page in admins:
        page.locator(".save-bar .key").first.click()


def _start_and_paper(tour: Tour) -> None:
    for path, state, ready in (
        ("/", "start", ".plan"),
        ("/paper", "paper", ".printer"),
        ("/g/AQ01", "guide", "article"),
    ):
        size = PHONE if state == "guide" else DESK
        pages = (tour.calm(path, size), tour.english(path, size))
        for page in pages:
            page.locator(ready).first.wait_for()
            page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        tour.look(state, *pages)
