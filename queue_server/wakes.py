"""Let requests that wait for something go on when it comes."""

from __future__ import annotations

import threading


class Wakes:
    """Hand out one event to all who wait for the same thing; waking sets it and begins the next."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = {}

    def next(self, what: str = "") -> threading.Event:
        """Return the event to wait for; take it before looking, so that nothing is missed between."""
        return self._events.setdefault(what, threading.Event())

    def wake(self, *what: str) -> None:
        """Let those who wait for these things go on, or all who wait."""
        for one in what or tuple(self._events):
            woken = self._events.pop(one, None)
            if woken is not None:
                woken.set()
