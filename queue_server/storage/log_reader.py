"""Read the log and the tables side by side, a few hundred tickets at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from queue_server.domain.replay import Stretch
from queue_server.domain.ticket import Ticket
from queue_server.storage.schema import counter, event, spell, staff, ticket

BATCH = 500
_FIELDS = [ticket.c[f.name] for f in fields(Ticket)]


@dataclass(frozen=True, slots=True)
class Story:
    """All that is kept of one ticket: its row, the data of its facts (the oldest first) and its spells."""

    id: str
    row: dict[str, Any]
    facts: list[dict[str, Any]]
    spells: list[Stretch]


def stories(conn: Connection) -> Iterator[Story]:
    """Give every ticket with its facts and spells, in the order of issue."""
    last = 0
    while True:
        rows = conn.execute(
            select(*_FIELDS).where(ticket.c.seq > last).order_by(ticket.c.seq).limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].seq
        ids = [row.id for row in rows]
        facts, spells = _facts(conn, ids), _spells(conn, ids)
        for row in rows:
            yield Story(row.id, _plain(row._mapping), facts[row.id], spells[row.id])


def _plain(values: Any) -> dict[str, Any]:
    return {name: _micros(v) if isinstance(v, datetime) else v for name, v in values.items()}


def _micros(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


def _facts(conn: Connection, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    asked = select(event.c.ticket_id, event.c.data).where(event.c.ticket_id.in_(ids)).order_by(event.c.id)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for ticket_id, data in conn.execute(asked):
        found[ticket_id].append(data)
    return found


def _spells(conn: Connection, ids: Sequence[str]) -> dict[str, list[Stretch]]:
    asked = select(spell.c.ticket_id, spell.c.state, spell.c.started_at, spell.c.ended_at)
    found: dict[str, list[Stretch]] = defaultdict(list)
    for ticket_id, state, started_at, ended_at in conn.execute(asked.where(spell.c.ticket_id.in_(ids))):
        ended = None if ended_at is None else _micros(ended_at)
        found[ticket_id].append(Stretch(state, _micros(started_at), ended))
    return found


def facts_without_ticket(conn: Connection, many: int = 20) -> list[str]:
    """Return ids of tickets that the log knows and the table does not."""
    known = exists().where(ticket.c.id == event.c.ticket_id)
    asked = select(event.c.ticket_id).distinct().where(event.c.ticket_id.is_not(None), ~known).limit(many)
    return [str(found) for found in conn.execute(asked).scalars()]


def series(conn: Connection) -> Iterator[tuple[str, str, int, list[str]]]:
    """Give each day's and queue's counter: (day, queue, figures drawn, the numbers its tickets bear)."""
    for day, queue_id, drawn in conn.execute(
        select(counter.c.business_day, counter.c.queue_id, counter.c.last).order_by(counter.c.business_day)
    ).all():
        yield day, queue_id, drawn, _numbers(conn, day, queue_id)


def _numbers(conn: Connection, day: str, queue_id: str) -> list[str]:
    """Return the numbers issued from a queue's counter: those of its letter, wherever they were sent since."""
    letter = queue_id.removeprefix("q-")
    asked = select(ticket.c.number).where(
        ticket.c.business_day == day, ticket.c.number.startswith(letter, autoescape=True)
    )
    return [n for n in conn.execute(asked).scalars() if n.removeprefix(letter).isdigit()]


def story_of(
    conn: Connection, day: str, number: str
) -> list[tuple[datetime, str, str | None, str, str | None]]:
    """Return what happened to one number: (at, kind, window, who, reason), the oldest first."""
    asked = (
        select(event.c.at, event.c.kind, event.c.window_id, staff.c.name, event.c.device_id, event.c.reason)
        .join(ticket, ticket.c.id == event.c.ticket_id)
        .outerjoin(staff, staff.c.id == event.c.staff_id)
        .where(ticket.c.business_day == day, ticket.c.number == number)
        .order_by(event.c.id)
    )
    return [(r[0], r[1], r[2], r[3] or r[4] or "-", r[5]) for r in conn.execute(asked)]
