"""One visit from the first touch to the rating, on every screen it passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import Paper, paper_of
from tests.browser.screens import (
    Screens,
    fact,
    go_home,
    kiosk_page,
    settled,
    speaking_board,
    take,
    text_of,
    wait_until,
)
from tests.hall import Hall


@dataclass(frozen=True)
class Visit:
    """A citizen's number, how it was taken, and the paper."""

    number: str
    taps: int
    token: str
    shown: dict[str, str]
    paper: Paper


@pytest.fixture(scope="module")
def kiosk(screens: Screens) -> Page:
    return kiosk_page(screens)


@pytest.fixture(scope="module")
def board(screens: Screens) -> Page:
    return speaking_board(screens)


def ticket_row(hall: Hall, number: str) -> dict[str, Any]:
    return dict(hall.by("guide").get(f"/api/v1/tickets?number={number}").ok()["tickets"][0])


def visit(hall: Hall, kiosk: Page, queue: str, item: str | None = None) -> Visit:
    go_home(kiosk)
    number, taps = take(kiosk, queue, item)
    shown = {
        "ahead": fact(kiosk, "前面还有"),
        "wait": fact(kiosk, "大约要等"),
        "window": fact(kiosk, "办理窗口"),
    }
    token = ticket_row(hall, number)["url"].rsplit("/", 1)[1]
    return Visit(number, taps, token, shown, paper_of(hall, token))


@pytest.fixture(scope="module")
def first(hall: Hall, screens: Screens, kiosk: Page, board: Page) -> Visit:
    """Someone comes for the household register while its window is open."""
    screens.window(5)
    return visit(hall, kiosk, "户籍")


@pytest.fixture(scope="module")
def second(hall: Hall, kiosk: Page, first: Visit) -> Visit:
    """Somebody else comes after, for the same."""
    return visit(hall, kiosk, "户籍")


def test_two_taps_are_enough_where_the_list_is_skipped(first: Visit) -> None:
    assert first.taps == 2
    assert first.number[0] == "E"
    assert first.shown["ahead"] == "0 人"
    assert first.shown["window"].startswith("5")


def test_three_taps_are_enough_for_a_named_item(hall: Hall, kiosk: Page) -> None:
    named = visit(hall, kiosk, "社会保险", "养老")
    assert named.taps == 3
    assert named.number[0] == "C"
    ticket = ticket_row(hall, named.number)
    guide = f"{hall.base_url}/g/{ticket['item']['code']}"
    assert sorted(named.paper.codes()) == sorted([f"{hall.base_url}/t/{named.token}", guide])
    assert hall.by("").get(f"/g/{ticket['item']['code']}").status == 200


def test_the_paper_says_number_place_and_rule_and_leads_to_the_phone_page(hall: Hall, first: Visit) -> None:
    assert first.paper.codes() == [f"{hall.base_url}/t/{first.token}"]
    assert first.paper.shows_number(first.number)
    assert not first.paper.shows_number("E999")
    text = first.paper.text()
    for words in ("示范区柳河镇便民服务中心", "户籍身份证", "5 号窗口", "西侧等候区", "30 分钟内", "12345"):
        assert words in text


def test_the_kiosk_says_that_the_paper_is_there(kiosk: Page, second: Visit) -> None:
    expect(kiosk.locator(".panel.done")).to_contain_text("请取走您的号票")


def test_everybody_is_told_the_same_number_of_people_ahead(
    screens: Screens, kiosk: Page, first: Visit, second: Visit
) -> None:
    assert second.shown["ahead"] == "1 人"
    assert "1 人" in second.paper.text()
    phone = screens(f"/t/{second.token}")
    expect(phone.locator(".facts")).to_contain_text("1 人")
    go_home(kiosk)
    tile = kiosk.locator(".tile", has_text="户籍")
    expect(tile).to_contain_text("等候 2 人")
    tile.tap()
    expect(kiosk.locator(".fact", has_text="前面还有")).to_contain_text("2 人")
    go_home(kiosk)


