"""A large hall and all that hangs off its server: displays of every layout and zone, signs, terminals, tablets, phones."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.big_hall import make_big_hall, plan_of
from bench.clerks import phone_token
from bench.crowd import Crowd, Heard, Screen, Snapshot
from bench.demo_hall import DemoHall
from bench.kiosks import take_ticket
from bench.speaker import Speaker
from queue_server.hall import window_id_of
from queue_server.storage.people import Device

WINDOWS = 40
BOARDS = (("hall", 14), ("east", 10), ("next", 6), ("notices", 6))
"""Displays at /screen by the code of what they were given, in the sample's settings."""
ZONED = (None, 8), ("东侧等候区", 7), ("西侧等候区", 7)
"""Displays at /board by the zone of their device."""
BROWSERS_SHOW = "hall"
"""What the demo's own display was given: it is the one in the browsers."""


@dataclass(frozen=True)
class Display:
    """One display: who it says it is, and which calls are on it: None for those of every window or queue."""

    auth: dict[str, Any]
    window: int | None = None
    letters: frozenset[str] | None = None

    def shows(self, number: str, window: int) -> bool:
        """Tell whether a call belongs on it."""
        return self.window in (None, window) and (self.letters is None or number[0] in self.letters)


def devices() -> list[Device]:
    """Return the devices of the hall: its displays, a sign and a tablet for every window."""
    found = [_display("display-1", None, BROWSERS_SHOW)]
    for code, many in BOARDS:
        found += [_display(f"{code}-{n}", None, code) for n in range(1, many + 1)]
    for place, (zone, many) in enumerate(ZONED):
        found += [_display(f"board-{place}-{n}", zone, None) for n in range(1, many + 1)]
    for n in range(1, WINDOWS + 1):
        at = window_id_of(n)
        found.append(Device(f"wall-sign-{n}", "sign", f"{n}", at, None, None, None))
        found.append(Device(f"wall-tablet-{n}", "evaluator", f"{n}", at, None, None, None))
    return found


def _display(device_id: str, zone: str | None, screen: str | None) -> Device:
    return Device(device_id, "display", device_id, None, None, None, zone, None, screen)


def found(data: Path) -> tuple[str, dict[str, str]]:
    """Make the hall in a data folder; returns the address of its database and its tokens by the devices' ids."""
    data.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{data / 'hall.db'}"
    return url, make_big_hall(url, WINDOWS, devices())


def displays(hall: DemoHall) -> list[Display]:
    """List the hall's displays but those in browsers, mixed as they would come."""
    zones = {q.prefix: q.waiting_zone for q in plan_of(1).queues}
    east = frozenset(prefix for prefix, zone in zones.items() if zone == ZONED[1][0])
    made = []
    for code, many in BOARDS:
        for n in range(1, many + 1):
            auth = {"screen": "screen", "token": hall.token(f"{code}-{n}")}
            made.append(Display(auth, letters=east if code == "east" else None))
    for place, (_, many) in enumerate(ZONED):
        made += [
            Display({"screen": "display", "token": hall.token(f"board-{place}-{n}")})
            for n in range(1, many + 1)
        ]
    for n in range(1, WINDOWS + 1):
        sign = {"screen": "sign", "token": hall.token(f"wall-sign-{n}"), "window": n}
        made.append(Display(sign, window=n))
    return [made[(37 * turn) % len(made)] for turn in range(len(made))]


def phones(hall: DemoHall, count: int) -> list[dict[str, Any]]:
    """Take tickets and return what the pages of their phones say they are."""
    speaker = Speaker(hall.base_url, hall.token("kiosk"))
    tickets = [take_ticket(speaker, turn)[1] for turn in range(count)]
    speaker.close()
    return [{"screen": "phone", "token": phone_token(ticket)} for ticket in tickets]


def others(hall: DemoHall) -> list[dict[str, Any]]:
    """Return what the terminals, tablets, the kiosk and the desk say they are."""
    found: list[dict[str, Any]] = [
        {"screen": "kiosk", "token": hall.token("kiosk")},
        {"screen": "desk", "token": hall.token("guide")},
    ]
    for n in range(1, WINDOWS + 1):
        found.append({"screen": "clerk", "token": hall.token(f"clerk_{n}"), "window": n})
        found.append({"screen": "evaluator", "token": hall.token(f"wall-tablet-{n}"), "window": n})
    return found


class Calls:
    """When each display was first told of each number called."""

    def __init__(self) -> None:
        self.told: dict[str, dict[int, float]] = defaultdict(dict)
        self._lock = threading.Lock()
        self.displays: list[Display] = []

    def join(self, crowd: Crowd, shown: Iterable[Display]) -> list[Screen]:
        """Connect displays; those of a zone or of the whole hall can speak."""
        joined = []
        for display in shown:
            heard = self._listener(len(self.displays))
            self.displays.append(display)
            joined.append(crowd.join(display.auth, heard, speaks=display.window is None))
        return joined

    def _listener(self, place: int) -> Heard:
        seen: set[str] = set()

        def heard(snapshot: Snapshot, at: float) -> None:
            for number in numbers_in(snapshot):
                if number not in seen:
                    seen.add(number)
                    with self._lock:
                        self.told[number][place] = at

        return heard

    def last(self, number: str, window: int) -> tuple[float, int]:
        """Return when the last display was told of a call that belongs on it, and how many were not."""
        told = self.told[number]
        wanted = [place for place, display in enumerate(self.displays) if display.shows(number, window)]
        times = [told[place] for place in wanted if place in told]
        return max(times, default=0.0), len(wanted) - len(times)


def numbers_in(snapshot: Snapshot) -> Iterator[str]:
    """List the numbers called that a display shows."""
    yield from (call["number"] for call in snapshot.get("calls", ()))
    if snapshot.get("current"):
        yield snapshot["current"]["number"]
