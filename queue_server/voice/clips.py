"""Keep the sounds of calls as files: chime, sentence, pause, sentence again.

A clip's name is the hash of all that decides its sound, so a file never changes, may be cached by a browser
for ever, and a changed setting gives a new name. Oldest files go when there are too many. A disk that takes
nothing more keeps nobody mute: the last sounds are kept in memory as well as they can be.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import logging
import os
import re
import struct
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from queue_server.domain.announcement import Utterance
from queue_server.voice import pack, pcm
from queue_server.voice.chime import ChimeName, chime
from queue_server.voice.speech import WORDS_PER_MINUTE, Voice, VoiceError, WhyNot

RECIPE: Final = 2  # raise when chime, level or pauses change, so that old files are not used
AFTER_CHIME_S: Final = 0.1
BETWEEN_S: Final = 0.45
TIMES_MAX: Final = 3
MAX_FILES: Final = 200
MAX_BYTES: Final = 60 * 1024 * 1024
WAV_HEADER: Final = 44  # bytes before the samples in the files written here
IN_MEMORY: Final = 8  # sounds kept while the disk refuses, some 300 KB each

_LOG = logging.getLogger(__name__)
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
class Delivery:
    """Hold how a sentence is delivered: readings (1–3), words a minute, chime, volume in percent of the hall's level."""

    times: int = 2
    words_per_minute: int = WORDS_PER_MINUTE
    chime: ChimeName = "fall"
    volume: int = 100


@dataclass(frozen=True, slots=True)
class Clip:
    """Name one finished sound file. `why` says why nothing is spoken in it, when `spoken` is false.

    `second_best` when the hall's own program failed and another spoke.
    """

    name: str
    path: Path
    duration_s: float
    spoken: bool
    why: WhyNot | None = None
    second_best: bool = False


class AudioStore:
    """Make the sound of calls and keep it on disk, bounded."""

    def __init__(
        self,
        folder: Path,
        voice: Voice,
        *,
        max_files: int = MAX_FILES,
        max_bytes: int = MAX_BYTES,
        off_hub: OffHub = run_here,
    ) -> None:
        """Keep clips in `folder`, made when first needed; `off_hub` runs the disk work only."""
        self._folder = folder
        self._voice = voice
        self._max_files = max_files
        self._max_bytes = max_bytes
        self._off_hub = off_hub
        self._part = itertools.count()
        self._in_memory: OrderedDict[str, bytes] = OrderedDict()
        with contextlib.suppress(OSError):  # whoever keeps nothing still speaks
            for left_by_a_crash in folder.glob("*.part"):
                left_by_a_crash.unlink(missing_ok=True)

    def say(self, parts: Sequence[Utterance], how: Delivery | None = None, *, fresh: bool = False) -> Clip:
        """Give the chime, then the sentences one after another, all of them as often as asked.

        Without a voice it is the chime alone. What was spoken in place of the hall's own program is not kept under
        the call's name, so that the program is heard again once it is back; `fresh` asks it at once.
        Raises ValueError when it is to be read no or too many times.
        """
        delivery = how or Delivery()
        if not 1 <= delivery.times <= TIMES_MAX:
            raise ValueError(f"a sentence is read 1 to {TIMES_MAX} times, not {delivery.times}")
        name = self._off_hub(lambda: self._name(parts, delivery))
        seconds = self._found(name)
        if seconds is not None:
            return Clip(name, self._folder / name, seconds, spoken=True)
        rate, volume = delivery.words_per_minute, delivery.volume
        try:
            spoken = [self._voice.speak(part, rate, volume, fresh=fresh) for part in parts]
        except VoiceError as error:
            return self._chime_alone(delivery, error.why)
        instead = any(speech.second_best for speech in spoken)
        if instead:
            name = self._off_hub(lambda: self._name(parts, delivery, instead=True))
        clip = self._written(name, self._joined([speech.samples for speech in spoken], delivery), None)
        return replace(clip, second_best=instead)

    def find(self, name: str) -> Path | bytes | None:
        """Find a finished clip by the name a browser asks for: its file or its content; None when there is none."""
        if _NAME.fullmatch(name) is None:
            return None
        path = self._folder / name
        return path if path.is_file() else self._in_memory.get(name)

    def _chime_alone(self, how: Delivery, why: WhyNot) -> Clip:
        heard = replace(how, times=1, chime="fall" if how.chime == "none" else how.chime)
        name = self._name((), heard)
        seconds = self._found(name)
        if seconds is not None:
            return Clip(name, self._folder / name, seconds, spoken=False, why=why)
        return self._written(name, self._struck(heard), why)

    def _struck(self, how: Delivery) -> array[int]:
        return self._off_hub(lambda: pcm.scaled(chime(how.chime), how.volume / 100))

    def _joined(self, spoken: Sequence[array[int]], how: Delivery) -> array[int]:
        sound = array("h", self._struck(how))
        for place, speech in enumerate([*spoken] * how.times):
            sound += pcm.silence(BETWEEN_S if place else AFTER_CHIME_S * bool(sound)) + speech
        return sound

    def _name(self, parts: Sequence[Utterance], how: Delivery, *, instead: bool = False) -> str:
        recipe: list[Any] = [RECIPE, how.chime, how.volume, *(["instead"] if instead else [])]
        if parts:
            voice = self._voice
            recipe += [how.times, how.words_per_minute, voice.pitch, voice.variant, voice.program]
            recipe.append(pack.stamp(voice.pack) if voice.pack else None)
        recipe += [
            [part.language, [(w.written, w.said) for w in part.words], part.exceptions] for part in parts
        ]
        return hashlib.sha256(json.dumps(recipe).encode()).hexdigest() + ".wav"

    def _written(self, name: str, sound: array[int], why: WhyNot | None) -> Clip:
        data = self._off_hub(lambda: pcm.to_wav(sound))
        try:
            self._off_hub(lambda: self._keep(name, data))
        except OSError as error:
            _LOG.warning("the sound of a call is not kept on disk: %s", error)
            self._in_memory[name] = data
            while len(self._in_memory) > IN_MEMORY:
                self._in_memory.popitem(last=False)
        return Clip(name, self._folder / name, pcm.seconds(sound), spoken=why is None, why=why)

    def _found(self, name: str) -> float | None:
        seconds = self._off_hub(lambda: self._kept(name))
        if seconds is None and name in self._in_memory:
            return (len(self._in_memory[name]) - WAV_HEADER) / 2 / pcm.RATE
        return seconds

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
        self._folder.mkdir(parents=True, exist_ok=True)
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
