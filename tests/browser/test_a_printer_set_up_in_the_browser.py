"""An installer sets a printer up on the manager's page, with the paper in hand, and takes a wrong answer back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from printers.virtual import VirtualPrinter
from tests.api.settings_page import signed_in
from tests.browser.screens import Screens, sign_in
from tests.hall import Hall, eventually

SMALL = (1366, 768)


@pytest.fixture
def printer(hall: Hall, tmp_path: Path) -> Iterator[VirtualPrinter]:
    found = VirtualPrinter(tmp_path / "paper", 0, 384).start()
    yield found
    with signed_in(hall) as client:
        for one in client.get("/api/v1/printers").ok()["printers"]:
            if one["address"].endswith(f":{found.port}"):
                client.post(f"/api/v1/printers/{one['id']}/remove").ok()
    found.stop()


@pytest.fixture
def admin(screens: Screens) -> Iterator[Page]:
    page = screens.open("/admin", SMALL)
    sign_in(page)
    page.locator(".nav-groups a[href='#printers']").click()
    page.locator(".printer-row").first.wait_for()
    yield page
    page.close()


def answer(page: Page, letter: str, words: str, nth: int = 0) -> None:
    question = page.locator(".question").filter(has=page.locator(".letter", has_text=letter)).nth(nth)
    question.get_by_role("button", name=words, exact=True).click()
    expect(question.get_by_role("button", name=words, exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_printer_is_found_tried_answered_for_and_used(
    hall: Hall, admin: Page, printer: VirtualPrinter
) -> None:
    admin.get_by_role("link", name="添加打印机").click()
    admin.get_by_label("网络地址，或一小段").fill(f"127.0.0.1:{printer.port}")
    admin.get_by_role("button", name="查找").click()
    admin.get_by_role("radio", name=f"tcp://127.0.0.1:{printer.port}").click(timeout=30_000)
    admin.get_by_role("button", name="打测试票").click()
    admin.locator(".question").first.wait_for(timeout=60_000)
    assert len(printer.slips) == 3
    for letter, words in (
        ("A", "3（80 毫米纸）"),
        ("B", "是"),
        ("C", "是"),
        ("D", "两个都行"),
        ("E", "没有切刀，都没切"),
    ):
        answer(admin, letter, words)
    answer(admin, "B", "是", 1)
    expect(admin.locator(".made")).to_contain_text("80 毫米纸")
    answer(admin, "A", "1（58 毫米纸）")
    expect(admin.locator(".made")).to_contain_text("58 毫米纸，用打印机的汉字，不切，打完会说")
    admin.get_by_label("名字").fill("门口打印机")
    admin.get_by_role("button", name="存好，开始用").click()
    row = admin.locator(".printer-row", has_text="门口打印机")
    expect(row).to_contain_text("测试票确认")
    expect(row).to_contain_text("好，纸够", timeout=20_000)
    admin.get_by_label("取号机的备用打印机").select_option(label="门口打印机")
    expect(row).to_contain_text("备用：取号机")
    row.get_by_role("button", name="试打一张").click()
    expect(row).to_contain_text("打出来了，打印机确认了。", timeout=20_000)
    eventually(lambda: len(printer.slips) == 4, "the slip")


def test_a_removed_printer_is_brought_back(hall: Hall, admin: Page, printer: VirtualPrinter) -> None:
    with signed_in(hall) as client:
        wish = {"name": "侧门打印机", "address": f"tcp://127.0.0.1:{printer.port}", "model": "generic-58"}
        client.post("/api/v1/printers", wish).ok(201)
    row = admin.locator(".printer-row", has_text="侧门打印机")
    row.get_by_role("button", name="移走").click()
    row.locator(".ask-line").get_by_role("button", name="移走").click()
    expect(row).to_have_count(0)
    admin.locator(".removed li", has_text="侧门打印机").get_by_role("button", name="恢复").click()
    expect(row).to_contain_text("58 毫米纸")


def test_nothing_was_wrong(screens: Screens) -> None:
    assert screens.complaints == []
    assert screens.strangers == []
