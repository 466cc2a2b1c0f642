"""A document on paper of one width: which rows, at which size.

The same rows are sent as text, or drawn as pictures for printers without a Chinese ROM.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from printers import raster
from printers.document import (
    Align,
    Checklist,
    Columns,
    Cut,
    Document,
    Element,
    Feed,
    Heading,
    Line,
    Logo,
    Marks,
    Number,
    Phrases,
    QrPair,
    Rule,
)
from printers.gb18030 import clean, columns, pad, wrap
from printers.logo import read_logo
from printers.profile import Profile
from printers.raster import Bitmap, Fonts

WIDE_COLUMNS = 42
MIN_MODULE = 4
LARGEST_MODULE = 6
NARROWEST_COLUMNS = 14
GAP = 6
NUMBER_SIZES = (6, 4, 3, 2, 1)
DOTS_A_MM = 8
LONGEST_DOTS = 1000 * DOTS_A_MM
"""Nothing a hall prints is a metre long; what is has a text in it that nobody meant."""


class SlipTooLongError(ValueError):
    """The document would take more paper than any slip may."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of text at one size; `runs` are (text, reverse)."""

    runs: tuple[tuple[str, bool], ...]
    wide: int = 1
    tall: int = 1
    align: Align = "left"
    bold: bool = False

    @property
    def text(self) -> str:
        """All runs as one text."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture as wide as the paper."""

    picture: Bitmap


@dataclass(frozen=True, slots=True)
class NativeQrRow:
    """A QR code the printer draws itself."""

    payload: str
    module: int


@dataclass(frozen=True, slots=True)
class CutRow:
    """The end of a slip."""


Row = TextRow | PictureRow | NativeQrRow | CutRow


@dataclass(frozen=True, slots=True)
class _Paper:
    profile: Profile
    fonts: Fonts
    stacked: bool = False

    @property
    def columns(self) -> int:
        return self.profile.columns

    @property
    def dots(self) -> int:
        return self.profile.width_dots


def lay_out(document: Document, profile: Profile, fonts: Fonts) -> tuple[Row, ...]:
    """Return the rows of a document.

    Raises UnprintableTextError, ValueError for a QR payload or logo that cannot be drawn, and
    SlipTooLongError for more paper than a slip may take.
    """
    document = document.with_texts(clean)
    paper = _Paper(profile, fonts)
    pair = next((part for part in document.elements if isinstance(part, QrPair)), None)
    if pair is not None and len(pair.codes) == 2 and not _pair_module(_pair_modules(pair), paper):
        paper = _Paper(profile, fonts, stacked=True)
    rows: list[Row] = []
    for element in document.elements:
        rows += _LAYOUTS[type(element)](element, paper)
    length = sum(_dots(row) for row in rows)
    if length > LONGEST_DOTS:
        raise SlipTooLongError(f"{length // DOTS_A_MM} mm of paper, at most {LONGEST_DOTS // DOTS_A_MM}")
    return tuple(rows)


def _dots(row: Row) -> int:
    """Return how much paper a row takes, a code the printer draws counted as nothing."""
    match row:
        case TextRow():
            return max(raster.LINE, raster.CELL * row.tall)
        case PictureRow(picture):
            return picture.height
        case _:
            return 0


def _rows(
    lines: list[str], size: int | tuple[int, int] = 1, align: Align = "left", bold: bool = False
) -> list[Row]:
    wide, tall = (size, size) if isinstance(size, int) else size
    return [TextRow(((line, False),), wide, tall, align, bold) for line in lines]


def _gap(paper: _Paper, dots: int = GAP) -> Row:
    return PictureRow(raster.blank(paper.dots, dots))


