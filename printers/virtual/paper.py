"""The paper of the virtual printer: a roll that is drawn on, line by line, and cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from printers.virtual.qr import draw_native_qr

LINE_DOTS = 30
HEAD_TO_CUTTER_DOTS = 96
TOP_MARGIN, BOTTOM_MARGIN = 30, 40
PAPER_WIDTHS = {576: 640, 384: 464}
MAX_ROWS = 20000
_FONT_FILES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it was sent: size, weight, and the columns it takes at size 1."""

    char: str
    columns: int
    wide: int
    tall: int
    bold: bool
    reverse: bool


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line of text, for those who check it."""

    text: str
    wide: int
    tall: int
    align: int
    bold: bool
    reverse: str


@dataclass
class Slip:
    """A piece of paper that came out."""

    image: Image.Image
    cut: str | None
    lines: list[TextLine]
    qr: list[str]
    warnings: list[str]
    errors: list[str]


@dataclass
class Roll:
    """Paper in the printer: what is drawn since the last cut and the line being filled."""

    width: int
    rows_left: int | None = None
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    _strips: list[Image.Image] = field(default_factory=list)
    _buffer: list[Glyph] = field(default_factory=list)
    _lines: list[TextLine] = field(default_factory=list)
    _qr: list[str] = field(default_factory=list)
    _since_ink: int = 0
    _has_ink: bool = False

    @property
    def is_out(self) -> bool:
        """Whether the roll has ended in the middle of a slip."""
        return self.rows_left is not None and self.rows_left <= 0

    @property
    def in_line(self) -> bool:
        """Whether characters stand in the line buffer."""
        return bool(self._buffer)

    @property
    def is_used(self) -> bool:
        """Whether something is on the paper since the last cut."""
        return self._has_ink or self.in_line or bool(self.errors)

    def put(self, glyph: Glyph, align: int) -> None:
        """Add a character to the line; a full line prints itself, as the hardware does."""
        used = sum(part.columns * part.wide for part in self._buffer)
        if (used + glyph.columns * glyph.wide) * 12 > self.width:
            self.warnings.append(f"line wrapped by the printer after {used} columns")
            self.print_line(align)
        self._buffer.append(glyph)

    def drop_line(self) -> None:
        """Forget the line being filled."""
        self._buffer.clear()

    def print_line(self, align: int, spacing: int = LINE_DOTS) -> None:
        """Print the line buffer and feed one line."""
        glyphs, self._buffer = self._buffer, []
        tall = max((glyph.tall for glyph in glyphs), default=1)
        strip = Image.new("L", (self.width, max(spacing, 24 * tall)), 255)
        total = sum(glyph.columns * 12 * glyph.wide for glyph in glyphs)
        x = (0, (self.width - total) // 2, self.width - total)[align]
        for glyph in glyphs:
            cell = _cell(glyph)
            strip.paste(cell, (x, 24 * (tall - glyph.tall)))
            x += cell.width
        if glyphs:
            self._lines.append(
                TextLine(
                    "".join(glyph.char for glyph in glyphs),
                    max(glyph.wide for glyph in glyphs),
                    tall,
                    align,
                    all(glyph.bold for glyph in glyphs),
                    "".join(glyph.char for glyph in glyphs if glyph.reverse),
                )
            )
        self._add(strip)

    def feed(self, dots: int) -> None:
        """Feed white paper."""
        self._add(Image.new("L", (self.width, max(1, dots)), 255))

    def picture(self, stride: int, rows: int, data: bytes, align: int) -> None:
        """Print a raster picture; what is wider than the paper is lost."""
        if self.in_line:
            self.warnings.append("picture while text stands in the line buffer")
            self.print_line(align)
        if stride * 8 > self.width:
            self.warnings.append(f"picture clipped: {stride * 8} dots on {self.width}")
        drawn = Image.frombytes("1", (stride * 8, rows), data).convert("L").point(lambda dot: 255 - dot)
        strip = Image.new("L", (self.width, rows), 255)
        strip.paste(drawn, ((0, (self.width - drawn.width) // 2, self.width - drawn.width)[align], 0))
        self._add(strip)

    def native_qr(self, payload: str, module: int, align: int) -> None:
        """Draw a QR code the printer was asked to make."""
        picture = draw_native_qr(payload, module)
        if picture.width > self.width:
            self.errors.append(f"native QR of {picture.width} dots does not fit {self.width}")
            return
        strip = Image.new("L", (self.width, picture.height), 255)
        strip.paste(picture, ((0, (self.width - picture.width) // 2, self.width - picture.width)[align], 0))
        self._qr.append(payload)
        self._add(strip)

    def cut(self, kind: str, to_cutter: bool, extra: int) -> None:
        """Cut, feeding to the cutter first if the command does so."""
        if self.in_line:
            self.warnings.append("cut in the middle of a line")
            self.print_line(0)
        if to_cutter:
            self.feed(BOTTOM_MARGIN + extra)
        elif self._since_ink < HEAD_TO_CUTTER_DOTS:
            self.warnings.append(f"cut {self._since_ink} dots after the print, the cutter is 96 away")
        self.take_off(kind)

    def take_off(self, kind: str | None) -> None:
        """Take what is printed off the roll as a slip."""
        if self.in_line:
            self.print_line(0)
        margin = (PAPER_WIDTHS.get(self.width, self.width + 64) - self.width) // 2
        height = sum(strip.height for strip in self._strips)
        bottom = 0 if kind else BOTTOM_MARGIN
        image = Image.new("L", (self.width + 2 * margin, TOP_MARGIN + height + bottom), 255)
        y = TOP_MARGIN
        for strip in self._strips:
            image.paste(strip, (margin, y))
            y += strip.height
        self.slips.append(Slip(image, kind, self._lines, self._qr, self.warnings, self.errors))
        self._strips, self._lines, self._qr = [], [], []
        self.warnings, self.errors = [], []
        self._since_ink, self._has_ink = 0, False

    def _add(self, strip: Image.Image) -> None:
        if self.rows_left is not None:
            self.rows_left -= strip.height
        if sum(part.height for part in self._strips) > MAX_ROWS:
            self.warnings.append(f"no cut for {MAX_ROWS} rows")
            self.take_off(None)
        self._strips.append(strip)
        box = strip.point(lambda dot: 255 - dot).getbbox()
        if box is None:
            self._since_ink += strip.height
        else:
            self._has_ink, self._since_ink = True, strip.height - box[3]


@lru_cache(maxsize=1)
def _font_file() -> str | None:
    return next((path for path in _FONT_FILES if Path(path).is_file()), None)


@lru_cache(maxsize=8)
def _font(face: int) -> ImageFont.FreeTypeFont | None:
    path = _font_file()
    return ImageFont.truetype(path, 24, index=face) if path else None


@lru_cache(maxsize=4096)
def _cell(glyph: Glyph) -> Image.Image:
    """Draw a character as a ROM has it: 24 dots tall, enlarged by doubling dots."""
    width = 12 * glyph.columns
    cell = Image.new("L", (width, 24), 255)
    draw = ImageDraw.Draw(cell)
    font = _font(2 if glyph.columns == 2 else 7)
    if font is not None:
        stroke = 0.5 if glyph.bold else 0
        draw.text((width / 2, 21), glyph.char, font=font, fill=0, anchor="ms", stroke_width=stroke)
    elif glyph.columns == 2:
        draw.rectangle((2, 2, width - 3, 21), outline=0)
    else:
        draw.text((0, 0), glyph.char, font=ImageFont.load_default(20), fill=0)
    cell = cell.point(lambda dot: 0 if dot < 140 else 255)
    if glyph.reverse:
        cell = cell.point(lambda dot: 255 - dot)
    return cell.resize((width * glyph.wide, 24 * glyph.tall), Image.Resampling.NEAREST)
