"""Read the log and the tables side by side, a few hundred tickets at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from queue_server.domain.replay import Fact, Stretch
from queue_server.domain.ticket import State, Ticket
from queue_server.storage.schema import counter, event, spell, staff, ticket, window

BATCH = 500
_FIELDS = [ticket.c[f.name] for f in fields(Ticket)]


@dataclass(frozen=True, slots=True)
class Story:
    """All that is kept of one ticket: its row, its facts (the oldest first) and its spells."""

    id: str
    row: dict[str, Any]
    facts: list[Fact]
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


def _facts(conn: Connection, ids: Sequence[str]) -> dict[str, list[Fact]]:
    asked = select(event.c.ticket_id, event.c.at, event.c.staff_id, event.c.data)
    found: dict[str, list[Fact]] = defaultdict(list)
    for ticket_id, at, staff_id, data in conn.execute(
        asked.where(event.c.ticket_id.in_(ids)).order_by(event.c.id)
    ):
        found[ticket_id].append(Fact(_micros(at), staff_id, data))
    return found


def _spells(conn: Connection, ids: Sequence[str]) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = defaultdict(list)
    for row in conn.execute(select(spell).where(spell.c.ticket_id.in_(ids))):
        found[row.ticket_id].append(
            Stretch(
                state=row.state,
                started_at=_micros(row.started_at),
                ended_at=None if row.ended_at is None else _micros(row.ended_at),
                queue_id=row.queue_id,
                window_id=row.window_id,
                staff_id=row.staff_id,
                reason=row.reason,
                outcome=row.outcome,
                items=tuple(row.items or ()),
                service=row.id if row.state == State.SERVING else None,
            )
        )
    return found


def at_windows(conn: Connection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return whom each window has by its tickets, and by its own row: ticket ids by window id."""
    standing = select(ticket.c.window_id, ticket.c.id).where(
        ticket.c.state.in_([State.CALLED, State.SERVING])
    )
    known = select(window.c.id, window.c.ticket_id).where(window.c.ticket_id.is_not(None))
    both: list[dict[str, list[str]]] = []
    for asked in (standing, known):
        found: dict[str, list[str]] = defaultdict(list)
        for window_id, ticket_id in conn.execute(asked):
            found[str(window_id)].append(ticket_id)
        both.append(found)
    return both[0], both[1]


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
