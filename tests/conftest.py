"""What every test may ask for: a way of running threads, a browser, and where the repository is."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.long_forms import LONG, PROFILE
from tests.sharing import LONGEST, Shared

ROOT = Path(__file__).resolve().parent.parent
BROWSER_TIMEOUT_S = 180
LONG_TIMEOUT_S = 900
BROWSER_TESTS = "tests/browser/"
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
NOT_WANTED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    "ThirdPartyStoragePartitioning",
)
"""Features of the browser. The first two draw pages behind an address bar that nobody sees, half a second of work for
each window; the others are Playwright's own list, whose place this one takes."""
QUIET_BROWSER = [
    f"--disable-features={','.join(NOT_WANTED)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

# Started behind a shell's "&" everything would ignore Ctrl-C, and so would the programs that are told it here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Two busy cores make single examples slow, never wrong; a found fault must come back at the next run.
settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(PROFILE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests through the real server run with each way of running threads, on each database."""
    parser.addoption("--async-mode", choices=("eventlet", "threading"), default="eventlet")
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption(
        "--again", action="store_true", help="only what the two options before, not the usual ones, change"
    )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shared:
    """Hand the tests out to the workers of `-n`."""
    config.option.loadscopereorder = False
    return Shared(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage when all is loaded, and never again in what was: it stays, and is large."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the browser tests and the long forms their own patience; leave out what ran alike before.

    What is handed out as a whole and takes long comes first.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        if item.get_closest_marker("timeout") is not None:
            continue
        if item.nodeid.startswith(BROWSER_TESTS):
            item.add_marker(pytest.mark.timeout(BROWSER_TIMEOUT_S))
        elif LONG:
            item.add_marker(pytest.mark.timeout(LONG_TIMEOUT_S))
    if config.getoption("--again"):
        changed = {item: _is_changed(item, config) for item in items}
        config.hook.pytest_deselected(items=[item for item in items if not changed[item]])
        items[:] = [item for item in items if changed[item]]


def _is_changed(item: pytest.Item, config: pytest.Config) -> bool:
    """Tell whether a test does something else under the options of this run; what it names itself is as ever."""
    callspec = getattr(item, "callspec", None)
    named = set(callspec.params) if callspec is not None else set()
    asked = set(getattr(item, "fixturenames", ())) - named - ({"async_mode"} if "mode" in named else set())
    usual = {"async_mode": "eventlet", "database": "sqlite"}
    return {name for name, value in usual.items() if config.getoption(name) != value} <= asked


@pytest.fixture(scope="session")
def async_mode(request: pytest.FixtureRequest) -> str:
    """Name the way of running threads this run asks for."""
    return str(request.config.getoption("--async-mode"))


@pytest.fixture(scope="session")
def browser_launch() -> dict[str, Any]:
    """Hold what playwright.chromium.launch(**…) needs to drive the machine's own Chromium quietly."""
    named = os.environ.get("TINGHAO_CHROMIUM")
    found = named or next((path for path in map(shutil.which, BROWSER_NAMES) if path), None)
    if found is None:
        pytest.fail("no Chromium: sudo apt install chromium, or set TINGHAO_CHROMIUM")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": found, "args": [*QUIET_BROWSER, *sandbox]}
