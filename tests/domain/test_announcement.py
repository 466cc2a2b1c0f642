from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.announcement import LETTERS, Language, One, Word, number_words, ticket_words
from queue_server.domain.wording import (
    TEMPLATE,
    TEMPLATE_EN,
    Call,
    Manner,
    TemplateError,
    check_template,
    shown,
    spoken_call,
    spoken_text,
)
from queue_server.voice.reading import pinyin

FIGURES = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
# The syllables Mandarin writes in pinyin: an initial, a final, a tone.
SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:uang|iang|iong|ang|eng|ing|ong|uai|iao|uan|ian|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er|[aoeiuv])[1-5]"
)


def said(words: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(syllable for word in words for syllable in word.said.split())


def number_syllables(value: int) -> tuple[str, ...]:
    return said(number_words(value))


def ticket_syllables(number: str, one: One = "yi") -> tuple[str, ...]:
    return said(ticket_words(number, one))


def sentence(number: str, window: int | str, language: Language = "zh-CN") -> str:
    return shown(TEMPLATE if language == "zh-CN" else TEMPLATE_EN, Call(number, str(window)))


def reading(number: str, window: int | str, one: One = "yi", language: Language = "zh-CN") -> str:
    template = TEMPLATE if language == "zh-CN" else TEMPLATE_EN
    return pinyin(spoken_call(template, Call(number, str(window)), language, Manner(one)).words)


def test_the_shown_sentence_is_the_halls_wording() -> None:
    assert sentence("A001", 3) == "请 A001 号，到 3 号窗口"
    assert sentence("A001", "12", "en") == "Number A001, please go to window 12"


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
    assert reading("A001", 3, language="en") == "Number A, zero zero one, please go to window 3."
    assert reading("026", 12, language="en") == "Number zero two six, please go to window 12."


def test_english_times_and_decimals_are_said_in_one_breath() -> None:
    text = "We close at 17:30, in 1.5 hours. Room 3: open"
    assert spoken_text(text, "en").plain == "We close at 17:30, in 1.5 hours. Room 3, open."


def test_a_hall_words_its_own_call_with_window_and_queue_by_name() -> None:
    template = "{queue} {number}，请到{window_name}（{window} 号）"
    call = Call("A012", "12", "综合窗口", "社会保险")
    assert shown(template, call) == "社会保险 A012，请到综合窗口（12 号）"
    spoken = pinyin(spoken_call(template, call).words)
    assert spoken == (
        "she4 hui4 bao3 xian3 ei1 ling2 yi1 er4, qing3 dao4 zong1 he2 chuang1 kou3 shi2 er4 hao4."
    )


@pytest.mark.parametrize(
    ("template", "wrong"),
    [
        ("请 {number} 号到 {windw} 号窗口", "windw"),
        ("请 {number 号到 {window} 号窗口", "成对"),
        ("请 {number} 号到 {window} 号}窗口", "成对"),
        ("请到 {window} 号窗口", "{number}"),
        ("请 {number} 号", "{window}"),
        ("请 {number!r:>9} 号到 {window}", "number!r"),
        ("请 {number.real} {window}", "number.real"),
        ("请 {} 到 {window}", "没有 {}"),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_the_mistake(template: str, wrong: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check_template(template)
    assert wrong in refused.value.zh and refused.value.en


def test_marks_never_stand_together_and_a_sentence_ends() -> None:
    assert [w.said for w in spoken_text("请稍候，，。！").words] == ["", "."]
    assert spoken_text("，！").words == ()
    assert spoken_text("请到导办台").plain == "请到导办台。"


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_every_piece_has_a_reading_or_hanzi_to_look_up(text: str) -> None:
    for word in spoken_text(text).words:
        assert word.said or all(one >= "\u3400" for one in word.written)
    assert all(word.said for word in spoken_text(text, "en").words)


@pytest.mark.parametrize("number", ["", "A", "a001", "A-1", "A００1", "A1 ", "A1\n", "请1"])
def test_what_is_no_ticket_number_is_not_spoken(number: str) -> None:
    with pytest.raises(ValueError, match="ticket number"):
        reading(number, 3)


@pytest.mark.parametrize("window", [0, -1, 1000, "", "03", "3a", "３", "3\n"])
def test_what_is_no_window_number_is_not_spoken(window: int | str) -> None:
    with pytest.raises(ValueError, match="window number"):
        reading("A001", window)


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
