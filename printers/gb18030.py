"""Text as a Chinese ticket printer sees it: columns, wrapping, bytes.

A printer counts columns by the bytes of GB18030: one byte is one column, two bytes are two. Unicode's
own idea of width differs (`“ ” — … ·` are two columns here), so nothing else may be asked.
A character of four bytes is in no ROM we know of: it must be drawn, or stand as 〓.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Rom = Literal["gbk", "gb2312"]
"""Which characters a printer's ROM holds: all of two bytes, or the 6,763 Hanzi and signs of GB2312."""
GETA = "〓"
# Not at the start of a line; and not at its end (GB/T 15834: 标号、点号的位置).
NO_START = frozenset("，。、；：！？）》」』】〕〉％℃…—～·”’,.;:!?)]}%")
NO_END = frozenset("（《「『【〔〈“‘￥([{$")
_SAME = str.maketrans({"¥": "￥", "\u00a0": " ", "\u3000": "  ", "•": "·", "\u2011": "-", "\u2212": "-"})
_BLANK = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")
_DROPPED = frozenset(("Cc", "Cf"))


class UnprintableTextError(ValueError):
    """The text holds a lone surrogate: it is damaged and no printer can be given it."""


def clean(text: str) -> str:
    """Return the text without anything a printer would take for a command.

    Line ends and tabs become blanks, other control and format characters vanish, ¥ becomes ￥.
    Raises UnprintableTextError for a lone surrogate.
    """
    out: list[str] = []
    for char in text.translate(_SAME):
        if char in _BLANK:
            out.append(" ")
            continue
        category = unicodedata.category(char)
        if category == "Cs":
            raise UnprintableTextError(f"lone surrogate U+{ord(char):04X}")
        if category in _DROPPED or "\ufe00" <= char <= "\ufe0f":
            continue
        out.append(char)
    return "".join(out)


def char_columns(char: str) -> int:
    """Return the columns of one character: 1 when GB18030 needs one byte, else 2."""
    return 1 if char < "\x80" else 2


def columns(text: str) -> int:
    """Return the columns of a text at size 1."""
    return sum(1 if char < "\x80" else 2 for char in text)


def in_rom(char: str, rom: Rom = "gbk") -> bool:
    """Tell whether a printer with such a Chinese ROM can be trusted with this character as text."""
    if char < "\x80":
        return True
    code = char.encode("gb18030")
    if len(code) != 2 or unicodedata.category(char) == "Co":
        return False
    return rom == "gbk" or _in_gb2312(code)


def _in_gb2312(code: bytes) -> bool:
    # By its bytes: Python's gb2312 has no — and no ·, which it takes for another dash and dot.
    try:
        code.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def needs_raster(text: str, rom: Rom = "gbk") -> bool:
    """Tell whether a line must be drawn, since a character of it may be missing in the ROM."""
    return not all(in_rom(char, rom) for char in text)


def encode(text: str, rom: Rom = "gbk") -> bytes:
    """Return the bytes of a cleaned text; a character the ROM may lack becomes 〓."""
    return "".join(char if in_rom(char, rom) else GETA for char in text).encode("gb18030")


def pad(width: int) -> str:
    """Return that many columns of blanks, none when negative."""
    return " " * max(0, width)


def _may_break(text: str, at: int) -> bool:
    """Tell whether a line may end before `text[at]`, looking past blanks for the real neighbours."""
    before, after = text[:at].rstrip(" ")[-1:], text[at : at + 80].lstrip(" ")[:1]
    if not before or after in NO_START or before in NO_END:
        return False
    return " " in text[at - 1 : at + 1] or before >= "\x80" or after >= "\x80"


def wrap(text: str, width: int) -> list[str]:
    """Break a cleaned text into lines of at most `width` columns (≥ 2).

    No line starts with closing or ends with opening punctuation and no Latin word is torn, unless the
    line holds no other place to break. Blanks at a break are dropped. An empty text is one empty line.
    """
    if width < 2:
        raise ValueError("a line needs at least two columns")
    lines: list[str] = []
    rest = text.strip(" ")
    while (end := _fitting(rest, width)) < len(rest):
        cut = end
        while cut > 0 and not _may_break(rest, cut):
            cut -= 1
        line = rest[: cut or end]
        lines.append(line.rstrip(" "))
        rest = rest[len(line) :].lstrip(" ")
    lines.append(rest)
    return lines


def _fitting(text: str, width: int) -> int:
    """Return how many characters of a text fit."""
    used = 0
    for end, char in enumerate(text):
        used += char_columns(char)
        if used > width:
            return end
    return len(text)
