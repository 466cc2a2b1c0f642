"""The bytes of every slip × width × mode, against files a person can read.

All but pictures stands there as hex. Pictures of text and native mode (codes, rules) are drawn by this program and stand
there as their digest. In raster mode letters are drawn by Pillow's FreeType, of which each release sets some dots
otherwise: such a picture stands there as how black each of its cells is, and may differ a little. The files are written
anew, to be looked over with git diff, by

    TINGHAO_GOLDEN=1 ./dev test tests/printers/test_golden.py
"""

from __future__ import annotations

import hashlib
import os
from itertools import zip_longest
from pathlib import Path

import pytest

from printers.escpos import PROFILE_58, PROFILE_80, encode
from printers.profile import Profile
from tests.printers.strict import printed
from tests.printers.tickets import documents

GOLDEN = Path(__file__).parent / "golden"
PAPERS = {"80": PROFILE_80, "58": PROFILE_58}
MODES: dict[str, dict[str, str]] = {"text": {}, "raster": {"mode": "raster"}, "native": {"qr": "native"}}
NAMES = sorted(documents(48))
PICTURE = b"\x1d\x76\x30\x00"
CELL_BYTES, CELL_ROWS = 3, 24
LEVELS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How black a cell is, white to full; a letter or two stand in it."""
NEAR = 2


def digest(stride: int, dots: bytes) -> str:
    """Return a picture that must be the same dot by dot."""
    return hashlib.sha256(dots).hexdigest()[:16]


def blackness(stride: int, dots: bytes) -> str:
    """Return how black each cell of a picture is, its rows of cells parted by slashes."""
    rows = [dots[at : at + stride] for at in range(0, len(dots), stride)]
    lines = []
    for top in range(0, len(rows), CELL_ROWS):
        part = rows[top : top + CELL_ROWS]
        cells = [b"".join(row[at : at + CELL_BYTES] for row in part) for at in range(0, stride, CELL_BYTES)]
        shares = [int.from_bytes(cell, "big").bit_count() / (8 * len(cell)) for cell in cells]
        lines.append("".join(LEVELS[round(share * (len(LEVELS) - 1))] for share in shares))
    return "/".join(lines)


def listing(data: bytes, mode: str) -> str:
    """Return bytes as lines a person can compare."""
    lines: list[str] = []
    while data:
        text, picture, data = data.partition(PICTURE)
        while text:
            line, end, text = text.partition(b"\n")
            lines.append((line + end).hex(" "))
        if picture:
            stride, rows = data[0] | data[1] << 8, data[2] | data[3] << 8
            dots = data[4 : 4 + stride * rows]
            show = blackness if mode == "raster" else digest
            lines.append(f"picture {stride}x{rows} {show(stride, dots)}")
            data = data[4 + stride * rows :]
    return "\n".join(lines) + "\n"


def far_apart(seen: str, golden: str) -> list[tuple[str | None, str | None]]:
    """Return the lines that differ by more than another FreeType may make them."""

    def near(one: str | None, other: str | None) -> bool:
        if one == other:
            return True
        if one is None or other is None or len(one) != len(other) or not one.startswith("picture "):
            return False
        (head, cells), (head_too, cells_too) = one.rsplit(" ", 1), other.rsplit(" ", 1)
        marks = zip(cells, cells_too, strict=True)
        return head == head_too and all(
            a == b or ("/" not in (a, b) and abs(LEVELS.index(a) - LEVELS.index(b)) <= NEAR) for a, b in marks
        )

    pairs = zip_longest(seen.splitlines(), golden.splitlines())
    return [pair for pair in pairs if not near(*pair)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_slip_is_the_same_bytes_as_ever_and_a_strict_printer_takes_them(
    paper: str, mode: str, name: str
) -> None:
    profile = Profile.from_json({**PAPERS[paper].to_json(), **MODES[mode]})
    data = encode(documents(profile.columns)[name], profile)
    slip = printed(data, profile.width_dots)
    assert (slip.errors, slip.warnings, slip.cut) == ([], [], "partial")
    assert bool(slip.lines) == (mode != "raster")
    seen = listing(data, mode)
    path = GOLDEN / paper / mode / f"{name}.txt"
    if os.environ.get("TINGHAO_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(seen, encoding="ascii")
    golden = path.read_text(encoding="ascii")
    assert far_apart(seen, golden) == [] if mode == "raster" else seen == golden


def test_a_dot_more_is_near_and_a_letter_more_is_far() -> None:
    letter = bytes((0b00111100, 0, 0)) * CELL_ROWS
    dot = bytes((0b00111110, 0, 0)) + letter[3:]
    shown = [f"picture 3x24 {blackness(3, dots)}" for dots in (letter, dot, bytes(72))]
    assert far_apart(shown[0], shown[1]) == []
    assert far_apart(shown[0], shown[2]) == [(shown[0], shown[2])]


def test_every_golden_file_is_of_a_slip() -> None:
    known = {GOLDEN / paper / mode / f"{name}.txt" for paper in PAPERS for mode in MODES for name in NAMES}
    assert set(GOLDEN.rglob("*.txt")) == known
