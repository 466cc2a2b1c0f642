"""What every test may ask for: a way of running threads, a browser, and where the repository is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
BROWSER_TIMEOUT_S = 180
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET_BROWSER = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

# Two busy cores make single examples slow, never wrong; a found fault must come back at the next run.
settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests through the real server run with each way of running threads, on each database."""
    parser.addoption("--async-mode", choices=("eventlet", "threading"), default="eventlet")
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the browser tests their own patience."""
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(BROWSER_TIMEOUT_S))


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
