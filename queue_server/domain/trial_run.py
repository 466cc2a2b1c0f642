"""Live a past day again under another arrangement: the same people and shifts, called by the rules of today.

Theory: a run of events in order of time: a window begins or stops to call, somebody comes or gives up, a window
is free again. After all events of one instant the free windows that have a reason to ask whom they may call
do so, and `dispatch` answers, as it answers a clerk's press. Of several one that has the newcomer's queue in
an earlier tier asks first, then the one that has been free longest, then by the order of the windows.
Nothing is left to chance: the same day and arrangement give the same calls.

What a citizen does is theirs, but its moment moves with the call: who did not come and was back after ten
minutes is back ten minutes after the call of the trial; who gave up after an hour is gone after an hour.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from queue_server.domain import dispatch
from queue_server.domain.commands import Command, Return, Transfer
from queue_server.domain.errors import Refused
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.issuing import Wish, arrival_rank
from queue_server.domain.life import apply
from queue_server.domain.past_day import PastDay, Stay
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import FIRST, RankRule, State, Ticket, order_key, ranked
from queue_server.domain.trial import Arrangement, Called, Outcome, Waited, work_of

BREATH = 32
"""How many instants are lived between two breaths: a few milliseconds of work."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POSITIONS = {RankRule.FRONT: "front", RankRule.BACK: "back"}
_SHUTS, _OPENS, _COMES, _LEAVES, _FREE = range(5)
_NO_WINDOW = WindowId("")


def live_again(day: PastDay, how: Arrangement, breathe: Callable[[], None] = lambda: None) -> Outcome:
    """Return how the day would have gone; `breathe` is called between short stretches of work."""
    return _Run(day, how).play(breathe)


def as_it_came(ticket: Ticket, policy: Policy) -> Ticket:
    """Return a ticket as it stood after its issue, ranked by a policy."""
    base, rule = ticket.rank_base, ticket.rank_rule
    if rule not in (RankRule.ARRIVAL, RankRule.BOOKED):
        wish = Wish(ticket.queue_id, ticket.item_code, ticket.priority, ticket.language, ticket.booked_at)
        base, rule = arrival_rank(wish, ticket.issued_at, policy, 0)
    came = replace(
        ticket,
        state=State.WAITING,
        arrived_at=ticket.issued_at,
        rank_base=base,
        rank=base,
        rank_rule=rule,
        for_window_id=None,
        for_staff_id=None,
    )
    return ranked(came, policy)


class _Event(NamedTuple):
    """What comes when: those of one instant in the order of their kinds, then as they were foreseen."""

    at: int
    kind: int
    n: int
    who: int = 0
    stay: int = 0
    window_id: WindowId = _NO_WINDOW


@dataclass(slots=True)
class _Waiting:
    """Somebody who waits: whose which stay, since when."""

    ticket: Ticket
    who: int
    stay: int
    came: int


class _Lines:
    """Those who wait, found by what a window asks for; who has left stays in the heaps until met there."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._heaps: dict[QueueId, dict[int, list[tuple[int, int, str]]]] = defaultdict(dict)
        self._sent: dict[WindowId, list[str]] = defaultdict(list)
        every = policy.interleave_normal if policy.order == "interleave" else 0
        self._lanes: dict[QueueId, deque[int]] = defaultdict(lambda: deque(maxlen=every))
        self.waiting: dict[str, _Waiting] = {}

    def add(self, one: _Waiting) -> None:
        """Let somebody wait, in the line or for the one window they are sent to."""
        t = one.ticket
        self.waiting[t.id] = one
        if t.for_window_id is not None:
            self._sent[t.for_window_id].append(t.id)
        else:
            heap = self._heaps[t.queue_id].setdefault(t.lane, [])
            heapq.heappush(heap, (t.rank, t.seq, t.id))

    def take(self, ticket: Ticket) -> _Waiting:
        """Let a window have somebody."""
        self._lanes_of_call(ticket)
        return self.waiting.pop(ticket.id)

    def _lanes_of_call(self, ticket: Ticket) -> None:
        if ticket.lane != FIRST:
            self._lanes[ticket.queue_id].appendleft(ticket.lane)

    def next_of(self, queues: Sequence[QueueId]) -> list[Ticket]:
        """Return who is next in each of some queues, as `turns.next_of` does from the database."""
        found = []
        for queue_id in queues:
            heads = self._heads(queue_id)
            chosen = dispatch.next_of(heads, self._policy, self._run(queue_id)) if heads else None
            if chosen is not None:
                found.append(chosen)
        return found

    def _heads(self, queue_id: QueueId) -> dict[int, Ticket]:
        heads = {}
        for lane, heap in self._heaps[queue_id].items():
            while heap and not self._stands(queue_id, lane, heap[0]):
                heapq.heappop(heap)
            if heap:
                heads[lane] = self.waiting[heap[0][2]].ticket
        return heads

    def _stands(self, queue_id: QueueId, lane: int, entry: tuple[int, int, str]) -> bool:
        """Tell whether an entry of a heap is where its ticket waits now."""
        one = self.waiting.get(entry[2])
        if one is None or one.ticket.for_window_id is not None:
            return False
        return (one.ticket.queue_id, one.ticket.lane, one.ticket.rank) == (queue_id, lane, entry[0])

    def _run(self, queue_id: QueueId) -> int:
        return dispatch.run_of(self._lanes[queue_id])

    def sent_to(self, window_id: WindowId) -> list[Ticket]:
        """Return those who wait for one window, in order."""
        here = [self.waiting[i].ticket for i in self._sent.get(window_id, ()) if i in self.waiting]
        return sorted((t for t in here if t.for_window_id == window_id), key=order_key)

    def release(self, window_id: WindowId) -> set[QueueId]:
        """Let those who wait for a window that stops for the day wait in their queues; returns which."""
        released = self.sent_to(window_id)
        for ticket in released:
            one = self.waiting[ticket.id]
            one.ticket = replace(ticket, for_window_id=None)
            self.add(one)
        return {ticket.queue_id for ticket in released}

    def in_turn(self, queue_id: QueueId) -> list[Ticket]:
        """Return a queue's waiting in the order they will be called."""
        here = [one.ticket for one in self.waiting.values() if one.ticket.queue_id == queue_id]
        return dispatch.in_turn(sorted(here, key=order_key), self._policy, self._run(queue_id))


