"""The hall's logo on paper: a small black and white picture, carried as base64 of a PNG.

It is dithered once, when it is uploaded, so that every printer and the preview show the same dots.
"""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_WIDTH, MAX_HEIGHT = 368, 64
"""In dots of the paper, 8 a millimetre: it fits 58 mm paper, and is no taller than the look allows."""
MAX_TEXT = 6000
MAX_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
# What Pillow raises for files that are none, cut short or made to harm.
_UNREADABLE = (
    *(UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning),
    *(OSError, ValueError, SyntaxError, EOFError, IndexError),
)
_WHITE_FROM = 232


class LogoError(ValueError):
    """The picture cannot be a logo."""


def make_logo(data: bytes) -> str:
    """Return an uploaded picture as a logo: on white, without margins, fitted, dithered. Raises LogoError."""
    picture = _opened(data, FORMATS)
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    grey = _without_margins(ImageOps.grayscale(paper.convert("RGB")))
    grey.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    grey.convert("1", dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")


def read_logo(text: str) -> Image.Image:
    """Return a logo's picture in black and white. Raises LogoError for what `make_logo` did not make."""
    if len(text) > MAX_TEXT:
        raise LogoError("the logo is too long")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise LogoError(f"not a logo: {error}") from error
    picture = _opened(data, ("PNG",))
    if picture.mode != "1" or picture.width > MAX_WIDTH or picture.height > MAX_HEIGHT:
        raise LogoError(f"a logo is black and white, at most {MAX_WIDTH} x {MAX_HEIGHT} dots")
    return picture


def _opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Return a picture, read whole, of a size that does no harm."""
    try:
        with Image.open(io.BytesIO(data), formats=formats) as found:
            fits = found.width * found.height <= MAX_PIXELS
            picture = ImageOps.exif_transpose(found) if fits else found
    except _UNREADABLE as error:
        raise LogoError(f"not a picture: {error}") from error
    if not fits:
        raise LogoError(f"more than {MAX_PIXELS // 1_000_000} million pixels")
    return picture


def _without_margins(grey: Image.Image) -> Image.Image:
    ink = grey.point(lambda level: 255 if level < _WHITE_FROM else 0).getbbox()
    if ink is None:
        raise LogoError("the picture is white")
    return grey.crop(ink)
