"""The hall driven as people do: a real server process, its virtual printer, and Chromium.

Each file of this folder has one hall of its own and one page a screen; a page is opened once and used
by all the tests of the file, as a screen in a hall stands there all day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.screens import Screens
from tests.hall import Hall

SOUND_WITHOUT_TOUCH = "--autoplay-policy=no-user-gesture-required"
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def browser(browser_launch: dict[str, Any]) -> Iterator[Browser]:
    """Start the browser once; sound needs no touch, as on the hall's own screens."""
    expect.set_options(timeout=PATIENCE_MS)
    launch = {**browser_launch, "args": [*browser_launch["args"], SOUND_WITHOUT_TOUCH]}
    with sync_playwright() as play:
        started = play.chromium.launch(**launch)
        yield started
        started.close()


@pytest.fixture(scope="module")
def hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, async_mode: str
) -> Iterator[Hall]:
    """Start the hall of this file; a file may name its options in HALL_OPTIONS."""
    options = tuple(getattr(request.module, "HALL_OPTIONS", ()))
    started = Hall(tmp_path_factory.mktemp("hall") / "data", async_mode, options).start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def screens(browser: Browser, hall: Hall) -> Iterator[Screens]:
    """Open pages of this file's hall; what they complain of fails the file."""
    opened = Screens(browser, hall)
    yield opened
    opened.close()