class _Run:
    """One run through a day; a window is in `free` while it works and has nobody."""

    def __init__(self, day: PastDay, how: Arrangement) -> None:
        self.day, self.how = day, how
        self.lines = _Lines(how.policy)
        self.order = {w: n for n, w in enumerate(how.tiers)}
        self.callers = _callers(how)
        self.coming: list[_Event] = []
        self.foreseen = 0
        self.working: set[WindowId] = set()
        self.taken: set[WindowId] = set()
        self.free: dict[WindowId, int] = {}
        self.asking: dict[WindowId, int] = {}
        self.last_end: dict[WindowId, int] = {}
        self.busy: dict[WindowId, int] = defaultdict(int)
        self.calls: list[Called] = []
        self.waits: list[Waited] = []
        self.left_out = 0

    def play(self, breathe: Callable[[], None]) -> Outcome:
        """Live through the day and return how it went."""
        self._begin()
        acts = (self._shuts, self._opens, self._comes, self._leaves, self._is_free)
        instants = 0
        while self.coming:
            at = self.coming[0].at
            while self.coming and self.coming[0].at == at:
                event = heapq.heappop(self.coming)
                acts[event.kind](event)
            self._ask(at)
            instants += 1
            if instants % BREATH == 0:
                breathe()
        for one in self.lines.waiting.values():
            self._waited(one, max(self.day.closing, one.came), called=False)
        done = work_of(self.day, self.calls, self.busy)
        windows = {w: work for w, work in done.items() if w in self.how.tiers}
        return Outcome(self.calls, self.waits, windows, self.left_out)

    def _begin(self) -> None:
        for shift in self.day.shifts:
            if shift.window_id in self.how.tiers:
                self._foresee(shift.begins, _OPENS, window_id=shift.window_id)
                self._foresee(shift.ends, _SHUTS, window_id=shift.window_id)
                self.last_end[shift.window_id] = max(shift.ends, self.last_end.get(shift.window_id, 0))
        for n, visitor in enumerate(self.day.visitors):
            if visitor.stays:
                self._foresee(visitor.stays[0].began, _COMES, n)

    def _foresee(
        self, at: int, kind: int, who: int = 0, stay: int = 0, window_id: WindowId = _NO_WINDOW
    ) -> None:
        self.foreseen += 1
        heapq.heappush(self.coming, _Event(at, kind, self.foreseen, who, stay, window_id))

    def _opens(self, event: _Event) -> None:
        self.working.add(event.window_id)
        self._may_ask(event.window_id, event.at)

    def _shuts(self, event: _Event) -> None:
        window_id = event.window_id
        self.working.discard(window_id)
        self.free.pop(window_id, None)
        self.asking.pop(window_id, None)
        if event.at >= self.last_end[window_id]:
            for queue_id in self.lines.release(window_id):
                self._wake(queue_id)

    def _is_free(self, event: _Event) -> None:
        self.taken.discard(event.window_id)
        self._may_ask(event.window_id, event.at)

    def _may_ask(self, window_id: WindowId, at: int) -> None:
        if window_id in self.working and window_id not in self.taken:
            self.free[window_id] = at
            self.asking[window_id] = 0

    def _wake(self, queue_id: QueueId) -> None:
        """Have the free windows that call a queue ask."""
        for window_id, tier in self.callers[queue_id].items():
            if window_id in self.free:
                self.asking[window_id] = min(tier, self.asking.get(window_id, tier))

    def _comes(self, event: _Event) -> None:
        ticket = self._ticket(event)
        if ticket is None:
            return
        stay = self.day.visitors[event.who].stays[event.stay]
        self.lines.add(_Waiting(ticket, event.who, event.stay, event.at))
        if stay.left is not None:
            self._foresee(event.at + stay.left - stay.began, _LEAVES, event.who, event.stay)
        if ticket.for_window_id is None:
            self._wake(ticket.queue_id)
        elif ticket.for_window_id in self.free:
            self.asking[ticket.for_window_id] = 0

    def _ticket(self, event: _Event) -> Ticket | None:
        """Return the ticket of a stay as it begins to wait; None when it cannot."""
        visitor = self.day.visitors[event.who]
        stay = visitor.stays[event.stay]
        queue_id = self.how.queue_for(stay.queue_id, visitor.ticket.item_code)
        if queue_id is None:
            self.left_out += event.stay == 0
            return None
        only = stay.window_id if stay.direct else stay.only
        if only is not None and self.last_end.get(only, 0) <= event.at:
            only = None
        ticket = replace(as_it_came(visitor.ticket, self.how.policy), queue_id=queue_id, for_window_id=only)
        if stay.direct:
            return replace(ticket, lane=FIRST, rank=event.at)
        return ticket if event.stay == 0 else self._moved(ticket, stay, event.at)

    def _moved(self, ticket: Ticket, stay: Stay, at: int) -> Ticket | None:
        """Give somebody who comes again the place that the hall's rules give now; None where they give none."""
        command: Command
        order = self.lines.in_turn(ticket.queue_id)
        if stay.rule is RankRule.RETURNED:
            before = replace(ticket, state=State.ABSENT)
            command = Return(dispatch.spot_behind(order, self.how.policy.return_after))
        else:
            before = replace(ticket, state=State.SERVING)
            position = _POSITIONS.get(stay.rule, "keep")
            front = dispatch.front_of(order[0] if order else None)
            command = Transfer(ticket.queue_id, ticket.for_window_id, position, front)
        try:
            return apply(before, command, _EPOCH + timedelta(microseconds=at), self.how.policy)[0]
        except Refused:  # a missed number is void by this arrangement's rules
            return None

    def _leaves(self, event: _Event) -> None:
        one = self.lines.waiting.get(self.day.visitors[event.who].ticket.id)
        if one is not None and one.stay == event.stay:
            del self.lines.waiting[one.ticket.id]
            self._waited(one, event.at, called=False)

    def _ask(self, at: int) -> None:
        """Let the windows that have a reason to ask whom they may call do so."""
        asking, self.asking = self.asking, {}
        for window_id in sorted(asking, key=lambda w: (asking[w], self.free[w], self.order[w])):
            chosen = dispatch.first_for(
                self.how.tiers[window_id], self.lines.next_of, partial(self.lines.sent_to, window_id)
            )
            if chosen is not None:
                self._call(window_id, self.lines.take(chosen), at)

    def _call(self, window_id: WindowId, one: _Waiting, at: int) -> None:
        stays = self.day.visitors[one.who].stays
        stay = stays[one.stay]
        busy = self.day.usual.get(stay.queue_id, self.day.usual_else) if stay.busy is None else stay.busy
        self.calls.append(Called(at, window_id, one.ticket.id))
        self.busy[window_id] += busy
        del self.free[window_id]
        self.taken.add(window_id)
        self._foresee(at + busy + self.day.turns.get(window_id, 0), _FREE, window_id=window_id)
        if one.stay + 1 < len(stays):
            self._foresee(at + busy + stays[one.stay + 1].after, _COMES, one.who, one.stay + 1)
        if not stay.direct:
            self._waited(one, at, called=True)

    def _waited(self, one: _Waiting, at: int, *, called: bool) -> None:
        self.waits.append(Waited(one.ticket.queue_id, one.ticket.id, at - one.came, called))


def _callers(how: Arrangement) -> dict[QueueId, dict[WindowId, int]]:
    """Return which windows call each queue, and in which tier."""
    found: dict[QueueId, dict[WindowId, int]] = defaultdict(dict)
    for window_id, tiers in how.tiers.items():
        for n, tier in enumerate(tiers):
            for queue_id in tier.queues:
                found[queue_id].setdefault(window_id, n)
    return found
