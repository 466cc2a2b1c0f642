"""A printer that is a list of bytes, for tests and previews."""

from __future__ import annotations

from collections.abc import Callable

from printers.transports.base import PrinterError


class MemoryTransport:
    """Keep what was written; answer by a given function."""

    def __init__(self, answer: Callable[[bytes], bytes] = lambda _: b"", refuse: str | None = None) -> None:
        """Answer each write with `answer(data)`; with `refuse`, fail to open for that reason."""
        self.written = bytearray()
        self.is_open = False
        self._answer = answer
        self._refuse = refuse
        self._replies = bytearray()

    @property
    def answers(self) -> bool:
        """Whether the printer can be heard: always, though it may have nothing to say."""
        return True

    def open(self) -> None:
        """Open, unless told to refuse."""
        if self._refuse is not None:
            raise PrinterError(self._refuse)
        self.is_open = True

    def write(self, data: bytes, timeout_s: float) -> int:
        """Keep the bytes and queue the answer."""
        self.written += data
        self._replies += self._answer(data)
        return len(data)

    def read(self, timeout_s: float) -> bytes:
        """Return all answers so far."""
        data = bytes(self._replies)
        self._replies.clear()
        return data

    def close(self, linger_s: float = 1.0) -> None:
        """Close."""
        self.is_open = False
