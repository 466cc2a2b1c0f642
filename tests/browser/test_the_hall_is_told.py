"""Announcements typed by staff: the manager's page, the clerk's terminal, a board that speaks, and taking one back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.settings_page import put_back, save, settings, signed_in
from tests.browser.screens import Screens, settled, sign_in, speaking_board, wait_until
from tests.hall import Hall

A_LONG_ONE = "请各位办事群众注意，停在大门口的汽车请尽快挪到后院的停车场，谢谢配合，办完事的请从南门离开大厅"


@pytest.fixture(scope="module")
def board(screens: Screens, hall: Hall) -> Iterator[Page]:
    """A hall screen that speaks, where clerks may announce, without a chime."""
    with signed_in(hall) as manager:
        before = {"voice": settings(manager)["sections"]["voice"]}
        save(manager, lambda s: s["voice"].update(clerks_announce=True, chime="none", speed=220)).ok()
        yield speaking_board(screens)
        put_back(manager, before)


@pytest.fixture(scope="module")
def admin(screens: Screens, board: Page) -> Page:
    page = screens.open("/admin")
    sign_in(page)
    page.locator(".announce-key").click()
    return page


def row(page: Page, text: str) -> str:
    """Return the words beside an announcement in the list of the last ones."""
    return page.locator(".said-row", has_text=text).first.inner_text()


def test_the_manager_speaks_to_the_hall_and_sees_that_it_was_spoken(board: Page, admin: Page) -> None:
    expect(admin.get_by_role("button", name="播出")).to_be_disabled()
    admin.locator("#say-text").fill("请带好身份证")
    admin.locator("#say-text-en").fill("Have your ID card ready")
    admin.get_by_role("button", name="播出").click()
    expect(admin.locator("#say-text")).to_have_value("")
    wait_until(admin, lambda: "已播完" in row(admin, "请带好身份证"), "it is spoken", 40)
    (sound,) = board.evaluate("sounds")
    assert sound["lasts"] > 2


def test_a_clerk_speaks_too_and_takes_back_what_still_waits(screens: Screens, admin: Page) -> None:
    admin.locator("#say-text").fill(A_LONG_ONE)
    admin.get_by_role("button", name="播出").click()
    wait_until(admin, lambda: "正在播" in row(admin, A_LONG_ONE), "the manager's is being spoken", 20)
    window = screens.window(3)
    settled(window)
    window.get_by_role("button", name="在大厅播通知").click()
    window.locator("#say-text").fill("三号窗口今天下午不办")
    window.keyboard.press("Enter")
    window.get_by_role("button", name="撤回“三号窗口今天下午不办”").click()
    expect(window.locator(".said-row")).to_have_count(1)
    expect(window.locator(".said-row small")).to_contain_text("已撤回")
    wait_until(admin, lambda: "已播完" in row(admin, A_LONG_ONE), "the manager's is spoken", 40)
    assert "已撤回" in row(admin, "三号窗口今天下午不办")


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.complaints == []
