"""How long services take in this hall: learned from its own days, and sensible before there are any.

Theory: the mean of an item's services is shrunk towards the mean of its queue, that towards the
hall's, and that towards the hall's own stated figure (empirical Bayes, Bühlmann's credibility
n / (n + k)): few services say little, many say all. k is the variance within an item over the variance
between items, both estimated from the hall's own sums and held by a prior while these are few.
A citizen's *claim* is what they take of a window: the walk, the service and the clerk's turn to the
next call, or, with the hall's rate of those who do not come, only the calls made in vain.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from queue_server.domain.ids import QueueId

Cell = tuple[QueueId, str | None]
"""What services are told apart by: the queue, and the item the number was drawn for."""

PRIOR_CV2 = 0.64  # squared coefficient of variation of services of one item (0.8 measured in mixed halls)
PRIOR_BETWEEN = 0.09  # squared relative spread of means between queues, and between items of a queue
STATED_DOUBT = 0.0625  # squared relative error of the figure a new hall states
HALL_WEIGHT = 10  # services that weigh as much as the stated figure
SPREAD_WEIGHT = 20
LEAST_MEAN_S = 1.0  # below that a spread relative to the mean means nothing
BETWEEN_WEIGHT = 4
PRIOR_ABSENT, ABSENT_WEIGHT = 0.05, 40
PRIOR_WALK_S, PRIOR_TURN_S, MOVES_WEIGHT = 20.0, 10.0, 20


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum (s) and sum of squares (s²) of some durations."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def plus(self, other: Sums) -> Sums:
        """Return both together."""
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Return the mean in s, 0 of none."""
        return self.total / self.n if self.n else 0.0

    @property
    def deviations(self) -> float:
        """Return the sum of squared deviations from the mean in s²."""
        return max(0.0, self.squares - self.n * self.mean**2)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one day says: services, walks (call to start), turns (end to next call), calls, absences."""

    services: Mapping[Cell, Sums] = field(default_factory=dict)
    walks: Sums = Sums()
    turns: Sums = Sums()
    called: int = 0
    absent: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What one citizen is expected to take of a window: mean in s, variance in s²."""

    mean_s: float
    variance: float


@dataclass(frozen=True)
class Learned:
    """The hall's expectations; `known` counts the finished services behind them."""

    hall_s: float
    queue_s: Mapping[QueueId, float]
    item_s: Mapping[Cell, float]
    queue_cv2: Mapping[QueueId, float]
    queue_doubt: Mapping[QueueId, float]
    doubt_else: float
    cv2: float
    walk_s: float
    turn_s: float
    absent_rate: float
    absence_s: float
    known: int

    def service_s(self, queue_id: QueueId, item_code: str | None) -> float:
        """Return the expected length of a service in s."""
        found = self.item_s.get((queue_id, item_code))
        return self.queue_s.get(queue_id, self.hall_s) if found is None else found

    def claim(self, queue_id: QueueId, item_code: str | None) -> Claim:
        """Return what a waiting citizen is expected to take of a window."""
        key = (queue_id, item_code)
        if key not in self._claims:
            self._claims[key] = self._claim(self.service_s(queue_id, item_code), self.cv2)
        return self._claims[key]

    def newcomer(self, queue_id: QueueId) -> Claim:
        """Return what somebody of that queue takes whose item is not known."""
        cv2 = self.queue_cv2.get(queue_id, self.cv2 + PRIOR_BETWEEN)
        return self._claim(self.queue_s.get(queue_id, self.hall_s), cv2)

    def doubt(self, queue_id: QueueId) -> float:
        """Return the squared relative error of the queue's mean itself, as against chance."""
        return self.queue_doubt.get(queue_id, self.doubt_else)

    @cached_property
    def _claims(self) -> dict[Cell, Claim]:
        return {}

    def _claim(self, service_s: float, cv2: float) -> Claim:
        p, came, away = self.absent_rate, self.walk_s + service_s, self.absence_s
        mean = (1 - p) * came + p * away
        square = (1 - p) * (came**2 + cv2 * service_s**2) + p * away**2
        return Claim(mean + self.turn_s, max(0.0, square - mean**2))

    def left_serving_s(self, queue_id: QueueId, item_code: str | None, elapsed_s: float) -> float:
        """Return how long a window stays busy with a service that has lasted `elapsed_s`."""
        mean = self.service_s(queue_id, item_code)
        return left_of_service_s(mean, self.cv2, elapsed_s) + self.turn_s

    def left_called_s(self, queue_id: QueueId, item_code: str | None, elapsed_s: float) -> float:
        """Return how long a window stays busy with somebody called `elapsed_s` ago who has not come yet.

        The longer nobody comes, the more likely nobody will (walks taken as exponential).
        """
        p = self.absent_rate
        coming = (1 - p) * math.exp(-elapsed_s / max(1.0, self.walk_s))
        gone = p / (p + coming) if p + coming > 0 else 1.0
        came = self.walk_s + self.service_s(queue_id, item_code)
        return gone * max(0.0, self.absence_s - elapsed_s) + (1 - gone) * came + self.turn_s


