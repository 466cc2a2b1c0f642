"""Many screens at once, without browsers: sockets that read what they are sent, answer pings and say that they live.

All are read by one thread. With a `Return` they come back when they have lost their connection, each by itself and
with the same delays as a page in a browser.
"""

from __future__ import annotations

import contextlib
import json
import random
import selectors
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import websocket

OPENS_WITHIN_S = 15.0
ALIVE_S = 15.0
ASKS_AGAIN_S = 3.0

Snapshot = dict[str, Any]
Heard = Callable[[Snapshot, float], None]


@dataclass(frozen=True)
class Return:
    """How a page comes back: the delays of socket.io-client with what link.js sets; in s, but `jitter`."""

    delay_s: float = 0.5
    most_s: float = 1.5
    jitter: float = 0.4
    gives_up_s: float = 3.0

    def pause_s(self, attempt: int, chance: float) -> float:
        """Return how long it waits before an attempt, the first is 0, by one throw between 0 and 1."""
        wanted = self.delay_s * 2.0**attempt
        off: float = chance * self.jitter * wanted
        return min(self.most_s, wanted - off if int(chance * 10) % 2 == 0 else wanted + off)


class Screen:
    """One screen: what it says it is, and what has become of it.

    `told` is the last snapshot as it came, None before the first of this connection, which came `first_at`.
    """

    def __init__(self, auth: dict[str, Any], heard: Heard | None, *, speaks: bool = False) -> None:
        self.auth = auth
        self.heard = heard
        self.speaks = speaks
        self.sock: websocket.WebSocket | None = None
        self.told: bytes | None = None
        self.first_at = 0.0
        self.alive_due = 0.0
        self.attempts = 0
        self.heard_bytes = 0

    def snapshot(self) -> Snapshot | None:
        """Return what it shows of the present connection."""
        return None if self.told is None else snapshot_of(self.told)

    def say(self, event: str) -> None:
        """Send one frame; a connection that is gone is found by whoever reads."""
        with contextlib.suppress(OSError, websocket.WebSocketException, AttributeError):
            self.sock.send(event)  # type: ignore[union-attr]


@lru_cache(maxsize=512)
def snapshot_of(said: bytes) -> Snapshot:
    """Return the snapshot in a frame; screens of one room are sent the same, so it is read once."""
    return dict(json.loads(said[2:])[1])


def socket_url(base_url: str) -> str:
    """Return where a server's sockets are opened."""
    return base_url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"


