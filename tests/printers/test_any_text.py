"""Whatever stands in a hall's texts: it prints as text, or is refused in words; it is never a command."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.document import (
    Checklist,
    Columns,
    Cut,
    Document,
    DocumentError,
    Element,
    Heading,
    Line,
    Marks,
    Number,
    Phrases,
    QrCode,
    QrPair,
)
from printers.escpos import PROFILE_58, PROFILE_80, Profile, encode
from printers.gb18030 import UnprintableTextError, in_rom
from printers.layout import SlipTooLongError
from printers.raster import Fonts, hanzi_font
from tests.printers.strict import printed

# Everything a printer might take for a command, between things it should print.
COMMANDS = [
    "\x1b@",
    "\x1bp\x00\x19\x19",
    "\x1dV\x00",
    "\x10\x04\x01",
    "\x10\x14\x01",
    "\x1c.",
    "\x1d(k\x03",
    "\x00",
    "\x18",
]
ODD = [
    "\x7f",
    "\x85",
    "\x9b",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufe0f",
    "\u2028",
    "¥",
    "￥",
    "“",
    "·",
    "\ue000",
    "𠮷",
    "㙍",
    "👍",
    "\U0010ffff",
]
TEXT = st.lists(
    st.one_of(st.sampled_from(COMMANDS + ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=8
).map("".join)  # fmt: skip
PAPERS = st.sampled_from([PROFILE_80, PROFILE_58, replace(PROFILE_58, rom="gb2312")])
BLANKS = "\t\n\r\x0b\x0c\x85\u2028\u2029"


def harmless(text: str) -> str:
    """Return the text without what is no character of writing, by a reading of Unicode of our own."""
    kept = (" " if char in BLANKS else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def everywhere(texts: list[str]) -> Document:
    """Return a slip with these texts in every place a text can stand."""
    a, b, c, d = texts
    parts: tuple[Element, ...] = (
        Heading(a), Line(b), Line(c, size=2, shorter=(a,)), Line(d, size=8, align="right", bold=True),
        Number(a), Phrases((b, c), gap=d), Marks((a, b)), Columns((c, d), a), Checklist(b, (c, d), a, b),
        Checklist(d, (a,), sign="1."), QrPair((QrCode("http://h/", (a, b)), QrCode("http://g/", (c,)))), Cut(),
    )  # fmt: skip
    return Document(parts)


@given(st.lists(TEXT, min_size=4, max_size=4), PAPERS)
def test_no_text_in_any_place_is_a_command(texts: list[str], profile: Profile) -> None:
    document = everywhere(texts)
    assert Document.from_json(json.loads(json.dumps(document.to_json()))) == document
    data = encode(document, profile)
    assert data == encode(everywhere([harmless(text) for text in texts]), profile)
    slip = printed(data, profile.width_dots)
    assert (slip.errors, slip.cut) == ([], "partial")
    # Eight times as large, one Hanzi is wider than a narrow paper's half; nothing else may be wrapped by the printer.
    assert not [text for text in slip.warnings if "four-byte" in text or "Chinese" in text]


@given(TEXT, PAPERS)
def test_every_character_of_a_text_is_on_the_paper_or_stands_as_geta(text: str, profile: Profile) -> None:
    slip = printed(encode(Document((Line(text),)), profile), profile.width_dots)
    plain = harmless(text).replace("¥", "￥")
    kept = [char for char in plain if not "\ufe00" <= char <= "\ufe0f"]
    wanted = "".join(char if in_rom(char, profile.rom) else "〓" for char in kept if not char.isspace())
    same = {"•": "·", "\u2011": "-", "\u2212": "-"}
    seen = "".join(line.text for line in slip.lines)
    assert "".join(seen.split()) == "".join(same.get(char, char) for char in wanted)


@given(st.text(max_size=40), st.characters(categories=["Cs"]), st.integers(0, 3))
def test_a_lone_surrogate_is_refused_in_any_place(text: str, surrogate: str, place: int) -> None:
    texts = ["好"] * 4
    texts[place] = text + surrogate + text
    with pytest.raises(UnprintableTextError, match="surrogate"):
        encode(everywhere(texts), PROFILE_80)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("请" * 3333, PROFILE_58),
        ("一二，" * 1111, PROFILE_58),
        ("\x1b@" * 5000, PROFILE_58),
        ("word " * 2000, PROFILE_80),
        ("x" * 10_000, PROFILE_80),
    ],
)
def test_ten_kilobytes_print(text: str, profile: Profile) -> None:
    slip = printed(encode(Document((Line(text), Cut())), profile), profile.width_dots)
    assert (slip.errors, slip.warnings) == ([], [])
    assert "".join("".join(line.text for line in slip.lines).split()) == "".join(harmless(text).split())


@pytest.mark.parametrize("element", [Line("请" * 20_000), Line("请" * 2000, size=4), Number("8" * 20_000)])
def test_a_slip_of_more_than_a_metre_is_refused_in_words(element: Element) -> None:
    with pytest.raises(SlipTooLongError, match="mm of paper, at most 1000"):
        encode(Document((element, Cut())), PROFILE_80)


def test_ten_kilobytes_of_rare_names_are_drawn() -> None:
    if hanzi_font() is None:
        assert printed(encode(Document((Line("㙍" * 100),)), PROFILE_80)).lines[0].text == "〓" * 24
        return
    data = encode(Document((Line("㙍" * 2500), Cut())), PROFILE_80, Fonts(hanzi=hanzi_font()))
    slip = printed(data)
    assert (slip.errors, slip.warnings, slip.lines) == ([], [], [])


KEYS = st.sampled_from(["e", "text", "codes", "v", "elements"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@given(JSON)
def test_json_that_is_no_document_is_refused(data: object) -> None:
    try:
        document = Document.from_json(data)
    except DocumentError:
        return
    assert document.to_json()["v"] == 1
