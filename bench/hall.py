"""`python -m bench hall`: one hall on this machine, measured from outside, as its citizens and clerks see it.

Two halls are run, one after the other, each with an empty database. The first is loaded as hard as
one and sixteen kiosks can, to see how many tickets a second it gives and what memory it takes. The second has
every screen of a hall connected, one of them drawn by Chromium, and serves people at a steady rate.
Nothing here is a test: the aims stand beside the figures and decide nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine
from bench.baseline import commit_row, fsync_row
from bench.chromium import WatchedBoard, find_chromium, open_browser
from bench.clerks import Clerk, Press, keep_serving, phone_token, press_next
from bench.crowd import Crowd
from bench.demo_hall import DemoHall
from bench.figures import Row, heading, percentile
from bench.kiosks import Taken, ask_nothing, citizens, closed_loop, fill, open_loop, take_ticket
from bench.speaker import Speaker

KIOSKS = 16
PHONES = 100
STEADY_PER_S = 20
TICKETS_HELD = 2000
AIM_ISSUE_MS, AIM_DRAWN_MS, AIM_MEMORY_MB = 60, 150, 200
SEEN_WITHIN_S = 0.4
BETWEEN_CALLS_S = 0.15
FRAMES = 40
CALLING_WINDOW = 1  # it helps every queue
SERVES_EACH_S = 1.5
SWITCH_S = 0.0005  # a reader among these threads must not wait 5 ms for its turn


@dataclass(frozen=True)
class Plan:
    """How long to measure: s of each run, number of each operation."""

    loop_s: float = 6.0
    steady_s: float = 20.0
    calls: int = 60
    baseline: int = 1000
    quick: bool = False


QUICK = Plan(loop_s=2.0, steady_s=6.0, calls=15, baseline=200, quick=True)


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code says only whether the run was possible."""
    parser = argparse.ArgumentParser(prog="bench hall", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half a minute, rough figures")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else Plan()
    sys.setswitchinterval(SWITCH_S)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ended from outside, it still stops its hall
    chromium = find_chromium()
    began = time.monotonic()
    print("\n".join(machine.describe(chromium)))
    print(
        f"run      {'quick, ' if plan.quick else ''}one server process, eventlet, SQLite; load from this same machine"
    )
    _baseline(plan)
    _alone(plan)
    _in_company(plan, chromium)
    print(f"\ntook {time.monotonic() - began:.0f} s")
    return 0


def _show(*rows: Row) -> None:
    for row in rows:
        print(row.line(), flush=True)


def _baseline(plan: Plan) -> None:
    print(heading("THE MACHINE"))
    with tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder:
        _show(fsync_row(Path(folder), plan.baseline), commit_row(Path(folder), plan.baseline))


def _alone(plan: Plan) -> None:
    """Measure issuing as fast as it goes, and the memory."""
    with DemoHall() as hall:
        at_start = machine.resident_mb(hall.pid)
        for callers in (1, KIOSKS):
            empty = closed_loop(hall, callers, plan.loop_s / 2, ask_nothing)
            _show(_row(f"empty route /healthz, {_plural(callers, 'connection')}", empty, None))
        print(heading("ISSUING, no screens connected"))
        issued = 0
        for callers in (1, KIOSKS):
            used = machine.cpu_s(hall.pid)
            taken = closed_loop(hall, callers, plan.loop_s)
            used = machine.cpu_s(hall.pid) - used
            issued += len(taken.times)
            what = f"tickets from {_plural(callers, 'kiosk')}, each as fast as answered"
            _show(_row(what, taken, used))
        issued += fill(hall, TICKETS_HELD - issued)
        held = machine.resident_mb(hall.pid)
        crowd, _ = _phones(hall, PHONES)
        time.sleep(2.0)
        with_phones = machine.resident_mb(hall.pid)
        crowd.close()
        print(f"\nMEMORY of the server (aim < {AIM_MEMORY_MB} MB)")
        print(
            f"  at start {at_start:.0f} MB · after {issued} tickets, all waiting, {held:.0f} MB"
            f" · and {PHONES} phones {with_phones:.0f} MB · at most {machine.resident_mb(hall.pid, peak=True):.0f} MB"
        )


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _row(what: str, taken: Taken, used_s: float | None, note: str = "") -> Row:
    if used_s is not None and taken.times:
        note = f"{note} server {used_s / len(taken.times) * 1000:.2f} ms CPU each".strip()
    if taken.failures:
        note += f"  {len(taken.failures)} FAILED: {taken.failures[0]}"
    return Row.of_times(what, taken.times, over_s=taken.lasted_s, note=note)


def _phones(hall: DemoHall, count: int) -> tuple[Crowd, Speaker]:
    """Take tickets and open each one's phone page."""
    crowd = Crowd(hall.base_url)
    speaker = Speaker(hall.base_url, hall.token("kiosk"))
    for turn in range(count):
        _, ticket = take_ticket(speaker, turn)
        crowd.join({"screen": "phone", "token": phone_token(ticket)})
    return crowd, speaker


def _screens(hall: DemoHall, phones: int, calls: dict[str, float]) -> Crowd:
    """Connect the screens of a whole hall; `calls` learns when a board first heard of each number called."""
    crowd, speaker = _phones(hall, phones)
    speaker.close()

    def heard(snapshot: dict[str, Any], at: float) -> None:
        for call in snapshot["calls"]:
            calls.setdefault(call["number"], at)

    board = hall.token("display")
    crowd.join({"screen": "display", "token": board}, heard)
    crowd.join({"screen": "kiosk", "token": hall.token("kiosk")})
    crowd.join({"screen": "desk", "token": hall.token("guide")})
    for number in hall.windows:
        crowd.join({"screen": "sign", "token": board, "window": number})
        crowd.join({"screen": "clerk", "token": hall.token(f"clerk_{number}"), "window": number})
        crowd.join({"screen": "evaluator", "token": hall.token(f"tablet_{number}"), "window": number})
    return crowd


def _in_company(plan: Plan, chromium: str | None) -> None:
    """Measure calling and steady issuing with every screen connected."""
    calls: dict[str, float] = {}
    with DemoHall() as hall, contextlib.ExitStack() as stack:
        board = None
        if chromium:
            board = WatchedBoard(stack.enter_context(open_browser(chromium)), hall.base_url)
        crowd = _screens(hall, PHONES, calls)
        stack.callback(crowd.close)
        screens = len(crowd) + (board is not None)
        print(heading(f"CALLING, {screens} screens connected, {PHONES} of them phones"))
        if board is not None:
            _show(Row.of_times("a change of the page alone → drawn by Chromium", board.frames(FRAMES)))
        _show(*_calling(hall, plan, board, calls, "hall quiet"))
        stop = threading.Event()
        with citizens(hall, 2.0):
            _show(*_calling(hall, plan, board, calls, "2 tickets/s issued"))
        print(heading(f"ISSUING, {screens} screens connected, {len(hall.windows)} clerks at work"))
        before, used = crowd.snapshots, machine.cpu_s(hall.pid)
        end = keep_serving(hall, hall.windows, SERVES_EACH_S, stop)
        taken = open_loop(hall, STEADY_PER_S, plan.steady_s)
        called = end()
        used = machine.cpu_s(hall.pid) - used
        sent = (crowd.snapshots - before) / taken.lasted_s
        note = f"aim p99 < {AIM_ISSUE_MS} ms;"
        _show(_row(f"tickets at a steady {STEADY_PER_S} per second", taken, None, note))
        busy = 100 * used / taken.lasted_s
        print(
            f"  meanwhile {called / taken.lasted_s:.1f} calls/s, {sent:.0f} snapshots/s,"
            f" server {busy:.0f} % of a core, {machine.resident_mb(hall.pid):.0f} MB, {crowd.lost} screens lost"
        )


def _calling(
    hall: DemoHall, plan: Plan, board: WatchedBoard | None, calls: dict[str, float], when: str
) -> list[Row]:
    """Press *next* again and again, each citizen served before the next is called."""
    clerk = Clerk(hall, CALLING_WINDOW)
    presses: list[Press] = []
    for _ in range(plan.calls):
        presses.append(press_next(clerk))
        _pause(board, SEEN_WITHIN_S)
        clerk.serve()
        _pause(board, BETWEEN_CALLS_S)
    clerk.leave()
    answered = [p.answered - p.sent for p in presses]
    heard = [calls[p.number] - p.sent for p in presses if p.number in calls]
    rows = [
        Row.of_times(f"next → answered ({when})", answered),
        Row.of_times("next → board's snapshot received", heard, note=_missing(len(presses), len(heard))),
    ]
    if board is not None:
        drawn_at = board.drawn_at()
        drawn = [drawn_at[p.number] - p.sent for p in presses if p.number in drawn_at]
        worst = percentile(drawn, 1.0) * 1000
        note = f"aim p99 < {AIM_DRAWN_MS} ms; slowest of {len(drawn)}: {worst:.0f} ms {_missing(len(presses), len(drawn))}"
        rows.append(Row.of_times("next → number drawn by Chromium", drawn, note=note))
    return rows


def _pause(board: WatchedBoard | None, seconds: float) -> None:
    time.sleep(seconds) if board is None else board.breathe(seconds)


def _missing(wanted: int, got: int) -> str:
    return f"{wanted - got} NOT SEEN" if got < wanted else ""
