"""A session ends while its page is open: the page asks to sign in by itself and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens, sign_in, wait_until
from tests.hall import Client, Hall

HALL_OPTIONS = ()
SESSION_S = 14 * 3600
NOTICED_MS = 6_000
LIVE = {"/window/3": ".terminal", "/desk": ".desk", "/admin": ".live"}


@pytest.fixture
def signed_in(screens: Screens) -> Iterator[Callable[[str], Page]]:
    """Open a page of staff on a machine of its own and sign in there."""
    opened: list[Page] = []

    def at(path: str) -> Page:
        page = screens.open(path)
        sign_in(page)
        page.locator(LIVE[path]).wait_for()
        opened.append(page)
        return page

    yield at
    for page in opened:
        page.context.close()


def sign_out_elsewhere(hall: Hall, page: Page, screen: str) -> None:
    """End the page's session with its own cookie, as another tab of the browser does."""
    with Client(hall.base_url) as tab:
        cookie = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
        tab.post("/logout", {"screen": screen}, headers={"Cookie": cookie}).ok(204)


def test_a_clerk_signed_out_elsewhere_signs_in_again_and_goes_on_typing(
    hall: Hall, signed_in: Callable[[str], Page]
) -> None:
    window = signed_in("/window/3")
    window.keyboard.press("/")
    window.locator("#find-number").fill("C0")
    sign_out_elsewhere(hall, window, "window-3")
    over = window.locator(".sign-in-over")
    expect(over).to_be_visible(timeout=NOTICED_MS)
    hall.issue("C")
    assert window.locator(".queue-row").count() == 0, "nothing more is shown"
    sign_in(window)
    expect(over).to_have_count(0)
    expect(window.locator("#find-number")).to_have_value("C0")
    window.keyboard.press("Escape")
    expect(window.locator(".queue-row .number").first).to_be_visible()


@pytest.mark.parametrize(("path", "typed"), [("/desk", True), ("/admin", False), ("/window/3", False)])
def test_a_session_that_expires_asks_to_sign_in_without_a_touch(
    hall: Hall, signed_in: Callable[[str], Page], path: str, typed: bool
) -> None:
    page = signed_in(path)
    field = page.locator("input[type=search]").first
    if typed:
        field.fill("C02")
    hall.advance(SESSION_S + 1)
    expect(page.locator(".sign-in-over")).to_be_visible(timeout=NOTICED_MS)
    sign_in(page)
    expect(page.locator(".sign-in-over")).to_have_count(0)
    if typed:
        expect(field).to_have_value("C02")
    expect(page.locator(".lost")).to_have_count(0)


def test_another_person_at_the_same_terminal_begins_anew(
    hall: Hall, screens: Screens, signed_in: Callable[[str], Page]
) -> None:
    first = signed_in("/window/3")
    first.keyboard.press("/")
    first.locator("#find-number").fill("C0")
    tab = first.context.new_page()
    tab.goto(f"{hall.base_url}/window/3")
    tab.locator(".terminal").wait_for()
    account = hall.said["accounts"]["clerk_4"]
    answer = tab.request.post(
        f"{hall.base_url}/login", data={**account, "screen": "window-3"}, headers={"Origin": hall.base_url}
    )
    assert answer.ok
    wait_until(first, lambda: first.locator("#find-number").count() == 0, "a page begun anew")
    expect(first.locator(".staff-head, .head").first).to_contain_text("1014")
