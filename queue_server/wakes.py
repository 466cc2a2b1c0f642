"""Let requests that wait for something go on when it comes."""

from __future__ import annotations

import threading


class Wakes:
    """Hand out one event to all who wait now; waking sets it and begins the next."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def next(self) -> threading.Event:
        """Return the event to wait for; take it before looking, so that nothing is missed between."""
        return self._event

    def wake(self) -> None:
        """Let all who wait go on."""
        woken, self._event = self._event, threading.Event()
        woken.set()
