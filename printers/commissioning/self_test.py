"""The self-test ticket: bytes that show what a printer can do, letter by letter.

It is written by hand and not by the encoder, since it tries what the encoder must not rely on yet: every width, Chinese as
text, codes of both kinds, each way of cutting. What goes wrong on the paper is the finding, so letters are plain ASCII.
"""

from __future__ import annotations

from printers import gb18030, raster

START = b"\x1b\x40\x1b\x52\x00\x1c\x26"
WIDTHS = ((1, 32), (2, 42), (3, 48))
"""Columns of the three rulers by their number: 384, 512 and 576 dots."""
DRAWN, OWN = "TINGHAO D1", "TINGHAO D2"
_MODULE = 6
_FEED = b"\x1b\x64\x06"
_CUT_AFTER_FEED, _CUT_PARTIAL, _CUT_FULL = b"\x1d\x56\x42\x00", b"\x1d\x56\x01", b"\x1d\x56\x00"


def self_test(where: str, at: str) -> bytes:
    """Return the ticket: `where` is the printer's address, `at` the time to print on it.

    Three pieces of paper where each way of cutting works; no barrier, no question.
    """
    return b"".join(
        (
            START,
            _text(f"TINGHAO {at}\n{where}\n"),
            _rulers(),
            _hanzi(),
            _sizes(),
            _drawn_code(),
            _own_code(),
            _text("\nE1\n"),
            _CUT_AFTER_FEED,
            _text("E2\n"),
            _FEED + _CUT_PARTIAL,
            _text("E3\nEND\n"),
            _FEED + _CUT_FULL,
        )
    )


def _text(text: str) -> bytes:
    return b"".join(gb18030.encode(line) + b"\n" for line in text.removesuffix("\n").split("\n"))


def _rulers() -> bytes:
    return _text("A\n" + "\n".join(f"{number}{'-' * (columns - 2)}{number}" for number, columns in WIDTHS))


def _hanzi() -> bytes:
    """Two lines of sixteen columns, their bars one above the other where every mark is two wide; then two Hanzi beyond GB2312."""
    return _text("B\n听号取号叫号窗口|\n“”—…·×①℃|\n镕堃")


def _sizes() -> bytes:
    lines = [(0x00, "C 汉字Ab"), (0x11, "汉字Ab"), (0x22, "汉Ab")]
    sized = b"".join(b"\x1d\x21" + bytes((size,)) + _text(line) for size, line in lines)
    places = b"\x1b\x61\x01" + _text("<C>") + b"\x1b\x61\x02" + _text("C>") + b"\x1b\x61\x00"
    return sized + b"\x1d\x21\x00" + places


def _drawn_code() -> bytes:
    modules = raster.qr_modules(DRAWN)
    width = (len(modules) + 8) * _MODULE // 8 * 8 + 8
    picture = raster.draw_qr([modules], [width // 2], _MODULE, width)
    bands = b"".join(
        b"\x1d\x76\x30\x00" + bytes((picture.stride, 0, rows & 0xFF, rows >> 8)) + data
        for rows, data in raster.safe_bands(picture)
    )
    return _text("D1") + bands


def _own_code() -> bytes:
    payload = OWN.encode("ascii")
    stored = bytes((len(payload) + 3, 0)) + b"\x31\x50\x30" + payload
    return (
        _text("D2")
        + b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00\x1d\x28\x6b\x03\x00\x31\x43"
        + bytes((_MODULE,))
        + b"\x1d\x28\x6b\x03\x00\x31\x45\x31\x1d\x28\x6b"
        + stored
        + b"\x1d\x28\x6b\x03\x00\x31\x51\x30"
    )
