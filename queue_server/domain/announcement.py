"""Word a call for the hall: the text that is shown and the reading that is spoken.

A reading is pinyin with tone digits (``qing3``; 5 is the neutral tone), never Hanzi, because a
synthesiser guesses at Hanzi and guesses wrong (调解, 还款). Ticket numbers are read figure by figure and
keep their dictionary tones, as over a telephone. Window numbers are read as numbers, with the two tone
changes a speaker makes in them written out: 一 before 百 (yì bǎi), and a third tone before another
(wú bǎi). 二 is never 两: a window number names a place, it does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh-CN", "en"]
One = Literal["yi", "yao"]

WINDOW_MAX: Final = 999

FIGURES: Final = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
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

_NUMBER: Final = re.compile(r"([A-Z]*)([0-9]+)", re.ASCII)
_WINDOW: Final = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Hold what a synthesiser is given: pinyin with tone digits for zh-CN, plain words for en."""

    language: Language
    text: str


def sentence(number: str, window: int | str, language: Language = "zh-CN") -> str:
    """Word the call as it is shown, in one language.

    Raises ValueError for a number that is no ticket number or a window outside 1–999.
    """
    letters, figures = _parts(number)
    place = _window(window)
    if language == "zh-CN":
        return f"请 {number} 号到 {place} 号窗口"
    return f"Number {' '.join(letters + figures)}, please go to window {place}"


def reading(number: str, window: int | str, one: One = "yi") -> str:
    """Spell the Mandarin call in pinyin; a comma is a short breath.

    `one` chooses how the figure 1 of a ticket number is read: yī, or 幺 yāo as on the telephone. In a
    window number it is always yī. Raises ValueError as `sentence` does.
    """
    name = " ".join(ticket_syllables(number, one))
    place = " ".join(number_syllables(_window(window)))
    return f"qing3 {name} hao4, dao4 {place} hao4 chuang1 kou3."


def english_reading(number: str, window: int | str) -> str:
    """Spell the English call in words; each letter has its own breath, or A would be read as an article.

    Raises ValueError as `sentence` does.
    """
    letters, figures = _parts(number)
    name = "".join(f"{letter}, " for letter in letters)
    name += " ".join(ENGLISH_FIGURES[int(figure)] for figure in figures)
    return f"Number {name}, please go to window {_window(window)}."


def utterance(number: str, window: int | str, language: Language = "zh-CN", one: One = "yi") -> Utterance:
    """Give the call in the form a synthesiser is fed with. Raises ValueError as `sentence` does."""
    if language == "zh-CN":
        return Utterance(language, reading(number, window, one))
    return Utterance(language, english_reading(number, window))


def ticket_syllables(number: str, one: One = "yi") -> tuple[str, ...]:
    """Read a ticket number letter by letter and figure by figure. Raises ValueError when it is none."""
    letters, figures = _parts(number)
    spoken = [syllable for letter in letters for syllable in LETTERS[letter]]
    spoken += ["yao1" if figure == "1" and one == "yao" else FIGURES[int(figure)] for figure in figures]
    return tuple(spoken)


def number_syllables(value: int) -> tuple[str, ...]:
    """Read 1–999 as a number: 12 shí èr, 20 èr shí, 101 yì bǎi líng yī, 110 yì bǎi yī shí.

    Raises ValueError outside that range.
    """
    if not 1 <= value <= WINDOW_MAX:
        raise ValueError(f"a window number is 1 to {WINDOW_MAX}, not {value}")
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    spoken: list[str] = []
    if hundreds:
        spoken += ["yi4" if hundreds == 1 else FIGURES[hundreds], "bai3"]
    if tens:
        # Ten is shí by itself but yī shí inside a larger number.
        spoken += ["shi2"] if tens == 1 and not hundreds else [FIGURES[tens], "shi2"]
    elif hundreds and ones:
        spoken.append(FIGURES[0])
    if ones:
        spoken.append(FIGURES[ones])
    return _with_third_tones_changed(spoken)


def _with_third_tones_changed(syllables: list[str]) -> tuple[str, ...]:
    """Raise a third tone to the second before another third tone: wu3 bai3 → wu2 bai3."""
    following = [*syllables[1:], ""]
    return tuple(
        first[:-1] + "2" if first.endswith("3") and second.endswith("3") else first
        for first, second in zip(syllables, following, strict=True)
    )


def _parts(number: str) -> tuple[list[str], list[str]]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"not a ticket number: {number!r}")
    return list(match[1]), list(match[2])


def _window(window: int | str) -> int:
    if _WINDOW.fullmatch(str(window)) is None:
        raise ValueError(f"a window number is 1 to {WINDOW_MAX}, not {window!r}")
    return int(window)
