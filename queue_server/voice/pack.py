"""Speak with recorded words: a folder of wav files, one for each word, joined into sentences.

A file is named by the word as it is written: `zh-CN/请.wav`, `zh-CN/零.wav`, `zh-CN/A.wav`, `zh-CN/号窗口.wav`,
`en/window.wav`. The longest recording that fits is taken, so a whole phrase may be recorded as one. Files may have
any sample rate, 8 to 32 bits, one or two channels; they are trimmed and brought to one level when first used.
A file that cannot be used is as good as none, and named to whoever asks what is missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
from array import array
from pathlib import Path
from typing import Final, TypeAlias

from queue_server.domain.announcement import SHORT_BREATH, STOP, Utterance, Word
from queue_server.voice import pcm

LONGEST: Final = 24  # characters in the name of a recording
WORD_GAP_S: Final = 0.04
BREATH_S: Final = 0.22
MOST_BYTES: Final = 4 * 1024 * 1024  # of one recording
LONGEST_S: Final = 15.0  # of one recording: no phrase of a call is longer

Piece: TypeAlias = "array[int] | tuple[Word, ...]"


class Pack:
    """Hold the recordings of one folder, read at first use and again when a file changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[int, array[int] | None]] = {}
        self._broken: set[str] = set()

    def missing(self, sentence: Utterance) -> tuple[list[str], list[str]]:
        """Name the words of a sentence that were not recorded, as files would be, and the files that cannot be used."""
        self._broken.clear()
        left = [piece for piece in self.pieces(sentence) if isinstance(piece, tuple)]
        return [_name(word, sentence.language) for words in left for word in words], sorted(self._broken)

    def pieces(self, sentence: Utterance) -> list[Piece]:
        """Cut a sentence into recordings and runs of words that were not recorded, in order."""
        units = _units(sentence.words)
        pieces: list[Piece] = []
        missing: list[Word] = []
        at = 0
        while at < len(units):
            length, sound = self._longest(units, at, sentence.language)
            if sound is None:
                missing.append(units[at])
            else:
                _close(pieces, missing)
                pieces.append(sound + pcm.silence(WORD_GAP_S))
            at += length
        _close(pieces, missing)
        return pieces

    def _longest(self, units: list[Word], at: int, language: str) -> tuple[int, array[int] | None]:
        if units[at].said in (SHORT_BREATH, STOP):
            return 1, pcm.silence(BREATH_S if units[at].said == SHORT_BREATH else 0.0)
        joiner = " " if language == "en" else ""
        names: list[str] = []
        for unit in units[at:]:
            if unit.said in (SHORT_BREATH, STOP) or sum(map(len, names)) > LONGEST:
                break
            names.append(_name(unit, language))
        for length in range(len(names), 0, -1):
            sound = self._sound(language, joiner.join(names[:length]))
            if sound is not None:
                return length, sound
        return 1, None

    def _sound(self, language: str, name: str) -> array[int] | None:
        if "/" in name or name.startswith("."):
            return None  # a word of the hall's text, which must not lead out of the folder
        path = self._folder / language / f"{name}.wav"
        try:
            found = path.stat()
        except (OSError, ValueError):
            return None
        stamp, sound = self._read.get(path, (0, None))
        if stamp != found.st_mtime_ns:
            usable = stat.S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES
            sound = _loaded(path) if usable else None
            self._read[path] = (found.st_mtime_ns, sound)
        if sound is None:
            self._broken.add(f"{language}/{name}.wav")
        return sound


def stamp(folder: Path) -> str:
    """Name the state of a folder of recordings, so that sounds made of other recordings are not used."""
    found: list[str] = []
    for path in folder.glob("*/*.wav"):
        with contextlib.suppress(OSError):  # a link to nothing, or taken away just now
            state = path.stat()
            found.append(f"{path.parent.name}/{path.name} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


def _loaded(path: Path) -> array[int] | None:
    try:
        sound = pcm.levelled(pcm.trimmed(pcm.from_any_wav(path.read_bytes(), LONGEST_S)))
    except (OSError, ValueError):
        return None
    return sound or None


def _units(words: tuple[Word, ...]) -> list[Word]:
    """Take Hanzi that are to be looked up apart, character by character."""
    units: list[Word] = []
    for word in words:
        units += [word] if word.said else [Word(character) for character in word.written]
    return units


def _name(word: Word, language: str) -> str:
    return word.written.lower() if language == "en" else word.written


def _close(pieces: list[Piece], missing: list[Word]) -> None:
    """End a run of words without recordings; Hanzi side by side are looked up together."""
    if not missing:
        return
    joined: list[Word] = []
    for word in missing:
        if joined and not word.said and not joined[-1].said:
            joined[-1] = Word(joined[-1].written + word.written)
        else:
            joined.append(word)
    pieces.append(tuple(joined))
    missing.clear()
