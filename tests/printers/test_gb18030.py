from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.gb18030 import (
    NO_END,
    NO_START,
    UnprintableTextError,
    clean,
    columns,
    encode,
    needs_raster,
    wrap,
)

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)
# Punctuation never stands beside punctuation here, so a good break always exists on wide paper.
TIDY = st.lists(
    st.tuples(
        st.text(alphabet="听号取叫窗口大厅", min_size=1, max_size=4),
        st.sampled_from(["，", "。", "（", "）", "、", "", " ", "”", "“"]),
    ),
    max_size=40,
).map(lambda parts: "".join(word + mark for word, mark in parts))


@pytest.mark.parametrize("char", "“”‘’—…·×÷°±①Ⅰ℃■★→αЖ─│é□√：￥〇")
def test_a_character_outside_ascii_takes_two_columns(char: str) -> None:
    assert columns(char) == 2
    assert len(encode(char)) == 2
    assert not needs_raster(char)


@pytest.mark.parametrize("char", ["㙍", "𠮷", "😀", "½", "©", "\ue000", "龴"])
def test_a_character_a_rom_may_lack_is_never_sent_as_text(char: str) -> None:
    assert needs_raster(f"王{char}")
    assert encode(char) == b"\xa1\xfe"


def test_the_yen_sign_becomes_the_one_in_the_rom() -> None:
    assert clean("¥5") == "￥5"
    assert encode(clean("¥5")) == b"\xa3\xa45"


def test_control_characters_never_reach_the_printer() -> None:
    controls = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x200B, 0x202E, 0xFEFF, 0xFE0F]))
    assert clean(f"号{controls}票").replace(" ", "") == "号票"


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnprintableTextError, match="D800"):
        clean("号\ud800票")


@given(ANY_TEXT)
def test_no_text_ever_emits_a_command(text: str) -> None:
    data = encode(clean(text))
    assert not [byte for byte in data if byte < 0x20 or byte == 0x7F]
    assert data.decode("gb18030") or not clean(text)
    assert len(data) == columns(clean(text))


@given(ANY_TEXT, st.integers(2, 48))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    text = clean(text)
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TIDY, st.integers(12, 48))
def test_no_line_starts_or_ends_with_orphan_punctuation(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert not [line for line in lines[1:] if line[:1] in NO_START and line]
    assert not [line for line in lines[:-1] if line[-1:] in NO_END and line]


def test_a_word_is_not_torn() -> None:
    assert wrap("请到 guide desk 办理", 12) == ["请到 guide", "desk 办理"]
    assert wrap("http://hall.example/abcdefgh", 10) == ["http://hal", "l.example/", "abcdefgh"]


def test_ten_thousand_characters_are_wrapped_at_once() -> None:
    assert len(wrap("号" * 10_000, 32)) == 625