def left_of_service_s(mean_s: float, cv2: float, elapsed_s: float) -> float:
    """Return the mean rest of a log-normal service that has lasted `elapsed_s`, at most two means."""
    if cv2 <= 0:
        return max(0.0, mean_s - elapsed_s)
    if elapsed_s <= 0:
        return mean_s
    spread2 = math.log1p(cv2)
    spread = math.sqrt(spread2)
    middle = math.log(mean_s) - spread2 / 2
    z = (middle - math.log(elapsed_s)) / spread
    lasting = _normal(z)
    if lasting < 1e-9:
        return 2 * mean_s
    return min(2 * mean_s, max(0.0, mean_s * _normal(z + spread) / lasting - elapsed_s))


def learn(days: Iterable[Tally], *, stated_s: float, absence_s: float) -> Learned:
    """Return what these days teach a hall that states `stated_s` for a service.

    `absence_s` is what a citizen who does not come costs a window: the calls times their gap.
    """
    cells, walks, turns, called, absent = _together(days)
    queues: dict[QueueId, Sums] = {}
    for (queue_id, _), sums in cells.items():
        queues[queue_id] = queues.get(queue_id, Sums()).plus(sums)
    whole = Sums()
    for sums in queues.values():
        whole = whole.plus(sums)
    hall_s = (HALL_WEIGHT * stated_s + whole.total) / (HALL_WEIGHT + whole.n)
    cv2 = _spread(cells.values(), PRIOR_CV2)
    k_queue = cv2 / _spread_between([(s, hall_s) for s in queues.values()], cv2)
    queue_s = {q: _shrunk(s, hall_s, k_queue) for q, s in queues.items()}
    k_item = cv2 / _spread_between([(s, queue_s[q]) for (q, _), s in cells.items()], cv2)
    unsure = STATED_DOUBT * (HALL_WEIGHT / (HALL_WEIGHT + whole.n)) ** 2
    return Learned(
        hall_s=hall_s,
        queue_s=queue_s,
        item_s={cell: _shrunk(s, queue_s[cell[0]], k_item) for cell, s in cells.items()},
        queue_cv2={q: _spread([s], cv2 + PRIOR_BETWEEN) for q, s in queues.items()},
        queue_doubt={q: cv2 / (s.n + k_queue) + unsure for q, s in queues.items()},
        doubt_else=cv2 / k_queue + unsure,
        cv2=cv2,
        walk_s=(MOVES_WEIGHT * PRIOR_WALK_S + walks.total) / (MOVES_WEIGHT + walks.n),
        turn_s=(MOVES_WEIGHT * PRIOR_TURN_S + turns.total) / (MOVES_WEIGHT + turns.n),
        absent_rate=(ABSENT_WEIGHT * PRIOR_ABSENT + absent) / (ABSENT_WEIGHT + max(called, absent)),
        absence_s=absence_s,
        known=whole.n,
    )


def _together(days: Iterable[Tally]) -> tuple[dict[Cell, Sums], Sums, Sums, int, int]:
    cells: dict[Cell, Sums] = {}
    walks, turns, called, absent = Sums(), Sums(), 0, 0
    for day in days:
        for cell, sums in day.services.items():
            if sums.n:
                cells[cell] = cells.get(cell, Sums()).plus(sums)
        walks, turns = walks.plus(day.walks), turns.plus(day.turns)
        called, absent = called + day.called, absent + day.absent
    return cells, walks, turns, called, absent


def _shrunk(sums: Sums, towards_s: float, k: float) -> float:
    return (k * towards_s + sums.total) / (k + sums.n)


def _spread(groups: Iterable[Sums], prior: float) -> float:
    """Return the squared coefficient of variation within these groups."""
    above, below = SPREAD_WEIGHT * prior, float(SPREAD_WEIGHT)
    for sums in groups:
        if sums.n > 1 and sums.mean >= LEAST_MEAN_S:
            above += sums.deviations / sums.mean**2
            below += sums.n - 1
    return min(4.0, max(0.01, above / below))


def _spread_between(groups: list[tuple[Sums, float]], cv2: float) -> float:
    """Return the squared relative spread of the groups' true means around what they are shrunk to."""
    above, below = BETWEEN_WEIGHT * PRIOR_BETWEEN, float(BETWEEN_WEIGHT)
    for sums, towards_s in groups:
        weight = sums.n / (sums.n + cv2 / PRIOR_BETWEEN)  # a mean of few services says little of spread
        above += weight * max(0.0, (sums.mean / towards_s - 1) ** 2 - cv2 / sums.n)
        below += weight
    return min(1.0, max(0.01, above / below))


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
