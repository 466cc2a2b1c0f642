"""Find the line of every key of a TOML text that is already known to be valid.

`tomllib` gives values without places. This walks the same text once more, looking only at structure:
headers, keys, strings, arrays and inline tables; what a bare value means does not matter here.
"""

from __future__ import annotations

import re
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\[\s\S])*?"""(?:"{1,2}(?!"))?'),
    re.compile(r"'''[\s\S]*?'''(?:'{1,2}(?!'))?"),
    re.compile(r'"((?:[^"\\\n]|\\.)*)"'),
    re.compile(r"'([^'\n]*)'"),
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


def key_lines(text: str) -> dict[Path, int]:
    """Map each key path, with indexes from 0 inside arrays, to its line counted from 1."""
    return _Walk(text).run()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while True:
            self._skip(_GAP)
            if self.at >= len(self.text):
                return self.lines
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        here = self.at
        array = self.text.startswith("[[", here)
        self.at += 2 if array else 1
        keys = self._keys()
        self.at += 2 if array else 1
        path = self._resolve((), keys, here, last=not array)
        if array:
            index = self.counts.get(path, 0)
            self.counts[path] = index + 1
            self._mark(path, here)
            path = (*path, index)
        self._mark(path, here)
        return path

    def _resolve(self, base: Path, keys: list[str], here: int, *, last: bool) -> Path:
        """Follow a dotted key; a step through an array of tables means its latest element."""
        path = base
        for number, key in enumerate(keys):
            path = (*path, key)
            self._mark(path, here)
            if path in self.counts and (last or number < len(keys) - 1):
                path = (*path, self.counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        here = self.at
        path = self._resolve(table, self._keys(), here, last=False)
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self.text[self.at] if self.at < len(self.text) else ""
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        elif opening in ('"', "'") and opening:
            self._string()
        else:
            self._skip(_BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip(_GAP)
            if self.at >= len(self.text) or self.text[self.at] == "]":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._mark((*path, index), self.at)
            self._value((*path, index))
            index += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip(_GAP)
            if self.at >= len(self.text) or self.text[self.at] == "}":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            bare = _BARE_KEY.match(self.text, self.at)
            if bare:
                keys.append(bare.group())
                self.at = bare.end()
            else:
                keys.append(self._string())
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _string(self) -> str:
        for pattern in _STRINGS:
            found = pattern.match(self.text, self.at)
            if found:
                self.at = found.end()
                if not found.lastindex:
                    return found.group()  # three quotes never stand in a key
                inner = found.group(1)
                return _ESCAPE.sub(_plain, inner) if found.group().startswith('"') else inner
        raise ValueError(f"no string at character {self.at}")

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()

    def _mark(self, path: Path, here: int) -> None:
        self.lines.setdefault(path, bisect_right(self.starts, here))


def _plain(escape: re.Match[str]) -> str:
    code = escape.group(1)
    return chr(int(code[1:], 16)) if len(code) > 1 else _SHORT.get(code, code)
