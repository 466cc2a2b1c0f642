"""Chromium, and a hall screen in it that notes when each number was drawn.

One clock: Chromium's performance.now() and Python's time.monotonic() both follow CLOCK_MONOTONIC on Linux and
differ by a constant. It lies between what the page says and the moments before and after asking it, so a
few questions narrow it down to a fraction of a millisecond.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUESTIONS = 40

# The frame that draws a change begins at the first callback; at the second it has been handed over.
WATCH = """
(() => {
  const places = { large: '.call .no', anywhere: '.call .no, .st' };
  window.drawnAt = { large: {}, anywhere: {} };
  const look = () => {
    for (const [where, selector] of Object.entries(places)) {
      const drawn = window.drawnAt[where];
      for (const at of document.querySelectorAll(selector)) {
        const number = (at.querySelector('.num') || at).textContent.trim();
        if (number in drawn) continue;
        drawn[number] = null;
        requestAnimationFrame(() => requestAnimationFrame(() => { drawn[number] = performance.now(); }));
      }
    }
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
})();
"""

FRAMES = """
async (count) => {
  const took = [];
  for (let n = 0; n < count; n++) {
    await new Promise((next) => setTimeout(next, 20 + 7 * (n % 5)));
    const began = performance.now();
    document.body.style.setProperty("--bench", String(n));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    took.push(performance.now() - began);
  }
  return took;
}
"""


def find_chromium() -> str | None:
    """Return the browser to drive."""
    named = os.environ.get("TINGHAO_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def open_browser(program: str, *more: str) -> Iterator[Browser]:
    """Run a browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *more])
        try:
            yield browser
        finally:
            browser.close()


class WatchedBoard:
    """A hall screen of 1920 × 1080 in a browser."""

    def __init__(self, browser: Browser, base_url: str, path: str = "/board") -> None:
        self._page: Page = browser.new_page(viewport={"width": 1920, "height": 1080})
        self._page.add_init_script(WATCH)
        self._page.goto(base_url + path)
        self._page.wait_for_selector(".board .page")

    def drawn_at(self, where: str = "large") -> dict[str, float]:
        """Return when each number was drawn, large or anywhere (large or at its window), in s of time.monotonic()."""
        lowest, highest = -float("inf"), float("inf")
        for _ in range(QUESTIONS):
            before = time.monotonic()
            page_s = float(self._page.evaluate("performance.now()")) / 1000
            after = time.monotonic()
            lowest, highest = max(lowest, before - page_s), min(highest, after - page_s)
        offset = (lowest + highest) / 2
        drawn: dict[str, float | None] = self._page.evaluate("where => drawnAt[where]", where)
        return {number: ms / 1000 + offset for number, ms in drawn.items() if ms is not None}

    def frames(self, count: int) -> list[float]:
        """Return how long a change of the page takes to be drawn when nothing else is asked of it, in s."""
        return [float(ms) / 1000 for ms in self._page.evaluate(FRAMES, count)]

    def breathe(self, seconds: float) -> None:
        """Let time pass while the browser is heard."""
        self._page.wait_for_timeout(seconds * 1000)
