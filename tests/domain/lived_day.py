"""A day served minute by minute, by lists and without haste: the oracle of the trial."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import strategies as st

from queue_server.domain import dispatch
from queue_server.domain.commands import Return
from queue_server.domain.dispatch import Tier
from queue_server.domain.ids import QueueId, TicketId, WindowId
from queue_server.domain.issuing import Drawn, Wish, issue
from queue_server.domain.life import apply
from queue_server.domain.past_day import PastDay, Shift, Spell, Visitor, day_of, stays_of
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import NORMAL, PRIORITY, State, Ticket, micros, order_key
from queue_server.domain.trial import Arrangement
from tests.domain.factories import MINUTE as ONE_MINUTE
from tests.domain.factories import NINE, POLICY

MINUTE = 60_000_000
OPENING = micros(NINE)
LAST_MINUTE = 160
QUEUES = tuple(QueueId(f"q-{letter}") for letter in "ABC")
WINDOWS = tuple(WindowId(f"w-{n}") for n in (1, 2, 3))
TURNS = replace(POLICY, order="interleave", interleave_normal=2)
ABSOLUTE = replace(POLICY, classes=tuple(replace(c, absolute=c.code == "elderly") for c in POLICY.classes))


@dataclass(frozen=True)
class Citizen:
    """Who comes at a minute for a queue; `busy` minutes at a window; who misses the first call may come back."""

    minute: int
    queue: QueueId
    busy: int
    priority: str | None = None
    misses: bool = False
    back_after: int | None = None


@dataclass(frozen=True)
class Plan:
    """Windows, their tiers, the minutes in which they call, and the clerks' turns."""

    tiers: dict[WindowId, tuple[Tier, ...]]
    shifts: dict[WindowId, list[tuple[int, int]]]
    turn: int = 0
    policy: Policy = POLICY

    @property
    def arrangement(self) -> Arrangement:
        """Return it as the trial takes it."""
        return Arrangement(self.tiers, frozenset(QUEUES), self.policy)


@dataclass
class Lived:
    """What came of it: calls as (minute, window, ticket id), and the spells of each ticket."""

    calls: list[tuple[int, WindowId, str]] = field(default_factory=list)
    spells: dict[str, list[Spell]] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)

    def day(self, plan: Plan) -> PastDay:
        """Return it as the log of a past day gives it, the clerks' turns as they were."""
        visitors = [Visitor(t, stays_of(t, self.spells[t.id])) for t in self.tickets.values()]
        shifts = [
            Shift(w, OPENING + a * MINUTE, OPENING + b * MINUTE)
            for w, some in plan.shifts.items()
            for a, b in some
        ]
        return replace(day_of(visitors, shifts), turns=dict.fromkeys(WINDOWS, plan.turn * MINUTE))


