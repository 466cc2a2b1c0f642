"""The hall driven as people do: a real server process, its virtual printer, and Chromium.

A page is opened once and used by all the tests of a file, as a screen in a hall stands there all day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.api.settings_page import SETTINGS, put_back, settings, signed_in
from tests.browser.screens import A_LOUDSPEAKER, PATIENCE_MS, Screens
from tests.browser.tour import Tour
from tests.browser.tour_of_the_kiosk import kiosk_in_its_manners
from tests.browser.tour_of_the_staff import staff_and_the_demos_own_pages
from tests.browser.tour_of_the_windows import window_sign_tablet_phone_and_board
from tests.databases import SQLITE
from tests.founding import founded
from tests.hall import Hall, halls

__all__ = ["halls"]

SOUND_WITHOUT_TOUCH = "--autoplay-policy=no-user-gesture-required"
QUICK_CALLS = {"template": "{number}{window}", "chime": "none", "speed": 220}
TOURS = {
    "kiosk": kiosk_in_its_manners,
    "windows": window_sign_tablet_phone_and_board,
    "staff": staff_and_the_demos_own_pages,
}


@pytest.fixture(scope="session")
def browser(browser_launch: dict[str, Any]) -> Iterator[Browser]:
    """Start the browser once; sound needs no touch, as on the hall's own screens."""
    expect.set_options(timeout=PATIENCE_MS)
    launch = {**browser_launch, "args": [*browser_launch["args"], SOUND_WITHOUT_TOUCH, A_LOUDSPEAKER]}
    with sync_playwright() as play:
        started = play.chromium.launch(**launch)
        yield started
        started.close()


@pytest.fixture(scope="module")
def hall(
    request: pytest.FixtureRequest,
    halls: Callable[[str], Hall],
    tmp_path_factory: pytest.TempPathFactory,
    async_mode: str,
) -> Iterator[Hall]:
    """Give the shared hall, cleared; or one of the file's own when it names HALL_OPTIONS."""
    options: tuple[str, ...] | None = getattr(request.module, "HALL_OPTIONS", None)
    if options is None:
        shared = halls(async_mode)
        shared.clear()
        yield shared
        return
    own = Hall(tmp_path_factory.mktemp("hall") / "data", async_mode, options)
    founded(own, SQLITE)
    yield own.start()
    own.stop()


@pytest.fixture(scope="module")
def screens(browser: Browser, hall: Hall) -> Iterator[Screens]:
    """Open pages of this file's hall, one for each screen, closed at its end."""
    opened = Screens(browser, hall)
    yield opened
    opened.close()


@pytest.fixture
def quick(hall: Hall) -> Iterator[None]:
    """Have calls of a second, so that many fit into a test."""
    with signed_in(hall) as manager:
        read = settings(manager)
        before = {name: read["sections"][name] for name in ("voice", "settings")}
        changed = {
            "voice": {**before["voice"], **QUICK_CALLS},
            "settings": {**before["settings"], "announce_times": 1},
        }
        manager.ask("PUT", SETTINGS, {"base_version": read["version"], "sections": changed}).ok()
        yield
        hall.clear()
        put_back(manager, before)


@pytest.fixture(scope="session", params=TOURS)
def tour(
    request: pytest.FixtureRequest, browser: Browser, halls: Callable[[str], Hall], async_mode: str
) -> Tour:
    """Walk once through the states of some screens, and close the pages; several files ask what was found."""
    shared = halls(async_mode)
    shared.clear()
    made = Tour(request.param, shared, Screens(browser, shared))
    try:
        TOURS[request.param](made)
    finally:
        made.screens.close()
    return made
