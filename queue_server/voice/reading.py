"""Look up how Hanzi are read: the hall's own exceptions, then ours, then the dictionary of pypinyin.

Theory: a character's reading hangs on the word it stands in (银行 háng, 行政 xíng), and a dictionary of
phrases is right most of the time. Where it is wrong in words halls use (补给 it reads bǔ jǐ, 还款 hái kuǎn) the table beside this
file puts it right, and a hall adds its own names. Loading the dictionary takes seconds and some 55 MB, so it
is loaded by the speaking process only, at the first Hanzi that no table knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from queue_server.domain.announcement import Word, spelled

TABLE: Final = Path(__file__).parent / "readings.txt"
SYLLABLE: Final = re.compile(r"[a-z]{1,6}[1-5]", re.ASCII)


@cache
def our_exceptions() -> Mapping[str, str]:
    """Read the table that comes with the program: Hanzi, then one syllable for each."""
    found: dict[str, str] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        hanzi, _, said = line.partition("#")[0].strip().partition(" ")
        if hanzi:
            found[hanzi] = said.strip()
    return found


def pinyin(words: Iterable[Word], exceptions: Mapping[str, str] | None = None) -> str:
    """Spell a whole sentence; Hanzi without a reading are looked up."""
    tables = (exceptions or {}, our_exceptions())
    return spelled([word.said or " ".join(syllables(word.written, *tables)) for word in words])


def asks_the_dictionary(words: Iterable[Word], exceptions: Mapping[str, str] | None = None) -> bool:
    """Tell whether a sentence has Hanzi that no table knows."""
    tables = (exceptions or {}, our_exceptions())
    return any(unknown for word in words if not word.said for _, unknown in _cut(word.written, tables))


def syllables(hanzi: str, *tables: Mapping[str, str]) -> list[str]:
    """Give the readings of a run of Hanzi, the longest known piece first, an earlier table before a later."""
    said: list[str] = []
    for known, unknown in _cut(hanzi, tables):
        said += _dictionary(unknown) if unknown else known.split()
    return _not_before_a_falling_tone(hanzi, said) if len(said) == len(hanzi) else said


def _not_before_a_falling_tone(hanzi: str, said: list[str]) -> list[str]:
    """Raise 不 to the second tone before a fourth: bú dòng chǎn."""
    after = [*said[1:], ""]
    return [
        "bu2" if character == "不" and here == "bu4" and following.endswith("4") else here
        for character, here, following in zip(hanzi, said, after, strict=True)
    ]


def _cut(hanzi: str, tables: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Cut a run into pieces: the reading of one that a table knows, or Hanzi to be looked up together."""
    longest = max((len(known) for table in tables for known in table), default=0)
    unknown, at = "", 0
    while at < len(hanzi):
        length, reading = _known(hanzi, at, longest, tables)
        if reading and unknown:
            yield "", unknown
            unknown = ""
        if reading:
            yield reading, ""
        else:
            unknown += hanzi[at]
        at += length
    if unknown:
        yield "", unknown


def _known(hanzi: str, at: int, longest: int, tables: Sequence[Mapping[str, str]]) -> tuple[int, str]:
    for length in range(min(longest, len(hanzi) - at), 0, -1):
        for table in tables:
            found = table.get(hanzi[at : at + length])
            if found:
                return length, found
    return 1, ""


def _dictionary(hanzi: str) -> list[str]:
    if not hanzi:
        return []
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  (seconds and memory, for who needs it only)

    found = lazy_pinyin(
        hanzi, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=False, errors="ignore"
    )
    return [one for one in found if SYLLABLE.fullmatch(one)]
