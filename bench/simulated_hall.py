"""A hall that exists only in ciw: what its citizens do, so that what we told them can be checked.

ciw (MIT, of Cardiff) drives the clock, draws the arrivals (`PoissonIntervals`), keeps who is served and
changes the shifts. What it has no word for is this project's discipline, so `HallNode` gives it: a window
calls its own queues first, then those it helps, by effective arrival (a priority class comes some
minutes sooner); some who are called do not come; a window on its noon break finishes whom it has.
One visit takes of a window the walk, the service and the clerk's turn (class `Visit`). Times in seconds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import ciw

from queue_server.domain.ids import QueueId

ABSENCE_S = 40.0  # two calls, 20 s apart
HOUR_S = 3600


@dataclass(frozen=True)
class Kind:
    """Citizens alike: their queue, their item and its mean length, how many an hour, any head start."""

    queue: QueueId
    item: str
    mean_s: float
    per_hour: float
    head_start_s: float = 0.0


@dataclass(frozen=True)
class Shape:
    """A hall: windows by tiers, who comes, how that swells over the day, and the noon band.

    `swell` gives, hour by hour, what the arrivals of `kinds` are multiplied with.
    """

    name: str
    windows: tuple[tuple[tuple[QueueId, ...], ...], ...]
    kinds: tuple[Kind, ...]
    swell: tuple[float, ...] = (1.0,) * 8
    cv: float = 0.8
    absent: float = 0.0
    noon: tuple[float, float, int] | None = None
    walk_s: float = 20.0
    turn_s: float = 10.0

    @property
    def day_s(self) -> float:
        """Return how long its doors are open."""
        return len(self.swell) * HOUR_S

    def working(self, at: float) -> int:
        """Return how many windows the plan has at that moment."""
        if self.noon is not None and self.noon[0] <= at < self.noon[1]:
            return self.noon[2]
        return len(self.windows)


@dataclass(eq=False)
class Citizen:
    """One visit: when it came, was called, began and ended."""

    kind: Kind
    arrived: float
    rank: float
    called: float = math.nan
    walk_s: float = 0.0
    service_s: float = 0.0
    came: bool = True
    window: int = -1

    @property
    def started(self) -> float:
        """Return when the service begins."""
        return self.called + self.walk_s

    @property
    def ended(self) -> float:
        """Return when the window has done with the citizen."""
        return self.started + self.service_s


class Watcher(Protocol):
    """Who is told what happens in the hall, each time before it changes."""

    def arrives(self, hall: HallNode, citizen: Citizen) -> None:
        """Hear of somebody who takes a number now and does not wait yet."""
        ...

    def called(self, citizen: Citizen) -> None:
        """Hear of a call that has just been made."""
        ...


class HallNode(ciw.Node):  # type: ignore[misc]
    """All windows as one node of ciw, with our discipline."""

    def __init__(self, number: int, simulation: Any, shape: Shape, watcher: Watcher) -> None:
        self.shape, self.watcher = shape, watcher
        self.waiting: list[Any] = []
        self.at: dict[int, Citizen] = {}
        super().__init__(number, simulation)

    def on_duty(self) -> Iterator[int]:
        """Yield the windows that call now."""
        return iter(range(self.c))

    def change_shift(self) -> None:
        """Begin a shift; the windows stay, those on a break finish whom they have."""
        self.schedule.get_next_shift()
        self.next_shift_change = self.schedule.next_shift_change_date
        self.c = self.schedule.c
        if not self.servers:
            self.add_new_servers(len(self.shape.windows))
        for server in self.servers[: self.c]:
            self._call_next(server)

    def begin_service_if_possible_accept(self, individual: Any) -> None:
        """Let somebody in: to a free window that calls them, its own citizens' first, or to wait."""
        individual.arrival_date = self.now
        kind = self.shape.kinds[int(individual.customer_class)]
        citizen = Citizen(kind, self.now, self.now - kind.head_start_s)
        individual.citizen = citizen
        self.watcher.arrives(self, citizen)
        free = [
            (tier, n)
            for n in self.on_duty()
            if not self.servers[n].busy
            for tier, queues in enumerate(self.shape.windows[n])
            if kind.queue in queues
        ]
        if free:
            self._serve(self.servers[min(free)[1]], individual)
        else:
            self.waiting.append(individual)

    def begin_service_if_possible_release(self, individual: Any, server: Any) -> None:
        """Let a window that has come free call the next, unless it is on its break."""
        n = self.servers.index(server)
        del self.at[n]
        if n < self.c:
            self._call_next(server)

    def _call_next(self, server: Any) -> None:
        if server.busy:
            return
        for queues in self.shape.windows[self.servers.index(server)]:
            found = [i for i in self.waiting if i.citizen.kind.queue in queues]
            if found:
                chosen = min(found, key=lambda i: i.citizen.rank)
                self.waiting.remove(chosen)
                self._serve(server, chosen)
                return

    def _serve(self, server: Any, individual: Any) -> None:
        citizen = individual.citizen
        citizen.called, citizen.window = self.now, self.servers.index(server)
        self.at[citizen.window] = citizen
        self.attach_server(server, individual)
        individual.service_start_date = self.now
        individual.service_time = self.get_service_time(individual)
        individual.service_end_date = self.now + individual.service_time
        self.number_in_service += 1
        server.next_end_service_date = individual.service_end_date
        self.watcher.called(citizen)


