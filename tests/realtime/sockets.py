"""A screen's socket as a test holds it: what came, in order, and what to answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import socketio

from tests.hall import Hall, eventually

Snapshot = dict[str, Any]


class Watching:
    """One connected screen."""

    def __init__(self, hall: Hall, auth: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.snapshots: list[Snapshot] = []
        self.asks: list[dict[str, Any]] = []
        self.announced: list[dict[str, Any]] = []
        self.refused: Any = None
        self.speak: Callable[[dict[str, Any]], Any] = lambda call: {"spoken": True}
        self._news = threading.Condition()
        self.io = socketio.Client(reconnection=False, handle_sigint=False)
        self.io.on("snapshot", self._snapshot)
        self.io.on("ask", self.asks.append)
        self.io.on("announce", self._announce)
        self.io.on("connect_error", self._refused)
        self.io.connect(
            hall.base_url, headers=headers or {}, auth=auth, transports=["websocket"], wait_timeout=10
        )
        self.first = eventually(lambda: self.snapshots[0] if self.snapshots else None, "a first snapshot")

    def _snapshot(self, snapshot: Snapshot) -> None:
        with self._news:
            self.snapshots.append(snapshot)
            self._news.notify_all()

    def _announce(self, call: dict[str, Any]) -> Any:
        self.announced.append(call)
        return self.speak(call)

    def _refused(self, why: Any) -> None:
        self.refused = why

    @property
    def last(self) -> Snapshot:
        """Return the newest snapshot."""
        return self.snapshots[-1]

    def until(self, right: Callable[[Snapshot], Any], what: str, within_s: float = 10.0) -> Snapshot:
        """Wait for a snapshot that is right; fails when none comes."""
        return eventually(lambda: self.last if right(self.last) else None, what, within_s)

    def close(self) -> None:
        """Leave."""
        self.io.disconnect()
