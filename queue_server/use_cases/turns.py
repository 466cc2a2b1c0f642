"""Questions about the order of a queue, asked of the database without listing the queue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from queue_server.domain import dispatch
from queue_server.domain.ids import QueueId
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import FIRST, LANES, NORMAL, Ticket
from queue_server.storage import tickets


def run_of(conn: Connection, queue_id: QueueId, day: str, policy: Policy, but: str | None = None) -> int:
    """Return how many others of a queue have been called since its last priority; 0 where turns do not count.

    The call of the ticket `but` does not count.
    """
    if policy.order != "interleave":
        return 0
    return dispatch.run_of(tickets.last_lanes(conn, queue_id, day, policy.interleave_normal, but))


def next_of(conn: Connection, queues: Sequence[QueueId], day: str, policy: Policy) -> list[Ticket]:
    """Return who is next in each of some queues, among those any of their windows may call."""
    lanes = LANES if policy.order == "interleave" else (FIRST, NORMAL)
    found = []
    for queue_id, heads in tickets.heads_of(conn, queues, day, lanes).items():
        chosen = dispatch.next_of(heads, policy, run_of(conn, queue_id, day, policy)) if heads else None
        if chosen is not None:
            found.append(chosen)
    return found


def first_of(
    conn: Connection, queue_id: QueueId, day: str, policy: Policy, many: int, *, but: str | None = None
) -> list[Ticket]:
    """Return the first `many` of a queue in turn, as they are once the call of the ticket `but` counts no more."""
    waiting = tickets.first_in_turn(conn, queue_id, day, many)
    return dispatch.in_turn(waiting, policy, run_of(conn, queue_id, day, policy, but))[:many]


def people_ahead(conn: Connection, ticket: Ticket, policy: Policy) -> int:
    """Return how many waiting tickets of its queue will be called before a waiting one."""
    if policy.order != "interleave":
        return tickets.before(conn, ticket)
    run = run_of(conn, ticket.queue_id, ticket.business_day, policy)
    counts = tickets.waiting_by_lane(conn, ticket.queue_id, ticket.business_day)
    place = tickets.before(conn, ticket, in_lane=True)
    return dispatch.ahead_in_turn(ticket.lane, place, counts, policy, run)


def why_now(conn: Connection, ticket: Ticket, policy: Policy, *, in_turn: bool) -> dispatch.Why:
    """Return why a waiting ticket stands where it stands; `in_turn` when it is known to be the next."""
    overtaken = tickets.first_overtaken(conn, ticket) if ticket.counts_as_priority else None
    first = in_turn or people_ahead(conn, ticket, policy) == 0
    return dispatch.why(ticket, policy, first=first, overtaken=overtaken)
