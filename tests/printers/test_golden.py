"""The bytes of every slip × width × mode, against files a person can read.

A picture stands there as its size and digest, all else as hex. The files are written anew, to be looked
over with git diff, by

    TINGHAO_GOLDEN=1 ./dev test tests/printers/test_golden.py
"""

from __future__ import annotations

import hashlib
import os
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


def listing(data: bytes) -> str:
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
            lines.append(f"picture {stride}x{rows} {hashlib.sha256(dots).hexdigest()[:16]}")
            data = data[4 + stride * rows :]
    return "\n".join(lines) + "\n"


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
    seen = listing(data)
    path = GOLDEN / paper / mode / f"{name}.txt"
    if os.environ.get("TINGHAO_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(seen, encoding="ascii")
    assert seen == path.read_text(encoding="ascii")


def test_every_golden_file_is_of_a_slip() -> None:
    known = {GOLDEN / paper / mode / f"{name}.txt" for paper in PAPERS for mode in MODES for name in NAMES}
    assert set(GOLDEN.rglob("*.txt")) == known
