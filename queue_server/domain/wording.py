"""Put the hall's own wording to a call, and read what staff have typed: text in, words to be spoken out.

A template is text with places in braces: ``请 {number} 号，到 {window} 号窗口``. Figures in free text are read as a
speaker would: a time as a time, a year and a long number figure by figure, what is counted with 两.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from queue_server.domain.announcement import (
    BREATH,
    LETTERS,
    SHORT_BREATH,
    STOP,
    Language,
    One,
    Utterance,
    Word,
    english_ticket_words,
    figure_words,
    number_words,
    ticket_words,
    window_number,
    window_words,
)

TEMPLATE: Final = "请 {number} 号，到 {window} 号窗口"
TEMPLATE_EN: Final = "Number {number}, please go to window {window}"
PLACES: Final = ("number", "window", "window_name", "queue")

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_MARKS: Final = {**dict.fromkeys("，、；：,;:…—", SHORT_BREATH), **dict.fromkeys("。！？.!?", STOP)}
# Input methods leave wide figures, letters and marks, and figures in rings.
_PLAIN: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x2460 + n: str(n + 1) for n in range(20)
}
# Words that count: before them a lone 2 is 两.
_COUNTED: Final = "个位分点小天周刻次人张份项件台块间层遍组"
_TOKEN: Final = re.compile(
    r"(?P<ticket>(?<![A-Za-z])[A-Z]{1,2}[0-9]{3,5}(?![0-9A-Za-z]))"
    r"|(?P<phone>(?:0[0-9]{2,3}|400|800)-[0-9]{3,8}(?:-[0-9]{3,4})?(?![0-9]))"
    r"|(?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))"
    r"|(?P<to>(?<=[0-9])[-~～—–](?=[0-9]))"
    r"|(?P<clock>[0-2]?[0-9][:：][0-5][0-9](?![0-9]))"
    r"|(?P<year>[0-9]{4}(?=\s?年))"
    r"|(?P<share>[0-9]{1,4}[%％])"
    r"|(?P<decimal>[0-9]{1,4}\.[0-9]{1,4}(?![0-9]))"
    r"|(?P<number>[0-9]+)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<hanzi>[\u3400-\u9fff\U00020000-\U0003ffff]+)"
    r"|(?P<mark>[，、；：,;:…—。！？.!?])",
    re.ASCII,
)


class TemplateError(ValueError):
    """Say in two languages what is wrong with a template."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Call:
    """State what a call says: which number, which window by number and name, which queue by name."""

    number: str
    window: str
    window_name: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """Hold how a hall reads: the figure 1 of ticket numbers, and Hanzi that are read differently there."""

    one: One = "yi"
    exceptions: Mapping[str, str] | None = None


def check_template(template: str) -> None:
    """Raise TemplateError unless every place is known and the number and the window are both said."""
    rest = _BRACES.sub("", template)
    if "{" in rest or "}" in rest:
        raise TemplateError("花括号 { } 要成对", "braces { } must come in pairs")
    places = _BRACES.findall(template)
    for place in places:
        if place not in PLACES:
            known = " ".join(f"{{{name}}}" for name in PLACES)
            raise TemplateError(
                f"没有 {{{place}}}，可以写：{known}", f"there is no {{{place}}}; you may write: {known}"
            )
    if "number" not in places:
        raise TemplateError("要有 {number}，念号码", "{number} is missing: the ticket's number must be said")
    if "window" not in places and "window_name" not in places:
        zh = "要有 {window} 或 {window_name}，念窗口"
        raise TemplateError(zh, "{window} or {window_name} is missing: the window must be said")


def shown(template: str, call: Call) -> str:
    """Return the sentence as it is written."""
    return _BRACES.sub(lambda found: str(getattr(call, found[1])), template)


def spoken_call(
    template: str, call: Call, language: Language = "zh-CN", how: Manner | None = None
) -> Utterance:
    """Return the call as words to be spoken, in one language.

    Raises ValueError for a number that is no ticket number or a window outside 1–999.
    """
    manner = how or Manner()
    ticket_words(call.number), window_number(call.window)
    words: list[Word] = []
    for place, text in _pieces(template):
        words += _place(place, call, language, manner) if place else _free(text, language, manner)
    return _utterance(language, words, manner)


def spoken_text(text: str, language: Language = "zh-CN", how: Manner | None = None) -> Utterance:
    """Return any text as words to be spoken."""
    manner = how or Manner()
    return _utterance(language, _free(text, language, manner), manner)


