"""Ask the speaking process for speech, start it when needed and again when it has died.

Theory. A call must never hang on a synthesiser, and the synthesiser (GPL) must not be in this process. So
one child is kept, fed one request at a time through a pipe, with a time limit; a child that dies, is
killed or goes silent is replaced once and the request asked again; after that the voice rests for a
while and says why, and the hall hears the chime alone.

Waiting is done by `select`, reading only after the kernel has said there is something to read, with pipes
made here (not by `subprocess`). So the same code waits in a thread, or, where eventlet has patched `select`,
`threading` and `subprocess`, lets the hub run meanwhile. Because the lock is then a green one, call `speak`
from the server's own threads or greenlets, not from a native worker of eventlet's pool.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from queue_server.domain.announcement import Utterance
from queue_server.voice import pcm
from queue_server.voice.frames import HEADER, OK, REPLY_MAX, SECOND_BEST, request_frame
from queue_server.voice.program import ProgramFault
from queue_server.voice.reading import asks_the_dictionary

WhyNot = Literal["no_voice", "failed"]

WORDS_PER_MINUTE: Final = 130  # slow and clear; espeak's own default is 175
PITCH: Final = 50  # 0 to 100, espeak's default
# Measured on ma1–ma4: the plain voice moves between 80 and 99 Hz, three and a half semitones, below what hall
# loudspeakers carry. This female variant at full range moves between 125 and 227 Hz, ten semitones.
VARIANT: Final = "f3"
RANGE: Final = 100  # 0 to 100
LIMIT_S: Final = 4.0  # for one request; a sentence takes some 40 ms
LONG_LIMIT_S: Final = (
    25.0  # for one that loads the dictionary, or asks a program of the hall, for the first time
)
REST_S: Final = 30.0  # after two failures in a row, before the next try
LOADER: Final = "espeakng_loader"
CHILD: Final = (sys.executable, "-m", "queue_server.voice.espeak_child")

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Speech:
    """Hold the samples of a sentence; `second_best` when another spoke because the hall's own program failed."""

    samples: array[int]
    second_best: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """State why the hall's own program did not speak: what kind of fault, and what it or the system said."""

    fault: ProgramFault
    detail: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Name the words of sentences that a folder of recordings lacks, and its broken files, each once, in order."""

    words: tuple[str, ...]
    broken: tuple[str, ...]
    there: bool


class VoiceError(Exception):
    """Say that nothing was spoken: `no_voice` is not installed or switched off, `failed` went wrong."""

    def __init__(self, why: WhyNot, detail: str) -> None:
        super().__init__(detail)
        self.why = why


class _GoneError(Exception):
    """The child died, or was silent longer than the limit."""


class _SaidError(Exception):
    """The child answered with a reason instead of a sound: asking again would not help."""


class Voice:
    """Speak through one child process, started with the first sentence."""

    def __init__(
        self,
        *,
        pitch: int = PITCH,
        variant: str = VARIANT,
        limit_s: float = LIMIT_S,
        rest_s: float = REST_S,
        enabled: bool = True,
        pack: Path | None = None,
        program: str | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Set pitch (0–100) and espeak's voice variant ("": the plain voice).

        `pack` is a folder of recorded words, `program` a command line that speaks; both come before espeak.
        Give up a request after `limit_s`; rest for `rest_s` after two failures. `command` replaces the
        child program.
        """
        self.pitch = pitch
        self.variant = variant
        self.pack = pack
        self.program = program
        self.why_not: WhyNot | None = None
        self.detail = ""
        self._limit_s = limit_s
        self._rest_s = rest_s
        self._enabled = enabled
        self._command = command
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._rest_until = 0.0

    def available(self) -> bool:
        """Tell whether a sentence can be tried now; if not, `why_not` and `detail` say why."""
        if not self._enabled:
            return self._unable("no_voice", "the voice is switched off")
        other = self._command or self.pack or self.program
        if not other and importlib.util.find_spec(LOADER) is None:
            return self._unable("no_voice", "espeak-ng is not installed: pip install 'tinghao[voice]'")
        if time.monotonic() < self._rest_until:
            return False
        self.why_not, self.detail = None, ""
        return True

    def speak(
        self,
        utterance: Utterance,
        words_per_minute: int = WORDS_PER_MINUTE,
        volume: int = 100,
        *,
        fresh: bool = False,
    ) -> Speech:
        """Give one sentence at the hall's level times `volume` (percent). Raises VoiceError.

        `fresh` tries a program that has failed once more, however lately.
        """
        asked = {
            "do": "speak",
            "rate": words_per_minute,
            "pitch": self.pitch,
            "variant": self.variant,
            "range": RANGE,
            "volume": volume,
            "pack": str(self.pack) if self.pack else None,
            "program": self.program,
            "fresh": fresh,
            **_of(utterance),
        }
        slow = self.program is not None or asks_the_dictionary(utterance.words, dict(utterance.exceptions))
        return self._answered(
            asked, lambda status, body: Speech(pcm.from_wav(body), status == SECOND_BEST), slow=slow
        )

    def read(self, utterance: Utterance) -> str:
        """Give the reading of one sentence: pinyin with tone digits, or English words. Raises VoiceError."""
        slow = asks_the_dictionary(utterance.words, dict(utterance.exceptions))
        return self._answered({"do": "read", **_of(utterance)}, lambda _, body: bytes.decode(body), slow=slow)

    def missing(self, utterances: Iterable[Utterance]) -> Missing | None:
        """Tell what the folder of recordings lacks for these sentences; None without a folder. Raises VoiceError.

        Each sentence is asked by itself, so that calls go on being spoken in between.
        """
        if self.pack is None:
            return None
        words: dict[str, None] = {}
        broken: dict[str, None] = {}
        there = self.pack.is_dir()
        for utterance in utterances:
            asked = {"do": "missing", "pack": str(self.pack), **_of(utterance)}
            found = self._answered(asked, lambda _, body: json.loads(body), slow=True)
            words |= dict.fromkeys(found["words"])
            broken |= dict.fromkeys(found["broken"])
            there = found["there"]
        return Missing(tuple(words), tuple(broken), there)

    def program_fault(self) -> Fault | None:
        """Tell why the hall's own program did not speak when it was last asked to; None when it did. Raises VoiceError."""
        if self.program is None or self._child is None:
            return None
        found = self._answered({"do": "program"}, lambda _, body: json.loads(body), slow=False)
        return found and Fault(found["fault"], found["detail"])

    def _answered(self, asked: dict[str, Any], understood: Callable[[int, bytes], T], *, slow: bool) -> T:
        limit_s = max(self._limit_s, LONG_LIMIT_S) if slow else self._limit_s
        with self._lock:
            if not self.available():
                raise VoiceError(self.why_not or "failed", self.detail)
            try:
                body = json.dumps(asked).encode()
                return understood(*self._asked_twice(request_frame(body), limit_s))
            except _SaidError as error:
                self._unable("failed", str(error))
                log.warning("a sentence is not spoken: %s", error)
                raise VoiceError("failed", str(error)) from error
            except (_GoneError, ValueError, OSError) as error:
                self._stop()
                self._rest_until = time.monotonic() + self._rest_s
                self._unable("failed", str(error))
                log.warning("no speech, resting for %.0f s: %s", self._rest_s, error)
                raise VoiceError("failed", str(error)) from error
            except BaseException:
                # Interrupted while waiting: the answer still to come would be taken for the next one's.
                self._stop()
                raise

    def close(self) -> None:
        """End the child, after the sentence it is making."""
        with self._lock:
            self._stop()

    def _asked_twice(self, frame: bytes, limit_s: float) -> tuple[int, bytes]:
        try:
            return self._asked(frame, limit_s)
        except _GoneError as error:
            log.warning("the speaking process is gone (%s), starting another", error)
            self._stop()
            return self._asked(frame, limit_s)

    def _asked(self, frame: bytes, limit_s: float) -> tuple[int, bytes]:
        if self._child is None:
            self._child = _Child(self._command or CHILD)
            self._child.answer(self._limit_s)
        self._child.ask(frame)
        return self._child.answer(limit_s)

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _unable(self, why: WhyNot, detail: str) -> Literal[False]:
        self.why_not, self.detail = why, detail
        return False


