"""Questions about the order of a queue, asked of the database without listing the queue."""

from __future__ import annotations

from sqlalchemy import Connection

from queue_server.domain import dispatch
from queue_server.domain.ids import QueueId
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import LANES, Ticket
from queue_server.storage import tickets


def run_of(conn: Connection, queue_id: QueueId, day: str, policy: Policy) -> int:
    """Return how many others of a queue have been called since its last priority; 0 where turns do not count."""
    if policy.order != "interleave":
        return 0
    return dispatch.run_of(tickets.last_lanes(conn, queue_id, day, policy.interleave_normal))


def next_of(conn: Connection, queue_id: QueueId, day: str, policy: Policy) -> Ticket | None:
    """Return who is next in a queue among those any of its windows may call: a look at each lane's head."""
    heads = {lane: tickets.head_of_lane(conn, queue_id, day, lane) for lane in LANES}
    return dispatch.next_of(heads, policy, run_of(conn, queue_id, day, policy))


def first_of(conn: Connection, queue_id: QueueId, day: str, policy: Policy, many: int) -> list[Ticket]:
    """Return the first `many` of a queue in turn."""
    waiting = tickets.first_in_turn(conn, queue_id, day, many)
    return dispatch.in_turn(waiting, policy, run_of(conn, queue_id, day, policy))[:many]


def people_ahead(conn: Connection, ticket: Ticket, policy: Policy) -> int:
    """Return how many waiting tickets of its queue will be called before a waiting one."""
    if policy.order != "interleave":
        return tickets.before(conn, ticket)
    run = run_of(conn, ticket.queue_id, ticket.business_day, policy)
    counts = tickets.waiting_by_lane(conn, ticket.queue_id, ticket.business_day)
    place = tickets.before(conn, ticket, in_lane=True)
    return dispatch.ahead_in_turn(ticket.lane, place, counts, policy, run)


def why_now(conn: Connection, ticket: Ticket, policy: Policy) -> dispatch.Why:
    """Return why a waiting ticket stands where it stands."""
    overtaken = tickets.first_overtaken(conn, ticket) if ticket.counts_as_priority else None
    first = people_ahead(conn, ticket, policy) == 0
    return dispatch.why(ticket, policy, first=first, overtaken=overtaken)
