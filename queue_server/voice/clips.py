"""Keep the sounds of calls as files: chime, sentence, pause, sentence again.

A clip's name is the hash of all that decides its sound, so a file never changes, may be cached by a browser
for ever, and a changed setting gives a new name. Oldest files go when there are too many.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from queue_server.domain.announcement import Language, One, Utterance, utterance
from queue_server.voice import pcm
from queue_server.voice.chime import chime
from queue_server.voice.speech import Voice, VoiceError, WhyNot

RECIPE: Final = 1  # raise when chime, level or pauses change, so that old files are not used
AFTER_CHIME_S: Final = 0.1
BETWEEN_S: Final = 0.45
TIMES_MAX: Final = 3
MAX_FILES: Final = 200
MAX_BYTES: Final = 60 * 1024 * 1024
WAV_HEADER: Final = 44  # bytes before the samples in the files written here
CHIME_ONLY: Final = Utterance("zh-CN", "")

_NAME: Final = re.compile(r"[0-9a-f]{64}\.wav", re.ASCII)
T = TypeVar("T")


class OffHub(Protocol):
    """Run blocking work where it holds nobody up, and give its result."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Run the work and give its result, or raise what it raises."""
        ...


def run_here(work: Callable[[], T], /) -> T:
    """Run the work in the calling thread."""
    return work()


@dataclass(frozen=True, slots=True)
class Clip:
    """Name one finished sound file. `why` says why nothing is spoken in it, when `spoken` is false."""

    name: str
    path: Path
    duration_s: float
    spoken: bool
    why: WhyNot | None = None


class AudioStore:
    """Make the sound of calls and keep it on disk, bounded."""

    def __init__(
        self,
        folder: Path,
        voice: Voice,
        *,
        one: One = "yi",
        max_files: int = MAX_FILES,
        max_bytes: int = MAX_BYTES,
        off_hub: OffHub = run_here,
    ) -> None:
        """Keep clips in `folder`, made if missing; `off_hub` runs the disk work only."""
        self._folder = folder
        self._voice = voice
        self._one: One = one
        self._max_files = max_files
        self._max_bytes = max_bytes
        self._off_hub = off_hub
        self._chime = chime()
        self._part = itertools.count()
        folder.mkdir(parents=True, exist_ok=True)
        for left_by_a_crash in folder.glob("*.part"):
            left_by_a_crash.unlink(missing_ok=True)

    def make(self, number: str, window: int | str, language: Language = "zh-CN", times: int = 2) -> Clip:
        """Give the sound of one call: the chime, then the sentence `times` times (1–3).

        Without a voice it is the chime alone. Raises ValueError for a number, window or times that
        cannot be spoken, OSError when the disk refuses.
        """
        return self.say(utterance(number, window, language, self._one), times)

    def say(self, said: Utterance, times: int = 2) -> Clip:
        """Give the chime and any sentence; as `make` otherwise."""
        if not 1 <= times <= TIMES_MAX:
            raise ValueError(f"a sentence is read 1 to {TIMES_MAX} times, not {times}")
        name = self._name(said, times)
        seconds = self._off_hub(lambda: self._kept(name))
        if seconds is not None:
            return Clip(name, self._folder / name, seconds, spoken=True)
        try:
            speech = self._voice.speak(said)
        except VoiceError as error:
            return self._chime_alone(error.why)
        return self._written(name, self._joined(speech, times), None)

    def find(self, name: str) -> Path | None:
        """Find a finished clip by the name a browser asks for; None when there is none."""
        if _NAME.fullmatch(name) is None:
            return None
        path = self._folder / name
        return path if path.is_file() else None

    def _chime_alone(self, why: WhyNot) -> Clip:
        name = self._name(CHIME_ONLY, 0)
        seconds = self._off_hub(lambda: self._kept(name))
        if seconds is not None:
            return Clip(name, self._folder / name, seconds, spoken=False, why=why)
        return self._written(name, self._chime, why)

    def _joined(self, speech: array[int], times: int) -> array[int]:
        sound = self._chime + pcm.silence(AFTER_CHIME_S) + speech
        for _ in range(times - 1):
            sound += pcm.silence(BETWEEN_S) + speech
        return sound

    def _name(self, said: Utterance, times: int) -> str:
        recipe = [RECIPE, said.language, said.text, times]
        if times:
            recipe += [self._voice.words_per_minute, self._voice.pitch, self._voice.variant]
        return hashlib.sha256(json.dumps(recipe).encode()).hexdigest() + ".wav"

    def _written(self, name: str, sound: array[int], why: WhyNot | None) -> Clip:
        self._off_hub(lambda: self._keep(name, pcm.to_wav(sound)))
        return Clip(name, self._folder / name, pcm.seconds(sound), spoken=why is None, why=why)

    def _kept(self, name: str) -> float | None:
        """Say how long the kept file sounds, marking it as used; None when it is missing or cut short."""
        path = self._folder / name
        try:
            with path.open("rb") as file:
                header = file.read(WAV_HEADER)
                size = os.fstat(file.fileno()).st_size
            # A power cut can leave a renamed file without its content: the header must agree.
            if len(header) < WAV_HEADER or struct.unpack_from("<I", header, 40)[0] != size - WAV_HEADER:
                return None
            os.utime(path)
        except OSError:
            return None
        return (size - WAV_HEADER) / 2 / pcm.RATE

    def _keep(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all, then drop the oldest beyond the bounds."""
        part = self._folder / f"{name}.{os.getpid()}-{next(self._part)}.part"
        try:
            part.write_bytes(data)
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)
        self._drop_oldest(keep=name)

    def _drop_oldest(self, keep: str) -> None:
        found: list[tuple[int, int, Path]] = []
        for path in self._folder.glob("*.wav"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                found.append((stat.st_mtime_ns, stat.st_size, path))
        files, size = len(found), sum(entry[1] for entry in found)
        for _, length, path in sorted(found):
            if files <= self._max_files and size <= self._max_bytes:
                return
            if path.name != keep:
                path.unlink(missing_ok=True)
                files, size = files - 1, size - length
