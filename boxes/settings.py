"""What a box knows of itself: one small TOML file, written once by `tinghao device install`."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROTATIONS = ("normal", "left", "right", "inverted")
USER = "tinghao-screen"
STATE_DIR = Path("/var/lib/tinghao-screen")
RUN_DIR = Path("/run/tinghao-screen")
CONFIG = Path("/etc/tinghao/box.toml")


class SettingsError(ValueError):
    """The settings cannot be used; the text says why, in both languages."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which page the box shows, where, and how.

    `profile_dir` is the browser's; `state_dir` must outlive a restart, `run_dir` need not. `extra_flags` go to the browser.
    """

    server: str
    page: str
    screen: str
    cookie: str = ""
    rotate: str = "normal"
    speaks: bool = False
    pointer: bool = False
    browser: str = "/usr/bin/chromium"
    offline_page: str = "/etc/tinghao/offline/index.html"
    profile_dir: str = str(RUN_DIR / "profile")
    state_dir: str = str(STATE_DIR)
    run_dir: str = str(RUN_DIR)
    extra_flags: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return self.server + self.page

    def to_toml(self) -> str:
        """Write the settings, one key a line."""
        lines = []
        for each in fields(self):
            value = getattr(self, each.name)
            # JSON's strings, lists and truth values are TOML's.
            lines.append(f"{each.name} = {json.dumps(list(value) if isinstance(value, tuple) else value)}")
        return "\n".join(lines) + "\n"


def server_address(text: str) -> str:
    """Return a server's address without a closing slash. Raises SettingsError."""
    parts = urlsplit(text)
    try:
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.username:
        raise SettingsError(f"不是服务器的地址 / not a server's address: {text}  (http://192.168.1.10:8000)")
    return f"{parts.scheme}://{parts.netloc}"


def read_settings(path: Path) -> Settings:
    """Read the file. Raises SettingsError."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} 读不了 / cannot be read: {error}") from error
    try:
        if isinstance(content.get("extra_flags"), list):
            content["extra_flags"] = tuple(map(str, content["extra_flags"]))
        made = Settings(**content)
    except TypeError as error:
        raise SettingsError(f"{path}: {error}") from error
    if made.rotate not in ROTATIONS:
        raise SettingsError(f"{path}: rotate = {made.rotate!r}: {', '.join(ROTATIONS)}")
    server_address(made.server)
    return made
