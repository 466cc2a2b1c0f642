"""The manager sees the hall live, at the desk and on a phone: what wants somebody stands first, and one key helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.settings_page import put_back, settings, signed_in
from tests.browser.paper import play_fault
from tests.browser.screens import DESK, PHONE, Screens, sign_in
from tests.hall import Hall, eventually
from tests.realtime.sockets import Watching

OVER_TARGET_S = 1800 + 75
SILENT_S = 75
FINGER = 44
SMALL_KEYS = f"""() => [...document.querySelectorAll('a, button')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < {FINGER}).map((one) => one.textContent)"""
SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"
WRONG_CLOCK = "Date.now = () => 978307200000;"


@pytest.fixture(autouse=True)
def as_it_was(hall: Hall) -> Iterator[None]:
    """Leave the hall as it was."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
    yield
    hall.clear()
    with signed_in(hall) as client:
        put_back(client, before)


def manager_at(screens: Screens, size: tuple[int, int], script: str = "") -> Page:
    """Open the manager's page signed in, with a script of the test's in it from its beginning."""
    page = screens.blank("/admin", size, has_touch=size == PHONE)
    page.add_init_script(script)
    page.goto(screens.hall.base_url + "/admin")
    sign_in(page)
    page.locator(".live").wait_for()
    return page


def are_off(hall: Hall, *devices: str) -> bool:
    """Tell whether the server knows that these are not connected: the moment it learns that is their last."""
    lines = hall.by("display").get("/metrics").ok().splitlines()
    up = {line.split('"')[1]: line.split()[-1] for line in lines if line.startswith("tinghao_screen_up{")}
    return all(up[one] == "0" for one in devices)


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_citizen_who_waits_too_long_stands_first_on_a_phone_and_one_tap_sends_a_free_window_to_help(
    hall: Hall, screens: Screens
) -> None:
    ticket = hall.issue("B")
    hall.open(6)
    hall.advance(OVER_TARGET_S)
    hall.issue("C")
    phone, desk = manager_at(screens, PHONE), manager_at(screens, DESK)
    for page in (phone, desk):
        expect(page.locator(".alarm.red")).to_contain_text("民政救助 B 有人等了")
        expect(page.locator(".alarm.red")).to_contain_text("6 号窗口空闲")
    order = [
        top(phone, name)
        for name in (".alarm.red", ".figures", ".part-queues", ".part-windows", ".part-devices")
    ]
    assert order == sorted(order) and order[0] < PHONE[1] / 7
    expect(phone.locator(".queues tbody tr").first).to_contain_text("民政救助")
    expect(desk.locator(".queues tbody tr").first).to_contain_text("综合业务")
    assert not phone.evaluate(SIDEWAYS) and phone.evaluate(SMALL_KEYS) == []
    phone.locator(".alarm .helps").tap()
    expect(phone.locator(".say.info")).to_contain_text("6 号窗口从现在起帮叫 B")
    assert hall.at(6, "call-next").ok()["number"] == ticket["number"]
    for page in (phone, desk):
        expect(page.locator(".alarm.red")).to_have_count(0)
        expect(page.locator(".windows tr, .window-cell", has_text=ticket["number"])).to_contain_text("已叫号")


def test_an_empty_printer_is_told_with_what_it_owes_and_the_way_to_it(hall: Hall, screens: Screens) -> None:
    phone = manager_at(screens, PHONE)
    try:
        play_fault(hall, paper_out=True)
        hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
        paper = phone.locator(".alarm", has_text="缺纸")
        expect(paper).to_contain_text(re.compile(r"[1-9]\d* 张没打出来"))
        paper.locator(".remedy").tap()
        expect(phone.locator(".page h1")).to_have_text("打印机")
        phone.locator(".nav-phone a[href='#settings']").tap()
        assert phone.evaluate(SMALL_KEYS) == [] and not phone.evaluate(SIDEWAYS)
        expect(phone.locator(".index-foot")).to_contain_text("退出登录")
    finally:
        play_fault(hall, paper_out=False)
    phone.locator(".nav-phone a[href='#live']").tap()
    expect(phone.locator(".alarm", has_text="缺纸")).to_have_count(0)


def test_a_tablet_and_a_kiosk_that_are_gone_are_named_until_they_are_back(
    hall: Hall, screens: Screens
) -> None:
    asked: list[dict[str, Any]] = [
        {"screen": "evaluator", "window": 3, "token": hall.token("tablet_3")},
        {"screen": "kiosk", "token": hall.token("kiosk")},
    ]
    for who in asked:
        Watching(hall, who).close()
    eventually(lambda: are_off(hall, "tablet-3", "kiosk-1"), "the server has seen them go")
    hall.advance(SILENT_S)
    page = manager_at(screens, DESK)
    all_alarms = page.locator(".more-alarms button")
    if all_alarms.count():
        all_alarms.click()
    gone = page.locator(".alarm", has_text=re.compile(r"^(3 号评价器|取号机) 没连上 \d+ 分"))
    expect(gone).to_have_count(2)
    expect(page.locator(".lines li", has_text="取号机 1")).to_contain_text(
        re.compile(r"取号机 没连上 \d+ 分")
    )
    back = [Watching(hall, who) for who in asked]
    expect(gone).to_have_count(0)
    for each in back:
        each.close()


def test_ages_run_by_the_servers_clock_and_stand_still_when_it_is_gone(hall: Hall, screens: Screens) -> None:
    hall.issue("C")
    hall.open(3)
    hall.at(3, "call-next").ok()
    hall.at(3, "start").ok()
    page = manager_at(screens, DESK, WRONG_CLOCK)
    age = page.locator(".windows tr", has_text="办理中").locator(".elapsed")
    first = age.inner_text()
    expect(age).not_to_have_text(first)
    assert age.inner_text() < "05:00", "not the quarter century by the computer's own clock"
    page.context.set_offline(True)
    page.locator(".lost-band").wait_for()
    expect(page.locator(".live-head h1")).to_have_text(re.compile(r"^断开前(一切正常|有 \d+ 件事要处理)$"))
    expect(page.locator(".live-head .calm")).to_have_count(0)
    stood, gone = age.inner_text(), page.locator(".lost-band .fig").inner_text()
    expect(page.locator(".lost-band .fig")).not_to_have_text(gone)
    assert age.inner_text() == stood
    page.context.set_offline(False)
    expect(page.locator(".lost-band")).to_have_count(0)
    expect(age).not_to_have_text(stood)
