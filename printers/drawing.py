"""A document → a picture of its slip: the second renderer of what `printers/layout.py` lays out.

The rows are those the printer is sent, so the picture shows every line where it will stand. Text a
printer sets from its ROM is drawn as a ROM has it, 24 dots tall and enlarged by doubling dots.
"""

from __future__ import annotations

import io

from PIL import Image

from printers import gb18030, raster
from printers.document import Document
from printers.layout import CutRow, NativeQrRow, PictureRow, Row, TextRow, lay_out
from printers.profile import Profile
from printers.raster import Bitmap, Fonts

TOP_MARGIN, BOTTOM_MARGIN = 30, 40
PAPER_DOTS = {576: 640, 384: 464}
"""Width of the paper by the width of print: 80 and 58 mm, 8 dots a millimetre."""
OTHER_MARGINS = 64


def preview(document: Document, profile: Profile, fonts: Fonts) -> bytes:
    """Return a PNG of the slip, one dot of the printer a pixel, with the margins of its paper.

    Raises UnprintableTextError, or ValueError for what cannot be printed.
    """
    out = io.BytesIO()
    draw(document, profile, fonts).convert("1").save(out, "PNG")
    return out.getvalue()


def draw(document: Document, profile: Profile, fonts: Fonts) -> Image.Image:
    """Draw the slip up to where it is cut; errors as for `preview`."""
    strips = [_strip(row, profile, fonts) for row in lay_out(document, profile, fonts)]
    width = PAPER_DOTS.get(profile.width_dots, profile.width_dots + OTHER_MARGINS)
    paper = Image.new("L", (width, TOP_MARGIN + sum(strip.height for strip in strips)), 255)
    y = TOP_MARGIN
    for strip in strips:
        paper.paste(strip, ((width - profile.width_dots) // 2, y))
        y += strip.height
    return paper


def drawn_as_picture(row: TextRow, profile: Profile, fonts: Fonts) -> bool:
    """Tell whether a line goes to the printer as a picture: its ROM may lack a character, or is not used."""
    return profile.mode == "raster" or (
        fonts.hanzi is not None and gb18030.needs_raster(row.text, profile.rom)
    )


def text_picture(row: TextRow, width_dots: int, fonts: Fonts) -> Bitmap:
    """Draw a text row as dots that are sent."""
    return raster.bitmap(_line(row, width_dots, fonts))


def _strip(row: Row, profile: Profile, fonts: Fonts) -> Image.Image:
    match row:
        case TextRow():
            if drawn_as_picture(row, profile, fonts):
                return _image(text_picture(row, profile.width_dots, fonts))
            return _line(row, profile.width_dots, fonts, from_rom=True)
        case PictureRow(picture):
            return _image(picture)
        case NativeQrRow(payload, module):
            return _native_code(payload, module, profile.width_dots)
        case CutRow():
            return Image.new("L", (profile.width_dots, BOTTOM_MARGIN), 255)


def _line(row: TextRow, width_dots: int, fonts: Fonts, *, from_rom: bool = False) -> Image.Image:
    runs = [_run(text, reverse, row, fonts, from_rom) for text, reverse in row.runs]
    width = sum(image.width for image in runs)
    left = {"left": 0, "center": (width_dots - width) // 2, "right": width_dots - width}[row.align]
    canvas = Image.new("L", (width_dots, max(raster.LINE, raster.CELL * row.tall)), 255)
    for image in runs:
        canvas.paste(image, (left, 0))
        left += image.width
    return canvas


def _run(text: str, reverse: bool, row: TextRow, fonts: Fonts, from_rom: bool) -> Image.Image:
    if not from_rom:
        return raster.draw_text(text, row.wide, row.tall, row.bold, reverse, fonts.hanzi)
    plain = raster.draw_text(text, 1, 1, row.bold, reverse, fonts.hanzi)
    dots = plain.point(lambda level: 0 if level < 128 else 255)
    return dots.resize((plain.width * row.wide, plain.height * row.tall), Image.Resampling.NEAREST)


def _native_code(payload: str, module: int, width_dots: int) -> Image.Image:
    drawn = _image(raster.draw_qr((raster.qr_modules(payload),), (width_dots // 2,), module, width_dots))
    quiet = raster.QUIET_MODULES * module
    return drawn.crop((0, quiet, width_dots, drawn.height - quiet))


def _image(picture: Bitmap) -> Image.Image:
    dots = Image.frombytes("1", (picture.stride * 8, picture.height), picture.data)
    return dots.convert("L").point(lambda level: 255 - level)
