"""The server is killed, or hangs: every screen says so, comes back by itself, and no number is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens, kiosk_page, settled, sign_in, text_of
from tests.crash.test_storage_away import full_disk
from tests.hall import Hall, eventually

HALL_OPTIONS = ()
BACK_WITHIN_S = 5.0
SHOWN_WITHIN_S = 10.0


@dataclass
class Standing:
    """All the screens of the hall, none of which is touched again."""

    pages: dict[str, Page]
    numbers: list[str]


def lost(_name: str, page: Page) -> bool:
    return "连接中断" in text_of(page)


@pytest.fixture(scope="module")
def standing(hall: Hall, screens: Screens) -> Standing:
    """Open every screen, with somebody waiting and a window open."""
    waiting = [hall.issue("E") for _ in range(3)]
    token = waiting[2]["url"].rsplit("/", 1)[1]
    pages = {
        "kiosk": kiosk_page(screens),
        "board": screens("/board"),
        "sign": screens("/sign/5"),
        "window": screens.window(5),
        "desk": screens("/desk"),
        "tablet": screens("/tablet/5"),
        "phone": screens(f"/t/{token}"),
        "admin": screens("/admin"),
    }
    sign_in(pages["desk"])
    sign_in(pages["admin"])
    pages["desk"].locator(".desk").wait_for()
    pages["admin"].locator(".live").wait_for()
    for page in pages.values():
        page.evaluate("window.stands = true")
    return Standing(pages, [ticket["number"] for ticket in waiting])


def answers(hall: Hall) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(hall.base_url + "/readyz", timeout=1).status_code == 200
    return False


def all_of(pages: dict[str, Page], look: Callable[[str, Page], bool], what: str, within_s: float) -> None:
    """Wait until all pages show something; names those that do not."""
    began = time.monotonic()
    left = dict(pages)
    while True:
        left = {name: page for name, page in left.items() if not look(name, page)}
        if not left:
            return
        if time.monotonic() - began > within_s:
            said = {name: text_of(page)[:200] for name, page in left.items()}
            raise AssertionError(f"not within {within_s:.0f} s {what}: {said}")
        next(iter(left.values())).wait_for_timeout(50)


def waiting_figures(hall: Hall) -> dict[str, str]:
    """What each screen must show of a queue of that many, as text it holds."""
    n = int(hall.sql("SELECT count(*) FROM ticket WHERE state = 'waiting'")[0][0])
    return {"kiosk": f"等候 {n} 人", "window": f"等候 {n} 人", "admin": f"正在等候 {n} 人"}


def fresh(hall: Hall, latest: str) -> Callable[[str, Page], bool]:
    """Tell whether a page is connected and shows what happened last."""
    figures = waiting_figures(hall)

    def look(name: str, page: Page) -> bool:
        words = text_of(page)
        if lost(name, page) or figures.get(name, "") not in words:
            return False
        return latest in words if name == "desk" else True

    return look


def server_pid(hall: Hall) -> int:
    return int(hall.read_again()["pid"])


def test_killed_it_is_back_and_every_screen_with_it(hall: Hall, standing: Standing) -> None:
    killed = server_pid(hall)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: server_pid(hall) != killed and answers(hall), "another server answers", 20)
    latest = hall.issue("E")
    all_of(standing.pages, fresh(hall, latest["number"]), "shown afresh", BACK_WITHIN_S)
    kept = [n for (n,) in hall.sql("SELECT number FROM ticket ORDER BY seq")]
    assert kept == [*standing.numbers, latest["number"]]
    assert len(set(kept)) == len(kept)
    assert hall.sql("SELECT state FROM window WHERE number = '5'") == [("open",)]


def test_a_hanging_server_is_shown_on_every_screen_and_forgotten_when_it_goes_on(
    hall: Hall, standing: Standing
) -> None:
    pid = server_pid(hall)
    os.kill(pid, signal.SIGSTOP)
    try:
        all_of(standing.pages, lost, "shown as not connected", SHOWN_WITHIN_S)
    finally:
        os.kill(pid, signal.SIGCONT)
    eventually(lambda: answers(hall), "the server answers again", 10)
    latest = hall.issue("E")
    all_of(standing.pages, fresh(hall, latest["number"]), "shown afresh", BACK_WITHIN_S)


def test_a_database_that_takes_nothing_is_said_and_the_kiosk_gives_its_number_when_it_does_again(
    hall: Hall, standing: Standing
) -> None:
    server_pid(hall)
    kiosk, window, desk = (standing.pages[name] for name in ("kiosk", "window", "desk"))
    of_the_desk = "SELECT count(*) FROM ticket WHERE number LIKE 'F%'"
    desk.keyboard.press("6")
    kiosk.locator(".tile", has_text="综合业务").tap()
    kiosk.locator(".row").first.tap()
    kiosk.locator(".take").wait_for()
    settled(kiosk)
    with full_disk(hall):
        kiosk.locator(".take").tap()
        window.keyboard.press("Space")
        desk.keyboard.press("Enter")
        expect(kiosk.locator(".on-lost")).to_contain_text("这台机器暂时不能取号")
        expect(kiosk.locator(".on-lost")).to_contain_text("不会重复取号")
        expect(window.locator(".say.warn")).to_contain_text("数据库暂时不可用，这次没有做成")
        expect(desk.locator(".say.warn")).to_contain_text("数据库暂时不可用，这次没有做成")
        assert hall.sql(of_the_desk) == [(0,)]
    desk.keyboard.press("Enter")  # what was chosen is still chosen
    desk.locator(".side-column img").first.wait_for()
    assert hall.sql(of_the_desk) == [(1,)]
    kiosk.locator(".on-ticket").wait_for()
    number = kiosk.locator("h1.number .num").inner_text()
    assert [n for (n,) in hall.sql("SELECT number FROM ticket WHERE number LIKE 'A%'")] == [number]
    assert hall.sql("SELECT count(*) FROM ticket WHERE state = 'called'") == [(0,)]


def test_no_screen_was_reloaded_or_touched(standing: Standing) -> None:
    assert [
        name for name, page in standing.pages.items() if not page.evaluate("window.stands === true")
    ] == []


def test_the_hall_goes_on_where_it_stood(hall: Hall, standing: Standing) -> None:
    window, board, phone = (standing.pages[name] for name in ("window", "board", "phone"))
    window.keyboard.press("Space")
    board.locator(".call.now .num", has_text=standing.numbers[0]).first.wait_for()
    phone.locator(".facts", has_text="1 人").wait_for()
