"""The life of a ticket: every state, every step between them, in one table.

Theory: a command is a value; `apply` looks the pair (state, command) up in TRANSITIONS, lets the
command's guard refuse, and returns the new ticket with the events that happened. Nothing else
changes a ticket. The rank is the whole order of a queue: waiting tickets are called by ascending
`rank` (microseconds since 1970), then by `seq`, the order of issue. `rank_base` is the rank the
ticket has without any priority, so a withdrawn priority falls back to it exactly.
`docs/ticket-states.md` is generated from this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import QueueId, SpellId, TicketId, WindowId
from queue_server.domain.policy import Policy


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
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    FRONT = "transferred_front"
    BACK = "transferred_back"


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
    language: str = "zh-CN"
    item_code: str | None = None
    priority: str | None = None
    claim: Claim | None = None
    head_start_s: int = 0
    reason: str | None = None
    window_id: WindowId | None = None
    for_window_id: WindowId | None = None
    calls: int = 0
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    absent_at: datetime | None = None
    spell_id: SpellId | None = None
    outcome: str | None = None
    note: str | None = None
    device_id: str | None = None


def micros(at: datetime) -> int:
    """Return an instant as whole microseconds since 1970, the unit of ranks."""
    return round(at.timestamp() * 1_000_000)


def ranked(ticket: Ticket) -> Ticket:
    """Return the ticket at the rank its base and head start give."""
    return replace(ticket, rank=ticket.rank_base - ticket.head_start_s * 1_000_000)


@dataclass(frozen=True, slots=True)
class Call:
    """Call the ticket to a window."""

    window_id: WindowId


@dataclass(frozen=True, slots=True)
class Recall:
    """Call it again; refused before the hall's gap or beyond its number of calls."""


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the service; the spell is the one a later rating belongs to."""

    spell_id: SpellId


@dataclass(frozen=True, slots=True)
class Finish:
    """End the service with an outcome: done, accepted, incomplete or enquiry."""

    outcome: str = "done"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkAbsent:
    """Nobody came; refused before the hall's number of calls."""


@dataclass(frozen=True, slots=True)
class Requeue:
    """Undo a mistaken call: the same place, not a miss."""


@dataclass(frozen=True, slots=True)
class WithdrawPriority:
    """The document was not shown at the window: back to the place the arrival gives, not a miss."""


@dataclass(frozen=True, slots=True)
class Return:
    """Come back after a missed call, behind the first `return_after` waiting tickets.

    `after_rank` is the rank of the last ticket that stays in front, None when nobody waits.
    """

    after_rank: int | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move to another queue or window; `front_rank` is the lowest rank waiting there."""

    queue_id: QueueId
    for_window_id: WindowId | None
    position: str
    front_rank: int | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give the number up, by the citizen or by staff."""

    reason: str


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Give, confirm or remove a priority class; staff only."""

    priority: str | None
    confirmed: bool
    reason: str | None = None


Command = (
    Call
    | Recall
    | Start
    | Finish
    | MarkAbsent
    | Requeue
    | WithdrawPriority
    | Return
    | Transfer
    | Cancel
    | SetPriority
)

TRANSITIONS: dict[State, dict[type, State]] = {
    State.WAITING: {
        Call: State.CALLED,
        Transfer: State.WAITING,
        Cancel: State.CANCELLED,
        SetPriority: State.WAITING,
    },
    State.CALLED: {
        Recall: State.CALLED,
        Start: State.SERVING,
        MarkAbsent: State.ABSENT,
        Requeue: State.WAITING,
        WithdrawPriority: State.WAITING,
        Transfer: State.WAITING,
        Cancel: State.CANCELLED,
        SetPriority: State.CALLED,
    },
    State.SERVING: {Finish: State.DONE, Transfer: State.WAITING},
    State.HELD: {},
    State.ABSENT: {Return: State.WAITING, Cancel: State.CANCELLED},
    State.DONE: {},
    State.CANCELLED: {},
}


@dataclass(frozen=True, slots=True)
class _Step:
    ticket: Ticket
    kind: Kind
    reason: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def apply(ticket: Ticket, command: Command, at: datetime, policy: Policy) -> tuple[Ticket, tuple[Event, ...]]:
    """Return the ticket after the command, and what happened.

    Raises Refused: `wrong_state` when the table has no such step, or what the guard says.
    """
    after = TRANSITIONS[ticket.state].get(type(command))
    if after is None:
        raise refuse(
            "wrong_state",
            detail=f"{type(command).__name__} is not possible in state {ticket.state}",
            number=ticket.number,
        )
    step = _STEPS[type(command)](ticket, command, at, policy)
    changed = replace(step.ticket, state=after)
    window = changed.window_id or ticket.window_id
    return changed, (Event(step.kind, at, ticket.id, window, step.reason, dict(step.data)),)


def recall_wait_s(ticket: Ticket, at: datetime, policy: Policy) -> int:
    """Return how many whole seconds are left before the ticket may be called again (0 = now)."""
    if ticket.called_at is None:
        return 0
    left = ticket.called_at + timedelta(seconds=policy.recall_gap_s) - at
    return max(0, -(-left // timedelta(seconds=1)))


def absent_allowed(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether the hall's number of calls before a miss has been made."""
    return ticket.calls >= policy.absent_after


def _call(t: Ticket, c: Call, at: datetime, p: Policy) -> _Step:
    called = replace(
        t, window_id=c.window_id, calls=1, called_at=at, first_called_at=at, reason=None, absent_at=None
    )
    return _Step(called, Kind.TICKET_CALLED, data={"calls": 1})


