"""Kiosks that take tickets: as fast as they are answered, or so many a second whatever the answers take."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.demo_hall import DemoHall
from bench.speaker import Speaker

QUEUES = ("q-A", "q-B", "q-C", "q-D", "q-E", "q-F")
FILLS_WITHIN_S = 20.0


@dataclass
class Taken:
    """What came of a run: how long each answer took, the failures, and how long it lasted; in s."""

    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lasted_s: float = 0.0


Ask = Callable[[Speaker, int], tuple[int, bytes]]


def take_ticket(speaker: Speaker, turn: int) -> tuple[int, bytes]:
    """Take a ticket of one queue after another."""
    return speaker.command("/api/v1/tickets", {"queue_id": QUEUES[turn % len(QUEUES)]})


def ask_nothing(speaker: Speaker, _turn: int) -> tuple[int, bytes]:
    """Ask the empty route."""
    return speaker.get("/healthz")


def fill(hall: DemoHall, count: int) -> int:
    """Take tickets, at most so many, for FILLS_WITHIN_S at most; returns how many."""
    speaker = Speaker(hall.base_url, hall.token("kiosk"))
    ends = time.monotonic() + FILLS_WITHIN_S
    taken = 0
    while taken < count and time.monotonic() < ends:
        take_ticket(speaker, taken)
        taken += 1
    speaker.close()
    return taken


@contextlib.contextmanager
def citizens(hall: DemoHall, per_s: float) -> Iterator[None]:
    """Let people take tickets at a rate meanwhile."""
    stop = threading.Event()

    def work() -> None:
        speaker = Speaker(hall.base_url, hall.token("kiosk"))
        turn = 0
        while not stop.wait(1 / per_s):
            take_ticket(speaker, turn)
            turn += 1
        speaker.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def closed_loop(hall: DemoHall, callers: int, lasts_s: float, ask: Ask = take_ticket) -> Taken:
    """Let each caller ask again as soon as it is answered."""
    taken = Taken()
    begin = threading.Barrier(callers + 1)
    ends = [0.0]

    def work(offset: int) -> None:
        speaker = Speaker(hall.base_url, hall.token("kiosk"))
        ask_nothing(speaker, 0)  # the connection is open before the clock runs
        begin.wait()
        turn = offset
        while time.perf_counter() < ends[0]:
            _timed(taken, speaker, ask, turn, time.perf_counter())
            turn += 1
        speaker.close()

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(callers)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    ends[0] = began + lasts_s
    begin.wait()
    for thread in threads:
        thread.join()
    taken.lasted_s = time.perf_counter() - began
    return taken


def open_loop(hall: DemoHall, per_s: float, lasts_s: float, callers: int = 16) -> Taken:
    """Take tickets at a steady rate; each is timed from when it was due, so that a stall counts in full."""
    taken = Taken()
    due: queue.SimpleQueue[tuple[int, float] | None] = queue.SimpleQueue()

    def work() -> None:
        speaker = Speaker(hall.base_url, hall.token("kiosk"))
        ask_nothing(speaker, 0)
        while (task := due.get()) is not None:
            _timed(taken, speaker, take_ticket, *task)
        speaker.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(callers)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    began = time.perf_counter()
    for turn in range(int(per_s * lasts_s)):
        at = began + turn / per_s
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put((turn, at))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    taken.lasted_s = time.perf_counter() - began
    return taken


def _timed(taken: Taken, speaker: Speaker, ask: Ask, turn: int, since: float) -> None:
    status, said = ask(speaker, turn)
    took = time.perf_counter() - since
    if status in (200, 201):
        taken.times.append(took)
    else:
        taken.failures.append(f"{status} {said[:200]!r}")
