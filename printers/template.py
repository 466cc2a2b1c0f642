"""What a hall writes to say how its ticket looks: one line of it is one thing on the paper.

    【大厅】               a block: what the program fills in by itself, nothing where there is nothing
    ---                    a rule across the paper
    #> 取号后请看大屏      text; the signs before it: # large, * bold, > in the middle, >> at the right
    {时间} || {短码}       values in braces; || puts the rest at the right edge
    EN: Keep your ticket   only on tickets in English
    // 说明                not printed; an empty line is a little white paper

A line with a value that a ticket does not have (no item chosen) is left out of that ticket. A sign that
is meant to be printed stands after a backslash. Blocks, values and signs may be typed in full width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from printers.document import Align, Columns, Element, Feed, Line, Rule

BLOCKS: Mapping[str, str] = {
    "标志": "logo", "大厅": "hall", "业务": "queue", "号码": "number", "标记": "marks", "事项": "item",
    "等候": "wait", "材料": "materials", "二维码": "codes", "过号": "missed", "电话": "phones", "落款": "foot",
}  # fmt: skip
VALUES: Mapping[str, str] = {
    "大厅": "hall", "号码": "number", "业务": "queue", "窗口": "windows", "事项": "item", "人数": "ahead",
    "等候区": "zone", "咨询电话": "enquiries", "投诉电话": "complaints", "日期": "date", "时间": "time",
    "取号机": "kiosk", "短码": "code",
}  # fmt: skip
STANDARD = """\
【标志】
【大厅】
【业务】
---
【号码】
【标记】
【事项】
---
【等候】
---
【材料】
【二维码】
---
【过号】
【电话】
【落款】"""
MAX_LINES = 60
WHITE_DOTS = 12
LARGE = 2

_FULL_WIDTH = str.maketrans("＃＊＞｛｝｜［］＼：", "#*>{}|[]\\:")
_BLOCK = re.compile(r"(?:【(.*)】|\[(.*)\])")
_RULE = re.compile(r"-{3,}|[—─]{2,}")
_ENGLISH = re.compile(r"(?:EN|英文)\s*:\s*", re.IGNORECASE)
_SIGNS = re.compile(r"[#*>]+\s*")
_VALUE = re.compile(r"\{([^{}]*)\}")
_FIELD, _ESCAPED = "\ue000", {"\\": "\ue001", "{": "\ue002", "}": "\ue003", "|": "\ue004"}
_PLAIN = str.maketrans({mark: sign for sign, mark in _ESCAPED.items()})


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """State one mistake: its line from 1, a stable code, words in two languages."""

    line: int
    code: str
    zh: str
    en: str


class TemplateError(ValueError):
    """The template has mistakes; `faults` are all of them, in the order of lines."""

    def __init__(self, faults: Sequence[TemplateFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"line {fault.line}: {fault.en}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the ticket, in the middle of a text."""

    name: str


