from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.announcement import (
    LETTERS,
    english_reading,
    number_syllables,
    reading,
    sentence,
    ticket_syllables,
    utterance,
)

FIGURES = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
# The syllables Mandarin writes in pinyin: an initial, a final, a tone.
SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:uang|iang|iong|ang|eng|ing|ong|uai|iao|uan|ian|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|er|[aoeiu])[1-5]"
)


def test_the_shown_sentence_is_the_halls_wording() -> None:
    assert sentence("A001", 3) == "请 A001 号到 3 号窗口"
    assert sentence("A001", "12", "en") == "Number A 0 0 1, please go to window 12"


def test_a_ticket_is_read_figure_by_figure_and_a_window_as_a_number() -> None:
    assert reading("A001", 3) == "qing3 ei1 ling2 ling2 yi1 hao4, dao4 san1 hao4 chuang1 kou3."
    assert reading("C026", 12) == "qing3 xi1 ling2 er4 liu4 hao4, dao4 shi2 er4 hao4 chuang1 kou3."


def test_every_figure_keeps_its_own_tone_in_a_ticket_number() -> None:
    assert ticket_syllables("0123456789") == FIGURES
    assert ticket_syllables("B5591") == ("bi4", "wu3", "wu3", "jiu3", "yi1")


def test_a_hall_may_have_one_read_as_yao_in_tickets_but_never_in_windows() -> None:
    assert ticket_syllables("D110", one="yao") == ("di4", "yao1", "yao1", "ling2")
    assert reading("D001", 11, one="yao").endswith("dao4 shi2 yi1 hao4 chuang1 kou3.")


@pytest.mark.parametrize(
    ("window", "pinyin"),
    [
        (1, "yi1"),
        (2, "er4"),
        (10, "shi2"),
        (11, "shi2 yi1"),
        (12, "shi2 er4"),
        (20, "er4 shi2"),
        (22, "er4 shi2 er4"),
        (40, "si4 shi2"),
        (100, "yi4 bai3"),
        (101, "yi4 bai3 ling2 yi1"),
        (110, "yi4 bai3 yi1 shi2"),
        (111, "yi4 bai3 yi1 shi2 yi1"),
        (150, "yi4 bai2 wu3 shi2"),
        (200, "er4 bai3"),
        (202, "er4 bai3 ling2 er4"),
        (505, "wu2 bai3 ling2 wu3"),
        (999, "jiu2 bai2 jiu3 shi2 jiu3"),
    ],
)
def test_window_numbers_are_read_as_a_speaker_reads_them(window: int, pinyin: str) -> None:
    assert " ".join(number_syllables(window)) == pinyin


@given(st.integers(1, 999))
def test_every_window_number_can_be_heard_back(window: int) -> None:
    assert _heard(number_syllables(window)) == window


@given(st.integers(1, 999))
def test_no_window_number_has_two_third_tones_together_or_an_empty_place_spoken(window: int) -> None:
    spoken = " ".join(number_syllables(window))
    assert re.search(r"3 [a-z]+3", spoken) is None
    assert "liang" not in spoken and not spoken.endswith("ling2")


@given(st.from_regex(r"\A[A-Z]{0,2}[0-9]{1,5}\Z"), st.integers(1, 999), st.sampled_from(["yi", "yao"]))
def test_a_reading_is_nothing_but_syllables_of_mandarin(number: str, window: int, one: str) -> None:
    words = reading(number, window, "yao" if one == "yao" else "yi").replace(",", "").rstrip(".").split()
    assert all(SYLLABLE.fullmatch(word) for word in words), words


def test_every_letter_has_a_reading_of_its_own() -> None:
    assert sorted(LETTERS) == list(string.ascii_uppercase)
    assert len(set(LETTERS.values())) == 26
    figures = set(ticket_syllables("0123456789"))
    assert not any(len(said) == 1 and said[0] in figures for said in LETTERS.values())


def test_the_english_reading_gives_the_letter_a_breath_and_says_zero() -> None:
    assert english_reading("A001", 3) == "Number A, zero zero one, please go to window 3."
    assert english_reading("026", 12) == "Number zero two six, please go to window 12."


def test_an_utterance_is_pinyin_in_chinese_and_words_in_english() -> None:
    assert utterance("A001", 3).text == reading("A001", 3)
    assert utterance("A001", 3, "en").text == english_reading("A001", 3)


@pytest.mark.parametrize("number", ["", "A", "a001", "A-1", "A００1", "A1 ", "A1\n", "请1"])
def test_what_is_no_ticket_number_is_not_spoken(number: str) -> None:
    with pytest.raises(ValueError, match="ticket number"):
        reading(number, 3)


@pytest.mark.parametrize("window", [0, -1, 1000, "", "03", "3a", "３", "3\n"])
def test_what_is_no_window_number_is_not_spoken(window: int | str) -> None:
    with pytest.raises(ValueError, match="window number"):
        sentence("A001", window)


def _heard(syllables: tuple[str, ...]) -> int:
    """Understand a spoken number, tones apart, by rules of its own."""
    figures = {name: value for value, name in enumerate(figure[:-1] for figure in FIGURES)}
    total, last = 0, None
    for name in (syllable[:-1] for syllable in syllables):
        if name in ("bai", "shi"):
            total += (1 if last is None else last) * (100 if name == "bai" else 10)
            last = None
        else:
            last = figures[name]
    return total + (last or 0)