class _Child:
    """Hold the process and its two pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        try:
            # Started where the package lies, so that -m finds it installed or not; in a session of its
            # own, so that Ctrl-C in the server's terminal lets a last sentence be made.
            self._process = subprocess.Popen(
                command,
                stdin=theirs_in,
                stdout=theirs_out,
                cwd=Path(__file__).parents[2],
                start_new_session=True,
            )
        except OSError:
            os.close(self._to)
            os.close(self._from)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def ask(self, frame: bytes) -> None:
        """Send a request; frames are small enough for the pipe to take at once."""
        try:
            os.write(self._to, frame)
        except OSError as error:
            raise _GoneError(f"could not ask: {error.strerror}") from error

    def answer(self, limit_s: float) -> tuple[int, bytes]:
        """Wait for one answer: its status and body.

        Raises _GoneError when none comes, _SaidError when the child gives a reason.
        """
        deadline = time.monotonic() + limit_s
        (length,) = HEADER.unpack(self._read(HEADER.size, deadline))
        if not 1 <= length <= REPLY_MAX:
            raise _GoneError("answered nonsense")
        body = self._read(length, deadline)
        if body[0] not in (OK, SECOND_BEST):
            raise _SaidError(body[1:].decode(errors="replace"))
        return body[0], body[1:]

    def end(self) -> None:
        """Kill the process and bury it."""
        os.close(self._to)
        os.close(self._from)
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def _read(self, count: int, deadline: float) -> bytes:
        got = bytearray()
        while len(got) < count:
            if not _readable(self._from, deadline - time.monotonic()):
                raise _GoneError("gave no answer in time")
            part = os.read(self._from, count - len(got))
            if not part:
                raise _GoneError("ended")
            got += part
        return bytes(got)


def _of(utterance: Utterance) -> dict[str, Any]:
    return {
        "language": utterance.language,
        "words": [[word.written, word.said] for word in utterance.words],
        "exceptions": dict(utterance.exceptions),
    }


def _readable(descriptor: int, limit_s: float) -> bool:
    """Wait until there is something to read, or the end of it.

    `poll` takes descriptors above 1023, `select` does not; under eventlet `poll` is gone and `select` is the
    hub's, which has no such limit.
    """
    wait_s = max(0.0, limit_s)
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(wait_s * 1000))
    ready, _, _ = select.select([descriptor], [], [], wait_s)
    return bool(ready)
