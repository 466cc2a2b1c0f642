"""What a box shows: which page, what its browser is known by, and what it says while there is no server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One saying in both languages."""

    zh: str
    en: str


@cache
def _words(file: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def line_of(file: Path, *keys: str) -> Line:
    """Return what a words.json says under some keys, one after another."""
    words = _words(file)
    return Line("".join(words[key]["zh"] for key in keys), " ".join(words[key]["en"] for key in keys))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of screen.

    `page` and `screen` may hold `{window}`: the path of its page, and its name in the browser, after which its cookie
    is called. `scale` and `theme` are those of the look. `headline` is the one thing to know without a server, line
    by line, `lead` stands under it, `rows` say what to do. `pointer`: somebody has a mouse. `speaks`: it must be heard.
    `kept`: its browser holds what no server has yet, so its profile is on the disk. `enrols`: a manager lets it in.
    """

    page: str
    screen: str
    scale: str
    theme: str
    headline: tuple[Line, ...]
    lead: Line | None = None
    rows: tuple[tuple[Line, Line], ...] = ()
    windowed: bool = False
    pointer: bool = False
    speaks: bool = False
    kept: bool = False
    enrols: bool = True

    def path(self, window: int | None) -> str:
        """Return the path of its page."""
        return self.page.format(window=window)

    def cookie(self, window: int | None) -> str:
        """Return the cookie that says which device it is."""
        return "th_" + self.screen.format(window=window)
