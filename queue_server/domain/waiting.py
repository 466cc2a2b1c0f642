"""How long a citizen will wait: a range that is honest, or none.

Theory. When somebody starts follows from the work before them and how fast it is drained (drain.py).
The wait is close to a gamma variable whose variance is that of the claims drained before, over the
windows that share them, and the doubt about the means themselves. Its P20 and P90 (Wilson and
Hilferty's cube root) are rounded outward to five minutes.

The upper figure is not below what the head of the citizen's own class has waited while the same windows
were open, less what the citizen has waited: of two who pass through the same windows one after the
other the second waits about as long as the first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from queue_server.domain.drain import Capacity, Curve, Line, Server, curve
from queue_server.domain.ids import QueueId
from queue_server.domain.service_times import Learned

STEP_S = 300
P10, P20, P80, P90 = -1.2816, -0.8416, 0.8416, 1.2816  # as quantiles of the normal distribution
THIN = 10  # with fewer finished services known, a range wider than WIDE_S is a guess and not shown
WIDE_S = 3600
LONGEST_S = 4 * 3600
OVERTAKING_ROUNDS = 4  # each adds those who come while the ones before are served


@dataclass(frozen=True, slots=True)
class Wait:
    """The distribution of one citizen's wait: mean in s, variance in s²."""

    mean_s: float
    variance: float

    def quantile(self, z: float) -> float:
        """Return, in s, the quantile of the gamma variable where the normal one's is `z`."""
        if self.mean_s <= 0:
            return 0.0
        spread = self.variance / (9 * self.mean_s**2)
        return self.mean_s * max(0.0, 1 - spread + z * math.sqrt(spread)) ** 3


@dataclass(frozen=True)
class Outlook:
    """The hall's work and windows at one moment, from which every wait of that moment follows."""

    learned: Learned
    servers: Sequence[Server]
    lines: Mapping[QueueId, Line]
    capacity: Sequence[Capacity] = ()
    _curves: dict[QueueId, Curve | None] = field(default_factory=dict, repr=False, compare=False)

    def wait(self, queue_id: QueueId, work_s: float, came_s: float = 0.0) -> Wait | None:
        """Return the wait behind that much work of a queue; None when no window serves it.

        `came_s` is how long ago the citizen came, a head start included.
        """
        if queue_id not in self._curves:
            self._curves[queue_id] = curve(queue_id, self.servers, self.lines, self.capacity)
        found = self._curves[queue_id]
        return None if found is None else wait_of(self.lines[queue_id], found, work_s, came_s)


@dataclass(frozen=True, slots=True)
class AtWindow:
    """Whom an open window has: their queue and item, whether the service has begun, since when."""

    queue_id: QueueId
    item_code: str | None
    serving: bool
    elapsed_s: float


def server_of(learned: Learned, tiers: tuple[tuple[QueueId, ...], ...], at: AtWindow | None) -> Server:
    """Return an open window that calls these tiers and has that citizen, or nobody."""
    if at is None:
        return Server(tiers)
    left = learned.left_serving_s if at.serving else learned.left_called_s
    return Server(tiers, max(1.0, left(at.queue_id, at.item_code, max(0.0, at.elapsed_s))))


def line_of(
    learned: Learned,
    queue_id: QueueId,
    waiting: Mapping[str | None, int],
    *,
    mean_age_s: float = 0.0,
    arriving: Mapping[float, float] | None = None,
) -> Line:
    """Return a queue where so many wait for each item, and so many come per second by head start (s)."""
    claims = [(n, learned.claim(queue_id, item)) for item, n in waiting.items()]
    newcomer = learned.newcomer(queue_id)
    work = sum(n * c.mean_s for n, c in claims)
    spread = sum(n * c.variance for n, c in claims) / work if work else newcomer.variance / newcomer.mean_s
    return Line(
        count=sum(waiting.values()),
        work_s=work,
        mean_s=newcomer.mean_s,
        rest_s=(newcomer.variance + newcomer.mean_s**2) / (2 * newcomer.mean_s),
        spread_s=spread,
        doubt=learned.doubt(queue_id),
        arriving={head_start_s: n * newcomer.mean_s for head_start_s, n in (arriving or {}).items()},
        age_s=2 * mean_age_s,
    )


def wait_of(line: Line, curve: Curve, work_s: float, came_s: float = 0.0) -> Wait | None:
    """Return the wait of somebody with that much work of their own queue before them.

    None when the hall closes before their turn. Those of a class with a head start who come soon enough
    after them go first, and count.
    """
    start = curve.start_s(work_s)
    for _ in range(OVERTAKING_ROUNDS if line.arriving else 0):
        if start is None:
            return None
        later = sum(n * max(0.0, min(start[0], h - came_s)) for h, n in line.arriving.items())
        start = curve.start_s(work_s + later)
    if start is None:
        return None
    mean, windows, swing = start
    each = max(1.0, line.mean_s)
    often = line.spread_s + max(0.0, each - line.spread_s) * max(0.0, 1 - 1 / windows) / (1 + mean / each)
    return Wait(mean, often * mean / windows + swing * mean / windows**2 + line.doubt * mean**2)


def shown(wait: Wait, *, least_high_s: float = 0.0) -> tuple[int, int]:
    """Return (low_s, high_s): P20 to P90 rounded outward to five minutes, never empty."""
    low = down(wait.quantile(P20))
    return low, max(up(max(wait.quantile(P90), least_high_s)), low + STEP_S)


def least_high_s(head_waited_s: float, waited_s: float, unchanged_s: float) -> float:
    """Return what the upper figure may not fall below: how much longer the head of the class has waited.

    Only the part counts that fell into the time since the open windows last changed.
    """
    return max(0.0, min(head_waited_s, unchanged_s) - waited_s)


def worth_showing(known: int, low_s: int, high_s: int) -> bool:
    """Tell whether a range says anything: not when it is wide and rests on few finished services.

    Nor when it reaches beyond half a day: by then the hall, its windows and its citizens are others.
    """
    return high_s <= LONGEST_S and (known >= THIN or high_s - low_s <= WIDE_S)


def down(seconds: float) -> int:
    """Return the whole five minutes at or below."""
    return int(seconds // STEP_S) * STEP_S


def up(seconds: float) -> int:
    """Return the whole five minutes at or above."""
    return math.ceil(seconds / STEP_S) * STEP_S
