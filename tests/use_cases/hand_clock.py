"""A clock of the test's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.domain.factories import NINE


class HandClock:
    """A clock that moves when told, and by a microsecond at each look, so that no two instants are one."""

    def __init__(self, at: datetime = NINE) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant."""
        self.at += timedelta(microseconds=1)
        return self.at

    def pass_s(self, seconds: float) -> None:
        """Let time go by."""
        self.at += timedelta(seconds=seconds)
