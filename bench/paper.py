"""`python -m bench paper`: from the tap to the paper, and what hanging printers cost everybody else.

Each printer is a virtual one at full speed in a process of its own, its kiosk beside it; the server, its print agent and
the load share this machine. A ticket's time runs from the tap to the moment the printer's confirmation of the last byte
is on the server's disk. Then other requests are timed while nobody prints and while every printer hangs with tickets
waiting, in turns, at the same rate of taps. The aims stand beside the figures and decide nothing.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine
from bench.demo_hall import DemoHall
from bench.figures import Row, heading, percentile
from bench.kiosks import QUEUES
from bench.printers import Printers, make_paper_hall
from bench.speaker import Speaker

MOST = 8
TAP_EVERY_S = 1.5
ASKERS, ASK_EVERY_S = 4, 0.05
ASKED = ("/api/v1/queues", "/api/v1/items", "/healthz")
SEED = 20261126


@dataclass(frozen=True)
class Plan:
    """How long the kiosks are tapped, how long each turn of the comparison takes, in s, and how many turns there are."""

    tap_s: float
    turn_s: float
    turns: int


FULL, QUICK = Plan(60.0, 15.0, 4), Plan(15.0, 6.0, 2)


@dataclass
class Taps:
    """When a ticket was asked for, by the number of its print job, and how long the answers took, in s."""

    at: dict[str, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code says only whether the run was possible."""
    parser = argparse.ArgumentParser(prog="bench paper", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute and a half, rough figures")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    print("\n".join(machine.describe(None)[:3]))
    print("run      virtual printers at full speed, one print agent; load from this same machine")
    for count in (1, MOST):
        _with_printers(count, lambda hall, _, count=count: _show_papers(hall, count, plan))  # type: ignore[misc]
    _with_printers(MOST, lambda hall, printers: _show_harm(hall, printers, plan))
    print(f"\ntook {time.monotonic() - began:.0f} s")
    return 0


def _with_printers(count: int, measure: Callable[[DemoHall, Printers], None]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder,
        Printers(Path(folder), count) as printers,
    ):

        def prepare(data: Path) -> tuple[str, dict[str, str]]:
            data.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{data / 'hall.db'}"
            return url, make_paper_hall(url, printers.addresses)

        with DemoHall("--printer", printers.addresses[0], "--hours", "00:00-23:59", prepare=prepare) as hall:
            time.sleep(2)  # the agent has found its printers
            measure(hall, printers)


def _tap(hall: DemoHall, names: list[str], lasts_s: float) -> Taps:
    """Tap at each kiosk every TAP_EVERY_S on average, at chance moments."""
    taps, lock = Taps(), threading.Lock()
    ends = time.monotonic() + lasts_s

    def visitor(name: str, chance: random.Random) -> None:
        speaker = Speaker(hall.base_url, hall.token(name))
        while True:
            time.sleep(chance.uniform(0.3, 2 * TAP_EVERY_S - 0.3))
            if time.monotonic() > ends:
                break
            tapped, began = time.time(), time.perf_counter()
            made = speaker.done("/api/v1/tickets", {"queue_id": chance.choice(QUEUES)})
            with lock:
                taps.answers.append(time.perf_counter() - began)
                if made["print_job"] is not None:
                    taps.at[made["print_job"]["id"]] = tapped
        speaker.close()

    threads = [
        threading.Thread(target=visitor, args=(name, random.Random(SEED + n))) for n, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taps


def _show_papers(hall: DemoHall, count: int, plan: Plan) -> None:
    print(heading(f"{count} printer{'s' if count > 1 else ''}, a tap every {TAP_EVERY_S} s at each"))
    taps = _tap(hall, [f"kiosk_{number}" for number in range(1, count + 1)], plan.tap_s)
    time.sleep(5)  # the last papers
    with closing(sqlite3.connect(f"file:{hall.data / 'hall.db'}?mode=ro", uri=True)) as db:
        ended = {row[0]: row[1:] for row in db.execute("SELECT id, state, changed_at FROM print_job")}
    times = [ended[job][1] / 1e6 - at for job, at in taps.at.items() if ended[job][0] == "printed"]
    missing = len(taps.at) - len(times)
    _show(
        Row.of_times("tap → number on the screen", taps.answers),
        Row.of_times(
            "tap → last byte acknowledged",
            times,
            note=f"aim p99 < 150; {len(times)} papers, {missing} not printed",
        ),
    )


def _show_harm(hall: DemoHall, printers: Printers, plan: Plan) -> None:
    print(heading(f"other requests, {MOST} kiosks tapped all the while"))
    calm: list[float] = []
    hanging: list[float] = []
    for _ in range(plan.turns):
        printers.play()
        calm += _asked_while(hall, ["kiosk"] * MOST, plan.turn_s)
        printers.play(hang=True)
        hanging += _asked_while(hall, [f"kiosk_{number}" for number in range(1, MOST + 1)], plan.turn_s)
    median, tail = (percentile(hanging, part) / percentile(calm, part) for part in (0.5, 0.99))
    _show(
        Row.of_times("nobody prints", calm),
        Row.of_times(
            f"{MOST} printers hang",
            hanging,
            note=f"p50 × {median:.2f} (aim ≤ 1.10), p99 × {tail:.2f} (aim ≤ 1.25)",
        ),
    )


def _asked_while(hall: DemoHall, kiosks: list[str], lasts_s: float) -> list[float]:
    """Return how long other requests took while the kiosks are tapped, in s."""
    times: list[float] = []
    over = threading.Event()

    def ask(offset: int) -> None:
        speaker, turn = Speaker(hall.base_url, hall.token("kiosk")), offset
        while not over.wait(ASK_EVERY_S):
            began = time.perf_counter()
            status, said = speaker.get(ASKED[turn % len(ASKED)])
            if status != 200:
                raise RuntimeError(f"{ASKED[turn % len(ASKED)]} answered {status}: {said[:200]!r}")
            times.append(time.perf_counter() - began)
            turn += 1
        speaker.close()

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(ASKERS)]
    for thread in threads:
        thread.start()
    _tap(hall, kiosks, lasts_s)
    over.set()
    for thread in threads:
        thread.join()
    return times


def _show(*rows: Row) -> None:
    for row in rows:
        print(row.line(), flush=True)
