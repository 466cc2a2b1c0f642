"""A slip as it will come out, drawn through the very bytes a printer gets."""

from __future__ import annotations

import io

from printers.document import Document
from printers.escpos import encode
from printers.profile import Profile
from printers.raster import Fonts
from printers.virtual.paper import Roll
from printers.virtual.parser import Parser


def picture(document: Document, profile: Profile, fonts: Fonts) -> bytes:
    """Return a PNG of the slip, one dot of the printer a pixel, with the margins of its paper.

    Raises UnprintableTextError, or ValueError for a QR payload that is too long.
    """
    roll = Roll(profile.width_dots)
    parser = Parser(roll, lambda _kind, _answer: None)
    parser.feed(encode(document, profile, fonts))
    while parser.step():
        pass
    out = io.BytesIO()
    roll.slips[0].image.convert("1").save(out, "PNG")
    return out.getvalue()
