"""Which ticket a window calls next, and why each stands where it stands.

Policy *effective arrival*: the rank of a ticket is its arrival less its class's head start, so a
priority ticket overtakes only those who came within that head start before it, and nobody starves.
A window serves its own queues first and helps the others only when its own are empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import Claim, RankRule, Ticket


@dataclass(frozen=True, slots=True)
class Tier:
    """Queues a window serves with equal preference; lower tiers are called first."""

    queues: tuple[QueueId, ...]


def order_key(ticket: Ticket) -> tuple[int, int]:
    """Return what waiting tickets are sorted by: rank, then order of issue."""
    return ticket.rank, ticket.seq


def in_order(tickets: Iterable[Ticket], tiers: Sequence[Tier], window_id: WindowId) -> list[Ticket]:
    """Return the tickets this window may call, in the order it would call them.

    Tickets sent to this very window stand in its first tier; those sent elsewhere are left out.
    """
    tier_of = {queue: n for n, tier in enumerate(tiers) for queue in tier.queues}
    callable_here = []
    for ticket in tickets:
        if ticket.for_window_id is not None:
            if ticket.for_window_id == window_id:
                callable_here.append((0, *order_key(ticket), ticket))
        elif ticket.queue_id in tier_of:
            callable_here.append((tier_of[ticket.queue_id], *order_key(ticket), ticket))
    callable_here.sort(key=lambda row: row[:3])
    return [row[3] for row in callable_here]


@dataclass(frozen=True, slots=True)
class Why:
    """A reason code with what fills its words."""

    code: str
    params: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the protocol shows it."""
        return {"code": self.code, "params": self.params}


def why(ticket: Ticket, order: Sequence[Ticket]) -> Why:
    """Return why a ticket stands at its place in `order` (its own queue's, from the front).

    A ticket with a head start names the first ticket it stands ahead of although that came earlier.
    """
    if ticket.rank_rule is RankRule.RETURNED:
        return Why("returned", {"at": ticket.arrived_at.isoformat()})
    if ticket.rank_rule is not RankRule.ARRIVAL and not ticket.head_start_s:
        return Why(ticket.rank_rule.value, {})
    if ticket.priority and ticket.head_start_s and ticket.claim is not Claim.AWAITING_DESK:
        params: dict[str, Any] = {"class": ticket.priority, "minutes": ticket.head_start_s // 60}
        overtaken = [t for t in order if order_key(t) > order_key(ticket) and t.rank_base < ticket.rank_base]
        if overtaken:
            first = min(overtaken, key=order_key)
            params |= {
                "ahead_of": first.number,
                "ahead_minutes": (ticket.rank_base - first.rank_base) // 60_000_000,
            }
        return Why("priority", params)
    first_of_queue = not order or order[0].id == ticket.id
    return Why("earliest" if first_of_queue else "in_order", {})
