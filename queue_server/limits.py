"""Slow down whoever guesses: wrong passwords by name and address, enrolments by address."""

from __future__ import annotations

import time
from collections import deque

from queue_server.domain.errors import refuse

FAILURES = 5
LOCKED_S = 300
ENROLMENTS = 20
ENROL_WINDOW_S = 600
MOST_KEPT = 10_000


class LoginLimit:
    """Refuse a name from an address for five minutes after five wrong passwords (等级保护, L2)."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, str], deque[float]] = {}

    def check(self, username: str, address: str) -> None:
        """Raise `too_many_attempts` while the pair is locked."""
        times = self._failed.get((username, address))
        if times and len(times) >= FAILURES and time.monotonic() - times[-1] < LOCKED_S:
            raise refuse("too_many_attempts", minutes=LOCKED_S // 60)

    def failed(self, username: str, address: str) -> None:
        """Count a wrong password; old ones are forgotten."""
        if len(self._failed) >= MOST_KEPT:
            self._failed.clear()
        times = self._failed.setdefault((username, address), deque(maxlen=FAILURES))
        now = time.monotonic()
        while times and now - times[0] > LOCKED_S:
            times.popleft()
        times.append(now)

    def passed(self, username: str, address: str) -> None:
        """Forget the wrong ones after a right one."""
        self._failed.pop((username, address), None)


class EnrolLimit:
    """Bound how many enrolments one address may begin."""

    def __init__(self) -> None:
        self._begun: dict[str, deque[float]] = {}

    def count(self, address: str) -> None:
        """Count one; raises `too_many_requests` beyond 20 in ten minutes."""
        if len(self._begun) >= MOST_KEPT:
            self._begun.clear()
        times = self._begun.setdefault(address, deque(maxlen=ENROLMENTS))
        now = time.monotonic()
        if len(times) == ENROLMENTS and now - times[0] < ENROL_WINDOW_S:
            raise refuse("too_many_requests")
        times.append(now)
