"""Values the tests of the rules begin with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
    Start,
    TakeOver,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.ids import QueueId, SpellId, TicketId, WindowId
from queue_server.domain.issuing import Drawn, Wish, issue
from queue_server.domain.policy import Policy, PriorityClass
from queue_server.domain.ticket import Claim, RankRule, State, Ticket

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
MICROS = 1_000_000
ELDERLY = PriorityClass("elderly", "老年人", "Elderly", 900)
MILITARY = PriorityClass("military", "军人", "Military", 600, needs_desk=True)
POLICY = Policy(classes=(ELDERLY, MILITARY))


def waiting(seq: int = 1, minute: float = 0, priority: str | None = None, queue: str = "q-A") -> Ticket:
    """Return a waiting ticket that arrived so many minutes after nine."""
    ticket, _ = issue(
        Wish(QueueId(queue), None, priority, "zh-CN"),
        NINE + minute * MINUTE,
        POLICY,
        Drawn(f"A{seq:03d}", "2026-11-20"),
        ticket_id=TicketId(f"t_{seq}"),
        seq=seq,
        token=f"token-{seq}",
        code="ABCD",
        device_id=None,
    )
    return ticket


def in_state(state: State, **more: Any) -> Ticket:
    """Return a ticket in a state, with what such a ticket carries; called twice, an elderly's claim."""
    fields: dict[str, Any] = {
        State.WAITING: {},
        State.CALLED: {"window_id": WindowId("w-1"), "calls": 2, "called_at": NINE, "first_called_at": NINE},
        State.SERVING: {
            "window_id": WindowId("w-1"),
            "calls": 1,
            "started_at": NINE,
            "spell_id": SpellId("s"),
        },
        State.HELD: {"window_id": WindowId("w-1"), "held_at": NINE, "spell_id": SpellId("s")},
        State.ABSENT: {"window_id": WindowId("w-1"), "calls": 2, "absent_at": NINE},
        State.DONE: {"window_id": WindowId("w-1"), "ended_at": NINE, "spell_id": SpellId("s")},
        State.CANCELLED: {"ended_at": NINE, "reason": "by_citizen"},
    }[state]
    claimed = replace(waiting(priority="elderly"), claim=Claim.CLAIMED, rank_rule=RankRule.ARRIVAL)
    return replace(claimed, state=state, **{**fields, **more})


COMMANDS: tuple[Command, ...] = (
    Call(WindowId("w-1")),
    ServeDirect(WindowId("w-1"), SpellId("s_1")),
    Recall(),
    Start(SpellId("s_1")),
    Finish("done"),
    MarkAbsent(),
    Requeue(),
    WithdrawPriority(),
    Hold("form"),
    ResumeHeld(WindowId("w-2"), SpellId("s_2")),
    Return(None),
    Transfer(QueueId("q-B"), None, "keep", None),
    Release(),
    TakeOver(SpellId("s_3")),
    Cancel("by_staff"),
    CloseDay(),
    SetPriority("elderly", True),
)