def _heading(element: Heading, paper: _Paper) -> list[Row]:
    text = element.text.strip()
    size, room = ((2, 2), paper.columns // 2) if paper.columns >= WIDE_COLUMNS else ((1, 2), paper.columns)
    return [*_rows(_name_lines(text, room), size, "center", bold=True), _gap(paper)]


def _logo(element: Logo, paper: _Paper) -> list[Row]:
    picture = read_logo(element.png)
    canvas = Image.new("1", (paper.dots, picture.height), 1)
    canvas.paste(picture, ((paper.dots - picture.width) // 2, 0))
    return [PictureRow(raster.bitmap(canvas)), _gap(paper, 2 * GAP)]


def _name_lines(name: str, room: int) -> list[str]:
    """Break the name of a hall after 镇 or 街道 if both parts fit, else anywhere."""
    if columns(name) <= room:
        return [name]
    for mark in ("街道", "镇", "乡", "县", "区", "市"):
        at = name.rfind(mark) + len(mark)
        head, tail = name[:at], name[at:]
        if len(mark) <= at < len(name) and columns(head) <= room and columns(tail) <= room:
            return [head, tail]
    return wrap(name, room)


def _line(element: Line, paper: _Paper) -> list[Row]:
    room = max(2, paper.columns // element.size)
    texts = (element.text, *element.shorter)
    whole = next((text for text in texts if columns(text) <= room), None)
    lines = wrap(texts[-1], room) if whole is None else [whole]
    rows = _rows(lines, element.size, element.align, element.bold)
    return [*rows, _gap(paper)] if element.size > 1 else rows


def _phrases(element: Phrases, paper: _Paper) -> list[Row]:
    room = max(2, paper.columns // element.size)
    whole = element.gap.join(element.parts)
    lines = (
        [whole] if columns(whole) <= room else [line for part in element.parts for line in wrap(part, room)]
    )
    rows = _rows(lines, element.size, element.align, element.bold)
    return [*rows, _gap(paper)] if element.size > 1 else rows


def _rule(_element: Rule, paper: _Paper) -> list[Row]:
    return [PictureRow(raster.rule(paper.dots))]


def _number(element: Number, paper: _Paper) -> list[Row]:
    text = element.text
    if paper.fonts.figures is not None and text.isascii() and text.strip():
        return [PictureRow(raster.draw_number(text, paper.dots, paper.fonts.figures))]
    size = next((n for n in NUMBER_SIZES if columns(text) * n <= paper.columns - 4), 1)
    lines = [text] if columns(text) * size <= paper.columns else wrap(text, paper.columns)
    return [_gap(paper, 16), *_rows(lines, size, "center", bold=True), _gap(paper, 16)]


def _marks(element: Marks, paper: _Paper) -> list[Row]:
    rows: list[Row] = []
    runs: list[tuple[str, bool]] = []
    used = 0
    for mark in (wrap(text, paper.columns - 2)[0] for text in element.texts):
        width = columns(mark) + 2
        if runs and used + 1 + width > paper.columns:
            rows += [TextRow(tuple(runs), align="center", bold=True), _gap(paper)]
            runs, used = [], 0
        if runs:
            runs.append((" ", False))
            used += 1
        runs.append((f" {mark} ", True))
        used += width
    return [_gap(paper), *rows, TextRow(tuple(runs), align="center", bold=True), _gap(paper)] if runs else []


def _columns(element: Columns, paper: _Paper) -> list[Row]:
    *first, last = element.left or ("",)
    right = element.right
    for before, left in (([], " ".join((*first, last))), (first, last)):
        space = paper.columns - columns(left) - columns(right)
        if space >= 1:
            lines = wrap(" ".join(before), paper.columns) if before else []
            return _rows([*lines, left + pad(space) + right])
    return _rows([line for text in (*first, last, right) for line in wrap(text, paper.columns)])


def _checklist(element: Checklist, paper: _Paper) -> list[Row]:
    rows = _rows(wrap(element.title, paper.columns), bold=True) if element.title else []
    for place, text in enumerate(element.lines, 1):
        sign = f"{place}." if element.sign == "1." else element.sign
        indent = max(3, columns(sign) + 1)
        first, *later = wrap(text, paper.columns - indent)
        rows += _rows([sign + pad(indent - columns(sign)) + first, *(pad(indent) + line for line in later)])
    more = element.more_stacked if paper.stacked and element.more_stacked else element.more
    if more:
        rows += _rows(wrap(more, paper.columns))
    return rows


def _feed(element: Feed, paper: _Paper) -> list[Row]:
    return [PictureRow(raster.blank(paper.dots, element.dots))]


def _cut(_element: Cut, _paper: _Paper) -> list[Row]:
    return [CutRow()]


def _pair_modules(element: QrPair) -> list[raster.Modules]:
    """Return the codes, all of one size."""
    version = max(raster.qr_version(code.payload) for code in element.codes)
    return [raster.qr_modules(code.payload, version) for code in element.codes]


def _pair_module(codes: list[raster.Modules], paper: _Paper) -> int:
    """Return the module size at which two codes stand side by side, 0 when they cannot."""
    if paper.profile.qr == "native":
        return 0
    wanted = LARGEST_MODULE if paper.columns >= WIDE_COLUMNS else MIN_MODULE
    half, width = paper.dots // 2, len(codes[0]) + 2 * raster.QUIET_MODULES
    module = min(wanted, half // width)
    if module >= MIN_MODULE:
        return module
    # The two quiet zones that meet in the middle may overlap by half of each.
    return MIN_MODULE if half // (width - raster.QUIET_MODULES // 2) >= MIN_MODULE else 0


def _qr_pair(element: QrPair, paper: _Paper) -> list[Row]:
    codes = _pair_modules(element)
    captions = [list(code.captions) for code in element.codes]
    if element.beside and len(codes) == 1 and (row := _beside(codes[0], captions[0], paper)):
        return [row]
    module = _pair_module(codes, paper) if len(codes) == 2 else 0
    if module:
        picture = raster.draw_qr(codes, (paper.dots // 4, paper.dots * 3 // 4), module, paper.dots)
        return [PictureRow(picture), *_side_by_side(captions, paper)]
    rows: list[Row] = []
    for source, code, lines in zip(element.codes, codes, captions, strict=True):
        module = min(LARGEST_MODULE, paper.dots // (len(code) + 2 * raster.QUIET_MODULES))
        if module < 1:
            raise ValueError("QR payload too long for this paper")
        if paper.profile.qr == "native":
            quiet = _gap(paper, raster.QUIET_MODULES * module)
            rows += [quiet, NativeQrRow(source.payload, module), quiet]
        else:
            rows.append(PictureRow(raster.draw_qr((code,), (paper.dots // 2,), module, paper.dots)))
        rows += [row for line in lines for row in _rows(wrap(line, paper.columns), align="center")]
    return rows


def _beside(code: raster.Modules, captions: list[str], paper: _Paper) -> Row | None:
    """Return a code with its lines at its right, None where they cannot be drawn or have no room."""
    module = LARGEST_MODULE - 1 if paper.columns >= WIDE_COLUMNS else MIN_MODULE
    room = (paper.dots - raster.qr_side(code, module)) * 2 // raster.CELL
    if paper.fonts.hanzi is None or paper.profile.qr == "native" or room < NARROWEST_COLUMNS:
        return None
    lines = [line for caption in captions for line in wrap(caption, room)]
    return PictureRow(raster.draw_qr_beside(code, module, lines, paper.dots, paper.fonts.hanzi))


def _side_by_side(captions: list[list[str]], paper: _Paper) -> list[Row]:
    half = paper.columns // 2
    wrapped = [[line for text in texts for line in wrap(text, half - 1)] for texts in captions]
    lines: list[str] = []
    for index in range(max(len(texts) for texts in wrapped)):
        cells = [texts[index] if index < len(texts) else "" for texts in wrapped]
        lefts = [(half - columns(cell)) // 2 for cell in cells]
        left = pad(lefts[0]) + cells[0]
        lines.append(left + pad(half - columns(left) + lefts[1]) + cells[1])
    return _rows(lines)


_LAYOUTS: dict[type[Element], Callable[[Any, _Paper], list[Row]]] = {
    Heading: _heading,
    Logo: _logo,
    Line: _line,
    Phrases: _phrases,
    Rule: _rule,
    Number: _number,
    Marks: _marks,
    Columns: _columns,
    Checklist: _checklist,
    QrPair: _qr_pair,
    Feed: _feed,
    Cut: _cut,
}
