"""A document → ESC/POS bytes. Pure: the same document, profile and fonts give the same bytes."""

from __future__ import annotations

from printers import gb18030, raster
from printers.document import Align, Document
from printers.drawing import drawn_as_picture, text_picture
from printers.layout import CutRow, NativeQrRow, PictureRow, Row, TextRow, lay_out
from printers.profile import PROFILE_58, PROFILE_80, Profile, ProfileError, profile_from_escpos
from printers.raster import Bitmap, Fonts

__all__ = [
    "PROFILE_58",
    "PROFILE_80",
    "Profile",
    "ProfileError",
    "encode",
    "profile_from_escpos",
]

# Reset, the international set that keeps $ and #, Chinese on.
START = b"\x1b\x40\x1b\x52\x00\x1c\x26"
_ALIGN: dict[Align, int] = {"left": 0, "center": 1, "right": 2}
NO_FONTS = Fonts()


def encode(document: Document, profile: Profile, fonts: Fonts = NO_FONTS) -> bytes:
    """Return the bytes of a slip, cut included, confirmation barrier not.

    Raises UnprintableTextError for damaged text, and ValueError for a QR payload or logo that cannot be
    drawn and for a slip that is too long.
    """
    out = _Writer(profile, fonts)
    for row in lay_out(document, profile, fonts):
        out.row(row)
    return bytes(out.data)


class _Writer:
    """Bytes so far, and the alignment in force."""

    def __init__(self, profile: Profile, fonts: Fonts) -> None:
        self.profile, self.fonts = profile, fonts
        self.data = bytearray(START)
        self._align: Align = "left"

    def row(self, row: Row) -> None:
        """Write one row, at the start of a line and leaving the next at its start."""
        match row:
            case TextRow():
                self._text_row(row)
            case PictureRow(picture):
                self._picture(picture)
            case NativeQrRow(payload, module):
                self._native_qr(payload, module)
            case CutRow():
                self._cut()

    def _text_row(self, row: TextRow) -> None:
        if drawn_as_picture(row, self.profile, self.fonts):
            self._picture(text_picture(row, self.profile.width_dots, self.fonts))
            return
        self._aligned(row.align)
        size = (row.wide - 1) << 4 | (row.tall - 1)
        if size:
            self.data += bytes((0x1D, 0x21, size))
        if row.bold:
            self.data += b"\x1b\x45\x01"
        for text, reverse in row.runs:
            run = gb18030.encode(text, self.profile.rom)
            self.data += b"\x1d\x42\x01" + run + b"\x1d\x42\x00" if reverse else run
        if row.bold:
            self.data += b"\x1b\x45\x00"
        self.data += b"\n"
        if size:
            self.data += b"\x1d\x21\x00"

    def _aligned(self, align: Align) -> None:
        if align != self._align:
            self.data += bytes((0x1B, 0x61, _ALIGN[align]))
            self._align = align

    def _picture(self, picture: Bitmap) -> None:
        self._aligned("left")
        picture = _without_right_margin(picture)
        for rows, data in raster.safe_bands(picture):
            self.data += b"\x1d\x76\x30\x00" + bytes((picture.stride, 0, rows & 0xFF, rows >> 8)) + data

    def _native_qr(self, payload: str, module: int) -> None:
        self._aligned("center")
        stored = payload.encode("ascii")
        length = len(stored) + 3
        self.data += (
            b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00"
            b"\x1d\x28\x6b\x03\x00\x31\x43"
            + bytes((module,))
            + b"\x1d\x28\x6b\x03\x00\x31\x45\x31"
            + b"\x1d\x28\x6b"
            + bytes((length & 0xFF, length >> 8))
            + b"\x31\x50\x30"
            + stored
            + b"\x1d\x28\x6b\x03\x00\x31\x51\x30"
        )

    def _cut(self) -> None:
        self._aligned("left")
        feed = self.profile.cut_feed
        if self.profile.cut == "none":
            self.data += bytes((0x1B, 0x64, 6 if feed is None else feed))
        elif feed is None:
            self.data += b"\x1d\x56" + (b"\x41" if self.profile.cut == "full" else b"\x42") + b"\x00"
        else:
            if feed:
                self.data += bytes((0x1B, 0x64, feed))
            self.data += b"\x1d\x56" + (b"\x00" if self.profile.cut == "full" else b"\x01")


def _without_right_margin(picture: Bitmap) -> Bitmap:
    """Leave white bytes at the right of all rows out, but for one, the room to shift into."""
    stride = picture.stride
    rows = [picture.data[at : at + stride] for at in range(0, len(picture.data), stride)]
    used = max((len(row.rstrip(b"\x00")) for row in rows), default=0)
    keep = max(1, min(stride, used + 1))
    return Bitmap(keep * 8, picture.height, b"".join(row[:keep] for row in rows))