Pieces = tuple[str | Value, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `right` stands at the right edge, `english` on English tickets only."""

    left: Pieces
    right: Pieces | None = None
    size: int = 1
    bold: bool = False
    align: Align = "left"
    english: bool = False


RULE, WHITE = "---", ""
Part = Text | str
"""A text, the name of a block, RULE or WHITE."""
Template = tuple[Part, ...]


@lru_cache(maxsize=8)
def parse(text: str) -> Template:
    """Read a template. Raises TemplateError with every mistake in it."""
    faults: list[TemplateFault] = []
    parts: list[Part] = []
    blocks: dict[str, int] = {}
    lines = text.rstrip("\n").split("\n")
    for number, line in enumerate(lines, 1):
        reader = _LineReader(number, faults)
        part = reader.read(line)
        if part is None:
            continue
        if isinstance(part, str) and part not in (RULE, WHITE):
            if part in blocks:
                reader.fault(
                    "twice", f"第 {blocks[part]} 行已经有了", f"stands in line {blocks[part]} already"
                )
            blocks.setdefault(part, number)
        parts.append(part)
    _check_whole(lines, blocks, faults)
    if faults:
        raise TemplateError(sorted(faults, key=lambda fault: fault.line))
    return tuple(parts)


def _check_whole(lines: list[str], blocks: dict[str, int], faults: list[TemplateFault]) -> None:
    if len(lines) > MAX_LINES:
        zh, en = f"太长，最多 {MAX_LINES} 行", f"too long, at most {MAX_LINES} lines"
        faults.append(TemplateFault(MAX_LINES + 1, "length", zh, en))
    if "number" not in blocks and not any(fault.code == "block" for fault in faults):
        zh, en = "没有【号码】，号票上要有号码", "[number] is missing: a ticket shows its number"
        faults.append(TemplateFault(max(1, len(lines)), "missing", zh, en))


class _LineReader:
    """Reads one line and notes what is wrong in it."""

    def __init__(self, number: int, faults: list[TemplateFault]) -> None:
        self._number, self._faults = number, faults

    def fault(self, code: str, zh: str, en: str) -> None:
        self._faults.append(TemplateFault(self._number, code, zh, en))

    def read(self, raw: str) -> Part | None:
        line = raw.strip()
        if any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in line.replace("\t", " ")):
            self.fault(
                "control", "有控制字符或坏字符，请重新输入这一行", "holds control or broken characters"
            )
            return None
        if line.startswith("//"):
            return None
        if not line:
            return WHITE
        if _RULE.fullmatch(line):
            return RULE
        if found := _BLOCK.fullmatch(line.translate(_FULL_WIDTH)):
            return self._block((found[1] or found[2] or "").strip())
        return self._text(line)

    def _block(self, name: str) -> str | None:
        known = BLOCKS.get(name, name.lower())
        if known in BLOCKS.values():
            return known
        near = _nearest(name, BLOCKS)
        zh = f"不认识【{name}】" + (f"，是不是【{near}】？" if near else f"，可以用：{'、'.join(BLOCKS)}")
        en = f"unknown block [{name}]" + (f", did you mean [{near}]?" if near else "")
        self.fault("block", zh, en)
        return None

    def _text(self, line: str) -> Text | None:
        for sign, mark in _ESCAPED.items():
            line = line.replace(f"\\{sign}", mark)
        english = _ENGLISH.match(line.translate(_FULL_WIDTH))
        line = line[english.end() :] if english else line
        signs = _SIGNS.match(line.translate(_FULL_WIDTH))
        style = signs.group().strip() if signs else ""
        line = line[signs.end() :] if signs else line.removeprefix("\\")
        if len(set(style) - {">"}) + style.count(">") != len(style) or style.count(">") > 2:
            self.fault("sign", f"{style} 里有重复的符号", f"a sign stands twice in {style}")
        cells = [cell.strip() for cell in line.translate(str.maketrans("｛｝｜", "{}|")).split("||")]
        if len(cells) > 2:
            self.fault("columns", "|| 最多写一个", "|| may stand once")
            return None
        read = [self._pieces(cell) for cell in cells]
        if len(cells) == 2 and style:
            self.fault("columns", "有 || 的行不能用 # * >", "a line with || takes no # * >")
        align: Align = "right" if ">>" in style else "center" if ">" in style else "left"
        return Text(
            read[0],
            read[1] if len(read) == 2 else None,
            LARGE if "#" in style else 1,
            "#" in style or "*" in style,
            align,
            english is not None,
        )

    def _pieces(self, text: str) -> Pieces:
        pieces: list[str | Value] = []
        for place, piece in enumerate(_VALUE.split(text)):
            if place % 2:
                pieces.append(Value(self._value(piece.strip())))
            elif piece:
                if "{" in piece or "}" in piece:
                    zh, en = "{ 和 } 要成对，中间写名称", "{ and } must stand in pairs around a name"
                    self.fault("brace", zh, en)
                pieces.append(piece.translate(_PLAIN))
        return tuple(pieces)

    def _value(self, name: str) -> str:
        known = VALUES.get(name, name.lower())
        if known not in VALUES.values():
            near = get_close_matches(name, (*VALUES, *VALUES.values()), 1, 0.4)
            zh = f"不认识 {{{name}}}" + (
                f"，是不是 {{{near[0]}}}？" if near else f"，可以用：{'、'.join(VALUES)}"
            )
            en = f"unknown value {{{name}}}" + (f", did you mean {{{near[0]}}}?" if near else "")
            self.fault("value", zh, en)
        return known


def _nearest(name: str, known: Mapping[str, str]) -> str | None:
    """Return the known name most like a mistyped one; of two-character names the first tells more."""
    found = get_close_matches(name, (*known, *known.values()), 3, 0.5)
    return next((one for one in found if one[:1] == name[:1]), found[0] if found else None)


Values = Mapping[str, str]


def fill(
    template: Template, blocks: Callable[[str], Sequence[Element]], values: Values, values_en: Values | None
) -> list[Element]:
    """Return what a template puts on one ticket; `values_en` None leaves its English lines out.

    A rule never stands at the top, at the end, or below another: a block may have been empty between.
    """
    out: list[Element] = []
    for part in template:
        if isinstance(part, Text):
            chosen = values_en if part.english else values
            out += _line(part, chosen) if chosen is not None else ()
        elif part == RULE:
            if out and not isinstance(out[-1], Rule):
                out.append(Rule())
        else:
            out += blocks(part) if part else (Feed(WHITE_DOTS),)
    while out and isinstance(out[-1], Rule | Feed):
        out.pop()
    return out


def _line(part: Text, values: Values) -> Sequence[Element]:
    left, right = _said(part.left, values), _said(part.right or (), values)
    if left is None or right is None:
        return ()
    if part.right is not None:
        return (Columns((left,), right),)
    return (Line(left, part.size, part.align, part.bold),)


def _said(pieces: Pieces, values: Values) -> str | None:
    """Return the text of a line's half, None when a value of it is empty."""
    said = [piece if isinstance(piece, str) else values.get(piece.name, "") for piece in pieces]
    return None if any(not word for word in said) else "".join(said)
