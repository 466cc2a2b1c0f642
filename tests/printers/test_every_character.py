"""Every character a name or an address may hold, sent, and read back from the paper.

What goes out as text is decoded by the virtual printer and by iconv, which share nothing with the
encoder; what goes out as a picture is compared, cell by cell, with the character drawn by itself.
"""

from __future__ import annotations

import subprocess

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from printers.document import Document, Line
from printers.escpos import PROFILE_58, PROFILE_80, encode
from printers.gb18030 import needs_raster
from printers.profile import Profile
from printers.raster import Fonts, HanziFont, hanzi_font
from tests.printers.strict import printed

START = bytes.fromhex("1b 40 1b 52 00 1c 26")
CELL, LINE = 24, 30
needs_noto = pytest.mark.skipif(hanzi_font() is None, reason="no Noto CJK here")


def rows(first: int, last: int) -> str:
    """Return the characters of these rows of GB2312: its own table says which there are."""
    codes = (bytes((lead, trail)) for lead in range(first, last) for trail in range(0xA1, 0xFF))
    return "".join(code.decode("gb18030") for code in codes if code.decode("gb2312", "ignore"))


HANZI = rows(0xB0, 0xF8)
SIGNS = rows(0xA1, 0xAA)
# Extension A, and characters of Extension B that stand in names and are in the font.
RARE = [
    char
    for char in (*map(chr, range(0x3400, 0x3900)), *"𠀋𠮟𠮷𡈽𡚴𡸴𢦏𣏐𣜿𤭖𥔎𦙾𧚄𨉷𩸽𪚲")
    if needs_raster(char)
]


def test_the_tables_are_whole() -> None:
    assert len(HANZI) == len(set(HANZI)) == 6763
    assert len(SIGNS) == 682
    assert len(RARE) >= 1000


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("rom", ["gbk", "gb2312"])
def test_every_hanzi_of_gb2312_is_text_that_two_others_read(rom: str, half: int) -> None:
    text = HANZI[half * 3400 : (half + 1) * 3400] + (SIGNS if half else "")
    data = encode(Document((Line(text),)), Profile.from_json({"rom": rom}), Fonts(hanzi=hanzi_font()))
    slip = printed(data)
    wanted = text.replace("\u3000", "")
    assert "".join("".join(line.text for line in slip.lines).split()) == wanted
    assert (slip.errors, slip.warnings) == ([], [])
    read = subprocess.run(
        ["iconv", "-f", "GB18030", "-t", "UTF-8"],
        input=data.removeprefix(START),
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "".join(read.split()) == wanted


@pytest.mark.parametrize("char", "镕喆堃頔犇龑")
def test_a_name_that_only_a_larger_rom_holds_is_drawn_for_the_small_one(char: str) -> None:
    small = Profile.from_json({"rom": "gb2312"})
    for profile, drawn in ((PROFILE_80, False), (small, True)):
        slip = printed(encode(Document((Line(f"王{char}"),)), profile, Fonts(hanzi=hanzi_font())))
        as_text = [line.text for line in slip.lines]
        if hanzi_font() is None and drawn:
            assert as_text == ["王〓"]
        else:
            assert as_text == ([] if drawn else [f"王{char}"])


@needs_noto
@pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])
def test_a_thousand_rare_characters_stand_drawn_each_in_its_place(profile: Profile) -> None:
    fonts = Fonts(hanzi=hanzi_font())
    assert fonts.hanzi is not None
    data = encode(Document((Line("".join(RARE)),)), profile, fonts)
    assert "".join(RARE).encode("gb18030")[:8] not in data
    slip = printed(data, profile.width_dots)
    assert (slip.errors, slip.warnings, slip.lines) == ([], [], [])
    a_line = profile.columns // 2
    left, top = (slip.image.width - profile.width_dots) // 2, 30
    missing = drawn("\U0010fffe", fonts.hanzi)
    for place, char in enumerate(RARE):
        x, y = left + place % a_line * CELL, top + place // a_line * LINE
        wanted = drawn(char, fonts.hanzi)
        assert wanted.tobytes() != missing.tobytes(), f"U+{ord(char):04X} is not in the font"
        # A line with a byte pattern that printers take for a question stands up to seven dots to the right.
        shifts = (slip.image.crop((x + dots, y, x + dots + CELL, y + CELL)) for dots in range(8))
        assert any(same(seen, wanted) for seen in shifts), f"U+{ord(char):04X} at {place}"


def drawn(char: str, font: HanziFont) -> Image.Image:
    """Draw a character in a printer's cell, without the code under test."""
    cell = Image.new("L", (CELL, CELL), 255)
    face = ImageFont.truetype(str(font.regular), CELL, index=font.face)
    ImageDraw.Draw(cell).text((CELL / 2, 21), char, font=face, fill=0, anchor="ms")
    return cell.point(lambda level: 0 if level < 128 else 255)


def same(seen: Image.Image, wanted: Image.Image) -> bool:
    """Tell whether no more than a few dots at the rim of a cell differ: a stroke may cross into the next."""
    differs = ImageChops.difference(seen.convert("L"), wanted)
    return sum(differs.histogram()[128:]) <= 12
