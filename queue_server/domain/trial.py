"""How a day went, and how it would have gone had other windows called: calls, waits and busy windows in figures.

All instants and lengths are in microseconds, instants since 1970, but for what is named `_s`.
`trial_run.py` lives a day again under an `Arrangement`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from queue_server.domain.dispatch import Tier
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.past_day import PastDay
from queue_server.domain.policy import Policy


@dataclass(frozen=True)
class Arrangement:
    """Who calls which queue under which rules; `tiers` in the order of the windows.

    People of a queue that is none of `queues` go where `home` leads their item now.
    """

    tiers: Mapping[WindowId, tuple[Tier, ...]]
    queues: frozenset[QueueId]
    policy: Policy
    home: Mapping[str, QueueId] = field(default_factory=dict)

    def queue_for(self, queue_id: QueueId, item_code: str | None) -> QueueId | None:
        """Return where somebody of a queue waits, None when there is no such place any more."""
        return queue_id if queue_id in self.queues else self.home.get(item_code or "")


class Called(NamedTuple):
    """One call of the trial."""

    at: int
    window_id: WindowId
    ticket_id: str


class Waited(NamedTuple):
    """One wait and how it ended: with a call, or by giving up or the day's end without one."""

    queue_id: QueueId
    ticket_id: str
    length: int
    called: bool


@dataclass(frozen=True, slots=True)
class Work:
    """What one window did: calls, time taken up by citizens, and the time in which it worked."""

    calls: int
    busy: int
    worked: int

    @property
    def share(self) -> float:
        """Return the part of its time that it was taken up, 0 to 1."""
        return self.busy / self.worked if self.worked else 0.0


@dataclass(frozen=True)
class Outcome:
    """How a day went: its calls in order, its waits, its windows; `left_out` have no queue any more."""

    calls: Sequence[Called]
    waits: Sequence[Waited]
    windows: Mapping[WindowId, Work]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Waits in one line: `people` counted once each, times in s, `over` the target, `uncalled` to the end."""

    people: int
    mean_s: float
    p90_s: float
    longest_s: float
    over: int
    uncalled: int


def figures(waits: Sequence[Waited], target_s: int) -> Figures:
    """Return the figures of some waits; a wait without a call counts for as long as it lasted."""
    lengths = sorted(wait.length / 1e6 for wait in waits)
    return Figures(
        people=len({wait.ticket_id for wait in waits}),
        mean_s=sum(lengths) / len(lengths) if lengths else 0.0,
        p90_s=lengths[ceil(0.9 * len(lengths)) - 1] if lengths else 0.0,
        longest_s=lengths[-1] if lengths else 0.0,
        over=sum(length > target_s for length in lengths),
        uncalled=sum(not wait.called for wait in waits),
    )


def as_it_went(day: PastDay) -> Outcome:
    """Return how the day really went, in the terms of a trial."""
    waits, calls, closing = [], [], day.closing
    busy: dict[WindowId, int] = defaultdict(int)
    for visitor in day.visitors:
        for stay in visitor.stays:
            ended = next((at for at in (stay.called, stay.left) if at is not None), max(closing, stay.began))
            if not stay.direct:
                length = ended - stay.began
                waits.append(Waited(stay.queue_id, visitor.ticket.id, length, stay.called is not None))
            if stay.called is not None and stay.window_id is not None:
                calls.append(Called(stay.called, stay.window_id, visitor.ticket.id))
                busy[stay.window_id] += stay.busy or 0
    calls.sort(key=lambda call: call.at)
    return Outcome(calls, waits, work_of(day, calls, busy))


def work_of(day: PastDay, calls: Sequence[Called], busy: Mapping[WindowId, int]) -> dict[WindowId, Work]:
    """Return what each window that had a shift did; `busy` is the time taken up by citizens."""
    worked: dict[WindowId, int] = defaultdict(int)
    made: dict[WindowId, int] = defaultdict(int)
    for shift in day.shifts:
        worked[shift.window_id] += shift.ends - shift.begins
    for call in calls:
        made[call.window_id] += 1
    # A window serves on after it has stopped to call: that is work too.
    return {w: Work(made[w], busy.get(w, 0), max(worked[w], busy.get(w, 0))) for w in worked}