class Hall:
    """The hall of one day, looked at every minute."""

    def __init__(self, plan: Plan, citizens: list[Citizen]) -> None:
        self.plan, self.lived = plan, Lived()
        self.who: dict[str, Citizen] = {}
        self.waiting: list[Ticket] = []
        self.lanes: dict[QueueId, list[int]] = {queue: [] for queue in QUEUES}
        self.free_since: dict[WindowId, int] = {}
        self.free_at: dict[WindowId, int] = {}
        self.back: dict[int, list[Ticket]] = {}
        self.coming: dict[int, list[Ticket]] = {}
        for n, citizen in enumerate(sorted(citizens, key=lambda c: c.minute)):
            ticket = self._issued(n, citizen)
            self.who[ticket.id] = citizen
            self.lived.tickets[ticket.id] = ticket
            self.coming.setdefault(citizen.minute, []).append(ticket)

    def _issued(self, n: int, citizen: Citizen) -> Ticket:
        at = NINE + citizen.minute * ONE_MINUTE
        wish = Wish(citizen.queue, None, citizen.priority, "zh-CN")
        drawn = Drawn(f"A{n:03d}", "2026-11-20")
        ticket, _ = issue(
            wish,
            at,
            self.plan.policy,
            drawn,
            ticket_id=TicketId(f"t_{n}"),
            seq=n,
            token=f"{n}",
            code="C",
            device_id=None,
        )
        return ticket

    def live(self) -> Lived:
        """Live through the day."""
        for minute in range(LAST_MINUTE):
            freed = self._shifts(minute)
            came = [*self.coming.get(minute, [])]
            self.waiting += came
            for missed in self.back.get(minute, []):
                came.append(self._returned(missed, minute))
                self.waiting.append(came[-1])
            for ticket in came:
                self._spell(ticket, State.WAITING, minute, None)
            self._calls(minute, freed, {t.queue_id for t in came})
        for ticket in self.waiting:
            self._end_spell(ticket, LAST_MINUTE)
            self.lived.tickets[ticket.id] = replace(
                self.lived.tickets[ticket.id],
                ended_at=NINE + timedelta(minutes=LAST_MINUTE),
                reason="day_closed",
            )
        return self.lived

    def _returned(self, ticket: Ticket, minute: int) -> Ticket:
        order = self._in_turn(ticket.queue_id)
        spot = dispatch.spot_behind(order, self.plan.policy.return_after)
        absent = replace(ticket, state=State.ABSENT)
        back, _ = apply(absent, Return(spot), NINE + minute * ONE_MINUTE, self.plan.policy)
        self.lived.tickets[ticket.id] = replace(back, arrived_at=NINE + minute * ONE_MINUTE)
        return back

    def _in_turn(self, queue: QueueId) -> list[Ticket]:
        here = sorted((t for t in self.waiting if t.queue_id == queue), key=order_key)
        return dispatch.in_turn(here, self.plan.policy, dispatch.run_of(reversed(self.lanes[queue])))

    def _shifts(self, minute: int) -> set[WindowId]:
        """Take windows in and out; returns those that have become free this minute."""
        freed = set()
        for window in self.plan.tiers:
            works = any(a <= minute < b for a, b in self.plan.shifts.get(window, []))
            begins = any(a == minute for a, _ in self.plan.shifts.get(window, []))
            idle = self.free_at.get(window, 0) <= minute
            if not works or not idle:
                self.free_since.pop(window, None)
            elif window not in self.free_since or begins:
                self.free_since[window] = minute
                freed.add(window)
        return freed

    def _calls(self, minute: int, freed: set[WindowId], queues: set[QueueId]) -> None:
        if not self.waiting:
            return

        def place(window: WindowId) -> tuple[int, int, int]:
            tiers = self.plan.tiers[window]
            reasons = [n for n, tier in enumerate(tiers) if queues & set(tier.queues)]
            first = 0 if window in freed else min(reasons, default=99)
            return first, self.free_since[window], WINDOWS.index(window)

        for window in sorted(self.free_since, key=place):
            lists = {queue: self._in_turn(queue) for queue in QUEUES}
            order = dispatch.in_order(lists, self.plan.tiers[window])
            if order:
                self._call(window, order[0], minute)

    def _call(self, window: WindowId, ticket: Ticket, minute: int) -> None:
        citizen = self.who[ticket.id]
        self.waiting.remove(ticket)
        del self.free_since[window]
        if ticket.lane in (NORMAL, PRIORITY):
            self.lanes[ticket.queue_id].append(ticket.lane)
        first = ticket.id not in {called for _, _, called in self.lived.calls}
        self.lived.calls.append((minute, window, ticket.id))
        missed = citizen.misses and first
        busy = 1 if missed else citizen.busy
        self.free_at[window] = minute + busy + self.plan.turn
        self._spell(ticket, State.CALLED if missed else State.SERVING, minute, window)
        if missed and citizen.back_after is not None:
            self._spell(ticket, State.ABSENT, minute + busy, window)
            self.back.setdefault(minute + busy + citizen.back_after, []).append(ticket)
        else:
            self._end_spell(ticket, minute + busy)

    def _spell(self, ticket: Ticket, state: State, minute: int, window: WindowId | None) -> None:
        self._end_spell(ticket, minute)
        reason = "returned" if state is State.WAITING and ticket.id in self.lived.spells else None
        spell = Spell(state, ticket.queue_id, window, OPENING + minute * MINUTE, None, reason)
        self.lived.spells.setdefault(ticket.id, []).append(spell)

    def _end_spell(self, ticket: Ticket, minute: int) -> None:
        spells = self.lived.spells.get(ticket.id)
        if spells and spells[-1].ended_at is None:
            spells[-1] = replace(spells[-1], ended_at=OPENING + minute * MINUTE)


def _shifts(opens: int, lasts: int, pause: tuple[int, int] | None) -> list[tuple[int, int]]:
    closes = opens + lasts
    if pause is None or opens + pause[0] + pause[1] >= closes:
        return [(opens, closes)]
    return [(opens, opens + pause[0]), (opens + pause[0] + pause[1], closes)]


def _plan(
    windows: list[tuple[list[QueueId], list[QueueId], list[tuple[int, int]]]], turn: int, policy: Policy
) -> Plan:
    tiers, shifts = {}, {}
    for window, (own, more, hours) in zip(WINDOWS, windows, strict=False):
        helped = [queue for queue in more if queue not in own]
        tiers[window] = (Tier(tuple(own)), *(Tier((queue,)) for queue in helped))
        shifts[window] = hours
    return Plan(tiers, shifts, turn, policy)


_letters = st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3, unique=True)
_hours = st.builds(
    _shifts,
    st.integers(0, 20),
    st.integers(10, 100),
    st.none() | st.tuples(st.integers(1, 40), st.integers(1, 20)),
)
plans = st.builds(
    _plan,
    st.lists(st.tuples(_letters, _letters, _hours), min_size=1, max_size=3),
    st.integers(0, 2),
    st.sampled_from([TURNS, POLICY, ABSOLUTE]),
)
citizens = st.lists(
    st.builds(
        Citizen,
        minute=st.integers(0, 40),
        queue=st.sampled_from(QUEUES),
        busy=st.integers(1, 12),
        priority=st.sampled_from(["elderly", None]),
        misses=st.sampled_from([False, False, True]),
        back_after=st.none() | st.integers(1, 15),
    ),
    min_size=5,
    max_size=14,
)
