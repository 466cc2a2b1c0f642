"""Choose what a sentence is spoken with, in the speaking process: recorded words, a program of the hall, espeak-ng.

Theory: the best that is there speaks, and what it cannot say falls to the next: a word that was not recorded,
a program that fails or takes too long. So a hall is never mute because an addition to it is broken. Every source
is brought to one level before its pieces are joined.
"""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from queue_server.domain.announcement import SHORT_BREATH, STOP, Utterance, Word
from queue_server.voice import pcm
from queue_server.voice.espeak import Espeak
from queue_server.voice.pack import Pack
from queue_server.voice.program import PROGRAM_LIMIT_S, ProgramError, run_program
from queue_server.voice.reading import pinyin

VOICES: Final[dict[str, str]] = {"zh-CN": "cmn-latn-pinyin", "en": "en"}
PROGRAM_REST: Final = 20  # sentences that are not tried with a program that has failed


class SourceError(Exception):
    """Say that nothing here can speak the sentence."""


@dataclass(frozen=True, slots=True)
class How:
    """Hold how a sentence is spoken: words a minute, and espeak's pitch, variant and span of pitch.

    `program` is the command line that speaks instead of espeak, and `until` how long it may take (monotonic).
    """

    rate: int
    pitch: int
    variant: str
    span: int
    program: str | None
    until: float


class Sources:
    """Speak with what is there; each source is loaded at its first use."""

    def __init__(self) -> None:
        self.program_error: ProgramError | None = None
        """Why the hall's own program does not speak; None while it does, or was not asked yet."""
        self._espeak: Espeak | None = None
        self._packs: dict[str, Pack] = {}
        self._resting = 0
        self._instead = False

    def wav(self, asked: Mapping[str, Any]) -> tuple[bytes, bool]:
        """Give one sentence as a wav file, levelled and at its volume, and whether another spoke for a program that failed.

        Raises SourceError, KeyError, ValueError.
        """
        sentence = _sentence(asked)
        how = How(
            rate=int(asked["rate"]),
            pitch=int(asked["pitch"]),
            variant=str(asked["variant"]),
            span=int(asked["range"]),
            program=asked.get("program"),
            until=time.monotonic() + PROGRAM_LIMIT_S,
        )
        if asked.get("fresh"):
            self._resting = 0
        self._instead = False
        samples = self._recorded(sentence, asked.get("pack"), how)
        if samples is None:
            samples = self._unrecorded(sentence, how)
        return pcm.to_wav(pcm.scaled(samples, int(asked["volume"]) / 100)), self._instead

    def missing(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Name what a folder of recordings lacks for a sentence, the files in it that are broken, and whether it is there."""
        folder = str(asked["pack"])
        words, broken = self._pack(folder).missing(_sentence(asked))
        return {"words": words, "broken": broken, "there": Path(folder).is_dir()}

    def _pack(self, folder: str) -> Pack:
        return self._packs.setdefault(folder, Pack(Path(folder)))

    def _recorded(self, sentence: Utterance, folder: str | None, how: How) -> array[int] | None:
        """Give a sentence of which at least a word was recorded, else None."""
        if not folder:
            return None
        pieces = self._pack(folder).pieces(sentence)
        if not any(isinstance(piece, array) and any(piece) for piece in pieces):
            return None
        sound = array("h")
        for piece in pieces:
            if isinstance(piece, array):
                sound += piece
            else:
                sound += self._unrecorded(Utterance(sentence.language, piece, sentence.exceptions), how)
        return sound

    def _unrecorded(self, sentence: Utterance, how: How) -> array[int]:
        samples = self._by_program(sentence, how) if _says_something(sentence.words) else None
        return self._synthesised(sentence, how) if samples is None else samples

    def _by_program(self, sentence: Utterance, how: How) -> array[int] | None:
        if not how.program:
            return None
        if self._resting:
            self._resting -= 1
            self._instead = True
            return None
        try:
            spoken = run_program(how.program, sentence, how.rate, how.until - time.monotonic())
        except ProgramError as error:
            self._resting = PROGRAM_REST
            self._instead = True
            self.program_error = error
            print(f"the hall's own synthesiser failed, espeak-ng speaks: {error}", file=sys.stderr)
            return None
        self.program_error = None
        return spoken

    def _synthesised(self, sentence: Utterance, how: How) -> array[int]:
        if self._espeak is None:
            try:
                self._espeak = Espeak()
            except (ImportError, OSError, RuntimeError) as error:
                raise SourceError(f"{type(error).__name__}: {error}") from error
        text = pinyin(sentence.words, dict(sentence.exceptions))
        if not text.strip(SHORT_BREATH + STOP):
            return array("h")
        voice = VOICES[sentence.language] + (f"+{how.variant}" if how.variant else "")
        return pcm.levelled(self._espeak.speak(voice, text, how.rate, how.pitch, how.span))


def _sentence(asked: Mapping[str, Any]) -> Utterance:
    words = tuple(Word(*pair) for pair in asked["words"])
    return Utterance(asked["language"], words, tuple(asked["exceptions"].items()))


def _says_something(words: tuple[Word, ...]) -> bool:
    return any(word.said not in (SHORT_BREATH, STOP) for word in words)
