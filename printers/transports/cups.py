"""A printer behind CUPS: bytes go to `lp` as they are, and the queue is watched until it has passed them on.

A spooler keeps what it could not print and prints it hours later, when nobody waits for it any more. So a slip that the
queue has not passed on in time is taken back. What CUPS passed on need not be on paper: it cannot be heard from here.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from time import monotonic, sleep
from urllib.parse import quote, unquote

from printers.transports.base import Found, PrinterError

ASK_S = 5.0
LOOK_EVERY_S = 0.2
TITLE = "tinghao"
_NAME = re.compile(r"[^\s/#-][^\s/#]{0,126}")
_REQUEST = re.compile(r"request id is (\S+-\d+)")


class _SilentError(PrinterError):
    """A command did not end in time: what it did is not known."""


class CupsTransport:
    """One print queue of this machine."""

    def __init__(self, queue: str) -> None:
        """Name the queue; nothing is asked yet."""
        self._queue = queue
        self._open = False

    @classmethod
    def at(cls, address: str) -> CupsTransport:
        """Read `cups://NAME`. Raises PrinterError(bad_address)."""
        scheme, _, rest = address.partition("://")
        name = unquote(rest)
        if scheme != "cups" or not _is_name(name):
            raise PrinterError("bad_address", permanent=True)
        return cls(name)

    @property
    def answers(self) -> bool:
        """Whether the printer can be heard: never, CUPS stands between."""
        return False

    def open(self) -> None:
        """See that the queue exists and works. Raises PrinterError: not_answering, offline, no_driver."""
        state = _ask("lpstat", "-p", self._queue)
        if "disabled" in state.partition("\n")[0]:
            raise PrinterError("offline")
        self._open = True

    def write(self, data: bytes, timeout_s: float) -> int:
        """Hand a slip to the queue and see it through; a short count when the queue did not pass it on in time.

        Raises PrinterError when the queue took nothing.
        """
        if not self._open:
            raise PrinterError("lost")
        end = monotonic() + timeout_s
        try:
            said = _ask("lp", "-d", self._queue, "-o", "raw", "-t", TITLE, given=data)
        except _SilentError:
            return len(data) - 1
        match = _REQUEST.search(said)
        request = match[1] if match else ""
        while self._holds(request):
            if monotonic() > end:
                _take_back(request)
                # All that is known is that not all of it came through.
                return len(data) - 1
            sleep(LOOK_EVERY_S)
        return len(data)

    def read(self, timeout_s: float) -> bytes:
        """Return nothing: the printer cannot be heard."""
        return b""

    def close(self, linger_s: float = 1.0) -> None:
        """Let go."""
        self._open = False

    def _holds(self, request: str) -> bool:
        """Whether the queue still has the slip; without an answer nothing is known, and it is asked again."""
        try:
            waiting = _ask("lpstat", "-W", "not-completed", "-o", self._queue)
        except PrinterError:
            return True
        return any(line.split()[:1] == [request] for line in waiting.splitlines())


def _take_back(request: str) -> None:
    try:
        _ask("cancel", request)
    except PrinterError:
        return


def _ask(command: str, *arguments: str, given: bytes = b"") -> str:
    """Run a command of the CUPS client and return what it says. Raises PrinterError."""
    words: Sequence[str] = (command, *arguments)
    try:
        done = subprocess.run(
            words,
            input=given,
            capture_output=True,
            timeout=ASK_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise PrinterError("no_driver", permanent=True) from error
    except subprocess.TimeoutExpired as error:
        raise _SilentError("not_answering") from error
    except OSError as error:
        raise PrinterError("not_answering") from error
    if done.returncode:
        raise PrinterError("not_answering")
    return done.stdout.decode("utf-8", "replace")


def find() -> list[Found]:
    """Return the print queues of this machine; none without the CUPS client."""
    try:
        names = _ask("lpstat", "-e").split()
    except PrinterError:
        return []
    return [Found(f"cups://{quote(name)}", name) for name in names if _is_name(name)]


def _is_name(name: str) -> bool:
    return name.isprintable() and _NAME.fullmatch(name) is not None
