"""Which ticket a window calls next, and why each stands where it stands.

Policy *effective arrival*: the rank of a ticket is its arrival less its class's head start, so a
priority ticket overtakes only those who came within that head start before it, and nobody starves.
Policy *interleave*: priority tickets wait in a lane of their own, by arrival, and one of them is called
after every N others of the queue; at once when no other waits. So between two priority calls at least
N others are served while any wait, and a priority ticket lets at most N others pass per one before it.
Under both, an absolute class and whoever was sent to the front stand in the first lane, before all.
A window serves its own queues first and helps the others only when its own are empty.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queue_server.domain.commands import Spot
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import FIRST, NORMAL, PRIORITY, RankRule, Ticket

STEP = 1_000_000
"""How far before a neighbour of its lane a ticket is put, in microseconds."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Queues a window serves with equal preference; lower tiers are called first."""

    queues: tuple[QueueId, ...]


def run_of(lanes_called: Iterable[int]) -> int:
    """Return how many others have been called since the last priority, from the lanes of the last calls.

    `lanes_called` begins with the newest; calls out of the first lane do not count.
    """
    run = 0
    for lane in lanes_called:
        if lane == PRIORITY:
            break
        run += lane == NORMAL
    return run


def in_turn(waiting: Sequence[Ticket], policy: Policy, run: int = 0) -> list[Ticket]:
    """Return a queue's waiting tickets in the order they will be called.

    `waiting` is sorted by `order_key`; `run` counts the others called since the last priority.
    """
    if policy.order != "interleave":
        return list(waiting)
    first = [t for t in waiting if t.lane == FIRST]
    favoured = iter([t for t in waiting if t.lane == PRIORITY])
    normal = iter([t for t in waiting if t.lane == NORMAL])
    order, since = first, min(run, policy.interleave_normal)
    of_lane = {PRIORITY: next(favoured, None), NORMAL: next(normal, None)}
    while (lane := _turn(of_lane, since, policy.interleave_normal)) is not None:
        chosen = of_lane[lane]
        assert chosen is not None
        order.append(chosen)
        of_lane[lane] = next(favoured if lane == PRIORITY else normal, None)
        since = 0 if lane == PRIORITY else since + 1
    return order


def _turn(of_lane: Mapping[int, Ticket | None], since: int, every: int) -> int | None:
    """Return the lane whose turn it is, None when both are empty."""
    if of_lane[NORMAL] is None:
        return None if of_lane[PRIORITY] is None else PRIORITY
    return PRIORITY if of_lane[PRIORITY] is not None and since >= every else NORMAL


def next_of(heads: Mapping[int, Ticket], policy: Policy, run: int) -> Ticket | None:
    """Return the next of one queue out of the first ticket of each lane."""
    if FIRST in heads:
        return heads[FIRST]
    of_lane = {PRIORITY: heads.get(PRIORITY), NORMAL: heads.get(NORMAL)}
    lane = _turn(of_lane, run, policy.interleave_normal)
    return None if lane is None else of_lane[lane]