def _pieces(template: str) -> Iterable[tuple[str, str]]:
    at = 0
    for found in _BRACES.finditer(template):
        yield "", template[at : found.start()]
        yield found[1], ""
        at = found.end()
    yield "", template[at:]


def _place(place: str, call: Call, language: Language, how: Manner) -> Iterable[Word]:
    if place == "number":
        return english_ticket_words(call.number) if language == "en" else ticket_words(call.number, how.one)
    if place == "window":
        return [Word(call.window, call.window)] if language == "en" else window_words(call.window)
    return _free(str(getattr(call, place)), language, how)


def _utterance(language: Language, words: Iterable[Word], how: Manner) -> Utterance:
    """Close the sentence, never with two marks together, and keep only the readings it needs."""
    kept: list[Word] = []
    for word in words:
        if word.said in (SHORT_BREATH, STOP) and (not kept or kept[-1].said in (SHORT_BREATH, STOP)):
            continue
        kept.append(word)
    if kept and kept[-1].said == SHORT_BREATH:
        kept.pop()
    if kept and kept[-1].said != STOP:
        kept.append(Word("." if language == "en" else "。", STOP))
    hanzi = " ".join(word.written for word in kept if not word.said)
    exceptions = tuple((text, said) for text, said in (how.exceptions or {}).items() if text in hanzi)
    return Utterance(language, tuple(kept), exceptions)


def _free(text: str, language: Language, how: Manner) -> list[Word]:
    plain = text.translate(_PLAIN)
    return _english(plain) if language == "en" else _chinese(plain, how)


def _english(text: str) -> list[Word]:
    pieces = re.findall(r"[A-Z]{1,2}[0-9]{3,5}\b|[0-9]+(?:[.:][0-9]+)+|[\w'’&/%-]+|[.,;:!?]", text)
    words: list[Word] = []
    for piece in pieces:
        if piece in _MARKS:
            words.append(Word(_MARKS[piece], _MARKS[piece]))
        elif re.fullmatch(r"[A-Z]{1,2}[0-9]{3,5}", piece):
            words += english_ticket_words(piece)
        else:
            words.append(Word(piece, piece))
    return words


def _chinese(text: str, how: Manner) -> list[Word]:
    words: list[Word] = []
    for found in _TOKEN.finditer(text):
        words += _token(found, text[found.end() :].lstrip()[:1], how)
    return words


def _token(found: re.Match[str], after: str, how: Manner) -> Iterable[Word]:
    kind, text = str(found.lastgroup), found[0]
    if kind == "hanzi":
        return [Word(text)]
    if kind == "mark":
        return [BREATH if _MARKS[text] == SHORT_BREATH else Word("。", STOP)]
    if kind == "letters":
        return [Word(letter, " ".join(LETTERS[letter])) for letter in text.upper()]
    if kind == "to":
        return [Word("到", "dao4")]
    if kind == "phone":
        return figure_words(text.replace("-", ""), how.one)
    if kind == "day":
        return _day(*text.split("-"))
    if kind == "ticket":
        return ticket_words(text, how.one)
    if kind == "clock":
        return _clock(*re.split("[:：]", text))
    if kind == "share":
        return [Word("百分之"), *number_words(int(text[:-1]))]
    if kind == "decimal":
        whole, part = text.split(".")
        return [*number_words(int(whole)), Word("点", "dian3"), *figure_words(part)]
    return _figures(text, after, how, year=kind == "year")


def _day(year: str, month: str, day: str) -> list[Word]:
    units = (Word("年", "nian2"), Word("月", "yue4"), Word("日", "ri4"))
    figures = (figure_words(year), number_words(int(month)), number_words(int(day)))
    return [word for part, unit in zip(figures, units, strict=True) for word in (*part, unit)]


def _clock(hour: str, minute: str) -> list[Word]:
    said = [*(_two() if int(hour) == 2 else number_words(int(hour))), Word("点", "dian3")]
    if int(minute) == 30:
        return [*said, Word("半", "ban4")]
    if int(minute) == 0:
        return said
    zero = figure_words("0") if int(minute) < 10 else ()
    return [*said, *zero, *number_words(int(minute)), Word("分", "fen1")]


def _figures(text: str, after: str, how: Manner, *, year: bool) -> Iterable[Word]:
    if text == "2" and after and after in _COUNTED:
        return _two()
    if year:
        return figure_words(text)
    if len(text) > 4 or (text.startswith("0") and len(text) > 1):
        return figure_words(text, how.one)
    return number_words(int(text))


def _two() -> tuple[Word, ...]:
    return (Word("两", "liang3"),)
