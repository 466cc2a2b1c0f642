"""Pages of a hall, opened at the sizes they have there, and all they complained of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.hall import Hall

KIOSK = (1080, 1920)
KIOSK_LYING = (1920, 1080)
BOARD = (1920, 1080)
SIGN = (1280, 720)
DESK = (1366, 768)
TABLET = (1280, 800)
PHONE = (390, 844)
PATIENCE_MS = 15_000
# A page that has just changed takes no tap for 700 ms: it was meant for what stood there before.
DEAF_MS = 800
A_LOUDSPEAKER = "--use-fake-device-for-media-stream"
"""A sound output, which a machine of tests has not; a screen without one says so."""

# Notes when each sound of a page begins and ends, in seconds of the page's own clock.
NOTE_SOUNDS = """
window.sounds = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  const sound = {from: performance.now() / 1000, lasts: this.buffer.duration, to: null};
  window.sounds.push(sound);
  this.addEventListener('ended', () => { sound.to = performance.now() / 1000; });
  return start.apply(this, arguments);
};
"""

SIZES = {
    "kiosk": KIOSK,
    "board": BOARD,
    "sign": SIGN,
    "window": DESK,
    "desk": DESK,
    "tablet": TABLET,
    "t": PHONE,
    "g": PHONE,
    "admin": DESK,
    "": DESK,
    "paper": DESK,
}


@dataclass
class Screens:
    """The pages of one hall."""

    browser: Browser
    hall: Hall
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)
    _kept: dict[str, Page] = field(default_factory=dict)

    def open(self, path: str, size: tuple[int, int] | None = None, **context: Any) -> Page:
        """Open a page of its own, as on another machine."""
        page = self.blank(path, size, **context)
        page.goto(self.hall.base_url + path)
        return page

    def blank(self, path: str, size: tuple[int, int] | None = None, **context: Any) -> Page:
        """Make the page of a path without opening it yet."""
        width, height = size or SIZES[path.split("/")[1]]
        made = self.browser.new_context(viewport={"width": width, "height": height}, **context)
        made.set_default_timeout(PATIENCE_MS)
        self._contexts.append(made)
        page = made.new_page()
        self._listen(page, path)
        return page

    def __call__(self, path: str) -> Page:
        """Return the page that stands in this hall, opened at first use."""
        if path not in self._kept:
            self._kept[path] = self.open(path)
        return self._kept[path]

    def window(self, number: int) -> Page:
        """Return a window's terminal with its clerk signed in and the window open."""
        page = self(f"/window/{number}")
        if page.locator(".sign-in").count() or not page.locator(".terminal").count():
            sign_in(page)
            page.locator(".terminal").wait_for()
        if page.locator(".work.closed").count():
            page.keyboard.press("Enter")
            page.locator(".work.idle, .work.empty").wait_for()
        return page

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()

    def _listen(self, page: Page, path: str) -> None:
        def console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(f"{path}: {message.type}: {message.text}")

        def asked(request: Request) -> None:
            url = urlsplit(request.url)
            if url.scheme not in ("data", "blob") and f"{url.hostname}:{url.port}" != self._host:
                self.strangers.append(f"{path}: {request.url}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.complaints.append(f"{path}: {error}"))
        page.on("request", asked)
        page.on("websocket", lambda socket: self._socket(path, socket.url))

    def _socket(self, path: str, url: str) -> None:
        parts = urlsplit(url)
        if f"{parts.hostname}:{parts.port}" != self._host:
            self.strangers.append(f"{path}: {url}")

    @property
    def _host(self) -> str:
        parts = urlsplit(self.hall.base_url)
        return f"{parts.hostname}:{parts.port}"


def sign_in(page: Page) -> None:
    """Press the sign-in key with what the demo filled in."""
    page.locator("input[type=password]").wait_for()
    page.locator("form button[type=submit]").click()


def settled(page: Page) -> None:
    """Wait until the keys of a page that has just changed are no longer deaf."""
    page.wait_for_timeout(DEAF_MS)


def text_of(page: Page, selector: str = "body") -> str:
    """Return the visible text with its white space made single."""
    return re.sub(r"\s+", " ", page.locator(selector).first.inner_text()).strip()


def wait_until(page: Page, look: Callable[[], bool], what: str, within_s: float = 10.0) -> float:
    """Wait for something the page or the server shows; returns the seconds it took."""
    began = time.monotonic()
    while not look():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s:.0f} s: {what}\n{text_of(page)[:600]}")
        page.wait_for_timeout(40)
    return time.monotonic() - began


def kiosk_page(screens: Screens, size: tuple[int, int] = KIOSK, **context: Any) -> Page:
    """Open a kiosk with a touch screen and wait for its first page."""
    page = screens.open("/kiosk", size, has_touch=True, **context)
    page.locator(".tile").first.wait_for()
    return page


def speaking_board(screens: Screens) -> Page:
    """Open a hall screen that notes what it plays."""
    page = screens.blank("/board")
    page.add_init_script(NOTE_SOUNDS)
    page.goto(screens.hall.base_url + "/board")
    page.locator(".board").wait_for()
    return page


def go_home(kiosk: Page) -> None:
    """Bring a kiosk back to its first page, whoever stood there before."""
    way = kiosk.locator(".on-home, .leave, .noted, .tool.to-home").first
    way.wait_for()
    if not kiosk.locator(".on-home").count():
        way.tap()
    kiosk.locator(".on-home").wait_for()


def take(kiosk: Page, queue: str, item: str | None = None) -> tuple[str, int]:
    """Take a number as a citizen does; returns the number and the taps it took."""
    taps = 0
    ways = [kiosk.locator(".tile", has_text=queue)]
    if item is not None:
        ways.append(kiosk.locator(".row", has_text=item))
    for way in [*ways, kiosk.locator(".take")]:
        way.first.tap()
        taps += 1
    kiosk.locator(".on-ticket").wait_for()
    return kiosk.locator("h1.number .num").inner_text(), taps


def fact(kiosk: Page, label: str) -> str:
    """Return the figure under a label of the kiosk's facts."""
    return text_of(kiosk, f".fact:has(dt:text-is('{label}')) dd")
