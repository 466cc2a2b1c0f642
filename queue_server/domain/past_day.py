"""A day that is over, as something that can be lived again: who came, for how long they took a window, who worked when.

Theory: what a citizen brought to the hall stays theirs whoever calls them: when they came, for which queue,
how long a window was taken up with them, whether they did not come at the first call and when they came
back, to which queue they were sent on. So a visit is a row of *stays*: a wait, and the stretch at a window
that ended it. Likewise a window keeps its *shifts*, the stretches in which it called, and the clerk's
*turn*, the usual time from the end of a service to the next call while somebody waited.
What was a mistake is left out: a call taken back counts as not made. A service that was held in between
counts as one. All instants and lengths are in microseconds, instants since 1970.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from queue_server.domain.events import Kind
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import RankRule, State, Ticket, micros

LONGEST_TURN = 180_000_000
"""A clerk who takes longer than this to the next call is taken to have been away for the rest of it."""
BEGINS = frozenset({Kind.WINDOW_OPENED, Kind.WINDOW_RESUMED, Kind.WINDOW_TAKEN_OVER})
ENDS = frozenset({Kind.WINDOW_PAUSED, Kind.WINDOW_CLOSED})
CALL_TAKEN_BACK = frozenset({"requeued", "priority_not_shown"})


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time a ticket spent in one state, as the tables keep it."""

    state: State
    queue_id: QueueId
    window_id: WindowId | None
    started_at: int
    ended_at: int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """One wait, and the stretch at a window that ended it.

    `after`: how long after the stay before it this one began; `called` and `left`: when it was called,
    when it gave up, None for never; `busy`: how long the window was taken up, None where that is not known;
    `only`: the one window it waited for; `direct`: it walked up to a free window and did not wait.
    """

    queue_id: QueueId
    rule: RankRule
    began: int
    called: int | None = None
    window_id: WindowId | None = None
    busy: int | None = None
    left: int | None = None
    after: int = 0
    only: WindowId | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """One citizen's day: the ticket as it ended, and the stays in order."""

    ticket: Ticket
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch in which a window called."""

    window_id: WindowId
    begins: int
    ends: int


@dataclass(frozen=True)
class PastDay:
    """A whole day; `turns` by window, `usual` how long people of a queue took a window, `usual_else` of any."""

    visitors: Sequence[Visitor]
    shifts: Sequence[Shift]
    turns: Mapping[WindowId, int] = field(default_factory=dict)
    usual: Mapping[QueueId, int] = field(default_factory=dict)
    usual_else: int = 0

    @property
    def closing(self) -> int:
        """Return when the last window stopped calling, 0 when none ever did."""
        return max((shift.ends for shift in self.shifts), default=0)


@dataclass(slots=True)
class _Open:
    """A stay that is being put together."""

    queue_id: QueueId
    rule: RankRule
    began: int
    after: int
    called: int | None = None
    window_id: WindowId | None = None
    busy: int = 0
    known: bool = True
    direct: bool = False
    ended: int = 0

    def at_window(self, spell: Spell, ended_at: int | None) -> None:
        """Add a stretch at a window; one that has no end of its own says nothing of its length."""
        if self.called is None:
            self.called, self.window_id = spell.started_at, spell.window_id
            self.direct = spell.reason == "direct"
        self.known &= ended_at is not None
        self.ended = spell.started_at if ended_at is None else ended_at
        self.busy += self.ended - spell.started_at

    def take_back(self) -> None:
        """Be as if it had not been called."""
        self.called, self.window_id, self.busy, self.known = None, None, 0, True


def stays_of(ticket: Ticket, spells: Iterable[Spell]) -> tuple[Stay, ...]:
    """Return a ticket's stays out of its spells, which are in order of their beginning."""
    found: list[_Open] = []
    last = list(spells)
    closed = ticket.reason == "day_closed"
    for n, spell in enumerate(last):
        if spell.state is State.WAITING:
            _waits(found, spell)
        elif found and spell.state in (State.CALLED, State.SERVING):
            cut_short = closed and n == len(last) - 1
            found[-1].at_window(spell, None if cut_short else spell.ended_at)
    return tuple(_finished(ticket, stay, is_last=n == len(found)) for n, stay in enumerate(found, 1))


