"""A box as systemd would run it, its page on an X screen: whatever ends or cuts it off, the screen is back by itself."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from boxes.browser import LOOK
from boxes.kept import Token, read_status
from boxes.settings import Settings
from display.device import DISPLAY
from queue_server.commands import run_command
from tests.cable import Cable, Relay, lay
from tests.hall import ROOT, Hall, _end_with_parent, eventually

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
BACK_WITHIN_S = 60.0
"""A machine four times slower than the one on which a frozen browser was back after eleven seconds."""
CUT_S = 30.0
SIZE = (1280, 800)


@dataclass
class Box:
    """A running supervisor and where it keeps things."""

    settings: Settings
    line: Cable | Relay
    config: Path
    log: Path
    look: Callable[[str], Browser]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it as its unit does."""
        self.config.write_text(self.settings.to_toml(), encoding="utf-8")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.line.inside(
                    [sys.executable, "-m", "queue_server", "device", "run", "--config", str(self.config)]
                ),
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  (one call, and the child execs at once)
            )

    def stop(self) -> int:
        """Stop it as systemd does."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def status(self) -> dict[str, Any]:
        """Return what it says of itself."""
        return read_status(Path(self.settings.run_dir)) or {}

    def pid(self) -> int:
        """Return its browser's main process."""
        return int(self.status()["browser"])

    def processes(self) -> list[int]:
        """Return every process of its browser."""
        mark = f"--user-data-dir={self.settings.profile_dir}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (entry / "cmdline").read_bytes():
                        found.append(int(entry.name))
        return found

    def renderers(self) -> list[int]:
        """Return the processes that draw its page, or stand by to."""
        return [
            pid for pid in self.processes() if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def shown(self, other_than: int = 0) -> bool:
        """Tell whether the hall's page stands and draws, in another browser than that one."""
        now = self.status()
        return (
            now.get("state") == "open"
            and now.get("browser") != other_than
            and time.monotonic() - now["drawn_at"] < 6
        )

    def words(self) -> str:
        """Return what a person reads on the screen."""
        seen = self.look(self.line.devtools)
        try:
            return str(seen.contexts[0].pages[0].inner_text("body"))
        finally:
            seen.close()

    def reads(self, words: str) -> Callable[[], bool]:
        """Return a question: are these words on the screen."""

        def ask() -> bool:
            with contextlib.suppress(Exception):  # a page on its way to another has no words
                return words in self.words()
            return False

        return ask


@pytest.fixture(scope="module")
def x_screen() -> Iterator[dict[str, str]]:
    """Give the box a screen: Xvfb where it is installed, else the browser draws without one."""
    if shutil.which("Xvfb") is None:
        yield {}
        return
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"],
        pass_fds=(writes,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as said:
        display = said.readline().strip()
    yield {"DISPLAY": f":{display}"}
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def box(
    hall: Hall,
    browser: Browser,
    browser_launch: dict[str, Any],
    x_screen: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Box]:
    """Switch a hall screen's box on while no server answers."""
    folder = tmp_path_factory.mktemp("box")
    host, port = hall.base_url.removeprefix("http://").split(":")
    profile = folder / "run/profile"
    line = lay((host, int(port)), folder, profile / "DevToolsActivePort")
    installed = ["device", "install", "--server", line.server, "--screen", "display", "--root", str(folder)]
    assert run_command(installed) == 0
    sandbox = ["--no-sandbox"] if line.as_root else []
    settings = Settings(
        server=line.server,
        page=DISPLAY.path(None),
        screen=DISPLAY.screen,
        cookie=DISPLAY.cookie(None),
        speaks=True,
        browser=str(browser_launch["executable_path"]),
        offline_page=str(folder / "etc/tinghao/offline/index.html"),
        profile_dir=str(profile),
        state_dir=str(folder / "state"),
        run_dir=str(folder / "run"),
        extra_flags=(
            *sandbox, "--disable-gpu", "--remote-debugging-port=0", *([] if x_screen else ["--headless=new"])
        ),
    )  # fmt: skip
    made = Box(
        settings,
        line,
        folder / "box.toml",
        folder / "box.log",
        browser.browser_type.connect_over_cdp,
        x_screen,
    )
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()
    line.close()
    print(made.log.read_text(encoding="utf-8"))


def back(box: Box, what: str, killed: int = 0) -> float:
    """Wait until the hall's page stands again and print how long that took, in seconds."""
    began = time.monotonic()
    eventually(lambda: box.shown(killed), what, BACK_WITHIN_S)
    took = time.monotonic() - began
    print(f"{what}: back after {took:.1f} s")
    return took


def test_until_the_server_answers_it_says_so_and_then_shows_the_hall_by_itself(hall: Hall, box: Box) -> None:
    eventually(lambda: box.status().get("state") == "waiting", "its own page", BACK_WITHIN_S)
    eventually(box.reads("正在连接"), "words of its own page", BACK_WITHIN_S)
    box.line.join()
    back(box, "server switched on")
    eventually(box.reads("等候人数"), "the board", BACK_WITHIN_S)


@pytest.mark.parametrize(("lost", "seen"), [("**/*.js*", "#app"), ("**/*.css*", "#app > *")])
def test_half_a_page_draws_and_does_not_stand(hall: Hall, browser: Browser, lost: str, seen: str) -> None:
    page = browser.new_page()
    page.route(lost, lambda route: route.abort())
    page.goto(f"{hall.base_url}/board")
    page.wait_for_selector(seen, state="attached")
    url, _asks_in, stands = page.evaluate(LOOK)
    assert (url, stands) == (f"{hall.base_url}/board", False)
    page.unroute(lost)
    page.reload()
    page.wait_for_selector("#app > *")
    assert page.evaluate(LOOK)[2] is True
    page.close()


def test_the_screen_is_filled(box: Box) -> None:
    assert box.status()["size"] in (list(SIZE), None)


def test_who_it_is_outlives_the_browser(box: Box) -> None:
    kept = Token(Path(box.settings.state_dir))
    eventually(kept.read, "a token on the disk", BACK_WITHIN_S)
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_the_server_is_told_whether_its_sound_check_was_heard(hall: Hall, box: Box) -> None:
    said = "SELECT data FROM event WHERE kind = 'sound_checked' ORDER BY id DESC LIMIT 1"
    rows = eventually(lambda: hall.sql(said), "a sound check in the log", BACK_WITHIN_S)
    found = eventually(lambda: box.status().get("sound"), "the same in its status", BACK_WITHIN_S)
    assert f'"ran": {"true" if found["ran"] else "false"}' in rows[0][0]
    assert f'"why": "{found["why"]}"' in rows[0][0]


def browser_killed(box: Box) -> None:
    before = box.pid()
    os.kill(before, signal.SIGKILL)
    back(box, "browser killed", before)


def browser_frozen(box: Box) -> None:
    before = box.pid()
    os.kill(before, signal.SIGSTOP)
    back(box, "browser frozen", before)
    eventually(lambda: before not in box.processes(), "the frozen one is gone", BACK_WITHIN_S)


def page_killed_while_the_server_is_gone(box: Box) -> None:
    """End what draws the page, as the kernel does when the memory is used up, while there is nothing to load it from."""
    before = box.pid()
    box.line.end()
    for pid in box.renderers():
        os.kill(pid, signal.SIGKILL)
    eventually(
        lambda: box.status().get("state") == "waiting" and box.pid() != before, "its own page", BACK_WITHIN_S
    )
    box.line.join()
    back(box, "page killed, server gone and back", before)


def page_frozen(box: Box) -> None:
    before = box.pid()
    for pid in box.renderers():
        os.kill(pid, signal.SIGSTOP)
    back(box, "page frozen", before)


def profile_broken(box: Box) -> None:
    """Cut the power while the browser writes: what it finds afterwards makes no sense."""
    before = box.pid()
    for name in ("Local State", "Default/Preferences", "Default/Cookies", "Last Version"):
        (Path(box.settings.profile_dir) / name).write_bytes(b"\0" * 4096)
    os.kill(before, signal.SIGKILL)
    back(box, "profile broken", before)


def plug_pulled(box: Box) -> None:
    """Pull the plug out of the switch and put it in again."""
    cut("plug pulled", box, box.line.cut)


def cut_beyond_the_switch(box: Box) -> None:
    """Cut the line where the box cannot see it, for half a minute."""
    cut("cut beyond the switch", box, box.line.cut_beyond, CUT_S)


def cut(what: str, box: Box, now: Callable[[], None], for_s: float = 0.0) -> None:
    """Have the network gone and back: the page itself says so and comes back, and is not opened anew."""
    starts = box.status()["starts"]
    now()
    began = time.monotonic()
    eventually(box.reads("连接中断"), "the page says so", BACK_WITHIN_S)
    print(f"{what}: said after {time.monotonic() - began:.1f} s")
    while time.monotonic() - began < for_s:
        assert box.shown()
        time.sleep(0.5)
    box.line.join()
    began = time.monotonic()
    eventually(
        lambda: not box.reads("连接中断")() and box.reads("等候人数")(), "connected again", BACK_WITHIN_S
    )
    print(f"{what}: back after {time.monotonic() - began:.1f} s")
    assert box.status()["starts"] == starts


def long_without_a_server(box: Box) -> None:
    """Switch the box on ten seconds before the server: its own page says that the connection is broken."""
    box.line.end()
    os.kill(box.pid(), signal.SIGKILL)
    eventually(box.reads("连接中断，正在自动重连"), "the band", BACK_WITHIN_S)
    box.line.join()
    back(box, "long without a server")


OFTEN = [plug_pulled, browser_killed, browser_frozen, page_killed_while_the_server_is_gone]
SELDOM = [page_frozen, profile_broken, cut_beyond_the_switch, long_without_a_server]


@pytest.mark.timeout(3600 if SOAK else 240)
def test_whatever_happens_to_it_it_is_back_by_itself(box: Box) -> None:
    for fault in (OFTEN + SELDOM) * 3 if SOAK else OFTEN:
        fault(box)


def test_stopped_it_leaves_nothing_running_and_switched_on_again_it_is_still_known(box: Box) -> None:
    token = Token(Path(box.settings.state_dir)).read()
    assert box.stop() == 0
    assert box.processes() == []
    shutil.rmtree(box.settings.profile_dir)
    box.settings = replace(box.settings, speaks=False)
    box.start()
    back(box, "switched off and on")
    assert Token(Path(box.settings.state_dir)).read() == token
