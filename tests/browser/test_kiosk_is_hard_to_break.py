"""What people do to a kiosk, and what happens to its network and its printer: one number, never two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.paper import paper_of, papers, play_fault
from tests.browser.screens import Screens, go_home, kiosk_page, sign_in, take, text_of, wait_until
from tests.hall import Hall, eventually

HALL_OPTIONS = ("--hours", "8:30-17:00")
TICKETS = "**/api/v1/tickets"
IDLE_S = 2


def count(hall: Hall) -> int:
    return int(hall.sql("SELECT count(*) FROM ticket")[0][0])


def newest(hall: Hall) -> tuple[str, str]:
    """Return the number and the phone token of the last ticket."""
    number, token = hall.sql("SELECT number, token FROM ticket ORDER BY seq DESC LIMIT 1")[0]
    return str(number), str(token)


def shown_number(kiosk: Page) -> str:
    return kiosk.locator("h1.number .num").inner_text()


def impatient(socket: WebSocketRoute) -> None:
    """Pass everything on, but tell the page that this hall waits two seconds only."""
    server = socket.connect_to_server()
    server.on_message(
        lambda text: socket.send(
            re.sub(r'"idle_s": ?\d+', f'"idle_s":{IDLE_S}', text) if isinstance(text, str) else text
        )
    )


@pytest.fixture(scope="module")
def left_alone(screens: Screens) -> Page:
    """A citizen chooses English, large type and contrast, opens a queue, and walks away."""
    page = screens.blank("/kiosk", has_touch=True)
    page.route_web_socket(re.compile(r"socket\.io"), impatient)
    page.goto(screens.hall.base_url + "/kiosk")
    page.get_by_role("button", name="大字版").tap()
    page.get_by_role("button", name="高对比度").tap()
    page.get_by_role("button", name="English").tap()
    page.locator(".tile").nth(2).tap()
    expect(page.locator("html[data-elder][data-contrast=high]")).to_be_attached()
    page.locator(".on-items").wait_for()
    return page


@pytest.fixture(scope="module")
def kiosk(screens: Screens, left_alone: Page) -> Page:
    return kiosk_page(screens)


@pytest.fixture(autouse=True)
def at_home(kiosk: Page) -> Iterator[None]:
    """Begin each test at the first page with a printer that works."""
    go_home(kiosk)
    yield
    kiosk.unroute_all()


@dataclass
class LostReply:
    """A line that breaks after the server has written the ticket."""

    lose: int
    asked: list[str | None] = field(default_factory=list)

    def __call__(self, route: Route) -> None:
        self.asked.append(route.request.headers.get("idempotency-key"))
        if len(self.asked) > self.lose:
            route.continue_()
            return
        route.fetch()
        route.abort()


def test_a_double_tap_makes_one_number(hall: Hall, kiosk: Page) -> None:
    before = count(hall)
    kiosk.locator(".tile", has_text="户籍").tap()
    kiosk.locator(".take").tap(trial=True)
    box = kiosk.locator(".take").bounding_box()
    assert box is not None
    for _ in range(2):
        kiosk.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    kiosk.locator(".on-ticket").wait_for()
    assert count(hall) == before + 1
    assert shown_number(kiosk) == newest(hall)[0]


def test_how_the_last_page_reads_can_change_while_the_choice_stays(hall: Hall, kiosk: Page) -> None:
    before = count(hall)
    kiosk.locator(".tile", has_text="社会保险").tap()
    kiosk.locator(".row", has_text="养老保险参保登记").tap()
    chosen = kiosk.locator(".option[aria-checked=true]")
    kiosk.locator(".option", has_text="老年人").tap()
    for key, title, option in (
        ("large", "城乡居民基本养老保险参保登记", "老年人"),
        ("language", "Join residents' pension insurance", "Older persons"),
        ("contrast", "Join residents' pension insurance", "Older persons"),
    ):
        kiosk.locator(f".tool.{key}").tap()
        expect(kiosk.locator("h1")).to_have_text(title)
        expect(chosen).to_have_count(1)
        expect(chosen).to_contain_text(option)
    expect(kiosk.locator("html[lang=en][data-elder][data-contrast=high]")).to_be_attached()
    kiosk.locator(".take").tap()
    kiosk.locator(".on-ticket").wait_for()
    assert count(hall) == before + 1
    last = hall.sql("SELECT item_code, priority, language FROM ticket ORDER BY rowid DESC LIMIT 1")
    assert tuple(last[0]) == ("AQ02", "elderly", "en")


def test_large_type_shows_the_row_that_stood_first_and_goes_back(kiosk: Page) -> None:
    kiosk.locator(".tile", has_text="民政救助").tap()
    kiosk.locator(".pager .key").nth(1).tap()
    first = kiosk.locator(".row .name").first.inner_text()
    kiosk.locator(".tool.large").tap()
    expect(kiosk.locator(".row .name", has_text=first)).to_be_visible()
    kiosk.locator(".tool.large").tap()
    expect(kiosk.locator(".row .name").first).to_have_text(first)


def test_a_storm_of_taps_makes_one_number(hall: Hall, kiosk: Page) -> None:
    before = count(hall)
    kiosk.locator(".tile", has_text="户籍").tap()
    kiosk.locator(".take").wait_for()
    kiosk.evaluate(
        "() => { const key = document.querySelector('.take'); for (let n = 0; n < 40; n += 1) key.click(); }"
    )
    for y in range(1000, 1900, 60):
        kiosk.touchscreen.tap(300 + y % 500, y)
    kiosk.locator(".on-ticket").wait_for()
    paper_of(hall, newest(hall)[1])
    assert count(hall) == before + 1


def test_a_lost_reply_is_asked_again_and_gives_the_same_number(hall: Hall, kiosk: Page) -> None:
    before, line = count(hall), LostReply(lose=2)
    kiosk.route(TICKETS, line)
    number, _ = take(kiosk, "户籍")
    assert (number, count(hall)) == (newest(hall)[0], before + 1)
    assert len(line.asked) == 3
    assert len(set(line.asked)) == 1
    paper_of(hall, newest(hall)[1])
    assert sum(newest(hall)[1] in code for p in papers(hall) for code in p.codes()) == 1


def test_a_reload_in_the_middle_gives_the_same_number(hall: Hall, kiosk: Page) -> None:
    before = count(hall)
    hanging: list[Route] = []

    def hang(route: Route) -> None:
        route.fetch()
        hanging.append(route)

    kiosk.route(TICKETS, hang)
    kiosk.locator(".tile", has_text="户籍").tap()
    kiosk.locator(".take").tap()
    wait_until(kiosk, lambda: len(hanging) == 1, "the server has written the ticket")
    kiosk.unroute(TICKETS)
    kiosk.reload()
    kiosk.locator(".on-ticket").wait_for()
    assert shown_number(kiosk) == newest(hall)[0]
    assert count(hall) == before + 1


def test_without_paper_the_number_stands_on_the_screen_and_staff_are_called(
    hall: Hall, screens: Screens, kiosk: Page
) -> None:
    desk = screens("/desk")
    sign_in(desk)
    expect(desk.locator(".help-column")).to_contain_text("没有人求助")
    play_fault(hall, paper_out=True)
    expect(kiosk.locator(".lead.dry")).to_contain_text("暂时不出纸")
    number, _ = take(kiosk, "户籍")
    token = newest(hall)[1]
    expect(kiosk.locator(".warning-band")).to_contain_text("不能出纸，您的号有效")
    expect(kiosk.locator(".keep-words")).to_contain_text(f"记住 {number}")
    assert kiosk.locator(f"img.qr[src='/t/{token}/qr.svg']").evaluate("(e) => e.naturalWidth") > 0
    expect(desk.locator(".call", has_text="号票没打出来")).to_contain_text(number)
    kiosk.get_by_role("button", name="叫人补打").tap()
    expect(desk.locator(".call", has_text="票没出来，想补打")).to_contain_text(number)
    expect(desk.locator(".printers")).to_contain_text("缺纸")
    play_fault(hall, paper_out=False)
    expect(kiosk.locator(".panel.done")).to_be_visible(timeout=20_000)
    paper_of(hall, token)
    expect(desk.locator(".printers")).to_contain_text("正常")


def test_help_is_called_seen_at_the_desk_and_answered(screens: Screens, kiosk: Page) -> None:
    desk = screens("/desk")
    kiosk.reload()  # what became of an earlier call stands on the key for a minute
    kiosk.locator(".tool.help").tap()
    call = desk.locator(".call", has_text="请人帮忙取号")
    expect(call).to_have_count(1)
    expect(kiosk.locator(".tool.help")).to_contain_text("已通知")
    call.locator(".go").click()
    expect(call).to_have_count(0)
    expect(desk.locator(".seen").first).to_contain_text("孙晓梅")
    expect(kiosk.locator(".tool.help")).to_contain_text("已通知")


def test_a_kiosk_left_alone_goes_home_and_forgets_how_it_was_read(left_alone: Page) -> None:
    wait_until(
        left_alone, lambda: text_of(left_alone, "h1") == "您要办什么事？", "home, in Chinese", within_s=30
    )
    expect(left_alone.locator("html[data-elder]")).to_have_count(0)
    expect(left_alone.locator("html[data-contrast]")).to_have_count(0)


def test_after_hours_no_number_is_given_but_guides_are(hall: Hall, screens: Screens, kiosk: Page) -> None:
    hall.advance(9 * 3600)
    late = kiosk_page(screens)
    expect(late.locator("h1")).to_have_text("今天办理已结束")
    expect(late.locator(".lead.strong")).to_contain_text("8:30 开始办理")
    expect(late.locator(".tile:not([disabled]):not([aria-disabled=true])")).to_have_count(0)
    late.get_by_role("button", name="办事指南").tap()
    expect(late.locator(".on-guides .row").first).to_be_visible()
    board = screens("/board")
    expect(board.locator(".shut-page")).to_contain_text("8:30")
    before = count(hall)
    hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-E"}).refused(409, "queue_closed")
    eventually(lambda: count(hall) == before, "no ticket")


def test_nothing_else_was_wrong(screens: Screens) -> None:
    broken_on_purpose = re.compile(r"Failed to load resource: net::ERR_FAILED")
    assert [said for said in screens.complaints if not broken_on_purpose.search(said)] == []