def _waits(found: list[_Open], spell: Spell) -> None:
    """Begin a wait, or go on with the one before when that was never really ended."""
    before = found[-1] if found else None
    if before is None:
        found.append(_Open(spell.queue_id, RankRule.ARRIVAL, spell.started_at, 0))
        return
    if before.called is None:
        before.queue_id = spell.queue_id
    elif spell.reason in CALL_TAKEN_BACK and spell.started_at <= before.ended:
        before.take_back()
    else:
        rule = RankRule.RETURNED if spell.reason == "returned" else RankRule.TRANSFERRED
        after = max(0, spell.started_at - before.ended)
        found.append(_Open(spell.queue_id, rule, spell.started_at, after))


def _finished(ticket: Ticket, stay: _Open, *, is_last: bool) -> Stay:
    gone = is_last and stay.called is None and ticket.ended_at is not None and ticket.reason != "day_closed"
    sent = is_last and (ticket.for_window_id is not None or ticket.for_staff_id is not None)
    placed = is_last and ticket.rank_rule in (RankRule.FRONT, RankRule.BACK)
    return Stay(
        queue_id=stay.queue_id,
        rule=ticket.rank_rule if placed and stay.rule is RankRule.TRANSFERRED else stay.rule,
        began=stay.began,
        called=stay.called,
        window_id=stay.window_id,
        busy=stay.busy if stay.called is not None and stay.known else None,
        left=micros(ticket.ended_at) if gone and ticket.ended_at is not None else None,
        after=stay.after,
        only=(ticket.for_window_id or stay.window_id) if sent else None,
        direct=stay.direct,
    )


def shifts_of(facts: Iterable[tuple[int, WindowId, Kind]], begins: int, ends: int) -> list[Shift]:
    """Return when each window called between two instants, from what the log says of it, the oldest first.

    One whose first fact is an end had been calling since the beginning.
    """
    since: dict[WindowId, int | None] = {}
    found: list[Shift] = []
    for at, window_id, kind in facts:
        start = since.get(window_id, begins)
        if kind in BEGINS:
            since[window_id] = at if since.get(window_id) is None else start
        elif kind in ENDS:
            if start is not None and start < at:
                found.append(Shift(window_id, start, at))
            since[window_id] = None
    found += [Shift(window_id, start, ends) for window_id, start in since.items() if start is not None]
    return found


def day_of(visitors: Sequence[Visitor], shifts: Sequence[Shift]) -> PastDay:
    """Return the day with what its windows and queues show of themselves.

    A window that called though the log knows no shift of it worked from its first call to its last.
    """
    calls: dict[WindowId, list[Stay]] = defaultdict(list)
    lengths: dict[QueueId, list[int]] = defaultdict(list)
    for visitor in visitors:
        for stay in visitor.stays:
            if stay.window_id is not None and stay.called is not None:
                calls[stay.window_id].append(stay)
                if stay.busy is not None:
                    lengths[stay.queue_id].append(stay.busy)
    known = {shift.window_id for shift in shifts}
    whole = [*shifts]
    for window_id, stays in calls.items():
        stays.sort(key=_called)
        if window_id not in known:
            whole.append(Shift(window_id, _called(stays[0]), max(_end(stay) for stay in stays) + 1))
    every = [length for some in lengths.values() for length in some]
    return PastDay(
        visitors,
        whole,
        {w: _turn(stays, [s for s in whole if s.window_id == w]) for w, stays in calls.items()},
        {queue_id: _mean(some) for queue_id, some in lengths.items()},
        _mean(every),
    )


def _called(stay: Stay) -> int:
    return stay.called or 0


def _end(stay: Stay) -> int:
    return _called(stay) + (stay.busy or 0)


def _turn(stays: Sequence[Stay], shifts: Sequence[Shift]) -> int:
    """Return the mean time from the end of one citizen to the call of one who was there already."""
    found = []
    for before, after in pairwise(stays):
        free, called = _end(before), _called(after)
        waited = before.busy is not None and after.began <= free <= called
        if waited and any(shift.begins <= free and called <= shift.ends for shift in shifts):
            found.append(min(called - free, LONGEST_TURN))
    return _mean(found)


def _mean(lengths: Sequence[int]) -> int:
    return sum(lengths) // len(lengths) if lengths else 0