def _recall(t: Ticket, c: Recall, at: datetime, p: Policy) -> _Step:
    if t.calls >= p.max_calls:
        raise refuse("recall_limit", max_calls=p.max_calls)
    wait = recall_wait_s(t, at, p)
    if wait:
        raise refuse("recall_too_soon", wait_s=wait)
    return _Step(
        replace(t, calls=t.calls + 1, called_at=at), Kind.TICKET_RECALLED, data={"calls": t.calls + 1}
    )


def _start(t: Ticket, c: Start, at: datetime, p: Policy) -> _Step:
    return _Step(replace(t, started_at=at, spell_id=c.spell_id), Kind.SERVICE_STARTED)


def _finish(t: Ticket, c: Finish, at: datetime, p: Policy) -> _Step:
    return _Step(
        replace(t, ended_at=at, outcome=c.outcome),
        Kind.SERVICE_FINISHED,
        data={"outcome": c.outcome, "items": list(c.items), "spell_id": t.spell_id},
    )


def _absent(t: Ticket, c: MarkAbsent, at: datetime, p: Policy) -> _Step:
    if not absent_allowed(t, p):
        raise refuse("absent_too_soon", need=p.absent_after, calls=t.calls)
    return _Step(replace(t, absent_at=at, reason="not_come"), Kind.TICKET_ABSENT, "not_come")


def _waiting_again(t: Ticket) -> Ticket:
    return replace(
        t, window_id=None, calls=0, called_at=None, first_called_at=None, started_at=None, absent_at=None
    )


def _requeue(t: Ticket, c: Requeue, at: datetime, p: Policy) -> _Step:
    return _Step(replace(_waiting_again(t), reason="requeued"), Kind.TICKET_REQUEUED, "requeued")


def _withdraw(t: Ticket, c: WithdrawPriority, at: datetime, p: Policy) -> _Step:
    if t.priority is None or t.claim is not Claim.CLAIMED:
        raise refuse("no_priority")
    plain = replace(_waiting_again(t), priority=None, claim=None, head_start_s=0, reason="priority_not_shown")
    return _Step(ranked(plain), Kind.PRIORITY_NOT_SHOWN, "priority_not_shown", {"was": t.priority})


def _return(t: Ticket, c: Return, at: datetime, p: Policy) -> _Step:
    if t.absent_at is not None and at - t.absent_at > timedelta(seconds=p.return_within_s):
        raise refuse("return_too_late", minutes=p.return_within_s // 60)
    rank = micros(at) if c.after_rank is None else c.after_rank + 1
    back = replace(
        _waiting_again(t),
        arrived_at=at,
        rank_base=rank,
        rank=rank,
        head_start_s=0,
        rank_rule=RankRule.RETURNED,
        reason="returned",
    )
    return _Step(back, Kind.TICKET_RETURNED, "returned", {"rank": rank})


def _transfer(t: Ticket, c: Transfer, at: datetime, p: Policy) -> _Step:
    moved = replace(
        _waiting_again(t),
        queue_id=c.queue_id,
        for_window_id=c.for_window_id,
        reason="transferred",
        note=c.note,
    )
    if c.position == "front":
        front = (micros(at) if c.front_rank is None else c.front_rank) - 1
        moved = _placed(moved, front, RankRule.FRONT)
    elif c.position == "back":
        moved = _placed(moved, micros(at), RankRule.BACK)
    else:
        moved = replace(moved, rank_rule=RankRule.TRANSFERRED)
    data = {
        "from_queue": t.queue_id,
        "to_queue": c.queue_id,
        "to_window": c.for_window_id,
        "position": c.position,
        "note": c.note,
        "rank": moved.rank,
    }
    return _Step(moved, Kind.TICKET_TRANSFERRED, "transferred", data)


def _placed(t: Ticket, rank: int, rule: RankRule) -> Ticket:
    """Give a place that owes nothing to a priority, so that withdrawing one does not move the ticket."""
    return replace(t, rank=rank, rank_base=rank, rank_rule=rule, head_start_s=0)


def _cancel(t: Ticket, c: Cancel, at: datetime, p: Policy) -> _Step:
    return _Step(replace(t, ended_at=at, reason=c.reason), Kind.TICKET_CANCELLED, c.reason)


def _set_priority(t: Ticket, c: SetPriority, at: datetime, p: Policy) -> _Step:
    if c.priority is None:
        changed = replace(t, priority=None, claim=None, head_start_s=0)
    else:
        chosen = p.priority_class(c.priority)
        claim = Claim.CONFIRMED if c.confirmed else claim_of(chosen.needs_desk)
        counts = claim is not Claim.AWAITING_DESK and t.rank_rule in (RankRule.ARRIVAL, RankRule.TRANSFERRED)
        changed = replace(
            t, priority=c.priority, claim=claim, head_start_s=chosen.head_start_s if counts else 0
        )
    if changed.rank_rule in (RankRule.ARRIVAL, RankRule.TRANSFERRED):
        changed = ranked(changed)
    data = {"from": t.priority, "to": c.priority, "confirmed": c.confirmed, "rank": changed.rank}
    return _Step(changed, Kind.PRIORITY_CHANGED, c.reason, data)


def claim_of(needs_desk: bool) -> Claim:
    """Return what a fresh claim counts as: at once, or only after the desk has seen the document."""
    return Claim.AWAITING_DESK if needs_desk else Claim.CLAIMED


_STEPS: dict[type, Callable[..., _Step]] = {
    Call: _call,
    Recall: _recall,
    Start: _start,
    Finish: _finish,
    MarkAbsent: _absent,
    Requeue: _requeue,
    WithdrawPriority: _withdraw,
    Return: _return,
    Transfer: _transfer,
    Cancel: _cancel,
    SetPriority: _set_priority,
}
