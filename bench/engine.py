"""`python -m bench engine`: the queue engine alone, through HTTP, every answer on disk.

Each database has a hall of 64 windows and no screens. Issuing and calling are measured with 1, 16 and 64 callers
beside what the machine itself allows in the same run: a bare fsync, a bare SQLite commit, an empty route. Then
the same calls with years of past tickets in the tables, *next* there beside *next* in a hall without them by turns,
and issuing with a slower disk. The aims stand beside the figures and decide nothing.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.baseline import commit_row, fsync_row
from bench.big_hall import make_big_hall
from bench.clerks import Clerk
from bench.cluster import Cluster
from bench.demo_hall import DemoHall
from bench.figures import Row, heading, percentile
from bench.kept import NAME, cluster_with_past, drop_copies, sqlite_with_past, why_not
from bench.kiosks import Ask, Taken, ask_nothing, closed_loop, take_ticket
from bench.slow_disk import slow_disk

WINDOWS = 64
CALLERS = (1, 16, 64)
SLOW_MS = 5
AIMS = "aims at 16 callers: 1,200/s, p99 < 30 ms, 30 % of the empty route"
SWITCH_S = 0.0005
ROUNDS = 7
Prepare = Callable[[Path], tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class Plan:
    """How long each figure is taken, in s, and how many past tickets there are."""

    loop_s: float
    baseline: int
    past: int


FULL, QUICK = Plan(6.0, 1000, 10_000_000), Plan(2.0, 200, 200_000)


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code says only whether the run was possible."""
    parser = argparse.ArgumentParser(prog="bench engine", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes, rough figures, a shorter past")
    parser.add_argument("--past", type=int, help="past tickets (10 million; quick: 200,000)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else FULL
    if options.past is not None:
        plan = Plan(plan.loop_s, plan.baseline, options.past)
    sys.setswitchinterval(SWITCH_S)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    print("\n".join(machine.describe(None)[:3]))
    print(f"run      one server process, eventlet, no screens; load from this same machine; {AIMS}")
    with tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder:
        print(heading("THE MACHINE"))
        _show(fsync_row(Path(folder), plan.baseline), commit_row(Path(folder), plan.baseline))
        if options.database != "postgresql":
            _on_sqlite(plan)
        if options.database != "sqlite":
            _on_postgresql(plan)
    print(f"\ntook {time.monotonic() - began:.0f} s")
    return 0


def _show(*rows: Row) -> None:
    for row in rows:
        print(row.line(), flush=True)


def _on_sqlite(plan: Plan) -> None:
    def fresh(data: Path) -> tuple[str, dict[str, str]]:
        data.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{data / 'hall.db'}"
        return url, make_big_hall(url, WINDOWS)

    with DemoHall(prepare=fresh) as hall:
        _measure("SQLite, no past", hall, plan)
    _issue_with_a_slow_disk(fresh, plan)
    if not _too_large("sqlite", plan):
        _with_a_past("SQLite", fresh, lambda data: sqlite_with_past(data, WINDOWS, plan.past), plan)


def _on_postgresql(plan: Plan) -> None:
    cluster = Cluster(durable=True)
    try:
        cluster.start()
        with DemoHall(prepare=lambda _: _fresh_in(cluster)) as hall:
            _measure("PostgreSQL, no past", hall, plan)
    finally:
        cluster.remove()
    if _too_large("postgresql", plan):
        return
    cluster, tokens = cluster_with_past(WINDOWS, plan.past)
    copy = cluster.create(NAME, large=True)
    try:
        _with_a_past("PostgreSQL", lambda _: _fresh_in(cluster), lambda _: (cluster.url(copy), tokens), plan)
    finally:
        drop_copies(cluster)
        cluster.stop()


def _fresh_in(cluster: Cluster) -> tuple[str, dict[str, str]]:
    url = cluster.url(cluster.create())
    return url, make_big_hall(url, WINDOWS)


def _too_large(database: str, plan: Plan) -> bool:
    why = why_not(database, plan.past)
    if why is not None:
        print(f"\n{database} with a past: not measured, {why}")
    return why is not None


def _with_a_past(database: str, fresh: Prepare, with_past: Prepare, plan: Plan) -> None:
    """Measure *next* beside a hall without a past, turn by turn, and then the hall with years behind it."""
    with DemoHall(prepare=with_past) as full:
        with DemoHall(prepare=fresh) as empty:
            turn_by_turn(empty, full, plan.loop_s)
        _measure(f"{database}, {plan.past:,} past tickets", full, plan)


def turn_by_turn(empty: DemoHall, full: DemoHall, loop_s: float) -> None:
    """Compare *next* with one clerk in two halls that run at once, a little in each by turns.

    What else the machine does then falls on both; the figures are medians of the rounds.
    """
    print(heading(f"NEXT, WITHOUT AND WITH A PAST, BY TURNS (aim: p50 ≤ 1.2 x), {ROUNDS} rounds"))
    for hall in (empty, full):
        closed_loop(hall, 16, loop_s)
    medians: dict[DemoHall, list[float]] = {empty: [], full: []}
    spent: dict[DemoHall, list[float]] = {empty: [], full: []}
    for turn in range(ROUNDS):
        for hall in (empty, full) if turn % 2 == 0 else (full, empty):
            taken, used = _next(hall, 1, loop_s / 4)
            medians[hall].append(percentile(taken.times, 0.5))
            spent[hall].append(used / max(1, 3 * len(taken.times)))
    for what, hall in (("without", empty), ("with", full)):
        p50, cpu = statistics.median(medians[hall]) * 1000, statistics.median(spent[hall]) * 1000
        print(f"  {what:<8} p50 {p50:6.2f} ms   server {cpu:5.2f} ms CPU per command (next, start, finish)")
    rounds = zip(medians[empty], medians[full], strict=True)
    ratio = statistics.median(after / before for before, after in rounds)
    print(f"  with / without: p50 {ratio:.2f} x", flush=True)


def _measure(what: str, hall: DemoHall, plan: Plan) -> None:
    """Measure one hall."""
    print(heading(what))
    for callers in CALLERS:
        what = f"empty route /healthz, {callers} callers"
        _show(_row(hall, what, callers, plan.loop_s / 2, ask_nothing))
    for callers in CALLERS:
        _show(_row(hall, f"issue, {callers} callers", callers, plan.loop_s))
    for callers in CALLERS:
        taken, used = _next(hall, callers, plan.loop_s)
        each = used / max(1, 3 * len(taken.times)) * 1000
        note = f"server {each:.2f} ms CPU per command (next, start, finish)"
        _show(Row.of_times(f"next, {callers} clerks", taken.times, over_s=taken.lasted_s, note=note))


def _issue_with_a_slow_disk(make: Prepare, plan: Plan) -> None:
    with slow_disk(SLOW_MS) as environment:
        if environment is None:
            print(f"\nissue with {SLOW_MS} ms added to each fsync: not measured, no C compiler here")
            return
        with DemoHall(prepare=make, environment=environment) as hall:
            print(heading(f"SQLite, {SLOW_MS} ms added to each fsync (aim 700/s)"))
            for callers in CALLERS:
                _show(_row(hall, f"issue, {callers} callers", callers, plan.loop_s))


def _row(hall: DemoHall, what: str, callers: int, lasts_s: float, ask: Ask = take_ticket) -> Row:
    used = machine.cpu_s(hall.pid)
    taken = closed_loop(hall, callers, lasts_s, ask)
    used = machine.cpu_s(hall.pid) - used
    note = f"server {used / max(1, len(taken.times)) * 1000:.2f} ms CPU each"
    if taken.failures:
        note += f"  {len(taken.failures)} FAILED: {taken.failures[0]}"
    return Row.of_times(what, taken.times, over_s=taken.lasted_s, note=note)


def _next(hall: DemoHall, clerks: int, lasts_s: float) -> tuple[Taken, float]:
    """Let clerks call, start and finish one after another; times are those of *next* alone."""
    taken, begin, ends = Taken(), threading.Barrier(clerks + 1), [0.0]

    def work(number: int) -> None:
        clerk = Clerk(hall, number)
        begin.wait()
        while time.perf_counter() < ends[0]:
            since = time.perf_counter()
            if clerk.call() is None:
                taken.failures.append("nobody waits")
                break
            taken.times.append(time.perf_counter() - since)
            clerk.serve()
        clerk.leave()

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(1, clerks + 1)]
    for thread in threads:
        thread.start()
    used, began = machine.cpu_s(hall.pid), time.perf_counter()
    ends[0] = began + lasts_s
    begin.wait()
    for thread in threads:
        thread.join()
    taken.lasted_s = time.perf_counter() - began
    if taken.failures:
        print(f"  {len(taken.failures)} clerks ran out of people after {len(taken.times)} calls")
    return taken, machine.cpu_s(hall.pid) - used