def ahead_in_turn(lane: int, place: int, counts: Mapping[int, int], policy: Policy, run: int) -> int:
    """Return how many of its queue will be called before a ticket, without listing them.

    `place` is how many stand before it in its own lane, `counts` how many wait in each lane,
    `run` as in `in_turn`. Equals the ticket's index in `in_turn`.
    """
    if lane == FIRST:
        return place
    first, every = counts.get(FIRST, 0), policy.interleave_normal
    since = min(run, every)
    if lane == NORMAL:
        return first + place + min(counts.get(PRIORITY, 0), (since + place) // every)
    return first + place + min(counts.get(NORMAL, 0), max(0, (place + 1) * every - since))


def ahead_of_new(waiting: Sequence[Ticket], place: tuple[int, int], policy: Policy, run: int) -> int:
    """Return how many of a queue would be called before somebody who came now to (lane, rank)."""
    if policy.order != "interleave":
        return sum((t.lane, t.rank) <= place for t in waiting)
    lane, rank = place
    counts = Counter(t.lane for t in waiting)
    before = sum(t.lane == lane and t.rank <= rank for t in waiting)
    return ahead_in_turn(lane, before, counts, policy, run)


def turn_key(ticket: Ticket) -> tuple[bool, int, int]:
    """Return what decides between the heads of several queues: the first lane, then the rank."""
    return ticket.lane != FIRST, ticket.rank, ticket.seq


def in_order(
    queues: Mapping[QueueId, Sequence[Ticket]],
    tiers: Sequence[Tier],
    sent_here: Sequence[Ticket] = (),
) -> list[Ticket]:
    """Return the tickets a window may call, in the order it would call them.

    `queues` holds each queue's waiting in turn, but for those sent to a window or clerk, who take no turn there;
    these stand, for the window they were sent to, in its first tier (`sent_here`, in order).
    """
    order: list[Ticket] = []
    for n, tier in enumerate(tiers):
        lists = [queues.get(q, ()) for q in tier.queues]
        if n == 0:
            lists.append(list(sent_here))
        order += heapq.merge(*lists, key=turn_key)
    return order


def first_for(
    tiers: Sequence[Tier],
    next_of: Callable[[Sequence[QueueId]], list[Ticket]],
    sent_here: Callable[[], Sequence[Ticket]],
) -> Ticket | None:
    """Return whom a window calls next, without listing anybody else; None when nobody waits for it.

    `next_of` gives the next of each of some queues, `sent_here` those sent to this window, in order.
    Equals the first of `in_order`.
    """
    for n, tier in enumerate(tiers):
        found = next_of(tier.queues)
        if n == 0:
            found = [*found, *sent_here()[:1]]
        if found:
            return min(found, key=turn_key)
    return None


def sent_away(ticket: Ticket) -> bool:
    """Tell whether a ticket waits for one window or one clerk only."""
    return ticket.for_window_id is not None or ticket.for_staff_id is not None


def sent_to(ticket: Ticket, window_id: WindowId, staff_id: str | None) -> bool:
    """Tell whether a ticket waits for this very window, or for the clerk who is there."""
    to_clerk = ticket.for_staff_id is not None and ticket.for_staff_id == staff_id
    return ticket.for_window_id == window_id or to_clerk


def spot_behind(order: Sequence[Ticket], after: int) -> Spot | None:
    """Return the place that lets exactly the first `after` of a queue go before; None when nobody waits.

    It stands in the lane of the one who follows, halfway to the one before it there, so that of two
    who return behind the same neighbour each lets exactly that many pass.
    """
    if not order:
        return None
    if len(order) <= after:
        last = order[-1]
        return Spot(last.lane, last.rank + 1)
    following = order[after]
    before = [t for t in order[:after] if t.lane == following.lane]
    if not before:
        return Spot(following.lane, following.rank - STEP)
    last = before[-1]
    return Spot(following.lane, max(last.rank + 1, (last.rank + following.rank) // 2))


def front_of(first: Ticket | None) -> Spot | None:
    """Return the place before the first who waits, with room between them; None when nobody does."""
    if first is None:
        return None
    return Spot(FIRST, first.rank - STEP)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason code with what fills its words."""

    code: str
    params: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the protocol shows it."""
        return {"code": self.code, "params": self.params}


def why(ticket: Ticket, policy: Policy, *, first: bool, overtaken: Ticket | None) -> Why:
    """Return why a ticket stands at its place in its queue.

    `first`: it is the next one; `overtaken`: the first after it that came earlier, None for none.
    """
    if ticket.rank_rule is RankRule.RETURNED:
        return Why("returned", {"at": ticket.arrived_at.isoformat(), "after": policy.return_after})
    if ticket.rank_rule in (RankRule.FRONT, RankRule.BACK):
        return Why(ticket.rank_rule.value, {})
    if ticket.counts_as_priority:
        return _why_priority(ticket, policy, overtaken)
    if ticket.rank_rule is RankRule.BOOKED and ticket.booked_at is not None:
        return Why("booked", {"at": ticket.booked_at.isoformat()})
    if ticket.rank_rule is RankRule.TRANSFERRED:
        return Why(ticket.rank_rule.value, {})
    return Why("earliest" if first else "in_order", {})


def _why_priority(ticket: Ticket, policy: Policy, overtaken: Ticket | None) -> Why:
    params: dict[str, Any] = {"class": ticket.priority}
    if ticket.lane == FIRST:
        code = "absolute"
    elif ticket.lane == PRIORITY:
        code = "interleaved"
        params["normal"] = policy.interleave_normal
    else:
        code = "priority"
        params["minutes"] = ticket.head_start_s // 60
    if overtaken is not None:
        params["ahead_of"] = overtaken.number
        params["ahead_minutes"] = (ticket.rank_base - overtaken.rank_base) // 60_000_000
    return Why(code, params)


def why_in(ticket: Ticket, order: Sequence[Ticket], policy: Policy) -> Why:
    """Return why a ticket stands at its place in `order`, its queue's waiting in turn."""
    place = next((n for n, t in enumerate(order) if t.id == ticket.id), len(order))
    behind = (t for t in order[place + 1 :] if t.rank_base < ticket.rank_base)
    overtaken = next(behind, None) if ticket.counts_as_priority else None
    return why(ticket, policy, first=place == 0, overtaken=overtaken)
