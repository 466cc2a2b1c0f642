from __future__ import annotations

import base64
import contextlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from printers.document import Cut, Document, Logo
from printers.escpos import PROFILE_58, PROFILE_80, encode
from printers.logo import MAX_HEIGHT, MAX_WIDTH, LogoError, make_logo, read_logo
from printers.profile import Profile
from tests.printers.strict import printed
from tests.printers.tickets import LOGO


def file_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def badge(mode: str = "RGB", size: tuple[int, int] = (300, 300), ground: Any = "white") -> Image.Image:
    picture = Image.new(mode, size, ground)
    ImageDraw.Draw(picture).ellipse((20, 20, size[0] - 21, size[1] - 21), fill="black")
    return picture


@pytest.mark.parametrize(
    "data",
    [
        file_of(badge()),
        file_of(badge(), "JPEG"),
        file_of(badge(), "GIF"),
        file_of(badge(), "BMP"),
        file_of(badge(), "WEBP"),
        file_of(badge("RGBA", ground=(0, 0, 0, 0))),
        file_of(badge("L")),
        file_of(badge().convert("P")),
        file_of(badge().convert("1")),
    ],
    ids=["png", "jpeg", "gif", "bmp", "webp", "clear ground", "grey", "palette", "black and white"],
)
def test_a_picture_of_any_kind_becomes_a_round_black_logo(data: bytes) -> None:
    logo = read_logo(make_logo(data))
    assert (logo.mode, logo.height) == ("1", MAX_HEIGHT)
    assert abs(logo.width - MAX_HEIGHT) <= 1
    assert logo.getpixel((32, 32)) == 0 and logo.getpixel((1, 1)) == 255


def test_a_wide_logo_is_as_wide_as_narrow_paper_allows() -> None:
    logo = read_logo(make_logo(file_of(Image.new("RGB", (2000, 100), "black"))))
    assert logo.size == (MAX_WIDTH, 18)


def test_grey_becomes_dots_about_as_dark() -> None:
    logo = read_logo(make_logo(file_of(Image.new("L", (64, 64), 128))))
    black = logo.histogram()[0] / (logo.width * logo.height)
    assert 0.4 < black < 0.6


def test_the_largest_noisy_logo_can_be_kept() -> None:
    noise = Image.effect_noise((1600, 280), 100)
    assert read_logo(make_logo(file_of(noise))).height == MAX_HEIGHT


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        file_of(badge())[:200],
        file_of(badge(), "JPEG")[:400],
        file_of(Image.new("RGB", (50, 50), "white")),
        file_of(Image.new("RGBA", (50, 50), (0, 0, 0, 0))),
        bomb(60_000, 60_000),
        bomb(9_000, 9_999),
        bomb(300, 300),
    ],
    ids=["empty", "text", "svg", "cut png", "cut jpeg", "white", "clear", "bomb", "large", "short"],
)
def test_what_is_no_logo_is_refused(data: bytes) -> None:
    with pytest.raises(LogoError):
        make_logo(data)


@given(st.binary(max_size=200), st.integers(0, 3000))
def test_a_damaged_picture_is_refused_or_read(noise: bytes, at: int) -> None:
    data = file_of(badge())
    damaged = data[:at] + noise + data[at + len(noise) :]
    with contextlib.suppress(LogoError):
        assert read_logo(make_logo(damaged)).height <= MAX_HEIGHT


@pytest.mark.parametrize(
    "text", ["", "????", "iVBORw0KGgo=", "A" * 7000, "好", pytest.param("grey", id="grey"), pytest.param("tall", id="tall")]
)  # fmt: skip
def test_only_what_was_made_here_is_printed_as_a_logo(text: str) -> None:
    made = {"grey": badge("L", (60, 60)), "tall": Image.new("1", (40, 65), 0)}
    if text in made:
        text = base64.b64encode(file_of(made[text])).decode()
    with pytest.raises(LogoError):
        encode(Document((Logo(text),)), PROFILE_80)


@pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])
@pytest.mark.parametrize("mode", ["text", "raster"])
def test_the_logo_stands_in_the_middle_of_the_paper(profile: Profile, mode: str) -> None:
    chosen = Profile.from_json({**profile.to_json(), "mode": mode})
    slip = printed(encode(Document((Logo(LOGO), Cut())), chosen), chosen.width_dots)
    left, _top, right, _bottom = slip.image.point(lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    assert abs((left + right) / 2 - slip.image.width / 2) <= 1
    assert right - left == 24
