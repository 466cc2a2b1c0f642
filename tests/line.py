"""The cable between a page and its server, as a test holds it in its hand."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Address = tuple[str, int] | str
"""Host and port, or the path of a Unix socket, which goes through the walls between networks."""


def _kind(address: Address) -> socket.AddressFamily:
    return socket.AF_UNIX if isinstance(address, str) else socket.AF_INET


class Line:
    """A relay: whole, cut (nothing arrives, nobody is told), or without a server at its end.

    `to` may be a question, asked at each connection. Port 0 is any free one, kept for good.
    """

    def __init__(self, to: Address | Callable[[], Address], at: Address = ("127.0.0.1", 0)) -> None:
        self._to = to
        self._ends: list[socket.socket] = []
        self._whole = threading.Event()
        self._listening: socket.socket | None = None
        self.at = at
        if not isinstance(at, str):
            with socket.socket() as free:
                free.bind(at)
                self.at = (at[0], int(free.getsockname()[1]))

    @property
    def server(self) -> str:
        """Return the address under which a browser finds the server."""
        assert not isinstance(self.at, str)
        return f"http://{self.at[0]}:{self.at[1]}"

    def join(self) -> None:
        """Have a server at the end, and let everything through."""
        self._whole.set()
        if self._listening is None:
            listening = socket.socket(_kind(self.at))
            if not isinstance(self.at, str):
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(self.at)
            listening.listen()
            self._listening = listening
            threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        """Swallow everything, both ways."""
        self._whole.clear()

    def end(self) -> None:
        """Have no server there: connections break, new ones are refused."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        ends, self._ends = self._ends, []
        self._whole.set()
        for each in ends:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                try:
                    far = self._connected()
                except OSError:
                    near.close()
                    continue
                self._ends += near, far
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _connected(self) -> socket.socket:
        to = self._to() if callable(self._to) else self._to
        far = socket.socket(_kind(to))
        try:
            far.connect(to)
        except OSError:
            far.close()
            raise
        return far

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                self._whole.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
