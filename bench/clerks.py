"""Clerks at their windows: call, start, finish."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.demo_hall import DemoHall
from bench.speaker import Speaker


class Clerk:
    """One clerk at an open window; belongs to one thread."""

    def __init__(self, hall: DemoHall, number: int) -> None:
        self._speaker = Speaker(hall.base_url, hall.token(f"clerk_{number}"))
        self._path = f"/api/v1/windows/{hall.window_id(number)}"
        self._speaker.done(f"{self._path}/open")

    def call(self) -> str | None:
        """Call the next ticket and return its number, None when nobody waits."""
        called = self._speaker.done(f"{self._path}/call-next")
        return str(called["number"]) if called else None

    def serve(self) -> None:
        """Begin and end the service of the called ticket."""
        self._speaker.done(f"{self._path}/start")
        self._speaker.done(f"{self._path}/finish")

    def leave(self) -> None:
        """Close the window."""
        self._speaker.done(f"{self._path}/close")
        self._speaker.close()


@dataclass(frozen=True)
class Press:
    """One press of *next*: the number called, when it was sent and when it was answered (monotonic, s)."""

    number: str
    sent: float
    answered: float


def press_next(clerk: Clerk) -> Press:
    """Press *next*; raises RuntimeError when nobody waits."""
    sent = time.monotonic()
    number = clerk.call()
    answered = time.monotonic()
    if number is None:
        raise RuntimeError("nobody waits")
    return Press(number, sent, answered)


def keep_serving(
    hall: DemoHall, numbers: list[int], each_s: float, stop: threading.Event
) -> Callable[[], int]:
    """Let clerks serve a citizen every `each_s` until `stop`; the result ends them and counts the calls."""
    calls: list[str] = []

    def work(number: int) -> None:
        clerk = Clerk(hall, number)
        stop.wait(each_s * number / (len(numbers) + 1))
        while not stop.is_set():
            called = clerk.call()
            if called is not None:
                calls.append(called)
                stop.wait(each_s / 2)
                clerk.serve()
            stop.wait(each_s / 2)
        clerk.leave()

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in numbers]
    for thread in threads:
        thread.start()

    def end() -> int:
        stop.set()
        for thread in threads:
            thread.join()
        return len(calls)

    return end


def phone_token(ticket: bytes) -> str:
    """Return the token of a ticket's phone page from the answer that issued it."""
    return str(json.loads(ticket)["ticket"]["url"]).rsplit("/", 1)[1]
