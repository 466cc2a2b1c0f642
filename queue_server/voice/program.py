"""Have a command line of the hall speak: the text on its standard input, a wav on its standard output.

Theory: nothing is known of the program. It may hang, write without end, leave children behind, or talk rubbish; so
it runs in a session of its own, is given so much time and so many bytes, and is killed with all it has started.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import subprocess
import time
from array import array
from collections.abc import Mapping
from typing import IO, Final, Literal

from queue_server.domain.announcement import SHORT_BREATH, STOP, Utterance
from queue_server.voice import pcm

PROGRAM_LIMIT_S: Final = 8.0  # for all it speaks of one sentence
PROGRAM_MOST: Final = 8 * 1024 * 1024  # bytes of a wav taken from it
LONGEST_S: Final = 60.0  # of the sound of one sentence
SHORTEST_WORD_S: Final = 0.05  # what takes less is no speech, but a click
COMPLAINT_MOST: Final = 200  # characters of what it says on its standard error
CHUNK: Final = 64 * 1024


ProgramFault = Literal["ended", "not_started", "too_slow", "too_much", "no_wav", "silence", "too_short"]


class ProgramError(Exception):
    """Say why the program spoke nothing that can be used: what kind of fault, and what it or the system said."""

    def __init__(self, fault: ProgramFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault = fault
        self.detail = detail


def run_program(command: str, sentence: Utterance, rate: int, limit_s: float) -> array[int]:
    """Have the program speak a sentence, and bring it to the hall's level.

    `{language}` and `{speed}` (words a minute) in the command line are filled in. Raises ProgramError when it fails,
    is silent, speaks no wav or takes longer than `limit_s`.
    """
    filled = {"{language}": sentence.language, "{speed}": str(rate)}
    try:
        arguments = [_filled(one, filled) for one in shlex.split(command)]
        said = _said_by(arguments, sentence.plain.encode(), limit_s)
    except (OSError, ValueError, IndexError) as error:
        raise ProgramError("not_started", str(error)) from error
    try:
        spoken = pcm.levelled(pcm.trimmed(pcm.from_any_wav(said, LONGEST_S)))
    except ValueError as error:
        raise ProgramError("no_wav", str(error)) from error
    words = [word for word in sentence.words if word.said not in (SHORT_BREATH, STOP)]
    if not spoken:
        raise ProgramError("silence")
    if pcm.seconds(spoken) < SHORTEST_WORD_S * len(words):
        raise ProgramError("too_short")
    return spoken


def _said_by(arguments: list[str], text: bytes, limit_s: float) -> bytes:
    """Return all a program writes; what it has started ends with it. Raises OSError, ProgramError."""
    until = time.monotonic() + limit_s
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        try:
            assert process.stdin and process.stdout and process.stderr
            with contextlib.suppress(BrokenPipeError):  # it may speak without reading to the end
                process.stdin.write(text)  # far less than a pipe holds: this never waits
                process.stdin.close()
            said, complaint = _read(process.stdout, process.stderr, until)
            code = process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise ProgramError("too_slow", f"{limit_s:.0f} s") from None
        finally:
            if process.returncode is None:
                _end(process)
    if code != 0:
        raise ProgramError("ended", f"{code} {complaint}".strip())
    return said


def _read(out: IO[bytes], err: IO[bytes], until: float) -> tuple[bytes, str]:
    """Read until the output ends; returns it and the last of what was complained of."""
    said, complaint = bytearray(), bytearray()
    with selectors.DefaultSelector() as open_pipes:
        open_pipes.register(out, selectors.EVENT_READ, said)
        open_pipes.register(err, selectors.EVENT_READ, complaint)
        while out in {key.fileobj for key in open_pipes.get_map().values()}:
            left = until - time.monotonic()
            ready = open_pipes.select(left) if left > 0 else []
            if not ready:
                raise subprocess.TimeoutExpired("", 0)
            for key, _ in ready:
                part = os.read(key.fd, CHUNK)
                key.data.extend(part)
                if not part:
                    open_pipes.unregister(key.fileobj)
            if len(said) > PROGRAM_MOST:
                raise ProgramError("too_much", f"{PROGRAM_MOST // 1024 // 1024} MB")
            del complaint[: -4 * COMPLAINT_MOST]
    return bytes(said), " ".join(complaint.decode(errors="replace").split())[-COMPLAINT_MOST:]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program with all it has started; it is the first of its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _filled(argument: str, values: Mapping[str, str]) -> str:
    for place, value in values.items():
        argument = argument.replace(place, value)
    return argument