class Visit(ciw.dists.Distribution):  # type: ignore[misc]
    """What one citizen takes of a window: walk, log-normal service and the clerk's turn, or no-show."""

    def __init__(self, kind: Kind, shape: Shape) -> None:
        self.kind, self.shape = kind, shape

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        """Draw one visit and note its parts on the citizen."""
        citizen: Citizen = ind.citizen
        citizen.came = random.random() >= self.shape.absent
        if citizen.came:
            spread2 = math.log1p(self.shape.cv**2)
            citizen.walk_s = random.expovariate(1 / self.shape.walk_s)
            citizen.service_s = random.lognormvariate(
                math.log(self.kind.mean_s) - spread2 / 2, math.sqrt(spread2)
            )
        else:
            citizen.walk_s = ABSENCE_S
        return citizen.walk_s + citizen.service_s + random.expovariate(1 / self.shape.turn_s)


def run_day(shape: Shape, watcher: Watcher, seed: int) -> None:
    """Play one day of a hall, until all who came have been called."""
    ciw.seed(seed)
    names = [str(n) for n in range(len(shape.kinds))]
    hours = [float(HOUR_S * (n + 1)) for n in range(len(shape.swell))]
    network = ciw.create_network(
        arrival_distributions={
            name: [
                ciw.dists.PoissonIntervals(
                    rates=[kind.per_hour * part / HOUR_S for part in shape.swell],
                    endpoints=hours,
                    max_sample_date=hours[-1],
                )
            ]
            for name, kind in zip(names, shape.kinds, strict=True)
        },
        service_distributions={
            name: [Visit(kind, shape)] for name, kind in zip(names, shape.kinds, strict=True)
        },
        routing={name: [[0.0]] for name in names},
        number_of_servers=[_shifts(shape)],
    )
    simulation = ciw.Simulation(network, node_class=lambda number, sim: HallNode(number, sim, shape, watcher))
    simulation.simulate_until_max_time(shape.day_s * 2)


def _shifts(shape: Shape) -> Any:
    end = shape.day_s * 3
    if shape.noon is None:
        return ciw.Schedule(numbers_of_servers=[len(shape.windows)], shift_end_dates=[end])
    begins, ends, left = shape.noon
    count = len(shape.windows)
    return ciw.Schedule(numbers_of_servers=[count, left, count], shift_end_dates=[begins, ends, end])
