"""A ticket and the table of its life: every state, and which command leads from it to which.

Theory: a command is a value (`commands.py`); `life.apply` looks the pair (state, command) up in
TRANSITIONS, lets the command's guard refuse, and returns the new ticket with the events that
happened. Nothing else changes a ticket. Waiting tickets are called by ascending `lane`, then `rank`
(microseconds since 1970), then `seq`, the order of issue; `dispatch.py` says how lanes take turns.
`rank_base` is the rank the ticket has without any priority, so a withdrawn priority falls back to it
exactly. `docs/ticket-states.md` is generated from this file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from queue_server.domain.commands import (
    Call,
    Cancel,
    CloseDay,
    Finish,
    Hold,
    MarkAbsent,
    Recall,
    Release,
    Requeue,
    ResumeHeld,
    Return,
    ServeDirect,
    SetPriority,
    Start,
    TakeOver,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.ids import QueueId, SpellId, StaffId, TicketId, WindowId
from queue_server.domain.policy import Policy, PriorityClass

LANES = FIRST, PRIORITY, NORMAL = 0, 1, 2
"""The lanes of a queue: those before everybody, those with a priority that takes turns, the others."""


class State(StrEnum):
    """Where a ticket is in its life; the state decides, a reason code explains."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    DONE = "done"
    CANCELLED = "cancelled"


class RankRule(StrEnum):
    """Why a waiting ticket stands where it stands."""

    ARRIVAL = "arrival"
    BOOKED = "booked"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    FRONT = "transferred_front"
    BACK = "transferred_back"


PLACED = (RankRule.RETURNED, RankRule.FRONT, RankRule.BACK)
"""The rules under which a ticket stands at a place given to it, which its priority does not move."""


class Claim(StrEnum):
    """What became of a priority the citizen claimed."""

    CLAIMED = "claimed"  # counts, to be shown at the window
    AWAITING_DESK = "awaiting_desk"  # does not count until the desk has confirmed it
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One citizen's number for the visit. `rank` and `rank_base` in microseconds since 1970."""

    id: TicketId
    seq: int
    number: str
    business_day: str
    queue_id: QueueId
    state: State
    issued_at: datetime
    arrived_at: datetime
    rank_base: int
    rank: int
    rank_rule: RankRule
    token: str
    code: str
    lane: int = NORMAL
    language: str = "zh-CN"
    item_code: str | None = None
    priority: str | None = None
    claim: Claim | None = None
    head_start_s: int = 0
    booked_at: datetime | None = None
    reason: str | None = None
    window_id: WindowId | None = None
    for_window_id: WindowId | None = None
    for_staff_id: StaffId | None = None
    calls: int = 0
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    absent_at: datetime | None = None
    held_at: datetime | None = None
    spell_id: SpellId | None = None
    outcome: str | None = None
    note: str | None = None
    device_id: str | None = None

    @property
    def counts_as_priority(self) -> bool:
        """Tell whether its priority moves it: claimed or confirmed, and not placed by another rule."""
        by_arrival = self.rank_rule not in PLACED
        return self.priority is not None and self.claim is not Claim.AWAITING_DESK and by_arrival


def micros(at: datetime) -> int:
    """Return an instant as whole microseconds since 1970, the unit of ranks."""
    return round(at.timestamp() * 1_000_000)


def order_key(ticket: Ticket) -> tuple[int, int, int]:
    """Return what the waiting are sorted by: lane, rank, then order of issue."""
    return ticket.lane, ticket.rank, ticket.seq


def ranked(ticket: Ticket, policy: Policy) -> Ticket:
    """Return the ticket in the lane and at the rank that its base and its priority give under a policy.

    One that stands at a place given to it (returned, sent to the front or back) stays there; but in a lane that
    takes turns only while the hall takes turns, since nobody is called out of it otherwise.
    """
    if ticket.rank_rule in PLACED:
        stranded = ticket.lane == PRIORITY and policy.order != "interleave"
        return replace(ticket, lane=NORMAL) if stranded else ticket
    chosen = policy.find_class(ticket.priority) if ticket.counts_as_priority else None
    lane, rank = place_of_class(chosen, ticket.rank_base, policy)
    head_start_s = (ticket.rank_base - rank) // 1_000_000
    if (lane, rank, head_start_s) == (ticket.lane, ticket.rank, ticket.head_start_s):
        return ticket
    return replace(ticket, lane=lane, rank=rank, head_start_s=head_start_s)


def place_of_class(chosen: PriorityClass | None, arrival: int, policy: Policy) -> tuple[int, int]:
    """Return the lane and rank of somebody of a class (None for no priority) who came at `arrival`."""
    if chosen is None:
        return NORMAL, arrival
    if chosen.absolute:
        return FIRST, arrival
    if policy.order == "interleave":
        return PRIORITY, arrival
    return NORMAL, arrival - chosen.head_start_s * 1_000_000


TRANSITIONS: dict[State, dict[type, State]] = {
    State.WAITING: {
        Call: State.CALLED,
        ServeDirect: State.SERVING,
        Transfer: State.WAITING,
        Release: State.WAITING,
        SetPriority: State.WAITING,
        Cancel: State.CANCELLED,
        CloseDay: State.CANCELLED,
    },
    State.CALLED: {
        Recall: State.CALLED,
        Start: State.SERVING,
        MarkAbsent: State.ABSENT,
        Requeue: State.WAITING,
        WithdrawPriority: State.WAITING,
        Transfer: State.WAITING,
        TakeOver: State.CALLED,
        SetPriority: State.CALLED,
        Cancel: State.CANCELLED,
        CloseDay: State.CANCELLED,
    },
    State.SERVING: {
        Finish: State.DONE,
        Hold: State.HELD,
        Transfer: State.WAITING,
        TakeOver: State.SERVING,
        CloseDay: State.CANCELLED,
    },
    State.HELD: {
        ResumeHeld: State.SERVING,
        Call: State.CALLED,
        Requeue: State.WAITING,
        Transfer: State.WAITING,
        Cancel: State.CANCELLED,
        CloseDay: State.CANCELLED,
    },
    State.ABSENT: {Return: State.WAITING, Cancel: State.CANCELLED, CloseDay: State.CANCELLED},
    State.DONE: {},
    State.CANCELLED: {},
}
OPEN_STATES = tuple(state for state, steps in TRANSITIONS.items() if steps)
"""The states of a ticket whose visit is not over."""
