"""Pictures for the printer: the number, rules, QR codes, characters a ROM may lack.

A printer reads `10 04 n` (and `10 05 n`, `10 14 n`) as a question even in the middle of a picture and
answers or acts on it. So pictures are sent in bands that hold no such bytes: the whole picture moves
right by up to seven dots until it is clean; if no shift cleans it, each band moves by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.exceptions import DataOverflowError

from printers.gb18030 import GETA, char_columns, columns

CELL = 24
LINE = 30
BAND_ROWS = 128
QUIET_MODULES = 4
RULE_DOTS, RULE_ABOVE, RULE_BELOW = 3, 8, 10
_HAZARD = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05[\x00-\x02]|\x10\x14[\x01\x02\x08]", re.DOTALL)
_BLACK, _WHITE = 0, 255
Modules = Sequence[Sequence[bool]]

FIGURE_PATHS = (
    Path(__file__).resolve().parent.parent / "queue_server" / "static" / "build" / "figures.ttf",
    Path("/usr/share/fonts/truetype/barlow/BarlowSemiCondensed-Bold.ttf"),
)
# (regular, bold, index of the Simplified Chinese face, index of its monospaced one)
HANZI_PATHS = tuple(
    (Path(folder) / "NotoSansCJK-Regular.ttc", Path(folder) / "NotoSansCJK-Bold.ttc", 2, 7)
    for folder in (
        "/usr/share/fonts/opentype/noto",
        "/usr/share/fonts/google-noto-cjk",
        "/usr/share/fonts/google-noto-sans-cjk-fonts",
        "/usr/share/fonts/noto-cjk",
    )
)


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A black and white picture, rows packed eight dots a byte, leftmost dot highest, 1 is black."""

    width: int
    height: int
    data: bytes

    @property
    def stride(self) -> int:
        """Bytes of one row."""
        return (self.width + 7) // 8


@dataclass(frozen=True, slots=True)
class FigureFont:
    """The font of the ticket number."""

    path: Path


