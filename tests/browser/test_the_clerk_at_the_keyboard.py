"""A clerk who works by the keyboard, two who press at once, and the guide desk beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import newest, newest_id
from tests.browser.screens import Screens, settled, sign_in
from tests.hall import Hall, eventually

GAP_S = 21  # two calls are 20 s apart at least

# Keep the page's call on its way until it is let go. In the page itself: the browser's own interception of requests
# (page.route) is not yet in force when it says so, and lets one through now and then on a busy machine.
HOLD_THE_CALL = """() => {
  const send = window.fetch;
  const gate = new Promise((open) => { window.letCallsGo = () => { window.fetch = send; open(); }; });
  window.heldCalls = 0;
  window.fetch = async (path, init) => {
    if (!String(path).endsWith('/call-next')) return send(path, init);
    window.heldCalls += 1;
    await gate;
    return send(path, init);
  };
}"""


@pytest.fixture(scope="module")
def window(screens: Screens) -> Page:
    return screens.window(5)


@pytest.fixture(scope="module")
def desk(screens: Screens) -> Page:
    page = screens("/desk")
    sign_in(page)
    page.locator(".desk").wait_for()
    return page


@pytest.fixture(autouse=True)
def cleared(hall: Hall, window: Page) -> Iterator[None]:
    """Begin each test with the window open and nobody there."""
    hall.clear()
    hall.at(5, "open").ok()
    window.locator(".work.empty").wait_for()
    settled(window)
    yield
    window.keyboard.press("Escape")


def waiting(window: Page, *numbers: str) -> None:
    """Wait until the terminal shows these as the next, in this order."""
    expect(window.locator(".queue-row .number")).to_have_text(list(numbers))
    settled(window)


def press(window: Page, key: str, state: str) -> None:
    """Press a key and wait until the terminal is in a state and listens again."""
    window.keyboard.press(key)
    window.locator(f".work.{state}").wait_for()
    settled(window)


def line(window: Page) -> Any:
    return expect(window.locator(".work .line"))


def state_of(hall: Hall, ticket: dict[str, Any]) -> str:
    return str(hall.sql("SELECT state FROM ticket WHERE id = ?", ticket["id"])[0][0])


def test_space_twice_calls_one_and_starts_nobody(hall: Hall, window: Page) -> None:
    first, second = hall.issue("E"), hall.issue("E")
    waiting(window, first["number"], second["number"])
    window.keyboard.press("Space")
    window.keyboard.press("Space")
    window.locator(".work.called").wait_for()
    settled(window)
    window.keyboard.press("Space")
    settled(window)
    assert (state_of(hall, first), state_of(hall, second)) == ("called", "waiting")
    press(window, "Enter", "serving")
    window.keyboard.press("Space")
    settled(window)
    assert (state_of(hall, first), state_of(hall, second)) == ("serving", "waiting")


@pytest.mark.parametrize(("state", "key"), [("idle", " "), ("called", "Enter"), ("serving", "Enter")])
def test_a_key_held_down_does_not_repeat(hall: Hall, window: Page, state: str, key: str) -> None:
    waiting(window, hall.issue("E")["number"])
    if state != "idle":
        press(window, "Space", "called")
    if state == "serving":
        press(window, "Enter", "serving")
    window.evaluate(
        """(key) => { for (let n = 0; n < 20; n += 1) document.dispatchEvent(new KeyboardEvent('keydown',
        {key, code: key === ' ' ? 'Space' : key, repeat: true, bubbles: true, cancelable: true})); }""",
        key,
    )
    window.wait_for_timeout(400)
    expect(window.locator(f".work.{state}")).to_be_visible()
    # Held for real: the browser sends repeats between one press and one release.
    for _ in range(12):
        window.keyboard.down(key)
    window.keyboard.up(key)
    after = {"idle": "called", "called": "serving", "serving": "empty"}[state]
    window.locator(f".work.{after}").wait_for()
    settled(window)
    expect(window.locator(f".work.{after}")).to_be_visible()


def test_recall_and_absent_too_soon_are_refused_in_one_line(hall: Hall, window: Page) -> None:
    ticket = hall.issue("E")
    waiting(window, ticket["number"])
    press(window, "Space", "called")
    window.keyboard.press("r")
    line(window).to_contain_text("秒后可重呼")
    window.keyboard.press("x")
    line(window).to_contain_text("还不能过号。本厅规定叫满 2 次")
    assert hall.sql("SELECT calls, state FROM ticket WHERE id = ?", ticket["id"]) == [(1, "called")]


def test_a_citizen_is_moved_to_another_queue(hall: Hall, window: Page) -> None:
    ticket = hall.issue("E")
    waiting(window, ticket["number"])
    press(window, "Space", "called")
    press(window, "Enter", "serving")
    window.keyboard.press("t")
    window.locator(".places").wait_for()
    window.keyboard.press("4")
    window.keyboard.press("Enter")
    window.locator(".work.empty").wait_for()
    line(window).to_contain_text(f"{ticket['number']} 已转到医疗保险")
    assert hall.sql("SELECT queue_id, state FROM ticket WHERE id = ?", ticket["id"]) == [("q-D", "waiting")]


def test_a_paused_window_is_sent_nobody_and_its_screens_say_so(
    hall: Hall, screens: Screens, window: Page
) -> None:
    sign = screens("/sign/5")
    window.keyboard.press("p")
    window.locator(".places").wait_for()
    window.keyboard.press("2")
    window.keyboard.press("Enter")
    window.locator(".work.paused").wait_for()
    expect(sign.locator(".mid")).to_contain_text("暂停服务")
    hall.issue("E")
    hall.at(5, "call-next").refused(409, "window_paused")
    settled(window)
    press(window, "p", "idle")
    expect(sign.locator("[data-state=open]")).to_be_visible()


def test_a_priority_not_shown_goes_back_to_its_place(hall: Hall, window: Page) -> None:
    plain = hall.issue("E")
    claimed = hall.issue("E", priority="elderly")
    waiting(window, claimed["number"], plain["number"])
    press(window, "Space", "called")
    expect(window.locator(".call .num").first).to_have_text(claimed["number"])
    expect(window.locator(".below")).to_contain_text("请看证件")
    expect(window.get_by_role("button", name="未出示证件")).to_be_visible()
    press(window, "n", "idle")
    line(window).to_contain_text(f"{claimed['number']} 未出示证件")
    waiting(window, plain["number"], claimed["number"])


def test_of_two_who_press_at_once_one_is_told_who_was_faster(hall: Hall, window: Page) -> None:
    first, second = hall.issue("E"), hall.issue("E")
    waiting(window, first["number"], second["number"])
    hall.open(1)
    window.evaluate(HOLD_THE_CALL)
    window.keyboard.press("Space")
    window.wait_for_function("() => window.heldCalls > 0")
    assert hall.at(1, "call-next", {"queue_id": "q-E"}).ok()["number"] == first["number"]
    window.evaluate("() => window.letCallsGo()")
    line(window).to_contain_text(f"{first['number']} 刚被 1 号窗口叫走，这次叫的是 {second['number']}")
    expect(window.locator(".call .num").first).to_have_text(second["number"])


def test_the_desk_issues_finds_and_reprints(hall: Hall, window: Page, desk: Page) -> None:
    before = newest_id(hall)
    desk.keyboard.press("n")
    desk.keyboard.press("5")
    settled(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".side-column h2")).to_have_text("已取号")
    number = hall.sql("SELECT number FROM ticket ORDER BY seq DESC LIMIT 1")[0][0]
    expect(desk.locator(".side-column")).to_contain_text(number)
    eventually(lambda: newest_id(hall) > before, "the ticket on paper")
    settled(desk)
    desk.keyboard.press("/")
    desk.keyboard.type(number)
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-number")).to_have_text(number)
    desk.get_by_role("button", name="清空").click()
    settled(desk)
    printed = newest_id(hall)
    desk.get_by_role("button", name="补打").click()
    eventually(lambda: newest_id(hall) > printed, "the reprint")
    paper = newest(hall)
    assert "补打" in paper.text()
    assert paper.shows_number(number)


def test_the_absent_come_back_through_the_desk(hall: Hall, window: Page, desk: Page) -> None:
    ticket = hall.issue("E")
    waiting(window, ticket["number"])
    press(window, "Space", "called")
    hall.advance(GAP_S)
    hall.issue("E")
    expect(window.locator(".second button", has_text="重呼")).not_to_have_attribute("aria-disabled", "true")
    window.keyboard.press("r")
    expect(window.locator(".call")).to_contain_text("第 2 次呼叫")
    settled(window)
    press(window, "x", "idle")
    row = desk.locator(".ticket-row.absent", has_text=ticket["number"])
    row.locator(".row-key").click()
    expect(row).to_have_count(0)
    assert state_of(hall, ticket) == "waiting"
    expect(window.locator(".queue-row", has_text=ticket["number"])).to_contain_text("过号恢复")


def test_the_desk_cancels_only_when_asked_twice(hall: Hall, desk: Page) -> None:
    ticket = hall.issue("E")
    desk.locator(".ticket-row .pick", has_text=ticket["number"]).click()
    desk.get_by_role("button", name="退号", exact=True).click()
    desk.get_by_role("button", name="确定退号").wait_for()
    assert state_of(hall, ticket) == "waiting"
    desk.get_by_role("button", name="确定退号").click()
    eventually(lambda: state_of(hall, ticket) == "cancelled", "cancelled")


def test_the_desk_confirms_a_priority(hall: Hall, desk: Page) -> None:
    ticket = hall.issue("E", priority="disabled")
    desk.locator(".ticket-row .pick", has_text=ticket["number"]).click()
    expect(desk.locator(".priority-part")).to_contain_text("到窗口看证件")
    settled(desk)
    desk.get_by_role("button", name="确认优先").click()
    expect(desk.locator(".priority-part")).to_contain_text("已确认")
    settled(desk)
    desk.get_by_role("button", name="取消优先").click()
    expect(desk.locator(".priority-part")).to_contain_text("普通，按取号先后")
    assert hall.sql("SELECT priority FROM ticket WHERE id = ?", ticket["id"]) == [(None,)]


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.strangers == []
    assert screens.complaints == []
