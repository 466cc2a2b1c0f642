"""A manager chooses what a screen shows, sees it before it is saved, and the display on the wall shows it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.api.settings_page import put_back, settings, signed_in
from tests.browser.screens import BOARD, Screens, sign_in
from tests.hall import Hall

DESK = (1366, 768)


@pytest.fixture(autouse=True)
def as_it_was(hall: Hall) -> Iterator[None]:
    """Leave the hall's screens and files as they were."""
    with signed_in(hall) as client:
        before = settings(client)["sections"]
    yield
    with signed_in(hall) as client:
        put_back(client, before)
        client.ask("PUT", "/api/v1/devices/display-1/screen", {"screen": "hall"}).ok()
        for one in client.get("/api/v1/media").ok()["media"]:
            client.post(f"/api/v1/media/{one['id']}/remove").ok(204)


@pytest.fixture
def admin(screens: Screens) -> Iterator[Page]:
    page = screens.open("/admin#screens", DESK)
    sign_in(page)
    page.locator(".entry-list").wait_for()
    yield page
    page.close()


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(".say.info")).to_be_visible()
    expect(page.locator(".save-bar.dirty")).to_have_count(0)


def test_a_screen_is_made_looked_at_saved_and_shown_on_the_wall(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    wall = screens.open("/screen", BOARD)
    expect(wall.locator(".board.lay-rows")).to_be_visible()
    admin.get_by_role("button", name="加一块屏").click()
    admin.locator("input[id$='-name']").fill("西区的屏")
    admin.locator("select[id$='-layout']").select_option("next")
    look = admin.frame_locator(".look-glass iframe")
    expect(look.locator(".nx")).to_have_count(6)
    admin.get_by_role("button", name="D 医疗保险").click()
    expect(look.locator(".nx")).to_have_count(1)
    admin.get_by_role("button", name="叫号", exact=True).click()
    expect(look.locator(".nx.red .now .num").first).to_contain_text("D0")
    admin.get_by_role("button", name="长条").click()
    expect(look.locator(".board.is-strip")).to_be_visible()
    admin.get_by_role("button", name="连接中断").click()
    expect(look.locator(".band")).to_contain_text("连接中断")
    saved(admin)
    admin.evaluate("location.hash = 'devices'")
    admin.locator("tr", has_text="综合屏").get_by_role("button", name="显示").click()
    admin.locator(".ask-line select").select_option(label="西区的屏")
    admin.locator(".ask-line .key.main").click()
    expect(wall.locator(".nx")).to_have_count(1)
    expect(wall.locator("[data-queue=D]")).to_be_visible()


def test_a_call_lands_red_under_a_notice_and_nothing_is_laid_over_it(
    hall: Hall, screens: Screens, admin: Page
) -> None:
    hall.clear()
    with signed_in(hall) as manager:
        manager.ask("PUT", "/api/v1/devices/display-1/screen", {"screen": "notices"}).ok()
    wall = screens.open("/screen", BOARD)
    expect(wall.locator(".turn.text h2")).to_contain_text("服务职能")
    number = hall.issue("C")["number"]
    hall.open(3)
    hall.at(3, "call-next").ok()
    red = wall.locator(".under .call.now")
    expect(red.locator(".no .num")).to_have_text(number)
    on_top = red.evaluate(
        """(e) => { const b = e.getBoundingClientRect();
          return e.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)); }"""
    )
    assert on_top


def test_a_picture_goes_from_the_managers_hand_to_the_wall(hall: Hall, screens: Screens, admin: Page) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (800, 450), (20, 90, 67)).save(drawn, "PNG")
    admin.evaluate("location.hash = 'pages'")
    admin.locator("input[type=file]").set_input_files(
        {"name": "开放日.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    expect(admin.locator(".media-list .entry-words > b")).to_have_text("开放日.png")
    admin.locator("input[type=file]").set_input_files(
        {"name": "目录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    expect(admin.locator(".say.warn")).to_contain_text("不能放")
    admin.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="空.png", mimeType="image/png", buffer=b""),
            FilePayload(name="剪坏的.mp4", mimeType="video/mp4", buffer=b"\0\0\0 ftypisom" + b"\1" * 4000),
        ]
    )
    expect(admin.locator(".say.warn")).to_contain_text("空.png：这个文件不能放")
    expect(admin.locator(".media-list .warn")).to_contain_text("放不出来")
    admin.evaluate("location.hash = 'screens/notices'")
    admin.get_by_role("button", name="加一项").click()
    admin.locator(".bands select").select_option(label="开放日.png")
    picture = admin.frame_locator(".look-glass iframe").locator(".turn.file img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(e) => e.decode().then(() => e.naturalWidth)") == 800
    saved(admin)
    admin.evaluate("location.hash = 'pages'")
    admin.get_by_role("button", name="删除 开放日.png").click()
    expect(admin.locator(".say.warn")).to_contain_text("公示屏")


def test_what_must_be_shown_and_is_missing_is_named_and_begun_with_one_key(admin: Page) -> None:
    admin.evaluate("location.hash = 'pages'")
    expect(admin.locator(".required .lamp.on")).to_have_count(6)
    admin.get_by_role("button", name="删除 服务承诺").click()
    missing = admin.locator(".required li", has_text="服务承诺")
    missing.get_by_role("button", name="写这一页").click()
    text = admin.locator("textarea[id^='f-pages-5-text']").first
    expect(missing).to_contain_text("还有空没填")
    expect(text).to_have_value(re.compile("差评必看.*＿", re.DOTALL))
    text.fill("")
    expect(missing).to_contain_text("还没写正文")
    text.fill("不让一位群众白跑。")
    expect(missing).to_contain_text("有了")
