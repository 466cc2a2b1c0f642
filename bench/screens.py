"""`python -m bench screens`: what many screens cost one server, how soon they show a call, and how soon they are back.

First one display alone, then a hundred (two of them drawn by Chromium) and fifty phones, with clerks who call at a steady
pace. Then the memory of the server with more and more displays, and what they cost it while nothing happens. In the end
the server is ended twice under three hundred screens of all kinds: killed, and stopped and started again.
Nothing here is a test: the aims stand beside the figures and decide nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression
from types import FrameType

from playwright.sync_api import Browser

from bench import machine
from bench.baseline import commit_row
from bench.chromium import WatchedBoard, find_chromium, open_browser
from bench.clerks import Clerk, Press, press_next
from bench.crowd import Crowd, Return
from bench.demo_hall import DemoHall
from bench.figures import Row, heading, percentile
from bench.kiosks import citizens, fill
from bench.pings import pings
from bench.storm import storm
from bench.wall_of_a_hall import WINDOWS, Calls, displays, found, others, phones

PHONES = 50
PATHS = ("/board", "/screen")
CLERKS = 20
CALLS_PER_S = 2.0
TICKETS_PER_S = 2.0
WAITING = 120
CROWDS = (0, 50, 100, 300)
STORM_OF = 300
AIM_SERVED_MS, AIM_DRAWN_MS = 250, 150
STAYS_S = 1.5
SEEN_WITHIN_S = 8.0
SWITCH_S = 0.0005  # a reader among these threads must not wait 5 ms for its turn


@dataclass(frozen=True)
class Plan:
    """How long to measure: number of calls, s of standing still, how often each storm, and s after which it is over."""

    calls_alone: int = 40
    calls: int = 120
    idle_s: float = 9.0
    storms: int = 3
    echoes: int = 500
    commits: int = 500
    ends_within_s: int = 290


QUICK = Plan(calls_alone=12, calls=30, idle_s=4.0, storms=1, echoes=100, commits=100, ends_within_s=115)


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code says only whether the run was possible."""
    parser = argparse.ArgumentParser(prog="bench screens", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute, rough figures")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else Plan()
    sys.setswitchinterval(SWITCH_S)
    signal.signal(signal.SIGTERM, _end)  # ended from outside, it still stops its hall
    signal.signal(signal.SIGALRM, _end)
    signal.alarm(plan.ends_within_s)
    chromium = find_chromium()
    began = time.monotonic()
    print("\n".join(machine.describe(chromium)))
    print(
        f"run      {'quick, ' if options.quick else ''}one server process, eventlet, SQLite, {WINDOWS} windows;"
        " load and browsers on this same machine"
    )
    with tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder:
        _show(commit_row(Path(folder), plan.commits))
    with DemoHall(prepare=found) as hall:
        fill(hall, WAITING)
        _calling(hall, plan, chromium)
        _standing(hall, plan)
        _storms(hall, plan)
    print(f"\ntook {time.monotonic() - began:.0f} s")
    return 0


def _end(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGALRM:
        print("\nended by itself before its end: this machine is too busy, or too slow", file=sys.stderr)
    sys.exit(128 + number)


def _show(*rows: Row) -> None:
    for row in rows:
        print(row.line(), flush=True)


# --- calls ----------------------------------------------------------------------------------------------------------


def _calling(hall: DemoHall, plan: Plan, chromium: str | None) -> None:
    """Measure calls with one display, and with all."""
    print(heading("ONE DISPLAY ALONE"))
    _show(pings(hall.base_url, plan.echoes))
    clerks = [Clerk(hall, n) for n in range(1, CLERKS + 1)]
    crowd, calls = Crowd(hall.base_url), Calls()
    calls.join(crowd, displays(hall)[:1])
    alone = _called(hall, clerks, plan.calls_alone, calls)
    _show(*_rows(alone, calls))
    alone_cpu = alone.cpu_s / len(alone.presses)
    print(f"  server {alone_cpu * 1000:.1f} ms CPU a call (with a ticket taken, and one served, for each)")
    crowd.close()
    with contextlib.ExitStack() as stack:
        browser = stack.enter_context(open_browser(chromium)) if chromium else None
        _in_company(hall, plan, clerks, browser, alone_cpu)
    for clerk in clerks:
        clerk.leave()


def _in_company(
    hall: DemoHall, plan: Plan, clerks: Sequence[Clerk], browser: Browser | None, alone_cpu: float
) -> None:
    drawn = [WatchedBoard(browser, hall.base_url, path) for path in PATHS] if browser else []
    crowd, calls = Crowd(hall.base_url), Calls()
    shown = calls.join(crowd, displays(hall))
    for auth in phones(hall, PHONES):
        crowd.join(auth)
    screens = len(crowd) + len(drawn)
    print(heading(f"{len(shown) + len(drawn)} DISPLAYS ({len(drawn)} drawn by Chromium) AND {PHONES} PHONES"))
    time.sleep(STAYS_S)
    before = sum(screen.heard_bytes for screen in shown), crowd.snapshots
    run = _called(hall, clerks, plan.calls, calls, drawn)
    sent = sum(screen.heard_bytes for screen in shown) - before[0]
    _show(*_rows(run, calls))
    for board, path in zip(drawn, PATHS, strict=False):
        _show(_drawn(run, board, path, "anywhere", f"aim p99 < {AIM_DRAWN_MS} ms"))
        _show(_drawn(run, board, path, "large", "it waits for a place; each call keeps its own for 6 s"))
    each = run.cpu_s / len(run.presses)
    print(
        f"  server {each * 1000:.1f} ms CPU a call, of it {(each - alone_cpu) / (screens - 1) * 1e6:.0f} µs a screen;"
        f" {100 * run.cpu_s / run.lasted_s:.0f} % of a core;"
        f" {sent / len(run.presses) / len(shown):,.0f} bytes a call and display,"
        f" {(crowd.snapshots - before[1]) / len(run.presses):.0f} snapshots a call; {crowd.lost} screens lost"
    )
    crowd.close()


def _drawn(run: _Run, board: WatchedBoard, path: str, where: str, note: str) -> Row:
    at = board.drawn_at(where)
    took = [at[p.number] - p.sent for p in run.presses if p.number in at]
    worst = percentile(took, 1.0) * 1000
    missing = len(run.presses) - len(took)
    note = f"{note}; slowest of {len(took)}: {worst:.0f} ms{_not_seen(missing)}"
    return Row.of_times(f"next → drawn in Chromium, {path}, {where}", took, note=note)


@dataclass(frozen=True)
class _Run:
    """What came of some calls: by whom and when, and s of processor and of time."""

    presses: list[Press]
    windows: list[int]
    cpu_s: float
    lasted_s: float


def _called(
    hall: DemoHall, clerks: Sequence[Clerk], count: int, calls: Calls, drawn: Sequence[WatchedBoard] = ()
) -> _Run:
    """Let clerks call in turn at a steady pace, each done with one before it calls the next, while people come."""
    presses: list[Press] = []
    failed: list[BaseException] = []
    turns = list(itertools.islice(itertools.cycle(range(len(clerks))), count))

    def work() -> None:
        began = time.monotonic()
        try:
            for turn, place in enumerate(turns):
                if turn >= len(clerks):
                    _wait_until(began + (turn - 0.5) / CALLS_PER_S)
                    clerks[place].serve()
                _wait_until(began + turn / CALLS_PER_S)
                presses.append(press_next(clerks[place]))
            _wait_until_seen(presses, turns, calls)
            for place in turns[-len(clerks) :]:
                clerks[place].serve()
        except BaseException as error:  # noqa: BLE001  (raised again in the main thread)
            failed.append(error)

    with citizens(hall, TICKETS_PER_S):
        used, began = machine.cpu_s(hall.pid), time.monotonic()
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        while thread.is_alive():
            drawn[0].breathe(0.2) if drawn else time.sleep(0.05)
        used, lasted = machine.cpu_s(hall.pid) - used, time.monotonic() - began
    if failed:
        raise failed[0]
    return _Run(presses, [place + 1 for place in turns], used, lasted)


def _wait_until(when: float) -> None:
    time.sleep(max(0.0, when - time.monotonic()))


def _wait_until_seen(presses: Sequence[Press], turns: Sequence[int], calls: Calls) -> None:
    """Let the last calls reach every display, SEEN_WITHIN_S at most, and a moment more for what is drawn."""
    ends = time.monotonic() + SEEN_WITHIN_S
    while time.monotonic() < ends and any(
        calls.last(press.number, place + 1)[1] for press, place in zip(presses, turns, strict=True)
    ):
        time.sleep(0.1)
    time.sleep(STAYS_S)


def _rows(run: _Run, calls: Calls) -> list[Row]:
    last = [calls.last(p.number, window) for p, window in zip(run.presses, run.windows, strict=True)]
    served = [at - p.sent for p, (at, missing) in zip(run.presses, last, strict=True) if not missing]
    unseen = sum(missing for _, missing in last)
    worst = percentile(served, 1.0) * 1000
    note = f"aim p99 < {AIM_SERVED_MS} ms; slowest of {len(served)}: {worst:.0f} ms{_not_seen(unseen)}"
    return [
        Row.of_times("next → answered", [p.answered - p.sent for p in run.presses]),
        Row.of_times("next → last display served", served, note=note),
    ]


def _not_seen(missing: int) -> str:
    return f"  {missing} NOT SEEN" if missing else ""


# --- standing, and coming back --------------------------------------------------------------------------------------


def _standing(hall: DemoHall, plan: Plan) -> None:
    """Measure the server's memory with more and more displays, and what they cost it while nothing happens."""
    all_shown = displays(hall)
    crowd = Crowd(hall.base_url)
    points: list[tuple[int, float]] = []
    still = _idle_cpu(hall, plan.idle_s)
    connecting = 0.0
    for many in CROWDS:
        used = machine.cpu_s(hall.pid)
        while len(crowd.screens) < many:
            crowd.join(all_shown[len(crowd.screens) % len(all_shown)].auth)
        connecting += machine.cpu_s(hall.pid) - used
        time.sleep(STAYS_S)
        points.append((many, machine.resident_mb(hall.pid)))
    many = CROWDS[-1]
    idle = _idle_cpu(hall, plan.idle_s) - still
    crowd.close()
    print("\nSTANDING")
    print(
        f"  memory of the server with {', '.join(f'{n}: {mb:.1f} MB' for n, mb in points)} displays;"
        f" {1000 * linear_regression(*zip(*points, strict=True)).slope:.0f} kB a display"
    )
    print(
        f"  {connecting / many * 1000:.2f} ms CPU to connect one; standing still {many} take"
        f" {100 * idle:.1f} % of a core, {idle / many * 60_000:.1f} ms a minute each"
    )


def _idle_cpu(hall: DemoHall, lasts_s: float) -> float:
    """Return the part of a core the server takes while nobody asks anything."""
    used = machine.cpu_s(hall.pid)
    time.sleep(lasts_s)
    return (machine.cpu_s(hall.pid) - used) / lasts_s


def _storms(hall: DemoHall, plan: Plan) -> None:
    """End the server under screens of all kinds, again and again."""
    windows = iter(range(CLERKS + 1, WINDOWS + 1))
    crowd, calls = Crowd(hall.base_url, Return()), Calls()
    calls.join(crowd, displays(hall))
    for auth in others(hall):
        crowd.join(auth)
    for auth in phones(hall, STORM_OF - len(crowd)):
        crowd.join(auth)
    print(
        f"\nA RESTART under {len(crowd)} screens: {len(calls.displays)} displays, terminals, tablets, phones"
    )
    try:
        for _ in range(plan.storms):
            time.sleep(2 * STAYS_S)  # the spare is loaded
            window = next(windows)
            Clerk(hall, window)
            print(storm(hall, crowd, calls, window, hall.kill_server).line("killed"), flush=True)
            hall.know_server()
        for _ in range(plan.storms):
            window = next(windows)
            Clerk(hall, window)
            print(storm(hall, crowd, calls, window, hall.start_again).line("stopped and started"), flush=True)
    finally:
        crowd.close()
