"""Days that are over: which of them were worked, and all that happened in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from queue_server.domain.events import Kind
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.past_day import BEGINS, ENDS, Spell, Visitor, stays_of
from queue_server.domain.ticket import State
from queue_server.storage import tickets
from queue_server.storage.schema import counter, event, spell, ticket

PART = 32
DAYS_LOOKED_AT = 14
_SPELLS = select(
    spell.c.ticket_id,
    spell.c.state,
    spell.c.queue_id,
    spell.c.window_id,
    type_coerce(spell.c.started_at, BigInteger),
    type_coerce(spell.c.ended_at, BigInteger),
    spell.c.reason,
)


def last_worked(conn: Connection, before: str, least: int) -> str | None:
    """Return the last business day before another on which at least so many were called, None for none lately."""
    given = (
        select(counter.c.business_day)
        .where(counter.c.business_day < before)
        .group_by(counter.c.business_day)
        .having(func.sum(counter.c.last) >= least)
        .order_by(counter.c.business_day.desc())
        .limit(DAYS_LOOKED_AT)
    )
    days: list[str] = list(conn.execute(given).scalars())
    return next((day for day in days if _called(conn, day) >= least), None)


def _called(conn: Connection, day: str) -> int:
    asked = select(func.count()).where(ticket.c.business_day == day, ticket.c.called_at.is_not(None))
    return int(conn.execute(asked).scalar_one())


def visitors(conn: Connection, day: str) -> Iterator[list[Visitor]]:
    """Give everybody who took a number on a day, a part at a time, in the order of issue."""
    places = sorted(conn.execute(select(ticket.c.seq).where(ticket.c.business_day == day)).scalars())
    for n in range(0, len(places), PART):
        found = tickets.at_places(conn, places[n : n + PART])
        spells = _spells(conn, [t.id for t in found])
        yield [Visitor(t, stays_of(t, spells[t.id])) for t in found]


def _spells(conn: Connection, ids: list[str]) -> dict[str, list[Spell]]:
    """Return the spells of some tickets, each ticket's in order of their beginning."""
    found: dict[str, list[Spell]] = defaultdict(list)
    for ticket_id, state, queue_id, window_id, started_at, ended_at, reason in conn.execute(
        _SPELLS.where(spell.c.ticket_id.in_(ids))
    ):
        window = None if window_id is None else WindowId(window_id)
        found[ticket_id].append(
            Spell(State(state), QueueId(queue_id or ""), window, started_at, ended_at, reason)
        )
    for some in found.values():
        some.sort(key=_in_time)
    return found


def _in_time(one: Spell) -> tuple[int, bool, int]:
    return one.started_at, one.ended_at is None, one.ended_at or 0


def window_facts(conn: Connection, since: datetime, until: datetime) -> list[tuple[int, WindowId, Kind]]:
    """Return when windows began and stopped to call between two instants: (at, window, kind), the oldest first."""
    rows = conn.execute(
        select(type_coerce(event.c.at, BigInteger), event.c.window_id, event.c.kind)
        .where(event.c.kind.in_(sorted(BEGINS | ENDS)), event.c.at >= since, event.c.at < until)
        .order_by(event.c.id)
    )
    return [(at, WindowId(window_id), Kind(kind)) for at, window_id, kind in rows]
