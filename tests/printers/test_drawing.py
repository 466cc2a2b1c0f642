"""The preview shows what the printer puts on paper: two renderers of one layout, laid over each other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from printers.document import Document
from printers.drawing import BOTTOM_MARGIN, TOP_MARGIN, draw, preview
from printers.escpos import PROFILE_58, PROFILE_80, encode
from printers.layout import PictureRow, TextRow, lay_out
from printers.profile import Profile
from printers.raster import Fonts
from printers.slips import ticket_slip
from tests.printers.strict import printed
from tests.printers.tickets import NO_FONTS, PLAIN, documents

PAPERS = pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])
NAMES = sorted(documents(48))
FONTS = Fonts.find()
SHIFTED_MOST = 7
"""A picture stands up to seven dots to the right, where that keeps it free of commands."""


def strips(document: Document, profile: Profile) -> Iterator[tuple[int, int]]:
    """Yield top and bottom of each row of the layout on the paper."""
    top = TOP_MARGIN
    for row in lay_out(document, profile, FONTS):
        if isinstance(row, TextRow | PictureRow):
            height = row.picture.height if isinstance(row, PictureRow) else max(30, 24 * row.tall)
            yield top, top + height
            top += height


def edges(paper: Image.Image, top: int, bottom: int) -> tuple[int, int] | None:
    """Return the left and right edge of the ink in a strip of paper."""
    box = paper.crop((0, top, paper.width, bottom)).point(lambda level: 255 - level).getbbox()
    return None if box is None else (box[0], box[2])


def on_paper(document: Document, profile: Profile) -> Image.Image:
    return printed(encode(document, profile, FONTS), profile.width_dots).image


@pytest.mark.parametrize("name", NAMES)
@PAPERS
def test_the_preview_is_the_paper_line_by_line(profile: Profile, name: str) -> None:
    document = documents(profile.columns)[name]
    seen, paper = draw(document, profile, FONTS), on_paper(document, profile)
    assert seen.size == paper.size
    for top, bottom in strips(document, profile):
        here, there = edges(seen, top, bottom), edges(paper, top, bottom)
        assert (here is None) == (there is None)
        if here and there:  # two drawings of the same letter differ by two dots
            assert max(abs(here[0] - there[0]), abs(here[1] - there[1])) <= SHIFTED_MOST + 2


@pytest.mark.parametrize("name", ["item", "notice"])
@PAPERS
def test_a_slip_sent_as_pictures_is_the_preview_dot_by_dot(profile: Profile, name: str) -> None:
    drawn = replace(profile, mode="raster")
    document = documents(profile.columns)[name]
    seen, paper = draw(document, drawn, FONTS), on_paper(document, drawn)
    assert seen.size == paper.size
    for top, bottom in strips(document, drawn):
        box = (0, top, seen.width, bottom)
        shifts = (ImageChops.offset(seen.crop(box), dots, 0) for dots in range(SHIFTED_MOST + 1))
        assert any(ImageChops.difference(shifted, paper.crop(box)).getbbox() is None for shifted in shifts)


@PAPERS
def test_a_notice_is_no_longer_than_fourteen_centimetres(profile: Profile) -> None:
    paper = draw(documents(profile.columns)["notice"], profile, FONTS)
    assert (paper.height - TOP_MARGIN - BOTTOM_MARGIN) / 8 <= 140


@PAPERS
def test_the_code_of_a_notice_stands_beside_its_lines_and_is_read(profile: Profile) -> None:
    paper = draw(documents(profile.columns)["notice"], profile, FONTS)
    (code,) = zxingcpp.read_barcodes(paper)
    assert code.text == "http://192.168.1.20:8000/g/AQ01"
    right = max(code.position.top_right.x, code.position.bottom_right.x)
    beside = paper.crop((right + 8, code.position.top_left.y, paper.width, code.position.bottom_left.y))
    assert ImageChops.invert(beside).getbbox() is not None


@PAPERS
def test_a_preview_is_a_small_black_and_white_png(profile: Profile) -> None:
    data = preview(ticket_slip(PLAIN), profile, NO_FONTS)
    assert len(data) < 12_000
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.mode, picture.width) == ("1", 640 if profile.columns == 48 else 464)


@pytest.mark.parametrize("qr", ["raster", "native"])
@PAPERS
def test_a_phone_at_arms_length_reads_both_codes(profile: Profile, qr: str) -> None:
    """At 60 cm a camera of 4000 dots and 65 degrees sees 5.2 dots a millimetre, a little out of focus."""
    paper = draw(ticket_slip(PLAIN), Profile.from_json({**profile.to_json(), "qr": qr}), FONTS)
    grey = paper.point(lambda level: 50 + level * 3 // 5)
    size = (round(paper.width * 5.2 / 8), round(paper.height * 5.2 / 8))
    seen = grey.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.7))
    assert {code.text for code in zxingcpp.read_barcodes(seen)} == {PLAIN.phone_url, PLAIN.guide_url}
