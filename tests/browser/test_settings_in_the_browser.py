"""A manager changes the hall in the browser, by mouse and by keyboard, and the hall follows at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.api.settings_page import put_back, settings, signed_in
from tests.browser.paper import newest_id, papers
from tests.browser.screens import Screens, kiosk_page, sign_in, wait_until
from tests.hall import Hall, eventually

DESK = (1440, 900)
HALL_OPTIONS = ()
"""A hall of its own: a password is changed in it."""


def sections(hall: Hall) -> dict[str, Any]:
    """Return the settings in force."""
    with signed_in(hall) as client:
        return dict(settings(client)["sections"])


@pytest.fixture(autouse=True)
def as_it_was(hall: Hall) -> Iterator[None]:
    """Leave the hall as it was."""
    before = sections(hall)
    yield
    hall.clear()
    with signed_in(hall) as client:
        put_back(client, before)


@pytest.fixture
def admin(screens: Screens) -> Iterator[Page]:
    """Give a signed-in manager's page, closed at the end: an open one follows every later change."""
    page = screens.open("/admin", DESK)
    sign_in(page)
    page.locator(".nav").wait_for()
    yield page
    page.close()


def turn_to(page: Page, path: str) -> None:
    page.locator(f".nav-groups a[href='#{path}']").click()
    page.locator(f".nav-groups a[href='#{path}'][aria-current=page]").wait_for()
    page.locator(".save-bar").wait_for()


def saved(page: Page) -> None:
    """Save by the keyboard and wait until nothing is left to save."""
    page.keyboard.press("Control+s")
    expect(page.locator(".say.info")).to_be_visible()
    expect(page.locator(".save-bar.dirty")).to_have_count(0)


def order_at(hall: Hall, number: int) -> list[str]:
    found: Any = hall.by(f"clerk_{number}").get(f"/api/v1/windows/{hall.window_id(number)}").ok()
    return [str(ticket["number"]) for ticket in found["tickets"]]


