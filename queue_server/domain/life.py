"""Take one step of a ticket's life: a guard that may refuse, and what the step leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from queue_server.domain.commands import (
    Call,
    Cancel,
    CloseDay,
    Command,
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
    Spot,
    Start,
    TakeOver,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import (
    FIRST,
    NORMAL,
    PLACED,
    TRANSITIONS,
    Claim,
    RankRule,
    Ticket,
    micros,
    ranked,
)


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
    """Return how many whole seconds are left before the ticket may be called again (0 = now).

    A call that lies in the future, because the clock has been set back, holds nobody up.
    """
    if ticket.called_at is None or ticket.called_at > at:
        return 0
    left = ticket.called_at + timedelta(seconds=policy.recall_gap_s) - at
    return max(0, -(-left // timedelta(seconds=1)))


def absent_wait_s(ticket: Ticket, at: datetime, policy: Policy) -> int:
    """Return how many whole seconds are left of the least time between the first call and a miss."""
    if ticket.first_called_at is None or ticket.first_called_at > at:
        return 0
    left = ticket.first_called_at + timedelta(seconds=policy.absent_min_s) - at
    return max(0, -(-left // timedelta(seconds=1)))


def absent_allowed(ticket: Ticket, policy: Policy) -> bool:
    """Tell whether the hall's number of calls before a miss has been made."""
    return ticket.calls >= policy.absent_after


def _call(t: Ticket, c: Call, at: datetime, p: Policy) -> _Step:
    called = replace(
        t,
        window_id=c.window_id,
        calls=1,
        called_at=at,
        first_called_at=at,
        reason=None,
        started_at=None,
        absent_at=None,
        held_at=None,
    )
    data: dict[str, object] = {"calls": 1, "why": c.why}
    return _Step(called, Kind.TICKET_CALLED, c.reason, data)


def _serve_direct(t: Ticket, c: ServeDirect, at: datetime, p: Policy) -> _Step:
    served = replace(t, window_id=c.window_id, spell_id=c.spell_id, started_at=at, reason="direct")
    return _Step(served, Kind.SERVICE_STARTED, "direct")


def _recall(t: Ticket, c: Recall, at: datetime, p: Policy) -> _Step:
    if t.calls >= p.max_calls:
        raise refuse("recall_limit", max_calls=p.max_calls)
    wait = recall_wait_s(t, at, p)
    if wait:
        raise refuse("recall_too_soon", wait_s=wait)
    again = replace(t, calls=t.calls + 1, called_at=at)
    return _Step(again, Kind.TICKET_RECALLED, data={"calls": again.calls})


def _start(t: Ticket, c: Start, at: datetime, p: Policy) -> _Step:
    return _Step(replace(t, started_at=at, spell_id=c.spell_id), Kind.SERVICE_STARTED)


def _finish(t: Ticket, c: Finish, at: datetime, p: Policy) -> _Step:
    done = replace(t, ended_at=at, outcome=c.outcome)
    data = {"outcome": c.outcome, "items": list(c.items), "spell_id": t.spell_id}
    return _Step(done, Kind.SERVICE_FINISHED, data=data)


def _absent(t: Ticket, c: MarkAbsent, at: datetime, p: Policy) -> _Step:
    if not absent_allowed(t, p):
        raise refuse("absent_too_soon", need=p.absent_after, calls=t.calls)
    wait = absent_wait_s(t, at, p)
    if wait:
        raise refuse("absent_wait", wait_s=wait)
    return _Step(replace(t, absent_at=at, reason="not_come"), Kind.TICKET_ABSENT, "not_come")


def _waiting_again(t: Ticket, **more: object) -> Ticket:
    return replace(
        t,
        window_id=None,
        calls=0,
        called_at=None,
        first_called_at=None,
        started_at=None,
        absent_at=None,
        held_at=None,
        **more,  # type: ignore[arg-type]
    )


def _requeue(t: Ticket, c: Requeue, at: datetime, p: Policy) -> _Step:
    """Give the same place again, as the rules of now have it: they may have changed since the call."""
    return _Step(ranked(_waiting_again(t, reason="requeued"), p), Kind.TICKET_REQUEUED, "requeued")


def _withdraw(t: Ticket, c: WithdrawPriority, at: datetime, p: Policy) -> _Step:
    if t.priority is None or t.claim is not Claim.CLAIMED:
        raise refuse("no_priority")
    plain = _waiting_again(t, priority=None, claim=None, reason="priority_not_shown")
    return _Step(ranked(plain, p), Kind.PRIORITY_NOT_SHOWN, "priority_not_shown", {"was": t.priority})


def _hold(t: Ticket, c: Hold, at: datetime, p: Policy) -> _Step:
    return _Step(replace(t, held_at=at, reason=c.reason), Kind.TICKET_HELD, c.reason)


def _resume(t: Ticket, c: ResumeHeld, at: datetime, p: Policy) -> _Step:
    served = replace(
        t, window_id=c.window_id, spell_id=c.spell_id, started_at=at, held_at=None, reason="resumed"
    )
    return _Step(served, Kind.SERVICE_STARTED, "resumed")