def test_a_call_reaches_board_sign_and_phone_with_no_reload_and_is_spoken_once(
    hall: Hall, screens: Screens, board: Page, first: Visit, second: Visit
) -> None:
    sign, phone, window = screens("/sign/5"), screens(f"/t/{first.token}"), screens.window(5)
    expect(phone.locator(".number")).to_have_text(first.number)
    for page in (board, sign, phone):
        page.evaluate("window.stands = true")
    window.keyboard.press("Space")
    expect(board.locator(".call.now .num").first).to_have_text(first.number)
    expect(board.locator(".call.now .wi .num")).to_have_text("5")
    expect(sign.locator("[data-state=calling] .big")).to_have_text(first.number)
    expect(phone.locator(".at-called .window .num")).to_have_text("5")
    assert all(page.evaluate("window.stands") for page in (board, sign, phone))
    sizes: list[float] = phone.evaluate(
        "[...document.querySelectorAll('#app *')].filter((e) => e.firstChild?.nodeType === 3)"
        ".map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    largest = phone.locator(".window .num").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert largest == max(sizes)
    wait_until(window, lambda: "大厅语音已播完" in text_of(window), "the clerk is told it was spoken", 25)
    assert len(board.evaluate("sounds")) == 1
    assert hall.sql("SELECT state FROM announcement WHERE number = ?", first.number) == [("spoken",)]
    expect(screens(f"/t/{second.token}").locator(".facts")).to_contain_text("0 人")


def test_the_clerk_serves_by_the_keyboard_and_the_phone_follows(screens: Screens, first: Visit) -> None:
    window, phone = screens.window(5), screens(f"/t/{first.token}")
    window.keyboard.press("Enter")
    expect(window.locator(".work.serving")).to_be_visible()
    expect(phone.locator("h1")).to_have_text("窗口正在为您办理")
    settled(window)
    window.keyboard.press("Enter")
    expect(window.locator(".work.idle")).to_be_visible()
    expect(phone.locator("h1")).to_have_text("已经办完")


def test_the_tablet_asks_and_thanks(hall: Hall, screens: Screens, first: Visit) -> None:
    tablet = screens("/tablet/5")
    levels = tablet.locator(".at-ask .level")
    expect(levels).to_have_text(["非常满意", "满意", "基本满意", "不满意", "非常不满意"])
    boxes = [level.bounding_box() for level in levels.all()]
    areas = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(areas) == 1
    rated = "SELECT level FROM rating r JOIN ticket t ON t.id = r.ticket_id WHERE t.token = ?"
    assert not hall.sql(rated, first.token), "nothing is rated before a tap"
    settled(tablet)
    levels.nth(1).click()
    settled(tablet)
    tablet.locator(".submit").click()
    expect(tablet.locator("h1")).to_have_text("谢谢您的评价")
    assert hall.sql(rated, first.token) == [(4,)]
    expect(screens(f"/t/{first.token}").locator(".rated")).to_be_visible()


def test_whoever_gave_no_rating_at_the_window_gives_it_on_the_phone(
    hall: Hall, screens: Screens, second: Visit
) -> None:
    window, phone = screens.window(5), screens(f"/t/{second.token}")
    window.locator(".work.idle").wait_for()
    settled(window)
    window.keyboard.press("Space")
    window.locator(".work.called").wait_for()
    settled(window)
    window.keyboard.press("Enter")
    window.locator(".work.serving").wait_for()
    settled(window)
    window.keyboard.press("Enter")
    phone.get_by_role("button", name="评价这次服务").click()
    settled(phone)
    phone.locator(".level").nth(0).click()
    settled(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator(".rated")).to_be_visible()
    assert hall.sql("SELECT level, channel FROM rating ORDER BY rated_at DESC LIMIT 1") == [(5, "qr")]


def test_nothing_was_wrong_on_any_page(screens: Screens) -> None:
    assert screens.complaints == []
    assert screens.strangers == []
