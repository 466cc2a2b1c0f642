"""Choose what a sentence is spoken with, in the speaking process: recorded words, a program of the hall, espeak-ng.

Theory: the best that is there speaks, and what it cannot say falls to the next: a word that was not recorded,
a program that fails or takes too long. So a hall is never mute because an addition to it is broken. Every source
is brought to one level before its pieces are joined.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from queue_server.domain.announcement import SHORT_BREATH, STOP, Utterance, Word
from queue_server.voice import pcm
from queue_server.voice.espeak import Espeak
from queue_server.voice.pack import Pack
from queue_server.voice.reading import pinyin

VOICES: Final[dict[str, str]] = {"zh-CN": "cmn-latn-pinyin", "en": "en"}
PROGRAM_LIMIT_S: Final = 8.0
PROGRAM_REST: Final = 20  # sentences that are not tried with a program that has failed
PROGRAM_MOST: Final = 8 * 1024 * 1024  # bytes of a wav taken from it


class SourceError(Exception):
    """Say that nothing here can speak the sentence."""


@dataclass(frozen=True, slots=True)
class How:
    """Hold how the synthesiser of this program speaks: words a minute, pitch, variant, span of pitch."""

    rate: int
    pitch: int
    variant: str
    span: int


class Sources:
    """Speak with what is there; each source is loaded at its first use."""

    def __init__(self) -> None:
        self._espeak: Espeak | None = None
        self._packs: dict[str, Pack] = {}
        self._resting = 0

    def wav(self, asked: Mapping[str, Any]) -> bytes:
        """Give one sentence as a wav file, levelled and at its volume. Raises SourceError, KeyError, ValueError."""
        words = tuple(Word(*pair) for pair in asked["words"])
        sentence = Utterance(asked["language"], words, tuple(asked["exceptions"].items()))
        how = How(int(asked["rate"]), int(asked["pitch"]), str(asked["variant"]), int(asked["range"]))
        samples = self._recorded(sentence, asked.get("pack"), how)
        if samples is None:
            samples = self._by_program(sentence, asked.get("program"), how)
        if samples is None:
            samples = self._synthesised(sentence, how)
        return pcm.to_wav(pcm.scaled(samples, int(asked["volume"]) / 100))

    def _recorded(self, sentence: Utterance, folder: str | None, how: How) -> array[int] | None:
        if not folder:
            return None
        pack = self._packs.setdefault(folder, Pack(Path(folder)))
        pieces = pack.pieces(sentence)
        if not any(isinstance(piece, array) for piece in pieces):
            return None
        sound = array("h")
        for piece in pieces:
            if not isinstance(piece, array):
                part = Utterance(sentence.language, piece, sentence.exceptions)
                sound += self._synthesised(part, how)
            else:
                sound += piece
        return sound

    def _by_program(self, sentence: Utterance, command: str | None, how: How) -> array[int] | None:
        if not command:
            return None
        if self._resting:
            self._resting -= 1
            return None
        try:
            return run_program(command, sentence, how.rate)
        except SourceError as error:
            self._resting = PROGRAM_REST
            print(f"the hall's own synthesiser failed, espeak-ng speaks: {error}", file=sys.stderr)
            return None

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


def run_program(command: str, sentence: Utterance, rate: int) -> array[int]:
    """Have a command line speak: the text on its standard input, a wav on its standard output.

    `{language}` and `{speed}` (words a minute) in it are filled in. Raises SourceError when it fails, is silent
    or takes longer than PROGRAM_LIMIT_S.
    """
    filled = {"{language}": sentence.language, "{speed}": str(rate)}
    try:
        arguments = [_filled(one, filled) for one in shlex.split(command)]
        done = subprocess.run(
            arguments,
            input=sentence.plain.encode(),
            stdout=subprocess.PIPE,
            timeout=PROGRAM_LIMIT_S,
            check=True,
        )
        samples = pcm.from_any_wav(done.stdout[:PROGRAM_MOST])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        raise SourceError(str(error)) from error
    spoken = pcm.levelled(pcm.trimmed(samples))
    if not spoken:
        raise SourceError("it made silence")
    return spoken


def _filled(argument: str, values: Mapping[str, str]) -> str:
    for place, value in values.items():
        argument = argument.replace(place, value)
    return argument