class Crowd:
    """Screens connected by Socket.IO and served by one thread."""

    def __init__(self, base_url: str, returns: Return | None = None) -> None:
        self._url = socket_url(base_url)
        self._returns = returns
        self._selector = selectors.DefaultSelector()
        self._stopped = threading.Event()
        self._coming: list[threading.Thread] = []
        self.screens: list[Screen] = []
        self.snapshots = 0
        self.lost = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def join(self, auth: dict[str, Any], heard: Heard | None = None, *, speaks: bool = False) -> Screen:
        """Connect one screen; `heard` is told of each snapshot and its time (monotonic, s).

        One that `speaks` says that its sound is ready, and of every call that it was spoken. Raises RuntimeError when
        it is refused.
        """
        screen = Screen(auth, heard, speaks=speaks)
        self._open(screen, OPENS_WITHIN_S)
        self.screens.append(screen)
        return screen

    def _open(self, screen: Screen, within_s: float) -> None:
        """Connect a screen; raises OSError, WebSocketException, or RuntimeError when it is refused."""
        screen.attempts += 1
        sock = websocket.create_connection(self._url, timeout=within_s, skip_utf8_validation=True)
        try:
            early = _let_in(sock, screen.auth)
        except BaseException:
            sock.shutdown()  # type: ignore[no-untyped-call]
            raise
        screen.sock, screen.told, screen.alive_due = sock, None, 0.0
        for said in early:
            self._hear(screen, said)
        assert sock.sock is not None
        self._selector.register(sock.sock, selectors.EVENT_READ, screen)

    def __len__(self) -> int:
        """Return how many are connected."""
        return sum(screen.sock is not None for screen in self.screens)

    def close(self) -> None:
        """Disconnect all."""
        self._stopped.set()
        self._thread.join()
        for thread in self._coming:
            thread.join()
        for screen in self.screens:
            if screen.sock is not None:
                screen.sock.close(timeout=0)
        self._selector.close()

    def _read(self) -> None:
        while not self._stopped.is_set():
            for key, _ in self._selector.select(0.2):
                screen: Screen = key.data
                assert screen.sock is not None
                try:
                    said = _frame(screen.sock)
                except (OSError, websocket.WebSocketException):
                    said = b""
                if said:
                    self._hear(screen, said)
                else:
                    self._selector.unregister(key.fileobj)
                    self._lose(screen)
            now = time.monotonic()
            for screen in self.screens:
                if screen.sock is not None and screen.alive_due <= now:
                    screen.alive_due = now + ALIVE_S
                    screen.say(_alive(screen))

    def _hear(self, screen: Screen, said: bytes) -> None:
        at = time.monotonic()
        if said == b"2":
            screen.say("3")
        elif said.startswith(b'42["snapshot"'):
            if screen.told is None:
                screen.first_at = at
            self.snapshots += 1
            screen.told = said
            screen.heard_bytes += len(said)
            if screen.heard is not None:
                screen.heard(snapshot_of(said), at)
        elif screen.speaks and b'["announce"' in said:
            screen.say(f"43{said[2 : said.index(b'[')].decode()}" + '[{"spoken":true}]')

    def _lose(self, screen: Screen) -> None:
        gone, screen.sock, screen.told = screen.sock, None, None
        self.lost += 1
        if gone is not None:
            with contextlib.suppress(OSError):
                gone.shutdown()  # type: ignore[no-untyped-call]
        if self._returns is not None:
            self._coming = [thread for thread in self._coming if thread.is_alive()]
            self._coming.append(
                threading.Thread(target=self._come_back, args=(screen, self._returns), daemon=True)
            )
            self._coming[-1].start()

    def _come_back(self, screen: Screen, rule: Return) -> None:
        attempt = 0
        pause_s = rule.pause_s(attempt, random.random())
        while not self._stopped.wait(pause_s):
            try:
                self._open(screen, rule.gives_up_s)
            except RuntimeError:  # refused: the page asks again
                attempt, pause_s = 0, ASKS_AGAIN_S + random.random()
            except (OSError, websocket.WebSocketException):
                attempt += 1
                pause_s = rule.pause_s(attempt, random.random())
            else:
                return


def differing(base_url: str, screens: Sequence[Screen]) -> list[Screen]:
    """Return the screens that show something else than what another of the same kind is told when it comes now."""
    fresh = Crowd(base_url)
    pairs = [(screen, fresh.join(screen.auth)) for screen in screens]
    ends = time.monotonic() + OPENS_WITHIN_S
    while any(other.told is None for _, other in pairs) and time.monotonic() < ends:
        time.sleep(0.005)
    fresh.close()
    return [s for s, other in pairs if s.told is None or _shown_by(s) != _shown_by(other)]


def _shown_by(screen: Screen) -> Snapshot | None:
    """Return what it shows beside version and moment."""
    told = screen.snapshot()
    return told and {name: value for name, value in told.items() if name not in ("version", "now")}


def _let_in(sock: websocket.WebSocket, auth: dict[str, Any]) -> list[bytes]:
    """Say who it is and return what was sent before the word that it is connected; raises RuntimeError when refused."""
    early: list[bytes] = []
    sock.recv()
    sock.send("40" + json.dumps(auth))
    sock.settimeout(OPENS_WITHIN_S)
    answer = _frame(sock)
    while answer.startswith((b"2", b"42")):  # a ping or a snapshot may come before
        early.append(answer)
        answer = _frame(sock)
    if not answer.startswith(b"40"):
        raise RuntimeError(f"{auth.get('screen')} refused: {answer[:200]!r}")
    return early


def _frame(sock: websocket.WebSocket) -> bytes:
    """Return what comes next; nothing when the other side says goodbye."""
    kind, said = sock.recv_data()
    return b"" if kind == websocket.ABNF.OPCODE_CLOSE else bytes(said)


def _alive(screen: Screen) -> str:
    told = screen.snapshot()
    report = {
        "version": told["version"] if told else 0,
        "drawn_frames": int(time.monotonic()),
        "audio_ready": screen.speaks,
        "errors": 0,
        "hidden": False,
    }
    return "42" + json.dumps(["alive", report])
