"""The event log: append-only, one row per fact, in the transaction that made it true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from queue_server.domain.events import Actor, Event, Kind
from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import event

_COLUMNS = ("at", "kind", "ticket_id", "window_id", "staff_id", "device_id", "reason", "data")
_INSERT = Prepared(insert(event), _COLUMNS)
_LAST = Prepared(select(func.max(event.c.id)))
_SINCE = select(event).where(event.c.id > bindparam("number")).order_by(event.c.id).limit(bindparam("limit"))


def append(conn: Connection, happened: Event, actor: Actor) -> None:
    """Write one fact; its place in the log is also the hall's version."""
    values = {
        "at": happened.at,
        "kind": happened.kind,
        "ticket_id": happened.ticket_id,
        "window_id": happened.window_id,
        "staff_id": actor.staff_id,
        "device_id": actor.device_id,
        "reason": happened.reason,
        "data": happened.data,
    }
    _INSERT.post(conn, values)


def version(conn: Connection) -> int:
    """Return the number of the last fact, 0 in a new hall."""
    row = _LAST.first(conn, {})
    return int(row[0] or 0) if row else 0


def since(conn: Connection, number: int, limit: int) -> list[tuple[int, Event | None]]:
    """Return the facts after one as (number, fact), the oldest first; a kind of a newer release is None."""
    rows = conn.execute(_SINCE, {"number": number, "limit": limit})
    return [(row.id, _event(row)) for row in rows]


def _event(row: Row[Any]) -> Event | None:
    try:
        kind = Kind(row.kind)
    except ValueError:
        return None
    return Event(kind, row.at, row.ticket_id, row.window_id, row.reason, row.data)


def newest(conn: Connection, kind: Kind, limit: int) -> list[tuple[str | None, Event]]:
    """Return the newest facts of a kind as (who did it, fact), the newest first."""
    asked = select(event).where(event.c.kind == kind).order_by(event.c.id.desc()).limit(limit)
    found = [(row.staff_id, _event(row)) for row in conn.execute(asked)]
    return [(staff_id, fact) for staff_id, fact in found if fact is not None]


def of_kind_since(conn: Connection, kind: Kind, since: datetime, limit: int) -> list[Event]:
    """Return the facts of a kind since an instant, the newest first."""
    asked = select(event).where(event.c.kind == kind, event.c.at >= since)
    rows = conn.execute(asked.order_by(event.c.at.desc(), event.c.id.desc()).limit(limit))
    return [fact for fact in map(_event, rows) if fact is not None]


def count_since(conn: Connection, kind: str, since: datetime) -> int:
    """Return how many facts of one kind there are since an instant."""
    asked = select(func.count()).where(event.c.kind == kind, event.c.at >= since)
    return int(conn.execute(asked).scalar_one())


def last_call(conn: Connection, ticket_id: str) -> tuple[str | None, dict[str, Any] | None] | None:
    """Return (reason, why it was its turn) of a ticket's last call, None when it was never called."""
    asked = (
        select(event.c.reason, event.c.data)
        .where(event.c.ticket_id == ticket_id, event.c.kind == Kind.TICKET_CALLED)
        .order_by(event.c.id.desc())
        .limit(1)
    )
    row = conn.execute(asked).first()
    return None if row is None else (row.reason, row.data.get("why"))
