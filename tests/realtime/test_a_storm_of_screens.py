"""The server is killed under forty screens: all come back at once, none is left out, none shows the past as the present."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from bench.crowd import Crowd, Return, Screen, Snapshot, differing
from tests.api.settings_page import signed_in
from tests.hall import Client, Hall, eventually

WINDOWS = range(1, 7)
PHONES = 7
BACK_WITHIN_S = 30.0


class Room:
    """All that stands in a hall, by kind, and the versions each was told in the order they came."""

    def __init__(self, hall: Hall) -> None:
        self.crowd = Crowd(hall.base_url, Return())
        self.versions: list[list[int]] = []
        self.tickets = [hall.issue("A") for _ in range(PHONES)]
        display = hall.token("display")
        self.displays = [self._join("display", display) for _ in range(6)]
        self.displays += [self._join("screen", display) for _ in range(6)]
        signs = {n: [self._join("sign", display, window=n) for _ in range(2)] for n in WINDOWS}
        tablets = [self._join("evaluator", hall.token(f"tablet_{n}"), window=n) for n in WINDOWS]
        self.terminal = self._join("clerk", hall.token("clerk_1"), window=1)
        self.sign = signs[1]
        self._join("kiosk", hall.token("kiosk"))
        self._join("desk", hall.token("guide"))
        self.phones = [self._join("phone", t["url"].rsplit("/", 1)[1]) for t in self.tickets]
        self.follow_facts_alone = [*self.displays, *(s for both in signs.values() for s in both), *tablets]

    def _join(self, screen: str, token: str, **more: Any) -> Screen:
        told: list[int] = []
        self.versions.append(told)
        auth = {"screen": screen, "token": token, **more}
        return self.crowd.join(auth, lambda snapshot, _at: told.append(snapshot["version"]))


@pytest.fixture
def room(new_hall: Callable[..., Hall]) -> Iterator[tuple[Hall, Room]]:
    """Give a hall of its own in which all stands, with a zone's screen among the displays and one window open."""
    hall = new_hall()
    with signed_in(hall) as manager:
        manager.ask("PUT", "/api/v1/devices/display-1/screen", {"screen": "east"}).ok()
    hall.open(1)
    made = Room(hall)
    assert len(made.crowd) == 40
    eventually(lambda: all(screen.told for screen in made.crowd.screens), "a first snapshot for each")
    yield hall, made
    made.crowd.close()


def called(screen: Screen) -> set[str]:
    """Return the numbers called that a display or sign shows; none while it is not connected."""
    told: Snapshot = screen.snapshot() or {}
    current = told.get("current") or {}
    return {call["number"] for call in told.get("calls", ())} | {current.get("number", "")}


def calls_meanwhile(hall: Hall) -> dict[str, Any]:
    """Press *next* as a terminal does that has lost its server: with one key, until it is answered."""
    path, key = f"/api/v1/windows/{hall.window_id(1)}/call-next", uuid.uuid4().hex

    def answered() -> dict[str, Any] | None:
        with Client(hall.base_url, hall.token("clerk_1")) as terminal:
            try:
                return dict(terminal.post(path, key=key, timeout=5).ok())
            except requests.RequestException:
                return None

    return eventually(answered, "an answer to the clerk", BACK_WITHIN_S)


@pytest.mark.timeout(180)
def test_all_screens_are_right_after_a_kill_and_show_the_call_made_meanwhile(
    room: tuple[Hall, Room],
) -> None:
    hall, stands = room
    before, screens = hall.version(), stands.crowd.screens
    os.kill(hall.said["pid"], signal.SIGKILL)
    ticket = calls_meanwhile(hall)
    number = ticket["number"]
    eventually(lambda: stands.crowd.lost >= len(screens), "each has lost its connection")
    eventually(
        lambda: len(stands.crowd) == len(screens) and all(screen.told for screen in screens),
        "nobody is left out",
        BACK_WITHIN_S,
    )
    looked_up_at = [*stands.displays, *stands.sign]
    eventually(lambda: all(number in called(screen) for screen in looked_up_at), "the call on each display")
    phone = stands.phones[[t["id"] for t in stands.tickets].index(ticket["id"])]
    eventually(lambda: (phone.snapshot() or {}).get("called"), "the call on its phone")
    eventually(lambda: (stands.terminal.snapshot() or {}).get("ticket"), "the call at the window")
    assert stands.terminal.snapshot()["ticket"]["number"] == number  # type: ignore[index]
    eventually(lambda: not differing(hall.base_url, stands.follow_facts_alone), "what a fresh look shows")
    for screen, versions in zip(screens, stands.versions, strict=True):
        assert versions == sorted(versions), f"{screen.auth['screen']} was told something older than it had"
        assert versions[-1] >= before
    assert "Traceback" not in hall.log()
