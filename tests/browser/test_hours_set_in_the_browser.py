"""A manager sets every kind of hours and limits in the browser, and the kiosk keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from queue_server.plan_hours import every_day
from tests.api.settings_page import SETTINGS, settings
from tests.browser.screens import Screens, kiosk_page
from tests.founding import FRIDAY, found_by, plan, set_clock
from tests.hall import Client, Hall

DESK = (1440, 900)
LOOKS_WITHIN_MS = 30_000  # screens look at the clock every 20 s
PASSWORD = "manager-secret"
MIDNIGHT = FRIDAY.replace(hour=0)
ORDINARY = every_day("8:30-12:00, 13:30-17:00")
SOLD_OUT = "本时段号已取完"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, async_mode: str) -> Iterator[Hall]:
    """Give a hall with the same ordinary hours all week."""
    own = Hall(tmp_path_factory.mktemp("hours") / "data", async_mode)
    found_by(own, plan(ORDINARY))
    yield own.start()
    own.stop()


def signed_in(hall: Hall) -> Client:
    client = hall.client()
    client.post("/login", {"username": "manager", "password": PASSWORD, "screen": "admin"}).ok()
    client.session.headers["X-Tinghao-Screen"] = "admin"
    return client


@pytest.fixture
def admin(hall: Hall, screens: Screens) -> Iterator[Page]:
    """Give a manager's page at nine on a Friday, closed at the end, and leave the hours as they were."""
    set_clock(hall, FRIDAY)
    before = settings(signed_in(hall))["sections"]
    page = screens.open("/admin", DESK)
    page.locator("input[type=password]").wait_for()
    page.locator("input").first.fill("manager")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.locator(".nav").wait_for()
    yield page
    page.close()
    client = signed_in(hall)  # the hall's clock is another day's by now, and the first session over
    body = {"base_version": settings(client)["version"], "sections": before}
    client.ask("PUT", SETTINGS, body).ok()


def turn_to(page: Page, path: str) -> Page:
    page.evaluate(f"location.hash = '{path}'")
    page.locator(".save-bar").wait_for()
    return page


def clock(hall: Hall, hours: int, minutes: int, days: int = 0) -> None:
    set_clock(hall, MIDNIGHT + timedelta(days=days, hours=hours, minutes=minutes))


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(".say.info")).to_be_visible()
    expect(page.locator(".save-bar.dirty")).to_have_count(0)


def day(page: Page, name: str) -> Locator:
    return page.locator(f"#f-hours-all-{name}")


def choose(band: Locator, words: str) -> None:
    band.get_by_role("button", name=words, exact=True).click()


def says(kiosk: Page, name: str, words: str) -> None:
    tile = kiosk.locator(".tile", has_text=name)
    expect(tile).to_contain_text(words, timeout=LOOKS_WITHIN_MS)


