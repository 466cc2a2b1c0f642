"""Keep the hall's processes running: start them, start again what died, stop all together.

The listening socket belongs to this process and is handed to the server, so that callers wait in its
backlog for the second a restart takes instead of being refused. Standard library only: nothing here
can be broken by what it watches.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

BACKLOG = 2048
RESTART_AFTER_S = 0.2
SLOWEST_RESTART_S = 5.0
STABLE_S = 10.0
STOP_WITHIN_S = 8.0
CHECK_S = 0.1


class PortTakenError(OSError):
    """Another program listens on the wanted address."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket for the server; raises PortTakenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise PortTakenError(error.errno, f"{host}:{port}: {error.strerror}") from error
    sock.listen(BACKLOG)
    sock.set_inheritable(True)
    return sock


@dataclass
class Child:
    """One process to keep running; `essential` ends the hall when it stops of its own will."""

    name: str
    arguments: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    essential: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches this one first."""
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            env={**os.environ, **self.environment},
            pass_fds=self.descriptors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()


class Supervisor:
    """Run children until told to stop."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self._children = list(children)
        self._say = say
        self._stopping = False

    def run(self) -> int:
        """Run until SIGINT, SIGTERM, or the end of an essential child; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)
        for child in self._children:
            child.start()
        code = 0
        while not self._stopping:
            time.sleep(CHECK_S)
            for child in self._children:
                ended = self._look_after(child)
                if ended is not None:
                    code, self._stopping = ended, True
        self._stop_all()
        return code

    def _asked(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _look_after(self, child: Child) -> int | None:
        """Start a dead child again; return an exit code when the hall should end with it."""
        if child.process is None:
            if time.monotonic() >= child.again_at:
                child.start()
            return None
        code = child.process.poll()
        if code is None:
            return None
        lived = time.monotonic() - child.started
        child.process = None
        if child.essential and code in (0, 3):
            return code
        child.deaths = 0 if lived > STABLE_S else child.deaths + 1
        pause = min(RESTART_AFTER_S * 2 ** max(0, child.deaths - 1), SLOWEST_RESTART_S)
        child.again_at = time.monotonic() + pause
        self._say(f"{child.name} ended ({_cause(code)}); starting it again")
        return None

    def _stop_all(self) -> None:
        running = [c.process for c in self._children if c.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        ends = time.monotonic() + STOP_WITHIN_S
        for process in running:
            try:
                process.wait(max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
