"""What every way to a printer can do, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class PrinterError(Exception):
    """The printer could not be reached or went away.

    `reason` is a stable code: connection_refused, not_answering, lost, bad_address, no_permission, no_driver, or, where
    a print queue says so before anything is sent, offline. `permanent` means that trying again cannot help: a wrong
    address, a missing library.
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        """Keep the reason code."""
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Found:
    """A printer, or what may be one: the address to use, and what it calls itself."""

    address: str
    name: str


class Transport(Protocol):
    """One conversation with one printer."""

    @property
    def answers(self) -> bool:
        """Whether the printer can be heard on this way; known once it is open."""

    def open(self) -> None:
        """Reach the printer. Raises PrinterError."""

    def write(self, data: bytes, timeout_s: float) -> int:
        """Hand over bytes and return how many were taken in that time. Raises PrinterError only if none was.

        A peer that goes away in the middle shows as a short count.
        """

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer says, `b""` if nothing in time. Raises PrinterError when it is gone."""

    def close(self, linger_s: float = 1.0) -> None:
        """Say that no more comes, take what the printer still says, and let go. Never raises."""
