"""Tell how right the published waiting times are: `./dev bench wait [--quick]`.

Each hall is simulated day by day (simulated_hall.py, which says what ciw does and what we do). Of every
citizen who has to wait, the product's own estimator (queue_server.domain.waiting, no copy) is asked at
the moment they take the number, knowing what the server would know: who waits for which item, whom the
windows have and since when, and service times learned from the days before (rolling origin: a day is
learned from only when it is over; the first days only teach). Beside it stand five naive predictors. They know the
same past. Seeds are fixed, so two runs print the same figures.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.simulated_hall import ABSENCE_S, Citizen, HallNode, Kind, Shape, run_day
from queue_server.domain.drain import Capacity, Server
from queue_server.domain.ids import QueueId
from queue_server.domain.service_times import Cell, Learned, Sums, Tally, learn
from queue_server.domain.waiting import (
    P10,
    P20,
    P90,
    AtWindow,
    Outlook,
    Wait,
    least_high_s,
    line_of,
    server_of,
    shown,
)

SEED = 20261120
STATED_S = 480
TEACHING_DAYS, DAYS = 10, 60
QUICK_TEACHING_DAYS, QUICK_DAYS = 4, 8
RECENT_S = 3600.0
NAIVE = ("QL", "LES", "HOL", "last 10", "all-time")

A, B, C = QueueId("q-A"), QueueId("q-B"), QueueId("q-C")
PEAKS = (0.6, 1.25, 1.25, 0.6, 0.6, 1.2, 1.2, 0.5)


def _mixed(queue: QueueId, per_hour: float, *, head_start_share: float = 0.0) -> tuple[Kind, ...]:
    """Return citizens of four items of different lengths, 8.6 min on average, some with a head start."""
    items = (("short", 180.0, 0.3), ("usual", 420.0, 0.4), ("long", 900.0, 0.2), ("longest", 1200.0, 0.1))
    ordinary = 1 - head_start_share
    kinds = tuple(Kind(queue, item, mean, per_hour * part * ordinary) for item, mean, part in items)
    if head_start_share:
        kinds += tuple(
            Kind(queue, item, mean, per_hour * part * head_start_share, 900.0) for item, mean, part in items
        )
    return kinds


HALLS: tuple[Shape, ...] = (
    Shape("1 window, one item", (((A,),),), (Kind(A, "one", 480, 6.0),)),
    Shape("3 windows, flat", (((A,),),) * 3, (Kind(A, "one", 480, 18.0),)),
    Shape("3 windows, cv 1.2, two peaks", (((A,),),) * 3, (Kind(A, "one", 480, 20.0),), PEAKS, cv=1.2),
    Shape("6 windows, mixed items, peaks", (((A,),),) * 6, _mixed(A, 36.0), PEAKS),
    Shape(
        "3 windows, priorities, no-shows",
        (((A,),),) * 3,
        _mixed(A, 19.0, head_start_share=0.15),
        PEAKS,
        absent=0.12,
    ),
    Shape(
        "1 general helping 2 dedicated",
        (((A,), (B,), (C,)), ((B,),), ((C,),)),
        (*_mixed(A, 3.5), Kind(B, "b", 600, 6.0), Kind(C, "c", 300, 12.0)),
        PEAKS,
        absent=0.05,
    ),
    Shape(
        "2 general share 3 queues, 2 dedicated",
        (((A, B, C),), ((A, B, C),), ((B,), (A,)), ((C,),)),
        (*_mixed(A, 9.0), Kind(B, "b", 600, 7.0), Kind(C, "c", 300, 10.0)),
        PEAKS,
        absent=0.05,
    ),
    Shape(
        "4 windows, 2 at noon",
        (((A,),),) * 4,
        _mixed(A, 24.0),
        (0.7, 1.1, 1.2, 0.8, 0.7, 1.0, 1.1, 0.6),
        noon=(3.25 * 3600, 4.5 * 3600, 2),
    ),
)


@dataclass
class Seen:
    """What was told to one citizen, and what they then waited (s)."""

    citizen: Citizen
    wait: Wait | None
    low_s: int
    high_s: int
    naive: tuple[float, ...]


@dataclass
class History:
    """What the hall has learned from the days that are over."""

    days: list[Tally] = field(default_factory=list)
    waits: dict[QueueId, Sums] = field(default_factory=lambda: defaultdict(Sums))

    def learned(self) -> Learned:
        """Return what the product would know at the start of the next day."""
        return learn(self.days, stated_s=STATED_S, absence_s=ABSENCE_S)


class Day:
    """One day of a hall, watched as the server would watch it."""

    def __init__(self, shape: Shape, history: History) -> None:
        self.shape, self.history = shape, history
        self.learned = history.learned()
        self.seen: list[Seen] = []
        self.calls: list[Citizen] = []
        self._recent: dict[QueueId, deque[Citizen]] = defaultdict(deque)
        self._waits: dict[QueueId, list[float]] = defaultdict(list)

    def arrives(self, hall: HallNode, citizen: Citizen) -> None:
        """Predict, as the kiosk would on the ticket."""
        queue, at = citizen.kind.queue, citizen.arrived
        outlook = self._outlook(hall, at)
        before = [c for c in _waiting(hall, queue) if c.rank <= citizen.rank]
        work = sum(self.learned.claim(queue, c.kind.item).mean_s for c in before)
        wait = outlook.wait(queue, work, citizen.kind.head_start_s)
        head = _head(hall, queue, citizen.kind.head_start_s)
        least = least_high_s(at - head.arrived, 0.0, at - self._changed(at)) if head else 0.0
        low, high = shown(wait, least_high_s=least) if wait else (0, 0)
        self.seen.append(Seen(citizen, wait, low, high, self._naive(hall, queue, at)))
        self._recent[queue].append(citizen)

    def called(self, citizen: Citizen) -> None:
        """Note a call."""
        self.calls.append(citizen)
        self._waits[citizen.kind.queue].append(citizen.called - citizen.arrived)

    def _outlook(self, hall: HallNode, at: float) -> Outlook:
        servers = [self._server(hall, n, at) for n in hall.on_duty()]
        queues = {u for window in self.shape.windows for tier in window for u in tier}
        lines = {
            u: line_of(
                self.learned,
                u,
                Counter[str | None](c.kind.item for c in _waiting(hall, u)),
                mean_age_s=_mean([at - c.arrived for c in _waiting(hall, u)] or [0.0]),
                arriving=self._arriving(u, at),
            )
            for u in queues
        }
        return Outlook(self.learned, servers, lines, self._capacity(at))

    def _server(self, hall: HallNode, n: int, at: float) -> Server:
        here = hall.at.get(n)
        if here is None or here.ended <= at:  # the clerk is between two: the server sees a free window
            return server_of(self.learned, self.shape.windows[n], None)
        serving = here.came and here.started <= at
        since = here.started if serving else here.called
        whom = AtWindow(here.kind.queue, here.kind.item, serving, at - since)
        return server_of(self.learned, self.shape.windows[n], whom)

    def _arriving(self, queue: QueueId, at: float) -> dict[float, float]:
        recent = self._recent[queue]
        while recent and recent[0].arrived < at - RECENT_S:
            recent.popleft()
        over = max(900.0, min(RECENT_S, at))
        return {h: n / over for h, n in Counter(c.kind.head_start_s for c in recent).items()}

    def _capacity(self, at: float) -> list[Capacity]:
        changes = [] if self.shape.noon is None else self.shape.noon[:2]
        now = self.shape.working(at)
        return [Capacity(to - at, self.shape.working(to) / now) for to in changes if to > at]

    def _changed(self, at: float) -> float:
        changes = [] if self.shape.noon is None else self.shape.noon[:2]
        return max((to for to in changes if to <= at), default=0.0)

    def _naive(self, hall: HallNode, queue: QueueId, at: float) -> tuple[float, ...]:
        waiting = _waiting(hall, queue)
        working = [self.shape.windows[n] for n in hall.on_duty()]
        own = sum(queue in tiers[0] for tiers in working) or sum(
            queue in tier for tiers in working for tier in tiers
        )
        today, past = self._waits[queue], self.history.waits[queue].mean
        services = Sums()
        for day in self.history.days:
            for (of, _), sums in day.services.items():
                services = services.plus(sums) if of == queue else services
        return (
            (len(waiting) + 1) * (services.mean or STATED_S) / max(1, own),
            today[-1] if today else past,
            at - min(c.arrived for c in waiting) if waiting else 0.0,
            sum(today[-10:]) / len(today[-10:]) if today else past,
            past,
        )

    def close(self) -> None:
        """Hand the day over to the history."""
        services: dict[Cell, Sums] = defaultdict(Sums)
        walks, turns = Sums(), Sums()
        at_window: dict[int, Citizen] = {}
        for c in self.calls:
            if c.came:
                cell = (c.kind.queue, c.kind.item)
                services[cell] = services[cell].plus(_one(c.service_s))
                walks = walks.plus(_one(c.walk_s))
            last = at_window.get(c.window)
            if last is not None and c.arrived <= last.ended and c.called - last.ended < 180:
                turns = turns.plus(_one(c.called - last.ended))
            at_window[c.window] = c
            self.history.waits[c.kind.queue] = self.history.waits[c.kind.queue].plus(
                _one(c.called - c.arrived)
            )
        absent = sum(not c.came for c in self.calls)
        self.history.days.append(Tally(dict(services), walks, turns, len(self.calls), absent))


def _one(seconds: float) -> Sums:
    return Sums(1, seconds, seconds**2)


def _waiting(hall: HallNode, queue: QueueId) -> list[Citizen]:
    return [i.citizen for i in hall.waiting if i.citizen.kind.queue == queue]


def _head(hall: HallNode, queue: QueueId, head_start_s: float) -> Citizen | None:
    same = [c for c in _waiting(hall, queue) if c.kind.head_start_s == head_start_s]
    return min(same, key=lambda c: c.rank, default=None)


@dataclass(frozen=True)
class Score:
    """How well one hall was told; minutes and shares. `naive` gives MAE and bias by predictor."""

    hall: str
    n: int
    mean_wait: float
    mae: float
    bias: float
    inside_80: float
    inside_70: float
    inside_shown: float
    width_shown: float
    naive: dict[str, tuple[float, float]]


def score(shape: Shape, teaching_days: int, days: int) -> Score:
    """Play a hall and return how well those who had to wait were told after the teaching days."""
    history = History()
    told: list[Seen] = []
    for number in range(teaching_days + days):
        day = Day(shape, history)
        run_day(shape, day, SEED + 1000 * number + sum(map(ord, shape.name)))
        day.close()
        if number >= teaching_days:
            told += [s for s in day.seen if s.citizen.called > s.citizen.arrived]
    sure = [(s, s.wait) for s in told if s.wait is not None]
    real = [s.citizen.called - s.citizen.arrived for s, _ in sure]
    return Score(
        hall=shape.name,
        n=len(sure),
        mean_wait=_mean(real) / 60,
        mae=_error([w.mean_s for _, w in sure], real, abs),
        bias=_error([w.mean_s for _, w in sure], real, float),
        inside_80=_share(
            [w.quantile(P10) <= r <= w.quantile(P90) for (_, w), r in zip(sure, real, strict=True)]
        ),
        inside_70=_share(
            [w.quantile(P20) <= r <= w.quantile(P90) for (_, w), r in zip(sure, real, strict=True)]
        ),
        inside_shown=_share([s.low_s <= r <= s.high_s for (s, _), r in zip(sure, real, strict=True)]),
        width_shown=_mean([s.high_s - s.low_s for s, _ in sure]) / 60,
        naive={
            name: (
                _error([s.naive[n] for s, _ in sure], real, abs),
                _error([s.naive[n] for s, _ in sure], real, float),
            )
            for n, name in enumerate(NAIVE)
        },
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _error(told: Sequence[float], real: Sequence[float], of: Callable[[float], float]) -> float:
    return _mean([of(t - r) for t, r in zip(told, real, strict=True)]) / 60


def _share(inside: Sequence[bool]) -> float:
    return _mean([float(one) for one in inside])


def lines(found: Score) -> list[str]:
    """Return the table's two lines of one hall."""
    own = (
        f"{found.hall:<40}{found.n:>6}{found.mean_wait:>7.1f}{found.mae:>7.1f}{found.bias:>+7.1f}"
        f"{found.inside_80:>8.0%}{found.inside_70:>8.0%}{found.inside_shown:>8.0%}{found.width_shown:>7.0f}"
    )
    naive = "".join(f"{mae:>8.1f} ({bias:+.1f})" for mae, bias in found.naive.values())
    return [own + "  " + naive]


def main(arguments: list[str]) -> int:
    """Score every hall and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench wait", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer days")
    quick = parser.parse_args(arguments).quick
    teaching, days = (QUICK_TEACHING_DAYS, QUICK_DAYS) if quick else (TEACHING_DAYS, DAYS)
    print(f"{days} days a hall after {teaching} that teach; those who had to wait; minutes\n")
    print(
        f"{'hall':<40}{'n':>6}{'wait':>7}{'MAE':>7}{'bias':>7}{'P10-90':>8}{'P20-90':>8}{'shown':>8}{'width':>7}"
        f"  naive MAE (bias): {', '.join(NAIVE)}"
    )
    print(f"{'aim':<40}{'':>6}{'':>7}{'':>7}{'0':>7}{'80%':>8}{'70%':>8}{'>70%':>8}")
    for shape in HALLS:
        print("\n".join(lines(score(shape, teaching, days))), flush=True)
    return 0