def _return(t: Ticket, c: Return, at: datetime, p: Policy) -> _Step:
    if p.missed == "void":
        raise refuse("void_after_missed")
    if t.absent_at is not None and at - t.absent_at > timedelta(seconds=p.return_within_s):
        raise refuse("return_too_late", minutes=p.return_within_s // 60)
    if p.return_within_places and c.passed > p.return_within_places:
        raise refuse("return_too_many", places=p.return_within_places)
    spot = c.spot or Spot(NORMAL, micros(at))
    back = _placed(_waiting_again(t, arrived_at=at, reason="returned"), spot, RankRule.RETURNED)
    return _Step(back, Kind.TICKET_RETURNED, "returned", {"lane": spot.lane, "rank": spot.rank})


def _transfer(t: Ticket, c: Transfer, at: datetime, p: Policy) -> _Step:
    moved = _waiting_again(
        t,
        queue_id=c.queue_id,
        for_window_id=c.for_window_id,
        for_staff_id=c.for_staff_id,
        reason="transferred",
        note=c.note,
    )
    if c.position == "front":
        moved = _placed(moved, c.front or Spot(FIRST, micros(at)), RankRule.FRONT)
    elif c.position == "back":
        moved = _placed(moved, Spot(NORMAL, max(micros(at), c.least)), RankRule.BACK)
    else:
        # A place that was given among others of another queue says nothing in this one.
        base = micros(t.arrived_at) if t.rank_rule in PLACED else t.rank_base
        moved = ranked(replace(moved, rank_base=base, rank_rule=RankRule.TRANSFERRED), p)
    data = {
        "from_queue": t.queue_id,
        "to_queue": c.queue_id,
        "to_window": c.for_window_id,
        "to_clerk": c.for_staff_id,
        "position": c.position,
        "items": list(c.items),
        "lane": moved.lane,
        "rank": moved.rank,
    }
    return _Step(moved, Kind.TICKET_TRANSFERRED, "transferred", data)


def _placed(t: Ticket, spot: Spot, rule: RankRule) -> Ticket:
    """Give a place that owes nothing to a priority, so that withdrawing one does not move the ticket."""
    return replace(t, lane=spot.lane, rank=spot.rank, rank_base=spot.rank, rank_rule=rule, head_start_s=0)


def _release(t: Ticket, c: Release, at: datetime, p: Policy) -> _Step:
    if t.for_window_id is None and t.for_staff_id is None:
        raise refuse("wrong_state", number=t.number, detail="it was sent to nobody")
    data = {"was_for_window": t.for_window_id, "was_for_clerk": t.for_staff_id}
    free = replace(t, for_window_id=None, for_staff_id=None, reason="released")
    return _Step(free, Kind.TICKET_RELEASED, "released", data)


def _take_over(t: Ticket, c: TakeOver, at: datetime, p: Policy) -> _Step:
    spell_id = c.spell_id if t.started_at is not None else t.spell_id
    return _Step(replace(t, spell_id=spell_id), Kind.TICKET_TAKEN_OVER)


def _cancel(t: Ticket, c: Cancel, at: datetime, p: Policy) -> _Step:
    return _Step(replace(t, ended_at=at, reason=c.reason), Kind.TICKET_CANCELLED, c.reason)


def _close_day(t: Ticket, c: CloseDay, at: datetime, p: Policy) -> _Step:
    closed = replace(t, ended_at=at, reason="day_closed")
    return _Step(closed, Kind.TICKET_CANCELLED, "day_closed", {"was": t.state.value})


def _set_priority(t: Ticket, c: SetPriority, at: datetime, p: Policy) -> _Step:
    claim = None
    if c.priority is not None:
        chosen = p.priority_class(c.priority)
        claim = Claim.CONFIRMED if c.confirmed else claim_of(chosen.needs_desk)
    changed = ranked(replace(t, priority=c.priority, claim=claim), p)
    data = {
        "from": t.priority,
        "to": c.priority,
        "confirmed": c.confirmed,
        "lane": changed.lane,
        "rank": changed.rank,
    }
    return _Step(changed, Kind.PRIORITY_CHANGED, c.reason, data)


def claim_of(needs_desk: bool) -> Claim:
    """Return what a fresh claim counts as: at once, or only after the desk has seen the document."""
    return Claim.AWAITING_DESK if needs_desk else Claim.CLAIMED


_STEPS: dict[type, Callable[..., _Step]] = {
    Call: _call,
    ServeDirect: _serve_direct,
    Recall: _recall,
    Start: _start,
    Finish: _finish,
    MarkAbsent: _absent,
    Requeue: _requeue,
    WithdrawPriority: _withdraw,
    Hold: _hold,
    ResumeHeld: _resume,
    Return: _return,
    Transfer: _transfer,
    Release: _release,
    TakeOver: _take_over,
    Cancel: _cancel,
    CloseDay: _close_day,
    SetPriority: _set_priority,
}
