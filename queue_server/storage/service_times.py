"""How long services took, day by day, and who waits for what: the figures behind a waiting time.

The questions of a whole day go by the index of the business day and answer with sums, so that a learning
hall neither carries rows about nor looks at another day twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Float, case, cast, func, select, text, type_coerce

from queue_server.domain.ids import QueueId
from queue_server.domain.service_times import Cell, Sums, Tally
from queue_server.domain.ticket import State
from queue_server.storage.schema import spell, ticket

LONGEST_S = 7200.0  # a service left open over lunch says nothing of services
LONGEST_TURN_S = 180.0


def _micros(column: Any) -> Any:
    return type_coerce(column, BigInteger)


def _seconds(begins: Any, ends: Any) -> Any:
    return cast(_micros(ends) - _micros(begins), Float) / 1e6


def _sums(lengths: Any) -> tuple[Any, Any, Any]:
    return func.count(lengths), func.sum(lengths), func.sum(lengths * lengths)


def _made(row: Iterable[Any]) -> Sums:
    n, total, squares = row
    return Sums(int(n), float(total or 0), float(squares or 0))


_IS_WAITING = text("ticket.ended_at IS NULL AND ticket.state = 'waiting'")


def tally_of(conn: Connection, day: str) -> Tally:
    """Return what the services, walks, turns and calls of a business day add up to so far."""
    walk = _seconds(ticket.c.first_called_at, ticket.c.started_at)
    of_day = ticket.c.business_day == day
    walks = conn.execute(
        select(*_sums(walk)).where(of_day, ticket.c.started_at > ticket.c.first_called_at, walk < LONGEST_S)
    ).one()
    absent, called = conn.execute(
        select(
            func.sum(case((spell.c.state == State.ABSENT, 1), else_=0)),
            func.sum(case((spell.c.state == State.CALLED, 1), else_=0)),
        )
        .join_from(ticket, spell, spell.c.ticket_id == ticket.c.id)
        .where(of_day)
    ).one()
    return Tally(
        services=_services_of(conn, day),
        walks=_made(walks),
        turns=_turns_of(conn, day),
        called=int(called or 0),
        absent=int(absent or 0),
    )


def _services_of(conn: Connection, day: str) -> dict[Cell, Sums]:
    """Return the lengths of services by queue and item; one that was held in between counts as one."""
    visits = (
        select(
            spell.c.queue_id,
            ticket.c.item_code,
            func.sum(_seconds(spell.c.started_at, spell.c.ended_at)).label("length"),
        )
        .join_from(ticket, spell, spell.c.ticket_id == ticket.c.id)
        .where(
            ticket.c.business_day == day,
            ticket.c.state != State.CANCELLED.value,  # what the night has ended was never served
            spell.c.state == State.SERVING.value,
            spell.c.ended_at.is_not(None),
        )
        .group_by(ticket.c.id, spell.c.queue_id, ticket.c.item_code)
        .subquery()
    )
    rows = conn.execute(
        select(visits.c.queue_id, visits.c.item_code, *_sums(visits.c.length))
        .where(visits.c.length < LONGEST_S, visits.c.queue_id.is_not(None))
        .group_by(visits.c.queue_id, visits.c.item_code)
    )
    return {(QueueId(row[0]), row[1]): _made(row[2:]) for row in rows}


def _turns_of(conn: Connection, day: str) -> Sums:
    """Return how long windows took from the end of a service to the next call while somebody waited."""
    before = func.lag(_micros(ticket.c.ended_at)).over(
        partition_by=ticket.c.window_id, order_by=ticket.c.first_called_at
    )
    pairs = (
        select(
            before.label("ended"),
            _micros(ticket.c.first_called_at).label("called"),
            _micros(ticket.c.arrived_at).label("arrived"),
        )
        .where(
            ticket.c.business_day == day,
            ticket.c.state == State.DONE.value,
            ticket.c.first_called_at.is_not(None),
        )
        .subquery()
    )
    turn = cast(pairs.c.called - pairs.c.ended, Float) / 1e6
    return _made(
        conn.execute(
            select(*_sums(turn)).where(
                pairs.c.arrived <= pairs.c.ended, pairs.c.called >= pairs.c.ended, turn < LONGEST_TURN_S
            )
        ).one()
    )


def arrivals_since(conn: Connection, day: str, since: datetime) -> dict[QueueId, dict[float, int]]:
    """Return how many took a number since an instant, by queue and head start (s)."""
    rows = conn.execute(
        select(ticket.c.queue_id, ticket.c.head_start_s, func.count())
        .where(ticket.c.business_day == day, ticket.c.issued_at >= since)
        .group_by(ticket.c.queue_id, ticket.c.head_start_s)
    )
    found: dict[QueueId, dict[float, int]] = {}
    for queue_id, head_start_s, count in rows:
        found.setdefault(QueueId(queue_id), {})[float(head_start_s)] = int(count)
    return found


@dataclass(frozen=True, slots=True)
class Waiters:
    """Those who wait in one queue for one item in one class; instants in microseconds since 1970."""

    queue_id: QueueId
    item_code: str | None
    lane: int
    head_start_s: int
    count: int
    mean_rank_base: float
    first_arrived: int | None


def waiters(conn: Connection, day: str) -> list[Waiters]:
    """Return who waits, gathered; `first_arrived` is of those who stand where their arrival put them."""
    rows = conn.execute(
        select(
            ticket.c.queue_id,
            ticket.c.item_code,
            ticket.c.lane,
            ticket.c.head_start_s,
            func.count(),
            func.avg(cast(ticket.c.rank_base, Float)),
            func.min(case((ticket.c.rank_rule == "arrival", _micros(ticket.c.arrived_at)))),
        )
        .where(_IS_WAITING, ticket.c.business_day == day)
        .group_by(ticket.c.queue_id, ticket.c.item_code, ticket.c.lane, ticket.c.head_start_s)
    )
    return [
        Waiters(
            QueueId(q), item, int(lane), int(head), int(n), float(mean), None if first is None else int(first)
        )
        for q, item, lane, head, n, mean, first in rows
    ]
