"""Hold, chosen calls, direct service, handing over and leaving a window: by the keyboard, through the real pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import newest_id, papers
from tests.browser.screens import Screens, settled, sign_in
from tests.hall import Hall, eventually

BREAK_FORGOTTEN_S = 31 * 60  # after 30 min nobody puts down any more what was called by mouth


@pytest.fixture(scope="module")
def window(screens: Screens) -> Page:
    return screens.window(5)


@pytest.fixture(autouse=True)
def cleared(hall: Hall, window: Page) -> Iterator[None]:
    """Begin each test with the window open and nobody there."""
    hall.clear()
    hall.at(5, "open").ok()
    window.locator(".work.empty").wait_for()
    settled(window)
    yield
    window.keyboard.press("Escape")


def state_of(hall: Hall, ticket: dict[str, Any]) -> str:
    return str(hall.sql("SELECT state FROM ticket WHERE id = ?", ticket["id"])[0][0])


def press(window: Page, key: str, state: str) -> None:
    """Press a key and wait until the terminal is in a state and listens again."""
    window.keyboard.press(key)
    window.locator(f".work.{state}").wait_for()
    settled(window)


def call_and_start(hall: Hall, window: Page) -> dict[str, Any]:
    """Have somebody take a number and be served at window 5, and return the ticket."""
    ticket = hall.issue("E")
    window.locator(".work.idle").wait_for()
    settled(window)
    press(window, "Space", "called")
    press(window, "Enter", "serving")
    return ticket


def ask(window: Page, key: str, *answers: str) -> None:
    """Open a panel and answer it, as a quick hand types."""
    window.keyboard.press(key)
    window.locator(".side .panel").wait_for()
    for answer in answers:
        window.keyboard.press(answer)


def another_at_window_5(hall: Hall, screens: Screens) -> Page:
    """Sign the clerk of window 4 in at window 5, at a terminal of their own."""
    page = screens.open("/window/5")
    account = hall.said["accounts"]["clerk_4"]
    page.locator("#password").wait_for()
    page.fill("#username", account["username"])
    page.fill("#password", account["password"])
    sign_in(page)
    return page


def second_row(window: Page) -> Any:
    return expect(window.locator(".second"))


def test_a_citizen_is_set_aside_another_served_and_the_first_finished_and_rated(
    hall: Hall, screens: Screens, window: Page
) -> None:
    first = call_and_start(hall, window)
    phone = screens.open("/t/" + str(first["url"]).rsplit("/", 1)[1])
    expect(phone.locator("h1")).to_have_text("窗口正在为您办理")
    ask(window, "h", "2", "Enter")
    window.locator(".work.empty").wait_for()
    second_row(window).to_contain_text("挂起的 1 位")
    expect(window.locator(".foot")).to_contain_text("挂起 1 位")
    expect(phone.locator("h1")).to_have_text("在 5 号窗口挂起")
    expect(phone.locator(".lead")).to_contain_text("因为要去复印。办好了回到 5 号窗口，不用重新排队。")
    other = call_and_start(hall, window)
    ask(window, "l", "Enter")
    expect(window.locator(".panel-key")).to_contain_text(f"先办完 {other['number']}")
    assert state_of(hall, first) == "held"
    window.keyboard.press("Escape")
    settled(window)
    press(window, "Enter", "empty")
    ask(window, "l", "Enter")
    window.locator(".work.serving").wait_for()
    expect(window.locator(".card .num")).to_have_text(first["number"])
    settled(window)
    press(window, "Enter", "empty")
    tablet = screens("/tablet/5")
    tablet.locator(".at-ask .level").first.wait_for()
    settled(tablet)
    tablet.locator(".level").first.click()
    spells = "SELECT spell_id FROM ticket WHERE id = ?"
    (spell,) = hall.sql(spells, first["id"])[0]
    eventually(
        lambda: hall.sql("SELECT 1 FROM rating WHERE spell_id = ?", spell), "the rating of the second service"
    )
    assert (state_of(hall, first), state_of(hall, other)) == ("done", "done")
    phone.context.close()


def test_a_held_citizen_who_went_away_is_called_first(hall: Hall, window: Page) -> None:
    held = call_and_start(hall, window)
    ask(window, "h", "Enter")
    window.locator(".work.empty").wait_for()
    settled(window)
    ask(window, "l", "c")
    window.locator(".work.called").wait_for()
    assert hall.sql("SELECT state, calls FROM ticket WHERE id = ?", held["id"]) == [("called", 1)]


def test_a_chosen_call_asks_who_and_why_and_both_are_logged(hall: Hall, window: Page) -> None:
    first, second = hall.issue("E"), hall.issue("E")
    expect(window.locator(".queue-row .number")).to_have_text([first["number"], second["number"]])
    settled(window)
    ask(window, "c", "Enter")
    expect(window.locator(".panel-key")).to_contain_text("先选一位")
    window.keyboard.press("2")
    expect(window.locator(".panel-key")).to_contain_text("还要选原因")
    window.keyboard.press("Enter")
    assert state_of(hall, second) == "waiting"
    window.locator(".reason-field input").fill("孩子在等")
    window.keyboard.press("Enter")
    window.locator(".work.called").wait_for()
    expect(window.locator(".below")).to_contain_text("指定叫号：孩子在等")
    assert (state_of(hall, first), state_of(hall, second)) == ("waiting", "called")
    logged = "SELECT reason, staff_id FROM event WHERE kind = 'ticket_called' AND ticket_id = ?"
    assert hall.sql(logged, second["id"]) == [("孩子在等", "clerk_5")]


def test_without_the_right_only_what_was_called_by_mouth_is_put_down(hall: Hall, screens: Screens) -> None:
    six = screens.window(6)
    hall.advance(BREAK_FORGOTTEN_S)
    ticket = hall.issue("F")
    six.locator(".queue-row", has_text=ticket["number"]).wait_for()
    expect(six.locator(".second")).not_to_contain_text("指定叫号")
    settled(six)
    six.keyboard.press("c")
    expect(six.locator(".side .panel")).to_have_count(0)
    six.context.set_offline(True)
    six.locator(".work.cut-off").wait_for(timeout=12_000)
    expect(six.locator(".steps")).to_contain_text("连上后按 C 指定叫号")
    six.context.set_offline(False)
    six.locator(".work.idle").wait_for()
    settled(six)
    ask(six, "c", "1", "Enter")
    six.locator(".work.called").wait_for()
    logged = "SELECT reason FROM event WHERE kind = 'ticket_called' AND ticket_id = ?"
    assert hall.sql(logged, ticket["id"]) == [("called_by_mouth",)]


def test_somebody_without_a_number_is_served_and_no_screen_calls_them(
    hall: Hall, screens: Screens, window: Page
) -> None:
    board = screens("/board")
    board.locator(".board").wait_for()
    ask(window, "n", "5", "Enter")
    window.locator(".work.serving").wait_for()
    (number, reason, printed) = hall.sql(
        "SELECT number, reason, (SELECT count(*) FROM print_job p WHERE p.ticket_id = t.id) FROM ticket t"
        " WHERE state = 'serving'"
    )[0]
    assert (number[0], reason, printed) == ("E", "direct", 0)
    expect(board.locator(".call", has_text=number)).to_have_count(0)
    called = {call["number"] for call in hall.by("display").get("/api/v1/board").ok()["calls"]}
    assert number not in called, "nor does the next snapshot bring it"
    settled(window)
    press(window, "Enter", "empty")


def test_several_items_of_one_visit_are_noted_and_finishing_stays_one_key(
    hall: Hall, screens: Screens
) -> None:
    three = screens.window(3)
    for several in (False, True):
        ticket = hall.issue("C", item_code="AQ01")
        three.locator(".work.idle").wait_for()
        settled(three)
        press(three, "Space", "called")
        press(three, "Enter", "serving")
        expect(three.locator(".served")).to_contain_text("办了 1 项")
        if several:
            ask(three, "i")
            three.locator(".item-place", has_text="居民养老保险缴费").wait_for()
            three.keyboard.press("2")
            three.keyboard.press("Enter")
            expect(three.locator(".served")).to_contain_text("办了 2 项")
            settled(three)
        press(three, "Enter", "empty")
        (items,) = hall.sql(
            "SELECT items FROM spell WHERE ticket_id = ? AND state = 'serving'", ticket["id"]
        )[0]
        assert json.loads(items) == (["AQ01", "AQ02"] if several else ["AQ01"])


def test_a_citizen_is_sent_to_a_clerk_with_what_was_done_here(
    hall: Hall, screens: Screens, window: Page
) -> None:
    one = screens.window(1)
    ticket = call_and_start(hall, window)
    ask(window, "t", "w")
    expect(window.locator(".places .group")).to_have_text(["等这个窗口", "等这位人员，他换窗口也跟着"])
    clerk = hall.sql("SELECT name FROM staff WHERE id = 'clerk_1'")[0][0]
    window.locator(".place", has_text=clerk).click()
    window.keyboard.press("Enter")
    window.locator(".work.empty").wait_for()
    expect(window.locator(".work .line")).to_contain_text(f"{ticket['number']} 已转到{clerk}")
    assert hall.sql("SELECT for_staff_id, for_window_id FROM ticket WHERE id = ?", ticket["id"]) == [
        ("clerk_1", None)
    ]
    expect(one.locator(".queue-row", has_text=ticket["number"])).to_contain_text("转来")


def test_a_window_closes_over_its_citizen_only_when_told_what_becomes_of_them(
    hall: Hall, window: Page
) -> None:
    called = hall.issue("E")
    window.locator(".work.idle").wait_for()
    settled(window)
    press(window, "Space", "called")
    ask(window, "Shift+P")
    expect(window.locator(".side h2")).to_have_text(f"关闭窗口，{called['number']} 怎么办")
    window.keyboard.press("Escape")
    assert state_of(hall, called) == "called"
    settled(window)
    ask(window, "Shift+P", "Enter")
    window.locator(".work.closed").wait_for()
    assert state_of(hall, called) == "waiting"
    settled(window)
    press(window, "Enter", "idle")
    press(window, "Space", "called")
    press(window, "Enter", "serving")
    ask(window, "Shift+P", "2", "Enter")
    window.locator(".work.closed").wait_for()
    assert hall.sql("SELECT state, outcome FROM ticket WHERE id = ?", called["id"]) == [("done", "done")]


def test_a_window_changes_hands_with_its_citizen_and_its_clerk_comes_from_another_window(
    hall: Hall, screens: Screens, window: Page
) -> None:
    citizen = call_and_start(hall, window)
    ask(window, "p", "2", "Enter")
    expect(window.locator(".work .line")).to_contain_text("交接中")
    second_row(window).to_contain_text("退出登录")
    hall.open(4)
    waits = hall.issue("D")
    hall.at(4, "call-next").ok()
    hall.at(4, "start").ok()
    next_clerk = another_at_window_5(hall, screens)
    next_clerk.locator(".work.elsewhere").wait_for()
    expect(next_clerk.locator(".card")).to_contain_text("您还在 4 号窗口")
    expect(next_clerk.locator(".card")).to_contain_text(f"{waits['number']} 会挂起")
    expect(next_clerk.locator(".card")).to_contain_text(f"在窗口的 {citizen['number']} 由您接着办")
    settled(next_clerk)
    press(next_clerk, "Enter", "serving")
    expect(next_clerk.locator(".card .num")).to_have_text(citizen["number"])
    assert state_of(hall, waits) == "held"
    window.locator(".work.taken").wait_for()
    assert hall.sql("SELECT id, clerk_id FROM window WHERE clerk_id IS NOT NULL") == [("w-5", "clerk_4")]
    press(next_clerk, "Enter", "empty")
    served = hall.sql(
        "SELECT staff_id FROM spell WHERE ticket_id = ? AND state = 'serving' ORDER BY started_at",
        citizen["id"],
    )
    assert served == [("clerk_5",), ("clerk_4",)], "each clerk's part is their own service"
    press(next_clerk, "Shift+P", "closed")
    next_clerk.context.close()


def test_the_next_clerk_takes_a_window_over_that_is_being_handed_on(
    hall: Hall, screens: Screens, window: Page
) -> None:
    citizen = call_and_start(hall, window)
    hall.at(5, "pause", {"reason": "handover"}).ok()
    next_clerk = another_at_window_5(hall, screens)
    next_clerk.locator(".work.handover").wait_for()
    expect(next_clerk.locator(".card .num")).to_have_text(citizen["number"])
    settled(next_clerk)
    press(next_clerk, "Enter", "serving")
    press(next_clerk, "Enter", "empty")
    press(next_clerk, "Shift+P", "closed")
    next_clerk.context.close()


def test_the_desk_moves_a_ticket_puts_a_held_one_back_and_takes_a_booking(
    hall: Hall, screens: Screens, window: Page
) -> None:
    desk = screens("/desk")
    sign_in(desk)
    desk.locator(".desk").wait_for()
    held = call_and_start(hall, window)
    ask(window, "h", "Enter")
    row = desk.locator(".ticket-row", has_text=held["number"])
    expect(row).to_contain_text("5 号窗口，补填表格")
    row.locator(".pick").click()
    settled(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".ticket-state")).to_contain_text("等候")
    assert state_of(hall, held) == "waiting"
    settled(desk)
    desk.get_by_role("button", name="转到别的业务").click()
    desk.locator(".classes .key", has_text="医疗保险").click()
    expect(desk.locator(".say.info")).to_contain_text(f"{held['number']} 已转到医疗保险，号码不变。")
    assert hall.sql("SELECT queue_id FROM ticket WHERE id = ?", held["id"]) == [("q-D",)]
    settled(desk)
    desk.keyboard.press("n")
    desk.keyboard.press("5")
    soon = hall.now().replace(second=0, microsecond=0)
    desk.fill("#booked-at", f"{soon:%H:%M}")
    expect(desk.locator(".hint")).to_have_text("按约定时间排")
    settled(desk)
    desk.locator("#booked-at").blur()
    desk.keyboard.press("Enter")
    expect(desk.locator(".side-column h2")).to_have_text("已取号")
    (number, rule) = hall.sql("SELECT number, rank_rule FROM ticket ORDER BY seq DESC LIMIT 1")[0]
    assert rule == "booked"
    expect(window.locator(".queue-row", has_text=number)).to_contain_text(f"预约 {soon:%H:%M}")


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.strangers == []
    offline = [said for said in screens.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
    assert offline == []


def test_what_a_citizen_lacks_is_told_on_one_paper(hall: Hall, screens: Screens) -> None:
    before = newest_id(hall)
    hall.issue("C", item_code="AQ02")
    three = screens.window(3)
    three.locator(".work.idle").wait_for()
    settled(three)
    press(three, "Space", "called")
    press(three, "Enter", "serving")
    ask(three, "g")
    paper = three.locator(".missing .place").first
    name = str(paper.inner_text()).split(" · ")[0].strip()
    expect(three.locator(".missing .key")).to_be_disabled()
    paper.click()
    three.locator(".missing .key", has_text="缺 1 项").click()
    expect(three.locator(".missing .say")).to_contain_text("缺 1 项")
    notice = eventually(
        lambda: [p.text() for p in papers(hall, before) if "一次性告知单" in p.text()], "the notice"
    )[0]
    assert "还缺 1 项材料" in notice and f"1. {name}" in notice
    three.keyboard.press("Escape")
    hall.at(3, "finish").ok()
