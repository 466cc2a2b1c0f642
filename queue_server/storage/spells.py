"""Spells: the stretches of time a ticket spends in its states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.domain.ids import SpellId, TicketId
from queue_server.domain.ticket import Ticket
from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import spell

_INSERT_SPELL = Prepared(
    insert(spell),
    ("id", "ticket_id", "state", "window_id", "staff_id", "started_at", "reason", "queue_id"),
)
_CLOSE_SPELL = Prepared(
    update(spell)
    .where(spell.c.ticket_id == bindparam("of"), spell.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), outcome=bindparam("came_of_it"), items=bindparam("served"))
)


def open_spell(conn: Connection, spell_id: SpellId, t: Ticket, at: datetime, staff_id: str | None) -> None:
    """Begin a spell: the stretch of time a ticket spends in its present state."""
    values = {
        "id": spell_id,
        "ticket_id": t.id,
        "state": t.state,
        "window_id": t.window_id,
        "staff_id": staff_id,
        "started_at": at,
        "reason": t.reason,
        "queue_id": t.queue_id,
    }
    _INSERT_SPELL.post(conn, values)


def close_spell(
    conn: Connection, ticket_id: TicketId, at: datetime, outcome: str | None, items: Sequence[str]
) -> None:
    """End the spell a ticket is in, with what came of it and the items served in it."""
    values = {"of": ticket_id, "at": at, "came_of_it": outcome, "served": list(items) or None}
    _CLOSE_SPELL.post(conn, values)


def last_service(conn: Connection, ticket_id: str) -> tuple[SpellId, str, datetime, datetime] | None:
    """Return (spell_id, window_id, started_at, ended_at) of a ticket's last finished service, or None."""
    row = conn.execute(
        select(spell.c.id, spell.c.window_id, spell.c.started_at, spell.c.ended_at)
        .where(spell.c.ticket_id == ticket_id, spell.c.state == "serving", spell.c.ended_at.is_not(None))
        .order_by(spell.c.ended_at.desc())
        .limit(1)
    ).first()
    return None if row is None else (SpellId(row[0]), row[1], row[2], row[3])
