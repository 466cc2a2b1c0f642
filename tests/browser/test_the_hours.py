"""The hall's day on the screens: what is off and why, until when, and everything on again by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.days import TELL_NOW
from tests.browser.screens import Screens, kiosk_page, settled
from tests.founding import FRIDAY, found_by, plan, set_clock
from tests.hall import Hall

OPENS_WITHIN_MS = 30_000  # screens look at the clock every 20 s
MIDNIGHT = FRIDAY.replace(hour=0)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, async_mode: str) -> Iterator[Hall]:
    """Give a hall with appointments early, a noon of one window, and one item on Saturdays."""
    own = Hall(tmp_path_factory.mktemp("hours") / "data", async_mode)
    found_by(own, plan(B={"daily_limit": 1}))
    yield own.start()
    own.stop()


def clock(hall: Hall, hours: int, minutes: int, days: int = 0) -> None:
    """Set the hall's clock to a time of the Friday, or of a day after it."""
    set_clock(hall, MIDNIGHT + timedelta(days=days, hours=hours, minutes=minutes))


def tile(kiosk: Page, name: str) -> Callable[[str], None]:
    """Return a check of what the tile of a queue says."""
    return lambda words: expect(kiosk.locator(".tile", has_text=name)).to_contain_text(words)


def test_the_kiosk_waits_for_its_hour_and_opens_by_itself(hall: Hall, screens: Screens) -> None:
    clock(hall, 7, 40)
    kiosk = kiosk_page(screens)
    expect(kiosk.locator("h1")).to_have_text("现在只办预约")
    expect(kiosk.locator(".lead.strong")).to_have_text("8:10 起可以取号，8:30 开始办理")
    tile(kiosk, "综合业务")("现在只办预约")
    tile(kiosk, "综合业务")("8:10 起取号")
    clock(hall, 8, 10)
    expect(kiosk.locator("h1")).to_have_text("您要办什么事？", timeout=OPENS_WITHIN_MS)
    kiosk.locator(".tile", has_text="户籍身份证").tap()
    kiosk.locator(".take").tap()
    expect(kiosk.locator("h1.number .num")).to_have_text("E001")


def test_at_noon_the_queues_whose_windows_rest_are_off_in_both_languages(
    hall: Hall, screens: Screens
) -> None:
    clock(hall, 12, 30)
    hall.issue("B")
    kiosk = kiosk_page(screens)
    tile(kiosk, "户籍身份证")("现在休息")
    tile(kiosk, "户籍身份证")("13:10 起取号")
    tile(kiosk, "民政救助")("今日号已取完")
    expect(kiosk.locator(".tile", has_text="综合业务")).to_be_enabled()
    kiosk.get_by_role("button", name="English").tap()
    tile(kiosk, "Household and ID")("On a break")
    tile(kiosk, "Household and ID")("from 13:10")
    board = screens("/board")
    expect(board.locator(".wr", has_text="公安")).to_contain_text("13:30 开始", timeout=OPENS_WITHIN_MS)
    sign = screens("/sign/5")
    expect(sign.locator("body")).to_contain_text("午间休息")
    expect(sign.locator("body")).to_contain_text("13:30")


def test_a_refusal_that_comes_while_somebody_stands_there_says_until_when(
    hall: Hall, screens: Screens
) -> None:
    clock(hall, 11, 45)
    kiosk = kiosk_page(screens)
    kiosk.locator(".tile", has_text="户籍身份证").tap()
    kiosk.locator(".take").wait_for()
    clock(hall, 11, 55)
    kiosk.locator(".take").tap()
    expect(kiosk.locator(".trouble")).to_have_text("这项业务现在不能取号：已停止取号，13:10 起取号。")


def test_on_saturday_the_item_of_the_day_stands_first_and_the_others_are_off(
    hall: Hall, screens: Screens
) -> None:
    clock(hall, 10, 0, days=1)
    kiosk = kiosk_page(screens)
    tile(kiosk, "综合业务")("现在不办这项")
    kiosk.locator(".tile", has_text="社会保险").tap()
    rows = kiosk.locator(".row")
    expect(rows.nth(1)).to_contain_text("现在不办这项")
    expect(rows.nth(1)).to_be_disabled()
    rows.first.tap()
    kiosk.locator(".take").tap()
    expect(kiosk.locator("h1.number .num")).to_have_text("C001")


def test_the_guide_desk_sees_why_and_until_when(hall: Hall, screens: Screens) -> None:
    clock(hall, 12, 30, days=3)
    desk = screens("/desk")
    desk.locator("input[type=password]").fill("guide-secret")
    desk.locator("form button[type=submit]").click()
    key = desk.locator(".queue-key", has_text="户籍身份证")
    expect(key).to_contain_text("现在休息，13:10 起")
    settled(desk)
    key.click(force=True)  # off, and still says why
    expect(desk.locator("body")).to_contain_text("这项业务现在不能取号：现在休息，13:10 起取号。")
    expect(desk.locator(".queue-key", has_text="综合业务")).to_be_enabled()


def test_a_sign_says_tomorrow_until_midnight_and_then_by_itself_today(hall: Hall, screens: Screens) -> None:
    clock(hall, 23, 58, days=4)
    sign = screens.open("/sign/3")
    expect(sign.locator(".mid")).to_contain_text("明天 8:30")
    set_clock(hall, MIDNIGHT + timedelta(days=5, seconds=-2))
    sign.evaluate(TELL_NOW)
    expect(sign.locator(".mid")).to_contain_text("8:30", timeout=OPENS_WITHIN_MS)
    expect(sign.locator(".mid")).not_to_contain_text("明天", timeout=OPENS_WITHIN_MS)
