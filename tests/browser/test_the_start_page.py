"""The demo's start page leads to every screen, the paper page shows the paper; both for this machine only."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paper import newest_id
from tests.browser.screens import Screens
from tests.hall import Hall, eventually

HALL_OPTIONS = ("--host", "0.0.0.0")
# Names a stranger may give for himself; only the address his packets come from counts.
DISGUISES = (
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
    {"X-Forwarded-For": "::1", "X-Forwarded-Host": "localhost", "Host": "localhost"},
)


def own_address() -> str:
    """Return this machine's address on its network; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback one")
        return str(probe.getsockname()[0])


@pytest.fixture(scope="module")
def start(hall: Hall, screens: Screens) -> Page:
    hall.issue("A")
    page = screens("/")
    page.locator(".plan").wait_for()
    return page


def test_there_is_a_card_for_every_screen(hall: Hall, start: Page) -> None:
    links: list[str] = start.evaluate(
        "[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))"
    )
    wanted = {"/kiosk", "/board", "/desk", "/admin", "/paper"}
    wanted |= {f"/{screen}/{n}" for screen in ("window", "sign", "tablet") for n in range(1, 7)}
    assert wanted <= set(links)
    phones = [link for link in links if link.startswith("/t/")]
    assert phones == ["/t/" + hall.sql("SELECT token FROM ticket ORDER BY seq DESC LIMIT 1")[0][0]]
    for link in {*wanted, *phones}:
        assert hall.by("").get(link).status == 200, link


def test_a_card_opens_its_screen(start: Page) -> None:
    with start.expect_popup() as opened:
        start.locator("a[href='/kiosk']").click()
    opened.value.locator(".tile").first.wait_for()
    opened.value.close()


def test_a_window_that_opens_is_seen_on_the_start_page(hall: Hall, start: Page) -> None:
    expect(start.locator(".bay", has_text="2 号")).to_have_class("bay shut")
    hall.open(2)
    expect(start.locator(".bay", has_text="2 号")).not_to_have_class("bay shut")


def test_paper_comes_out_on_the_paper_page_and_its_faults_are_real(hall: Hall, screens: Screens) -> None:
    before = newest_id(hall)
    page = screens("/paper")
    page.locator(".printer").wait_for()
    hall.issue("E")
    eventually(lambda: newest_id(hall) > before, "a paper")
    expect(page.locator(f".sheet img[src*='{newest_id(hall):06d}']")).to_be_visible()
    no_paper = page.get_by_role("switch", name="缺纸")
    no_paper.click()
    expect(no_paper).to_have_attribute("aria-checked", "true")
    eventually(
        lambda: hall.sql("SELECT state, why FROM printer WHERE id = 'printer-1'") == [("down", "paper_out")],
        "the printer is down",
    )
    no_paper.click()
    eventually(
        lambda: hall.sql("SELECT state FROM printer WHERE id = 'printer-1'") == [("ok",)], "it is well"
    )


@pytest.mark.parametrize("path", ["/", "/start.json", "/paper", "/paper/index.json"])
def test_no_name_a_caller_gives_himself_makes_him_local(hall: Hall, path: str) -> None:
    port = hall.base_url.rsplit(":", 1)[1]
    for headers in ({}, *DISGUISES):
        asked = urllib.request.Request(f"http://{own_address()}:{port}{path}", headers=headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=5)
        assert refused.value.code == 403
        assert json.load(refused.value)["code"] == "loopback_only"
        refused.value.close()


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.complaints == []
    assert screens.strangers == []
