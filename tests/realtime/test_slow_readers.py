"""A screen that has stopped reading costs the others nothing, and the server no memory without end."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import websocket

from tests.hall import Hall, both_modes, eventually
from tests.realtime.sockets import Snapshot, Watching

PING_S = 1.0
TICKETS = 40  # make the desk's snapshot larger than what a connection holds under way
FRAMES = 60


class Deaf:
    """A desk that answers every ping in time and never reads: no heartbeat gives it away."""

    def __init__(self, hall: Hall) -> None:
        address = hall.base_url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        small = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
        self._socket = websocket.create_connection(address, timeout=5, sockopt=small)
        self._socket.recv()
        self._socket.send("40" + json.dumps({"screen": "desk", "token": hall.token("guide")}))
        self.cut_off = threading.Event()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        while not self._leaving.wait(PING_S):
            try:
                self._socket.send("3")
            except (OSError, websocket.WebSocketException):
                self.cut_off.set()
                return

    def close(self) -> None:
        """Leave."""
        self._leaving.set()
        self._thread.join()
        with contextlib.suppress(OSError):
            self._socket.close()


@pytest.fixture
def deaf(hall: Hall) -> Iterator[Callable[[], Deaf]]:
    """Connect a desk that does not read; gone at the test's end."""
    opened: list[Deaf] = []

    def connect() -> Deaf:
        opened.append(Deaf(hall))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def newest_has(priority: str | None) -> Callable[[Snapshot], bool]:
    """Tell whether a desk shows that priority with the newest ticket."""
    return lambda snapshot: snapshot["tickets"][0]["priority"] == priority


@both_modes
def test_a_screen_that_does_not_read_is_cut_off_and_the_others_go_on(
    hall: Hall, deaf: Callable[[], Deaf]
) -> None:
    tickets = [hall.issue("A") for _ in range(TICKETS)]
    silent = deaf()
    desk = Watching(hall, {"screen": "desk", "token": hall.token("guide")})
    path = f"/api/v1/tickets/{tickets[-1]['id']}/priority"
    try:
        for turn in range(FRAMES):
            wanted = ("elderly", None)[turn % 2]
            hall.by("guide").post(path, {"priority": wanted, "confirmed": True}).ok()
            desk.until(newest_has(wanted), "its neighbour is told")
        eventually(silent.cut_off.is_set, "whoever does not read is cut off")
        assert "stopped reading" in hall.log()
    finally:
        desk.close()