@dataclass(frozen=True, slots=True)
class HanziFont:
    """An installed CJK font: files and the faces in them."""

    regular: Path
    bold: Path
    face: int
    mono: int


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts pictures are drawn with; without them figures go out as text, missing Hanzi as 〓."""

    figures: FigureFont | None = None
    hanzi: HanziFont | None = None

    @classmethod
    def find(cls, figures: Path | None = None) -> Fonts:
        """Look for both fonts on this machine."""
        return cls(figure_font(figures), hanzi_font())


def figure_font(path: Path | None = None) -> FigureFont | None:
    """Return the figure font at `path` or at one of the known places, None when none can be read."""
    for candidate in (*([path] if path else []), *FIGURE_PATHS):
        try:
            _load(candidate, CELL)
        except OSError:
            continue
        return FigureFont(candidate)
    return None


def hanzi_font() -> HanziFont | None:
    """Return the installed Noto Sans CJK (Debian: fonts-noto-cjk), None when there is none."""
    for regular, bold, face, mono in HANZI_PATHS:
        if regular.is_file():
            return HanziFont(regular, bold if bold.is_file() else regular, face, mono)
    return None


@lru_cache(maxsize=64)
def _load(path: Path, size: int, index: int = 0) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, index=index)


@lru_cache(maxsize=8)
def _default(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def bitmap(image: Image.Image) -> Bitmap:
    """Return a picture as dots; darker than middle grey is black."""
    width = (image.width + 7) // 8 * 8
    canvas = Image.new("L", (width, image.height), _WHITE)
    canvas.paste(image.convert("L"), (0, 0))
    dots = canvas.point(lambda level: 255 if level < 128 else 0).convert("1")
    return Bitmap(width, image.height, dots.tobytes())


def rule(width_dots: int) -> Bitmap:
    """Draw a line across the paper with its white space above and below."""
    stride = width_dots // 8
    rows = bytes(stride * RULE_ABOVE) + b"\xff" * (stride * RULE_DOTS) + bytes(stride * RULE_BELOW)
    return Bitmap(width_dots, RULE_ABOVE + RULE_DOTS + RULE_BELOW, rows)


def blank(width_dots: int, rows: int) -> Bitmap:
    """Return white paper."""
    return Bitmap(width_dots, rows, bytes(width_dots // 8 * rows))


def draw_number(text: str, width_dots: int, font: FigureFont) -> Bitmap:
    """Draw the ticket number, capitals 150 dots tall on 80 mm paper and 110 on 58 mm, less if it must fit."""
    cap = 150 if width_dots >= 512 else 110
    room = width_dots - 16
    size = cap
    for _ in range(3):
        left, top, right, bottom = _load(font.path, size).getbbox("0")
        size = max(8, round(size * cap / (bottom - top)))
    left, top, right, bottom = _load(font.path, size).getbbox(text)
    if right - left > room:
        size = max(8, int(size * room / (right - left)))
        left, top, right, bottom = _load(font.path, size).getbbox(text)
    above, below = 12, 14
    image = Image.new("L", (width_dots, int(bottom - top) + above + below), _WHITE)
    ImageDraw.Draw(image).text(
        ((width_dots - (right - left)) / 2 - left, above - top),
        text,
        font=_load(font.path, size),
        fill=_BLACK,
    )
    return bitmap(image)


def draw_text(
    text: str, wide: int, tall: int, bold: bool, reverse: bool, font: HanziFont | None
) -> Image.Image:
    """Draw a run of text in the cells a printer would use: 12 or 24 dots wide, 24 tall, times the size."""
    width = columns(text) * CELL // 2 * wide
    image = Image.new("L", (max(1, width), CELL * tall), _BLACK if reverse else _WHITE)
    ink = _WHITE if reverse else _BLACK
    x = 0
    for char in text:
        cell = char_columns(char) * CELL // 2
        glyph = _glyph(char, cell, tall, bold, font)
        if wide != tall:
            glyph = glyph.resize((cell * wide, CELL * tall))
        image.paste(ink, (x, 0), glyph)
        x += cell * wide
    return image


def _glyph(char: str, cell: int, scale: int, bold: bool, hanzi: HanziFont | None) -> Image.Image:
    """Return a mask of one character in its cell, both sides times `scale`."""
    mask = Image.new("L", (cell * scale, CELL * scale), 0)
    draw = ImageDraw.Draw(mask)
    if hanzi is None and char >= "\x80":
        _draw_geta(draw, cell * scale, scale)
        return mask
    if hanzi is None:
        draw.text((0, 0), char, font=_default(20 * scale), fill=255)
        return mask
    path = hanzi.bold if bold else hanzi.regular
    # At this size the ideographic em box is the cell itself, and a monospaced Latin letter half of it.
    font = _load(path, CELL * scale, hanzi.mono if char < "\x80" else hanzi.face)
    if char >= "\x80" and not _has_glyph(path, hanzi.face, char):
        char = GETA
    draw.text((cell * scale / 2, 21 * scale), char, font=font, fill=255, anchor="ms")
    return mask


def _draw_geta(draw: ImageDraw.ImageDraw, width: int, scale: int) -> None:
    for top in (4, 14):
        draw.rectangle((2 * scale, top * scale, width - 2 * scale - 1, (top + 5) * scale - 1), fill=255)


@lru_cache(maxsize=4096)
def _has_glyph(path: Path, face: int, char: str) -> bool:
    font = _load(path, CELL, face)
    missing = font.getmask("\U0010fffe")
    mask = font.getmask(char)
    return (mask.size, bytes(mask)) != (missing.size, bytes(missing)) and mask.getbbox() is not None


def qr_version(payload: str) -> int:
    """Return the smallest version (1 to 40) that holds a payload at level M.

    Raises ValueError when the payload is not printable ASCII or too long for any version.
    """
    if not payload.isascii() or not payload.isprintable() or not payload:
        raise ValueError("a QR payload is printable ASCII")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(payload)
    try:
        return int(code.best_fit(start=1))
    except (DataOverflowError, ValueError) as error:
        raise ValueError("QR payload too long") from error


@lru_cache(maxsize=64)
def qr_modules(payload: str, version: int | None = None) -> Modules:
    """Return the modules of a QR code, level M, without quiet zone, of at least that version.

    Raises ValueError when the payload is not printable ASCII or too long for any version.
    """
    code = qrcode.QRCode(
        version or qr_version(payload), error_correction=qrcode.constants.ERROR_CORRECT_M, border=0
    )
    code.add_data(payload)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def draw_qr(codes: Sequence[Modules], centres: Sequence[int], module: int, width: int) -> Bitmap:
    """Draw codes side by side around the given x of their middles, quiet zones included."""
    return bitmap(_qr_image(codes, centres, module, width))


def qr_side(code: Modules, module: int) -> int:
    """Return how wide and tall a code is, its quiet zone included."""
    return (len(code) + 2 * QUIET_MODULES) * module


def draw_qr_beside(code: Modules, module: int, lines: Sequence[str], width: int, font: HanziFont) -> Bitmap:
    """Draw a code at the left edge and lines of text, which must fit there, at its right."""
    side = qr_side(code, module)
    image = Image.new("L", (width, max(side, LINE * len(lines))), _WHITE)
    image.paste(_qr_image((code,), (side // 2,), module, side), (0, (image.height - side) // 2))
    top = (image.height - LINE * len(lines) + LINE - CELL) // 2
    for place, line in enumerate(lines):
        if line:
            image.paste(draw_text(line, 1, 1, False, False, font), (side, top + LINE * place))
    return bitmap(image)


def _qr_image(codes: Sequence[Modules], centres: Sequence[int], module: int, width: int) -> Image.Image:
    tallest = max(len(rows) for rows in codes)
    image = Image.new("L", (width, (tallest + 2 * QUIET_MODULES) * module), _WHITE)
    draw = ImageDraw.Draw(image)
    for rows, centre in zip(codes, centres, strict=True):
        left = centre - len(rows) * module // 2
        top = QUIET_MODULES * module
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    at = (left + x * module, top + y * module)
                    draw.rectangle((*at, at[0] + module - 1, at[1] + module - 1), fill=_BLACK)
    return image


def stack(pictures: Iterable[Bitmap]) -> Bitmap:
    """Join pictures of one width into one, top to bottom."""
    parts = tuple(pictures)
    return Bitmap(parts[0].width, sum(part.height for part in parts), b"".join(part.data for part in parts))


def is_safe(data: bytes) -> bool:
    """Tell whether a printer would take nothing in this picture data for a real-time command."""
    return _HAZARD.search(data) is None


def shifted(rows: Sequence[bytes], dots: int) -> bytes:
    """Return picture rows moved right; what leaves the right edge is lost."""
    if not dots:
        return b"".join(rows)
    return b"".join((int.from_bytes(row, "big") >> dots).to_bytes(len(row), "big") for row in rows)


def safe_bands(picture: Bitmap) -> list[tuple[int, bytes]]:
    """Cut a picture into (rows, data) bands of ≤ 128 rows free of real-time commands."""
    stride = picture.stride
    rows = [picture.data[at : at + stride] for at in range(0, len(picture.data), stride)]
    bands = [rows[at : at + BAND_ROWS] for at in range(0, len(rows), BAND_ROWS)]
    for dots in range(8):
        moved = [shifted(band, dots) for band in bands]
        if all(map(is_safe, moved)):
            return [(len(band), data) for band, data in zip(bands, moved, strict=True)]
    return [(len(band), _clean_band(band)) for band in bands]


def _clean_band(band: Sequence[bytes]) -> bytes:
    for dots in range(8):
        data = shifted(band, dots)
        if is_safe(data):
            return data
    # No shift helps (never met with a real picture): blacken one more dot of each offending byte.
    data = b"".join(band)
    while found := _HAZARD.search(data):
        data = data[: found.start()] + b"\x18" + data[found.start() + 1 :]
    return data
