"""How fast the open windows work off what waits, queue by queue.

Theory. What stands before a citizen is work: the rest of what busy windows are at, and the claims
(service_times.py) of those who rank before them. The open windows drain it as pipes drain water: each
window its own queues first, then those it helps, in its order; of the queues of one tier it drains the one whose
head came first. Queues of higher
tiers also get what keeps arriving. Stepping from event to event (a window comes free, a queue runs dry,
the noon band begins) gives a `Curve`: the work drained from the asked queue by each moment, as if
somebody stood at its end. A citizen starts when it reaches the work before them.

A busy window with `left_s` to go has, by the renewal theorem, begun work e + t - left by a late moment
t, e being the mean rest of a service met at random; before `left_s` that is taken to rise evenly from 0
to e. The citizen's own start asks for e beyond the work before them. With one window this is exactly
left + work; with c windows met at random, (work + e) / c.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from queue_server.domain.ids import QueueId

ARRIVALS_SEEN_S = 1800.0  # for how long what arrives lately is taken to go on
MOST_TAKEN = 0.7  # the part of a window that later arrivals of its own queues may take from those it helps
LEAST_WINDOW = 0.2
LONGEST_S = 86400.0
GRAINS, LEAST_GRAIN_S = 40, 20.0  # how finely a window's choosing between queues is followed
_EPS = 1e-6


Tiers = tuple[tuple[QueueId, ...], ...]
"""What a window calls, tier by tier; windows alike in that are looked at once, however many a hall has."""


@dataclass(frozen=True, slots=True)
class Server:
    """An open window: what it calls, and how long it stays busy (0 = free)."""

    tiers: Tiers
    left_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits in a queue: how many, and their work in s.

    `mean_s` is the claim of a newcomer and `rest_s` what is left of one met at random, `spread_s` the
    variance over the mean of the claims that wait, `doubt` the squared relative error of the means
    themselves; `arriving` is the work that comes per second, by head start in s. `age_s` is how long
    ago the first came, were they to have come evenly: twice the mean age, head starts included.
    """

    count: int
    work_s: float
    mean_s: float
    rest_s: float
    spread_s: float
    doubt: float = 0.0
    arriving: Mapping[float, float] = field(default_factory=dict)
    age_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Capacity:
    """From `from_s` on the hall works with `part` of what is open now: noon bands, breaks."""

    from_s: float
    part: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The work drained from one queue by each moment; until then, how many windows were at it.

    `swing_s` tells how much more that varies than the asked queue's own services: helping windows are
    called back to their own queues, and those of a shared tier may take longer.
    """

    times: tuple[float, ...]
    drained: tuple[float, ...]
    windows: tuple[float, ...]
    swing_s: tuple[float, ...]
    needs_s: float
    whole: bool

    def start_s(self, work_s: float) -> tuple[float, float, float] | None:
        """Return (when somebody with that work before them starts, windows that share it, swing).

        None when the hall closes before.
        """
        wanted = work_s + self.needs_s
        if not self.whole and wanted > self.drained[-1] + _EPS:
            return None
        if work_s + _EPS < self.drained[0] or wanted <= self.drained[0] + _EPS or len(self.times) == 1:
            return 0.0, self.windows[0], self.swing_s[0]
        n = min(bisect_left(self.drained, wanted), len(self.drained) - 1)
        (t0, t1), (w0, w1) = self.times[n - 1 : n + 1], self.drained[n - 1 : n + 1]
        slope = (t1 - t0) / (w1 - w0) if w1 > w0 + _EPS else 0.0
        return t0 + (wanted - w0) * slope, self.windows[n], self.swing_s[n]


def curve(
    queue_id: QueueId,
    servers: Sequence[Server],
    lines: Mapping[QueueId, Line],
    capacity: Sequence[Capacity] = (),
) -> Curve | None:
    """Return how a queue is drained; None when no window serves it. `capacity` is in order of time."""
    flow = _Flow(queue_id, servers, lines, capacity)
    return flow.run() if flow.pipes else None


class _Pipe:
    """A window as far as the asked queue is concerned: the tiers up to the last that matters."""

    __slots__ = ("kind", "left", "tiers")

    def __init__(self, tiers: Tiers, left: float) -> None:
        self.tiers = tiers
        self.left = left
        self.kind = 0


class _Flow:
    def __init__(
        self,
        asked: QueueId,
        servers: Sequence[Server],
        lines: Mapping[QueueId, Line],
        capacity: Sequence[Capacity],
    ) -> None:
        self.asked, self.lines, self.capacity = asked, lines, capacity
        self.pipes, self.queues = _concerned(asked, servers)
        self.kinds = list(dict.fromkeys(pipe.tiers for pipe in self.pipes))
        kind_of = {tiers: n for n, tiers in enumerate(self.kinds)}
        for pipe in self.pipes:
            pipe.kind = kind_of[pipe.tiers]
        beside = {u for p in self.pipes for tier in p.tiers if asked in tier for u in tier}
        coming = {u: sum(lines[u].arriving.values()) for u in self.queues}
        self.inflow = {u: 0.0 if u in beside else coming[u] for u in self.queues}
        self.needs = lines[asked].rest_s
        self.todo = {u: lines[u].work_s for u in self.queues}
        self.todo[asked] += self.needs
        self.dry = {u for u in self.queues if self.todo[u] <= _EPS}
        homes = {u: sum(u in p.tiers[0] for p in self.pipes) for u in self.queues}
        self.taken = {u: coming[u] / max(1, homes[u]) for u in self.queues}

    def run(self) -> Curve:
        """Deal to the free windows, then step from event to event until the last in line starts."""
        self._deal()
        whole = self.lines[self.asked].work_s + self.needs
        grain = max(LEAST_GRAIN_S, sum(self.todo.values()) / len(self.pipes) / GRAINS)
        at, times, drained, at_it = 0.0, [0.0], [whole - self.todo[self.asked]], [self._at_it(0.0)]
        while self.todo[self.asked] > _EPS and at < LONGEST_S:
            rates, choosing = self._rates(at)
            step = self._until_next(at, rates)
            if choosing:
                step = min(step, grain)
            if math.isinf(step):
                break
            at_it.append(self._at_it(at))
            seen = at < ARRIVALS_SEEN_S
            for u in self.queues - self.dry:
                change = rates.get(u, 0.0) - (self.inflow[u] if seen and u != self.asked else 0.0)
                self.todo[u] = max(0.0, self.todo[u] - change * step)
                if self.todo[u] <= _EPS:
                    self.dry.add(u)
            at += step
            times.append(at)
            drained.append(whole - self.todo[self.asked])
        windows, swing = zip(*at_it, strict=True)
        whole_drained = self.todo[self.asked] <= _EPS
        return Curve(tuple(times), tuple(drained), windows, swing, self.needs, whole_drained)

    def _deal(self) -> None:
        """Give each free window the next citizen it would call; one that finds none is there at once."""
        count = {u: self.lines[u].count for u in self.queues}
        for pipe in self.pipes:
            if pipe.left > 0:
                continue
            found = next((tier for tier in pipe.tiers if any(count[u] for u in tier)), None)
            if found is not None:
                chosen = max((u for u in found if count[u]), key=lambda u: self.todo[u])
                count[chosen] -= 1
                pipe.left = self._claim(chosen)
            elif any(self.asked in tier for tier in pipe.tiers):
                chosen = self.asked
                pipe.left = self.lines[chosen].mean_s
            else:
                continue
            self.todo[chosen] = max(0.0, self.todo[chosen] - pipe.left)
            if self.todo[chosen] <= _EPS:
                self.dry.add(chosen)

    def _claim(self, queue_id: QueueId) -> float:
        line = self.lines[queue_id]
        return line.work_s / line.count

    def _part(self, at: float) -> float:
        part = 1.0
        for change in self.capacity:
            if change.from_s <= at + _EPS:
                part = change.part
        return part

    def _where(self, tiers: Tiers) -> tuple[list[QueueId], float]:
        """Return the queues of the tier that windows with these tiers are at now, and how much of each is theirs."""
        taken = 0.0
        for tier in tiers:
            wet = [u for u in tier if u not in self.dry]
            if wet:
                return wet, 1 - min(MOST_TAKEN, taken)
            taken += sum(self.taken[u] for u in tier)
        return [], 0.0

    def _oldest(self, wet: list[QueueId]) -> QueueId:
        """Return the queue whose head came first, as what is left of it tells."""
        if len(wet) == 1:
            return wet[0]
        return max(wet, key=lambda u: (self._age(u), u != self.asked))

    def _age(self, queue_id: QueueId) -> float:
        line = self.lines[queue_id]
        left = self.todo[queue_id] - (self.needs if queue_id == self.asked else 0.0)
        return line.age_s * left / line.work_s if line.work_s > 0 and left > 0 else 0.0

    def _rates(self, at: float) -> tuple[dict[QueueId, float], bool]:
        """Return the work drained per second, and whether a window has to choose between queues."""
        rates: dict[QueueId, float] = {}
        part, choosing = self._part(at), False
        drains: list[tuple[QueueId, float] | None] = []
        for tiers in self.kinds:
            wet, share = self._where(tiers)
            drains.append((self._oldest(wet), part * share) if wet else None)
            choosing |= len(wet) > 1
        for pipe in self.pipes:
            found = drains[pipe.kind]
            if found is None:
                continue
            u, rate = found
            if at < pipe.left - _EPS:
                rate *= self.lines[u].rest_s / pipe.left
            rates[u] = rates.get(u, 0.0) + rate
        return rates, choosing

    def _until_next(self, at: float, rates: Mapping[QueueId, float]) -> float:
        ahead = [p.left - at for p in self.pipes] + [c.from_s - at for c in self.capacity]
        ahead.append(ARRIVALS_SEEN_S - at)
        found = min((s for s in ahead if s > _EPS), default=math.inf)
        seen = at < ARRIVALS_SEEN_S
        for u in self.queues - self.dry:
            net = rates.get(u, 0.0) - (self.inflow[u] if seen and u != self.asked else 0.0)
            if net > _EPS:
                found = min(found, max(_EPS, self.todo[u] / net))
        return found

    def _at_it(self, at: float) -> tuple[float, float]:
        """Return the windows the asked queue has or shares, and by how much that swings."""
        part, windows, swing = self._part(at), 0.0, 0.0
        shared = [self._shared(tiers, part) for tiers in self.kinds]
        for pipe in self.pipes:
            theirs, called_back, unlike = shared[pipe.kind]
            windows += theirs
            swing += called_back
            swing += unlike
        return max(LEAST_WINDOW, windows), swing

    def _shared(self, tiers: Tiers, part: float) -> tuple[float, float, float]:
        """Return how much of one window with these tiers the asked queue has, and its two shares of the swing."""
        wet, share = self._where(tiers)
        if self.asked not in wet:
            return 0.0, 0.0, 0.0
        called_back = 2 * share * (1 - share) * max(self.lines[u].mean_s for u in tiers[0])
        unlike = share * (max(self.lines[u].spread_s for u in wet) - self.lines[self.asked].spread_s)
        return part * share, called_back, unlike


def _concerned(asked: QueueId, servers: Sequence[Server]) -> tuple[list[_Pipe], set[QueueId]]:
    """Return the windows and queues that have a say in when the asked queue is drained."""
    queues = {asked}
    while True:
        pipes = []
        for server in servers:
            last = max((n for n, tier in enumerate(server.tiers) if queues & set(tier)), default=None)
            if last is not None:
                pipes.append(_Pipe(server.tiers[: last + 1], server.left_s))
        found = queues.union(*(tier for p in pipes for tier in p.tiers))
        if found == queues:
            break
        queues = found
    if not any(asked in tier for p in pipes for tier in p.tiers):
        return [], queues
    return pipes, queues
