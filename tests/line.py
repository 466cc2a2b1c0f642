"""The cable between a page and its server, as a test holds it in its hand."""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """The cable between a browser and the server: whole, cut (nothing arrives, nobody is told), or without a server at its end."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self._ends: list[socket.socket] = []
        self._whole = threading.Event()
        self._listening: socket.socket | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def join(self) -> None:
        """Have a server at the end, and let everything through."""
        self._whole.set()
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

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
                self._ends.append(near)
                far = socket.create_connection(self._to)
                self._ends.append(far)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                self._whole.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