def test_a_booked_band_is_set_and_the_kiosk_gives_no_number_in_it(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    page = turn_to(admin, "hours")
    day(page, "fri").get_by_role("button", name="星期五加一段").click()
    band = page.locator("#band-fri-3")
    expect(band.locator("input").nth(0)).to_have_value("17:00")
    page.locator("#band-fri-3-to").fill("18:00")
    choose(band, "只办预约")
    expect(page.locator(".save-words")).to_contain_text("星期五")
    saved(page)
    expect(band.get_by_role("button", name="只办预约")).to_have_attribute("aria-pressed", "true")
    clock(hall, 17, 20)
    kiosk = kiosk_page(screens)
    says(kiosk, "综合业务", "现在只办预约")


def test_a_noon_with_one_window_is_set_and_copied_to_the_working_days(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    page = turn_to(admin, "hours")
    day(page, "mon").get_by_role("button", name="星期一加一段").click()
    noon = page.locator("#band-mon-3")
    page.locator("#band-mon-3-from").fill("12:00")
    page.locator("#band-mon-3-to").fill("13:30")
    choose(noon, "午间")
    expect(page.locator("#band-mon-3-fault")).to_have_text("选出午间办公的窗口")
    noon.get_by_role("button", name="1 号窗口").click()
    expect(page.locator("#band-mon-3-fault")).to_be_empty()
    day(page, "mon").get_by_role("button", name="把星期一复制到周一至周五").click()
    expect(page.locator("#band-fri-3 .chip.on")).to_have_text("1")
    expect(page.get_by_text("复制到周一至周五")).to_have_count(0)
    saved(page)
    expect(page.locator("#band-fri-2 .chip.on"), "in order of time").to_have_text("1")
    clock(hall, 12, 30)
    kiosk = kiosk_page(screens)
    says(kiosk, "户籍身份证", "现在休息")
    expect(kiosk.locator(".tile", has_text="综合业务")).to_be_enabled()


def test_a_saturday_for_one_item_and_one_queue_is_set(hall: Hall, screens: Screens, admin: Page) -> None:
    page = turn_to(admin, "hours")
    saturday = day(page, "sat")
    saturday.get_by_role("button", name="删除").nth(1).click()
    band = page.locator("#band-sat-1")
    choose(band, "限定")
    band.get_by_role("button", name="E 户籍身份证").click()
    page.locator("#band-sat-1-items").fill("AQ01 NO99")
    page.keyboard.press("Control+s")
    expect(page.locator("#band-sat-1-fault")).to_contain_text("NO99")
    page.locator("#band-sat-1-items").fill("AQ01")
    saved(page)
    clock(hall, 10, 0, days=1)
    kiosk = kiosk_page(screens)
    says(kiosk, "综合业务", "现在不办这项")
    expect(kiosk.locator(".tile", has_text="户籍身份证")).to_be_enabled()
    expect(kiosk.locator(".tile", has_text="社会保险")).to_be_enabled()


def test_dates_are_closed_worked_like_a_weekday_or_given_hours_of_their_own(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    page = turn_to(admin, "hours")
    for one in ("sun", "sat"):
        for _ in range(2):
            day(page, one).get_by_role("button", name="删除").first.click()
    add = page.get_by_role("button", name="加一天")
    add.click()
    page.locator("#special-1-date").fill("2026-11-20")
    add.click()
    expect(page.locator("#special-2-date")).to_have_value("2026-11-21")
    dates = page.locator(".specials > .special")
    choose(dates.nth(1), "照星期几")
    page.locator("#special-2-like").select_option("fri")
    add.click()
    choose(dates.nth(2), "另定时间")
    choose(page.locator("#special-3-1"), "只办预约")
    saved(page)
    expect(page.locator("#special-2-like")).to_have_value("fri")
    kiosk = kiosk_page(screens)
    expect(kiosk.locator("h1")).to_contain_text("今天", timeout=LOOKS_WITHIN_MS)
    expect(kiosk.locator(".tile", has_text="综合业务")).to_be_disabled()
    clock(hall, 9, 0, days=1)
    kiosk.reload()
    expect(kiosk.locator(".tile", has_text="综合业务")).to_be_enabled(timeout=LOOKS_WITHIN_MS)
    clock(hall, 9, 0, days=2)
    kiosk.reload()
    says(kiosk, "综合业务", "现在只办预约")


def test_two_bands_at_one_time_are_refused_under_the_later(admin: Page) -> None:
    page = turn_to(admin, "hours")
    page.locator("#band-tue-2-from").fill("11:00")
    page.keyboard.press("Control+s")
    expect(page.locator("#band-tue-2-fault")).to_contain_text("与 8:30-12:00 重叠")
    expect(page.locator("#band-tue-2-from")).to_have_attribute("aria-invalid", "true")
    page.locator("#band-tue-2-from").fill("12:30")
    expect(page.locator("#band-tue-2-fault")).to_be_empty()
    page.locator("#band-tue-2-to").fill("12")
    expect(page.locator("#band-tue-2-fault")).to_have_text("时间要写成 8:30")


def test_a_limit_for_a_part_of_the_day_is_set_and_the_next_number_refused(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    page = turn_to(admin, "queues/B")
    page.get_by_role("button", name="加一段").click()
    page.locator("#period-1-from").fill("12:00")
    page.locator("#period-1-to").fill("8:30")
    page.locator("#period-1-limit").fill("0")
    expect(page.locator("#period-1-fault")).to_have_text("要从早到晚")
    page.locator("#period-1-from").fill("8:30")
    page.locator("#period-1-to").fill("12:00")
    expect(page.locator("#period-1-fault")).to_contain_text("应当在 1 到 9999 之间")
    page.locator("#period-1-limit").fill("2")
    saved(page)
    hall.issue("B")
    hall.issue("B")
    kiosk = kiosk_page(screens)
    says(kiosk, "民政救助", SOLD_OUT)
    refused = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-B"})
    assert refused.body["code"] == "period_limit_reached", refused.body
    page.locator(".band").get_by_role("button", name="删除").click()
    saved(page)
    assert hall.issue("B")["number"] == "B003"