def a_logo() -> bytes:
    """Return a PNG of a black square on white."""
    drawn = Image.new("L", (120, 120), 255)
    drawn.paste(0, (20, 20, 100, 100))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def test_the_matrix_is_set_by_mouse_and_the_clerk_sees_the_queue(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    number = hall.issue("E")["number"]
    clerk = screens.window(6)
    turn_to(admin, "matrix")
    cell = admin.locator("[data-cell='4-5']")
    expect(cell).to_have_class("cell none")
    cell.click()
    expect(cell).to_have_class("cell own")
    cell.click()
    expect(cell).to_have_class("cell help")
    expect(cell.locator(".dot")).to_be_visible()
    expect(admin.locator(".save-words")).to_contain_text("6 号帮叫 E")
    expect(admin.locator("tfoot .order").last).to_have_text("F → E")
    admin.locator(".save-key").click()
    expect(admin.locator(".save-bar.dirty")).to_have_count(0)
    expect(cell.locator(".dot")).to_have_count(0)
    assert number in order_at(hall, 6)
    expect(clerk.locator("body")).to_contain_text(number)


def test_the_matrix_is_set_by_the_keyboard(hall: Hall, admin: Page) -> None:
    turn_to(admin, "matrix")
    admin.locator("[data-cell='0-0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        admin.keyboard.press(key)
    focused = admin.locator(":focus")
    expect(focused).to_have_attribute("data-cell", "1-2")
    admin.keyboard.press("2")
    expect(focused).to_have_class("cell help")
    admin.keyboard.press("1")
    expect(focused).to_have_class("cell own")
    admin.keyboard.press("0")
    expect(focused).to_have_class("cell none")
    expect(admin.locator(".save-bar.dirty")).to_have_count(0)
    admin.keyboard.press("2")
    saved(admin)
    number = hall.issue("B")["number"]
    assert number in order_at(hall, 3)


@pytest.fixture
def yesterday(hall: Hall) -> None:
    """Live a day on which five wait for window 5 while window 6 has nobody, and go on to the next."""
    hall.advance(86400)  # a day of its own
    for _ in range(5):
        hall.issue("E")
    hall.open(6, 5)
    for _ in range(5):
        hall.at(5, "call-next").ok()
        hall.at(5, "start").ok()
        hall.advance(720)
        hall.at(5, "finish").ok()
    hall.at(5, "close").ok()
    hall.at(6, "close").ok()
    hall.advance(86400)


def test_a_day_is_tried_before_the_matrix_is_saved(yesterday: None, admin: Page) -> None:
    turn_to(admin, "matrix")
    key, ask = admin.locator(".page-head .key", has_text="试排一天"), admin.locator("dialog.trial")
    admin.locator("[data-cell='4-5']").focus()
    admin.keyboard.press("2")
    key.focus()
    admin.keyboard.press("Enter")
    expect(ask.locator("h2")).to_contain_text("昨天")
    line = ask.locator("tbody tr", has_text="户籍身份证")
    expect(line).to_contain_text("24 分")
    expect(line.locator(".change").first).to_have_text("少 14 分")
    expect(line.locator(".change").last).to_have_text("少 2 人")
    expect(ask.locator(".windows tr", has_text="市场监管窗口")).to_contain_text(re.compile("叫 [23] 次"))
    admin.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    expect(key).to_be_focused()
    expect(admin.locator(".save-bar.dirty")).to_be_visible()
    admin.locator("[data-cell='4-4']").focus()
    admin.keyboard.press("0")
    key.click()
    expect(ask).to_contain_text("改好了再试")
    ask.locator(".key", has_text="关闭").click()
    expect(ask).to_have_count(0)


def test_a_queue_that_nobody_calls_is_refused_in_words(hall: Hall, admin: Page) -> None:
    turn_to(admin, "matrix")
    admin.locator("[data-cell='4-4']").focus()
    admin.keyboard.press("0")
    admin.keyboard.press("Control+s")
    expect(admin.locator(".say.warn")).to_be_visible()
    expect(admin.locator("thead th").nth(5)).to_contain_text("至少写一个队列")
    expect(admin.locator(".save-bar.dirty")).to_be_visible()


def test_a_queue_is_renamed_on_the_kiosk_and_on_paper(hall: Hall, screens: Screens, admin: Page) -> None:
    kiosk = kiosk_page(screens)
    turn_to(admin, "queues")
    admin.locator(".entry-list a[href='#queues/C']").click()
    paper = admin.locator("img.slip")
    paper.wait_for()
    drawn = paper.get_attribute("src")
    name = admin.locator("#f-queues-2-name")
    name.fill("养老保险")
    expect(admin.locator(".tile-name")).to_contain_text("养老保险")
    wait_until(admin, lambda: paper.get_attribute("src") != drawn, "the paper drawn anew")
    expect(kiosk.locator(".tile", has_text="社会保险")).to_be_visible()
    saved(admin)
    expect(kiosk.locator(".tile", has_text="养老保险")).to_be_visible()
    before = newest_id(hall)
    admin.locator(".sample .key").click()
    sample = eventually(lambda: papers(hall, before), "the sample on paper")[0].text()
    assert "养老保险" in sample and "样张" in sample


def test_an_item_is_added_and_retired_and_the_kiosk_follows(hall: Hall, admin: Page) -> None:
    turn_to(admin, "items")
    admin.locator(".page-head .key", has_text="加一个事项").click()
    admin.keyboard.press("Control+s")
    index = len(hall.by("kiosk").get("/api/v1/items").ok()["items"])
    expect(admin.locator(f"#f-items-{index}-name-fault")).to_contain_text("不能空着")
    for field, text in (("name", "新的一件事"), ("short_name", "新事"), ("name_en", "Something new")):
        admin.locator(f"#f-items-{index}-{field}").fill(text)
    admin.locator(f"#f-items-{index}-code").fill("XX09")
    admin.locator(f"#f-items-{index}-queue").select_option("B")
    saved(admin)
    ticket = hall.by("kiosk").post("/api/v1/tickets", {"item_code": "XX09"}).ok(201)["ticket"]
    assert ticket["queue"]["prefix"] == "B"
    turn_to(admin, "items")
    admin.locator("#item-search").fill("XX09")
    admin.locator(".entry-list a", has_text="新事").click()
    admin.locator(".page-head .key", has_text="停用").click()
    admin.keyboard.press("Control+s")
    expect(admin.locator(".say.warn")).to_contain_text("还有 1 张号票办“新事”")
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/cancel").ok()
    saved(admin)
    hall.by("kiosk").post("/api/v1/tickets", {"item_code": "XX09"}).refused(404, "item_unknown")


def test_a_fault_stands_under_its_field(hall: Hall, admin: Page) -> None:
    turn_to(admin, "queues")
    admin.locator(".entry-list a[href='#queues/A']").click()
    admin.locator("#f-queues-0-name").fill("")
    expect(admin.locator("#f-queues-0-name-fault")).to_contain_text("不能空着")
    admin.locator("#f-queues-0-daily_limit").fill("20000")
    admin.keyboard.press("Control+s")
    expect(admin.locator("#f-queues-0-daily_limit-fault")).to_contain_text("应当在 1 到 9999 之间")
    expect(admin.locator("#f-queues-0-daily_limit")).to_have_attribute("aria-invalid", "true")
    admin.locator(".save-bar .key", has_text="放弃").click()
    expect(admin.locator("#f-queues-0-name")).to_have_value("综合业务")


def test_a_class_is_given_more_minutes_and_the_waiting_move(hall: Hall, admin: Page) -> None:
    plain = hall.issue("B")["number"]
    hall.advance(1200)
    elder = hall.issue("B", priority="elderly")["number"]
    assert order_at(hall, 2) == [plain, elder]
    turn_to(admin, "priorities")
    admin.locator("#f-priorities-2-head_start_s").fill("30")
    expect(admin.locator(".save-words")).to_contain_text("15 分 改为 30 分")
    saved(admin)
    assert order_at(hall, 2) == [elder, plain]


def test_the_rule_for_missed_calls_reads_as_the_ticket_says_it(hall: Hall, admin: Page) -> None:
    turn_to(admin, "rules")
    words = admin.locator(".missed-look")
    expect(words).to_contain_text("30 分钟内到导办台恢复")
    admin.locator("#f-settings-all-return_within_s").fill("45")
    expect(words).to_contain_text("45 分钟内到导办台恢复")
    saved(admin)
    before = newest_id(hall)
    hall.issue("A")
    assert "45 分钟内" in eventually(lambda: papers(hall, before), "the paper")[0].text()


def test_a_line_typed_into_the_ticket_is_on_the_next_paper_and_a_mistake_in_it_is_told(
    hall: Hall, admin: Page
) -> None:
    turn_to(admin, "ticket")
    paper, text = admin.locator("img.slip:not(.old)"), admin.locator("#f-ticket-all-template")
    paper.wait_for()
    standard = paper.get_attribute("src")
    text.press("Control+End")
    text.press_sequentially("\n国庆放假")
    admin.locator(".chip", has_text="大字").click()
    text.press("Control+Home")
    admin.locator(".chip", has_text="横线").click()
    text.press_sequentially("\n【号吗】")
    told = admin.locator(".line-faults li")
    expect(told).to_have_text("第 3 行：不认识【号吗】，是不是【号码】？")
    admin.keyboard.press("Control+s")
    expect(admin.locator(".say.warn")).to_be_visible()
    expect(admin.locator(".save-bar.dirty")).to_be_visible()
    for _ in "\n【号吗】":
        text.press("Backspace")
    expect(told).to_have_count(0)
    admin.locator("input[type=file]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": a_logo()}
    )
    admin.locator(".logo-look").wait_for()
    wait_until(admin, lambda: paper.count() == 1 and paper.get_attribute("src") != standard, "a new paper")
    saved(admin)
    before = newest_id(hall)
    hall.issue("A")
    printed = eventually(lambda: papers(hall, before), "the paper")[0]
    assert printed.lines[-1] == "国庆放假"
    assert sections(hall)["ticket"]["logo"]


def test_leaving_with_something_unsaved_asks(hall: Hall, admin: Page) -> None:
    turn_to(admin, "rules")
    admin.locator("#f-settings-all-near").fill("5")
    admin.locator(".nav-groups a[href='#live']").click()
    ask = admin.locator("dialog.ask")
    expect(ask).to_contain_text("1 处没保存")
    ask.locator(".key", has_text="回去接着改").click()
    expect(admin.locator("#f-settings-all-near")).to_have_value("5")
    admin.locator(".nav-groups a[href='#live']").click()
    ask.locator(".key", has_text="放弃改动").click()
    expect(admin.locator(".live")).to_be_visible()
    turn_to(admin, "rules")
    expect(admin.locator("#f-settings-all-near")).to_have_value("3")


def test_the_history_leads_back(hall: Hall, admin: Page) -> None:
    turn_to(admin, "rules")
    admin.locator("#f-settings-all-near").fill("6")
    saved(admin)
    turn_to(admin, "history")
    expect(admin.locator(".version").first).to_contain_text("前面几人时，手机提醒 3 人 改为 6 人")
    admin.locator(".version .key").nth(0).click()
    expect(admin.locator(".say.info")).to_contain_text("已回到")
    turn_to(admin, "rules")
    expect(admin.locator("#f-settings-all-near")).to_have_value("3")


def test_somebody_is_added_changed_and_let_go(hall: Hall, admin: Page) -> None:
    admin.locator(".nav-groups a[href='#people']").click()
    admin.locator(".page-head .key", has_text="加一位").click()
    form = admin.locator(".person-form")
    form.locator(".key.main").click()
    expect(form.locator("#f-person-name-fault")).to_contain_text("不能空着")
    form.locator("#f-person-username").fill("li.fang")
    form.locator("#f-person-name").fill("李芳")
    form.locator("#f-person-window").select_option("2")
    form.locator(".key.main").click()
    password = admin.locator(".password code").inner_text()
    with hall.client() as client:
        client.post("/login", {"username": "li.fang", "password": password}).ok()
    admin.locator(".shown-once .key.main").click()
    line = admin.locator(".person", has_text="li.fang")
    line.locator(".key", has_text="改").click()
    form.locator("#f-person-badge").fill("088")
    form.locator(".key.main").click()
    expect(line.locator(".who")).to_contain_text("088")
    line.locator(".key", has_text="改").click()
    form.locator(".key", has_text="停用").click()
    form.locator(".ask-line .key", has_text="停用").click()
    expect(line).to_contain_text("已停用")
    with hall.client() as client:
        client.post("/login", {"username": "li.fang", "password": password}).refused(401)


def test_a_forgotten_window_and_a_lost_password_are_put_right(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    number = hall.issue("D")["number"]
    hall.open(4)
    hall.at(4, "call-next").ok()
    admin.locator(".nav-groups a[href='#people']").click()
    clerk = admin.locator(".person", has_text="clerk_4")
    clerk.locator(".key", has_text="关闭窗口").click()
    expect(clerk.locator(".close-window")).to_contain_text(number)
    clerk.locator(".close-window input").fill("下班忘了关")
    clerk.locator(".close-window .key.main").click()
    expect(admin.locator(".say.info")).to_contain_text("窗口已关闭")
    found = hall.by("guide").get(f"/api/v1/tickets?number={number}").ok()["tickets"][0]
    assert found["state"] == "waiting"
    other = admin.locator(".person", has_text="clerk_5")
    other.locator(".key", has_text="新密码").click()
    other.locator(".key.main").click()
    password = other.locator(".password code").inner_text()
    with hall.client() as client:
        client.post("/login", {"username": "clerk_5", "password": password}).ok()
