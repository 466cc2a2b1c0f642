"""Keep the hall's processes running: start them, start again what died, stop all together.

The listening socket belongs to this process and is handed to the server, so that callers wait in its
backlog for the second a restart takes instead of being refused. Beside the server stands a spare that
has loaded all its code and waits at its standard input for the word to begin; it steps in when the
server dies. Standard library only: nothing here can be broken by what it watches.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

BACKLOG = 2048
RESTART_AFTER_S = 0.1
SLOWEST_RESTART_S = 5.0
STABLE_S = 10.0
STOP_WITHIN_S = 4.0
CHECK_S = 0.05
SPARE_AFTER_S = 2.0
FIRST_SPARE_AFTER_S = 10.0
"""At the hall's own start: a slow machine has enough to do then, all screens come at once."""
SPARE_VARIABLE = "TINGHAO_SPARE"
SEND_BUFFER = 256 * 1024
"""What the kernel may hold for a client that does not read; left to itself it goes up to 4 MiB each."""
BEGIN = b"begin\n"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (the names of it, nothing listens here)


class ListenError(OSError):
    """The wanted address cannot be listened at; its text says why."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket for the server; raises ListenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        taken = error.errno == errno.EADDRINUSE
        why = "端口已被占用 / the port is in use" if taken else f"不能监听 / cannot listen ({error.strerror})"
        raise ListenError(f"{why}: {host}:{port}") from error
    sock.listen(BACKLOG)
    sock.set_inheritable(True)
    return sock


def http_address(host: str, port: int) -> str:
    """Write an address as a browser takes it; IPv6 stands in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def address_here(host: str, port: int) -> str:
    """Return the address by which this machine reaches a server that listens at `host`, loopback when it can."""
    return http_address("127.0.0.1" if host in EVERYWHERE else host, port)


@dataclass
class Child:
    """One process to keep running; `essential` ends the hall when it stops of its own will.

    With `spare` a second one stands by, fully loaded, and steps in when the first dies.
    """

    name: str
    arguments: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    essential: bool = False
    spare: bool = False
    process: subprocess.Popen[bytes] | None = None
    standby: subprocess.Popen[bytes] | None = None
    standby_at: float = 0.0
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Let the spare step in, or start the process anew."""
        wait_s = SPARE_AFTER_S if self.started else FIRST_SPARE_AFTER_S
        self.process = self._spare_that_begins() or self._spawn(subprocess.DEVNULL, {})
        self.started = time.monotonic()
        self.standby_at = self.started + wait_s

    def keep_spare(self) -> None:
        """Have a spare stand by, once the process itself has been up for a while."""
        if not self.spare or time.monotonic() < self.standby_at:
            return
        if self.standby is None or self.standby.poll() is not None:
            self.standby = self._spawn(subprocess.PIPE, {SPARE_VARIABLE: "1"})
            self.standby_at = time.monotonic() + SLOWEST_RESTART_S

    def running(self) -> list[subprocess.Popen[bytes]]:
        """Return the processes of this child that were started and not yet seen to end."""
        return [process for process in (self.process, self.standby) if process is not None]

    def _spare_that_begins(self) -> subprocess.Popen[bytes] | None:
        spare, self.standby = self.standby, None
        if spare is None or spare.poll() is not None or spare.stdin is None:
            return None
        try:
            spare.stdin.write(BEGIN)
            spare.stdin.flush()
        except OSError:
            spare.kill()
            return None
        return spare

    def _spawn(self, stdin: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start a process in a group of its own, so that Ctrl-C reaches the supervisor first."""
        return subprocess.Popen(
            [sys.executable, *self.arguments],
            env={**os.environ, **self.environment, **environment},
            pass_fds=self.descriptors,
            stdin=stdin,
            start_new_session=True,
        )


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
                elif child.process is not None:
                    child.keep_spare()
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
        # Killed from outside (kill -9, out of memory) is no fault of its own: only its own failures are slowed down.
        child.deaths = 0 if lived > STABLE_S or code == -signal.SIGKILL else child.deaths + 1
        pause = min(RESTART_AFTER_S * 2 ** max(0, child.deaths - 1), SLOWEST_RESTART_S)
        child.again_at = time.monotonic() + pause
        self._say(f"{child.name} ended ({_cause(code)}); starting it again")
        return None

    def _stop_all(self) -> None:
        """Stop in the reverse order of the start: an agent still finds the server to report its paper to."""
        for _, group in groupby(reversed(self._children), key=lambda child: child.essential):
            self._stop([process for child in group for process in child.running()])

    def _stop(self, running: list[subprocess.Popen[bytes]]) -> None:
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
