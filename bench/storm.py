"""A server that ends under its screens and comes back: how long until each shows what is true after the restart."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.crowd import Crowd, Screen, differing
from bench.demo_hall import DemoHall
from bench.figures import percentile
from bench.speaker import Speaker
from bench.wall_of_a_hall import Calls

WAITS_S = 30.0
AGREES_WITHIN_S = 6.0
LOOK_S = 0.02
AIM_S = 5


@dataclass
class Storm:
    """What came of one restart: s since the server was ended until its first answer, and until each screen was right.

    A screen is right that has the snapshot of a connection made after the restart, and on it the call that was made
    meanwhile, where that belongs. `differ` of the displays did not show in the end what a fresh look gives.
    """

    answered_s: float = 0.0
    right_s: list[float] = field(default_factory=list)
    left_out: int = 0
    differ: int = 0
    attempts: int = 0

    def line(self, what: str) -> str:
        """Return it as text."""
        all_of = len(self.right_s) + self.left_out
        since = [s - self.answered_s for s in self.right_s]
        missing = f"  {self.left_out} LEFT OUT" if self.left_out else ""
        wrong = f"  {self.differ} DISPLAYS DIFFER" if self.differ else ""
        return (
            f"  {what}: first call answered after {self.answered_s:.2f} s; {len(self.right_s)} of {all_of} right, half"
            f" after {percentile(self.right_s, 0.5):.2f} s, the last after {max(self.right_s, default=0):.2f} s, that is"
            f" {max(since, default=0):.2f} s since the server answered (aim {AIM_S} s); {self.attempts} attempts"
            f"{missing}{wrong}"
        )


def storm(hall: DemoHall, crowd: Crowd, calls: Calls, window: int, end: Callable[[], None]) -> Storm:
    """End the server and have a clerk call meanwhile, until every screen of a crowd is right, WAITS_S at most.

    The first screens of the crowd are the displays that `calls` listens to.
    """
    found = Storm(attempts=-sum(screen.attempts for screen in crowd.screens))
    called: list[tuple[str, float]] = []
    presses = threading.Thread(target=lambda: called.append(_call_when_back(hall, window)), daemon=True)
    began = time.monotonic()
    end()
    presses.start()
    presses.join(WAITS_S)
    if not called:
        raise RuntimeError(f"no call was answered within {WAITS_S:.0f} s:\n{hall.log()}")
    number, answered = called[0]
    found.answered_s = answered - began
    left = list(range(len(crowd.screens)))
    while left and time.monotonic() < began + WAITS_S:
        time.sleep(LOOK_S)
        times = {n: _right_at(crowd.screens[n], n, calls, number, window, began) for n in left}
        found.right_s += [at - began for at in times.values() if at is not None]
        left = [n for n, at in times.items() if at is None]
    found.left_out = len(left)
    found.attempts += sum(screen.attempts for screen in crowd.screens)
    shown = crowd.screens[: len(calls.displays)]
    ends = time.monotonic() + AGREES_WITHIN_S
    while (differ := differing(hall.base_url, shown)) and time.monotonic() < ends:
        pass
    found.differ = len(differ)
    return found


def _call_when_back(hall: DemoHall, window: int) -> tuple[str, float]:
    """Press *next* until it is answered, as a terminal does that has lost its server."""
    path = f"/api/v1/windows/{hall.window_id(window)}/call-next"
    ends = time.monotonic() + WAITS_S
    while True:
        speaker = Speaker(hall.base_url, hall.token(f"clerk_{window}"))
        try:
            return str(speaker.done(path)["number"]), time.monotonic()
        except (OSError, http.client.HTTPException):
            if time.monotonic() > ends:
                raise
            time.sleep(LOOK_S)
        finally:
            speaker.close()


def _right_at(
    screen: Screen, place: int, calls: Calls, number: str, window: int, began: float
) -> float | None:
    if screen.sock is None or screen.told is None or screen.first_at < began:
        return None
    if place >= len(calls.displays) or not calls.displays[place].shows(number, window):
        return screen.first_at
    told = calls.told[number].get(place)
    return None if told is None else max(told, screen.first_at)
