"""Many screens at once, without browsers: sockets that read what they are sent and answer pings."""

from __future__ import annotations

import json
import selectors
import threading
import time
from collections.abc import Callable
from typing import Any

import websocket

OPENS_WITHIN_S = 15.0
_UPGRADE = "/socket.io/?EIO=4&transport=websocket"

Heard = Callable[[dict[str, Any], float], None]


class Crowd:
    """Screens connected by Socket.IO and served by one thread."""

    def __init__(self, base_url: str) -> None:
        self._url = base_url.replace("http://", "ws://") + _UPGRADE
        self._selector = selectors.DefaultSelector()
        self._sockets: list[websocket.WebSocket] = []
        self._stopped = threading.Event()
        self.snapshots = 0
        self.lost = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def join(self, auth: dict[str, Any], heard: Heard | None = None) -> None:
        """Connect one screen; `heard` is told of each snapshot and its time (monotonic, s).

        Raises RuntimeError when it is refused.
        """
        sock = websocket.create_connection(self._url, timeout=OPENS_WITHIN_S, skip_utf8_validation=True)
        sock.recv()
        sock.send("40" + json.dumps(auth))
        answer = str(sock.recv())
        while answer.startswith(("2", "42")):  # a ping or the first snapshot may come before the word itself
            if answer == "2":
                sock.send("3")
            answer = str(sock.recv())
        if not answer.startswith("40"):
            raise RuntimeError(f"{auth.get('screen')} refused: {answer[:200]}")
        self._sockets.append(sock)
        assert sock.sock is not None
        self._selector.register(sock.sock, selectors.EVENT_READ, (sock, heard))

    def __len__(self) -> int:
        """Return how many are still connected."""
        return len(self._sockets) - self.lost

    def close(self) -> None:
        """Disconnect all."""
        self._stopped.set()
        self._thread.join()
        for sock in self._sockets:
            sock.close(timeout=0)
        self._selector.close()

    def _read(self) -> None:
        while not self._stopped.is_set():
            for key, _ in self._selector.select(0.2):
                sock, heard = key.data
                try:
                    said = sock.recv()
                except (OSError, websocket.WebSocketException):
                    said = ""
                if not said:
                    self.lost += 1
                    self._selector.unregister(key.fileobj)
                    continue
                self._hear(sock, str(said), heard)

    def _hear(self, sock: websocket.WebSocket, said: str, heard: Heard | None) -> None:
        at = time.monotonic()
        if said == "2":
            sock.send("3")
        elif said.startswith('42["snapshot"'):
            self.snapshots += 1
            if heard is not None:
                heard(json.loads(said[2:])[1], at)
