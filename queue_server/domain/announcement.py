"""Word a call for the hall, number by number: what is shown of it and how it is spoken.

A sentence is a row of words. What rules can read is read here: ticket numbers figure by figure, keeping their
dictionary tones as over a telephone; window numbers as numbers, with the two tone changes a speaker makes in
them written out: 一 before 百 (yì bǎi), and a third tone before another (wú bǎi). A window is 二号, never 两号:
its number names a place. What is counted in an announcement is 两: 两分钟. Hanzi are left to the dictionary of
`queue_server/voice/reading.py`. The reading is pinyin with tone digits (``qing3``; 5 is the neutral tone), never
Hanzi, because a synthesiser guesses at Hanzi and guesses wrong (调解, 还款).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh-CN", "en"]
One = Literal["yi", "yao"]

WINDOW_MAX: Final = 999
NUMBER_MAX: Final = 9999

FIGURES: Final = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
HANZI_FIGURES: Final = "零一二三四五六七八九"
ENGLISH_FIGURES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# How Latin letters are commonly read aloud in Mandarin, in syllables that Mandarin has. C is xi1, not the
# northern sei1, which over a hall's speakers is too near to A (ei1).
LETTERS: Final[dict[str, tuple[str, ...]]] = {
    "A": ("ei1",),
    "B": ("bi4",),
    "C": ("xi1",),
    "D": ("di4",),
    "E": ("yi4",),
    "F": ("ai2", "fu5"),
    "G": ("ji4",),
    "H": ("ei2", "chi5"),
    "I": ("ai4",),
    "J": ("zhei4",),
    "K": ("kei4",),
    "L": ("ai2", "lou5"),
    "M": ("ai2", "mu5"),
    "N": ("en1",),
    "O": ("ou1",),
    "P": ("pi4",),
    "Q": ("kiu4",),
    "R": ("a1", "er3"),
    "S": ("ai2", "si5"),
    "T": ("ti4",),
    "U": ("you1",),
    "V": ("wei1",),
    "W": ("da2", "bu5", "liu5"),
    "X": ("ai2", "ke5", "si5"),
    "Y": ("wai4",),
    "Z": ("zei4",),
}

SHORT_BREATH: Final = ","
STOP: Final = "."

_NUMBER: Final = re.compile(r"([A-Z]*)([0-9]+)", re.ASCII)
_WINDOW: Final = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    """Hold one piece of a sentence: `written`, which also names its recording, and how it is `said`.

    `said` is pinyin in Chinese and words in English; empty for Hanzi that are to be looked up. A breath is a
    word whose `said` is its mark.
    """

    written: str
    said: str = ""


BREATH: Final = Word("，", SHORT_BREATH)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Hold a sentence to be spoken; `exceptions` are readings of this hall, (Hanzi, pinyin), that win."""

    language: Language
    words: tuple[Word, ...]
    exceptions: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        """Return the sentence as text that any synthesiser reads, the figures as words."""
        return spelled([word.written for word in self.words])


def spelled(pieces: list[str]) -> str:
    """Join the pieces of a sentence with spaces, a mark standing close to what goes before it."""
    text = ""
    for piece in pieces:
        text += piece if not text or piece in (SHORT_BREATH, STOP, "，", "。") else f" {piece}"
    return text


def ticket_words(number: str, one: One = "yi") -> tuple[Word, ...]:
    """Read a ticket number letter by letter and figure by figure; `one` says how 1 is read, yī or 幺 yāo.

    Raises ValueError when it is no ticket number.
    """
    letters, figures = _parts(number)
    spoken = [Word(letter, " ".join(LETTERS[letter])) for letter in letters]
    return (*spoken, *figure_words(figures, one))


def figure_words(figures: list[str] | str, one: One = "yi") -> tuple[Word, ...]:
    """Read figures one by one."""
    return tuple(
        Word("幺", "yao1") if one == "yao" and figure == "1" else _figure(int(figure)) for figure in figures
    )


def english_ticket_words(number: str) -> tuple[Word, ...]:
    """Read a ticket number in English; each letter has its own breath, or A would be read as an article."""
    letters, figures = _parts(number)
    spoken = [word for letter in letters for word in (Word(letter, letter), Word(",", SHORT_BREATH))]
    return (*spoken, *(Word(ENGLISH_FIGURES[int(f)], ENGLISH_FIGURES[int(f)]) for f in figures))


def number_words(value: int) -> tuple[Word, ...]:
    """Read 0–9999 as a number: 12 shí èr, 20 èr shí, 101 yì bǎi líng yī, 110 yì bǎi yī shí.

    Raises ValueError outside that range.
    """
    if not 0 <= value <= NUMBER_MAX:
        raise ValueError(f"a number is 0 to {NUMBER_MAX}, not {value}")
    if value == 0:
        return (_figure(0),)
    spoken: list[Word] = []
    rest, skipped = value, False
    for unit, name in ((1000, Word("千", "qian1")), (100, Word("百", "bai3")), (10, Word("十", "shi2"))):
        figure, rest = divmod(rest, unit)
        if not figure:
            skipped = bool(spoken)
            continue
        if skipped:
            spoken.append(_figure(0))
            skipped = False
        # Ten is shí by itself but yī shí inside a larger number.
        if not (unit == 10 and figure == 1 and not spoken):
            spoken.append(Word("一", "yi4") if figure == 1 and unit > 10 else _figure(figure))
        spoken.append(name)
    if rest:
        spoken += [_figure(0)] if skipped else []
        spoken.append(_figure(rest))
    return _with_third_tones_changed(spoken)


def window_words(window: int | str) -> tuple[Word, ...]:
    """Read a window's number. Raises ValueError when it is outside 1–999."""
    return number_words(window_number(window))


def window_number(window: int | str) -> int:
    """Return the number of a window. Raises ValueError when it is outside 1–999."""
    if _WINDOW.fullmatch(str(window)) is None:
        raise ValueError(f"a window number is 1 to {WINDOW_MAX}, not {window!r}")
    return int(window)


def _figure(value: int) -> Word:
    return Word(HANZI_FIGURES[value], FIGURES[value])


def _with_third_tones_changed(words: list[Word]) -> tuple[Word, ...]:
    """Raise a third tone to the second before another third tone: wu3 bai3 → wu2 bai3."""
    following = [word.said for word in words[1:]] + [""]
    return tuple(
        Word(word.written, word.said[:-1] + "2") if word.said.endswith("3") and after.endswith("3") else word
        for word, after in zip(words, following, strict=True)
    )


def _parts(number: str) -> tuple[list[str], list[str]]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"not a ticket number: {number!r}")
    return list(match[1]), list(match[2])
