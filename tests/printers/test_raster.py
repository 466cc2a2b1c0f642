from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers import raster
from printers.document import Document, Line, Number, QrCode, QrPair
from printers.escpos import PROFILE_58, PROFILE_80, encode
from printers.layout import PictureRow, TextRow, lay_out
from printers.profile import Profile
from printers.raster import Bitmap, Fonts, hanzi_font

HAZARD = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x05[\x00-\x02]|\x14[\x01\x02\x08])", re.DOTALL)
needs_noto = pytest.mark.skipif(hanzi_font() is None, reason="no Noto CJK here")
needs_figures = pytest.mark.skipif(raster.figure_font() is None, reason="the figure font is not built")


def noisy(seed: int, hazards: int, rows: int = 300, stride: int = 40) -> Bitmap:
    """A random picture with an empty last byte a row and questions strewn in."""
    chance = random.Random(seed)
    data = bytearray()
    for _ in range(rows):
        data += bytes(chance.choice((0, 0x10, 4, 255)) for _ in range(stride - 1)) + b"\0"
    for _ in range(hazards):
        at = chance.randrange(rows) * stride + chance.randrange(stride - 4)
        data[at : at + 3] = chance.choice((b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08"))
    return Bitmap(stride * 8, rows, bytes(data))


@pytest.mark.parametrize("seed", range(20))
def test_no_band_holds_a_real_time_command(seed: int) -> None:
    picture = noisy(seed, hazards=seed)
    bands = raster.safe_bands(picture)
    assert sum(rows for rows, _ in bands) == picture.height
    assert all(rows <= 128 for rows, _ in bands)
    assert not [data for _, data in bands if HAZARD.search(data)]


def test_a_clean_picture_is_not_moved() -> None:
    picture = Bitmap(16, 2, b"\xff\x00\x0f\xf0")
    assert raster.safe_bands(picture) == [(2, b"\xff\x00\x0f\xf0")]


def test_one_offending_byte_moves_the_whole_picture_by_as_little_as_helps() -> None:
    rows = [b"\x10\x04\x01\x00"] + [b"\x01\x02\x03\x00"] * 200
    bands = raster.safe_bands(Bitmap(32, 201, b"".join(rows)))
    assert bands[0][1][:4] == b"\x08\x02\x00\x80"
    assert bands[1][1][:4] == b"\x00\x81\x01\x80"


@given(st.binary(min_size=32, max_size=32))
def test_any_row_can_be_made_safe(row: bytes) -> None:
    assert raster.is_safe(raster.safe_bands(Bitmap(256, 4, row * 4))[0][1])


@pytest.mark.parametrize(("profile", "cap"), [(PROFILE_80, 150), (PROFILE_58, 110)], ids=["80", "58"])
@needs_figures
def test_the_number_stands_as_tall_as_the_look_asks(profile: Profile, cap: int) -> None:
    fonts = Fonts(figures=raster.figure_font())
    row = lay_out(Document((Number("C026"),)), profile, fonts)[0]
    assert isinstance(row, PictureRow)
    inked = [any(row.picture.data[at : at + row.picture.stride]) for at in
             range(0, len(row.picture.data), row.picture.stride)]  # fmt: skip
    assert abs(sum(inked) - cap) <= 6


@needs_figures
def test_a_long_number_shrinks_until_it_fits() -> None:
    figures = raster.figure_font()
    assert figures is not None
    picture = raster.draw_number("WWW8888", 384, figures)
    rows = [picture.data[at : at + picture.stride] for at in range(0, len(picture.data), picture.stride)]
    assert not any(row[0] or row[-1] for row in rows)


def test_without_the_figure_font_the_number_goes_out_as_text() -> None:
    assert b"\x1d\x21\x55" in encode(Document((Number("C026"),)), PROFILE_80)


@needs_noto
def test_a_line_with_a_rare_character_is_drawn_and_its_neighbours_are_not() -> None:
    data = encode(Document((Line("王㙍"), Line("王"))), PROFILE_80, Fonts(hanzi=hanzi_font()))
    assert data.count(b"\x1d\x76\x30\x00") == 1
    assert "王".encode("gb18030") + b"\n" in data


def test_without_a_hanzi_font_a_rare_character_stands_as_geta() -> None:
    assert "王〓\n".encode("gb18030") in encode(Document((Line("王𠮷"),)), PROFILE_80)


@needs_noto
def test_a_character_the_font_lacks_is_drawn_as_geta() -> None:
    lacking = raster.draw_text("\U0010ff00", 1, 1, False, False, hanzi_font())
    assert lacking.tobytes() == raster.draw_text("〓", 1, 1, False, False, hanzi_font()).tobytes()


def test_raster_mode_sends_no_text_at_all() -> None:
    profile = Profile.from_json({"width_dots": 384, "mode": "raster"})
    rows = lay_out(Document((Line("你好"),)), profile, Fonts())
    assert isinstance(rows[0], TextRow)
    assert "你".encode("gb18030") not in encode(Document((Line("你好"),)), profile)


@pytest.mark.parametrize("length", [20, 45, 60, 100, 250])
@pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])
def test_two_codes_always_fit_the_paper(profile: Profile, length: int) -> None:
    payload = "http://a/" + "x" * (length - 9)
    rows = lay_out(Document((QrPair((QrCode(payload), QrCode("http://b/"))),)), profile, Fonts())
    assert all(row.picture.width == profile.width_dots for row in rows if isinstance(row, PictureRow))


@pytest.mark.parametrize("payload", ["", "http://例/", "a\nb", "x" * 2400])
def test_a_payload_no_code_should_carry_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="QR payload"):
        encode(Document((QrPair((QrCode(payload),)),)), PROFILE_80)
