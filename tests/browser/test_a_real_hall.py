"""A hall as an installer starts it: its address leads everywhere, a device is let in, and a lost one is shut out."""

from __future__ import annotations

import math
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from queue_server.voice import pcm
from tests.browser.screens import NOTE_SOUNDS, Screens, text_of, wait_until
from tests.hall import ROOT, STARTS_WITHIN_S, Client, Hall, _end_with_parent, eventually

NO_TTS = """sh -c 'echo "no model found" >&2; exit 3'"""


def _half_a_pack(folder: Path) -> Path:
    """Record some words of a call, one of them badly."""
    words = folder / "zh-CN"
    words.mkdir(parents=True)
    for word in ("请", "零", "二", "六", "号", "到", "号窗口"):
        (words / f"{word}.wav").write_bytes(
            pcm.to_wav(pcm.from_floats([math.sin(n / 9) / 3 for n in range(6000)]))
        )
    (words / "一.wav").write_bytes(b"RIFF cut short")
    return folder


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, async_mode: str) -> Iterator[Hall]:
    """Run `tinghao init` and `tinghao serve` with the template as it is."""
    hall = Hall(tmp_path_factory.mktemp("real") / "data", async_mode)
    config = hall.data.parent / "hall.toml"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": str(hall.data), "ASYNC_MODE": async_mode}
    told |= {"VOICE_PACK": str(_half_a_pack(hall.data.parent / "voice")), "VOICE_PROGRAM": NO_TTS}
    environment = {**os.environ, **{f"TINGHAO_{name}": value for name, value in told.items()}}

    def tinghao(*words: str) -> list[str]:
        return [sys.executable, "-m", "queue_server", *words, "--config", str(config)]

    subprocess.run(tinghao("init", "--template"), cwd=ROOT, env=environment, check=True)
    made = subprocess.run(
        tinghao("init"), cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    password = re.search(r"^ +manager +(\S+)$", made.stdout, re.MULTILINE)
    assert password, made.stdout
    hall.said = {
        "base_url": f"http://127.0.0.1:{port}",
        "accounts": {"manager": {"username": "manager", "password": password[1]}},
    }
    with hall.log_file.open("ab") as log:
        hall.process = subprocess.Popen(
            tinghao("serve"),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  (one call, and the child execs at once)
        )
    try:
        eventually(lambda: hall.base_url in hall.log(), "its address: it listens", STARTS_WITHIN_S)
        yield hall
    finally:
        hall.stop()


def test_its_address_leads_to_every_page_and_says_nothing_more(hall: Hall, screens: Screens) -> None:
    page = screens("/")
    page.locator(".entrance").wait_for()
    said = text_of(page)
    assert "工作人员登录" in said and "登记这台设备" in said
    links = {str(link.get_attribute("href")) for link in page.locator("a").all()}
    assert {"/desk", "/admin", "/kiosk", "/board", "/window/1", "/sign/1", "/tablet/1"} <= links
    with Client(hall.base_url) as nobody:
        for link in links:
            assert nobody.get(link).status == 200, link
        shell = nobody.get("/").body
    assert not re.search("password|token|manager|clerk1|窗口人员", said + shell)
    page.get_by_text("English").click()
    expect(page.locator("h1").first).to_have_text("Staff: sign in")
    assert not re.search("[一-鿿]", text_of(page, ".entrance"))


def test_a_lost_kiosk_is_shut_out_by_the_manager(hall: Hall, screens: Screens) -> None:
    kiosk = screens("/kiosk")
    code = kiosk.locator(".code")
    expect(code).to_have_text(re.compile(r"^\d{3}\s*\d{3}$"))
    admin = screens("/admin")
    account = hall.said["accounts"]["manager"]
    admin.locator("#username").fill(account["username"])
    admin.locator("#password").fill(account["password"])
    admin.locator("form button[type=submit]").click()
    admin.locator(".nav").wait_for()
    admin.goto(f"{hall.base_url}/admin#devices")
    admin.locator(".enrolment .approve").click()
    kiosk.locator(".kiosk").wait_for()
    row = admin.locator("table.devices tbody tr", has_text="取号机").filter(has_text="在线")
    row.get_by_role("button", name="改名").click()
    admin.locator(".ask-line input").fill("东门取号机")
    admin.locator(".ask-line .key.main").click()
    row = admin.locator("table.devices tbody tr", has_text="东门取号机")
    row.get_by_role("button", name="停用").click()
    kiosk.locator(".kiosk").wait_for()  # asked once before
    admin.locator(".ask-line .key.main").click()
    expect(row).to_have_count(0)
    expect(code).to_have_text(re.compile(r"^\d{3}\s*\d{3}$"))


def test_the_manager_sees_what_the_voice_speaks_with_and_what_is_missing(
    hall: Hall, screens: Screens
) -> None:
    admin = screens("/admin")
    admin.goto(f"{hall.base_url}/admin#voice")
    found = admin.locator(".with")
    expect(found).to_contain_text("叫号用得到的词还缺")
    missing = found.locator("dt:has-text('中文缺的') + dd b").all_inner_texts()
    assert {"A", "一", "三", "九"} <= set(missing) and not {"请", "零", "号窗口"} & set(missing)
    expect(found.locator("dt:has-text('用不了的文件') + dd b")).to_have_text("zh-CN/一.wav")
    expect(found).to_contain_text("没有听说出错")
    admin.evaluate(f"() => {{{NOTE_SOUNDS}}}")
    admin.locator(".listen .key").first.click()
    wait_until(admin, lambda: len(admin.evaluate("sounds")) == 1, "the call is played all the same", 40)
    expect(admin.locator(".listen .heard .warn")).to_contain_text("no model found")
    admin.locator(".group", has=found).locator(".group-head .link").click()
    expect(found.locator(".warn", has_text="no model found")).to_be_visible()


def test_nothing_was_wrong(screens: Screens) -> None:
    assert [said for said in screens.complaints if "401" not in said] == []  # before anybody signed in
    assert screens.strangers == []
