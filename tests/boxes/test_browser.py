"""What a browser that ended leaves on a box, and what the next one finds of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from boxes.browser import Browser
from boxes.settings import Settings


def test_the_next_start_finds_neither_the_lock_nor_the_crash_reports_of_the_last(tmp_path: Path) -> None:
    """A power cut leaves the lock behind, each crash a report of its memory: a box has nobody to clear either away."""
    profile, reports = tmp_path / "profile", tmp_path / ".config/chromium/Crash Reports/pending"
    profile.mkdir()
    reports.mkdir(parents=True)
    (reports / "2aed7d7c.dmp").write_bytes(b"MDMP")
    (profile / "SingletonLock").symlink_to("another-name-4711")
    (profile / "Cookies").write_bytes(b"kept")
    settings = Settings(
        "http://192.168.1.10:8000", "/board", "board", browser=str(tmp_path / "no browser"),
        profile_dir=str(profile), run_dir=str(tmp_path),
    )  # fmt: skip
    with pytest.raises(OSError, match="no browser"):
        Browser(settings, "about:blank", None)
    assert [path.name for path in profile.iterdir()] == ["Cookies"]
    assert not reports.parent.exists()
