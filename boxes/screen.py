"""The screen itself: turned as it hangs, as large as it says; `xrandr` does the work."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ANSWERS_WITHIN_S = 15.0
CONNECTORS = Path("/sys/class/drm")
_OUTPUT = re.compile(
    r"^(?P<name>\S+) (?P<state>connected|disconnected)(?: primary)?(?: (?P<size>\d+x\d+)\+)?"
)


@dataclass(frozen=True, slots=True)
class Output:
    """A socket for a screen: is one plugged in, and how large is its picture, turned as it is."""

    name: str
    connected: bool
    size: tuple[int, int] | None


def outputs_in(text: str) -> list[Output]:
    """Read what xrandr prints."""
    found = []
    for line in text.splitlines():
        match = _OUTPUT.match(line)
        if match:
            size = tuple(map(int, match["size"].split("x"))) if match["size"] else None
            found.append(
                Output(match["name"], match["state"] == "connected", (size[0], size[1]) if size else None)
            )
    return found


def plugged() -> tuple[tuple[str, str], ...]:
    """Return which sockets hold a screen, as the kernel sees it: nearly free, so it may be asked often."""
    found = []
    for path in sorted(CONNECTORS.glob("card*-*/status")):
        try:
            found.append((path.parent.name, path.read_text(encoding="ascii").strip()))
        except OSError:
            continue
    return tuple(found)


def turn(rotate: str) -> tuple[int, int] | None:
    """Switch the connected screens on, turned, all with one picture; returns its size, None without X."""
    if not os.environ.get("DISPLAY"):
        return None
    outputs = [each for each in outputs_in(_xrandr("--query")) if each.connected]
    for number, each in enumerate(outputs):
        same = ["--same-as", outputs[0].name] if number else ["--primary"]
        _xrandr("--output", each.name, "--auto", "--rotate", rotate, *same)
    now = [each.size for each in outputs_in(_xrandr("--query")) if each.size is not None]
    return now[0] if now else None


def _xrandr(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["xrandr", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ANSWERS_WITHIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
