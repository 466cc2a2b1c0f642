"""Answers kept for their idempotency keys, in the transaction of the command they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import idempotency

_SAME = (
    idempotency.c.scope == bindparam("of"),
    idempotency.c.route == bindparam("to"),
    idempotency.c.key == bindparam("with"),
)
# How old it is, is looked at here: asked of PostgreSQL, it reads every answer of the day by their age.
_FIND = Prepared(
    select(idempotency.c.body_hash, idempotency.c.status, idempotency.c.body, idempotency.c.at).where(*_SAME)
)


def _keeping(upsert: Any) -> Prepared:
    new = upsert(idempotency)
    named = ("body_hash", "status", "body", "at")
    instead = new.on_conflict_do_update(
        index_elements=["scope", "route", "key"], set_={name: new.excluded[name] for name in named}
    )
    return Prepared(instead, [column.name for column in idempotency.columns])


_KEEP = {"sqlite": _keeping(sqlite.insert), "postgresql": _keeping(postgresql.insert)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered: HTTP status and JSON text."""

    body_hash: str
    status: int
    body: str


def find(conn: Connection, scope: str, route: str, key: str, since: datetime) -> Answer | None:
    """Return the kept answer not older than `since`, or None."""
    row = _FIND.first(conn, {"of": scope, "to": route, "with": key})
    return None if row is None or row[3] < since else Answer(row[0], row[1], row[2])


def keep(conn: Connection, scope: str, route: str, key: str, answer: Answer, at: datetime) -> None:
    """Keep an answer; one under the same key that `find` found too old is replaced."""
    values = {
        "scope": scope,
        "route": route,
        "key": key,
        "body_hash": answer.body_hash,
        "status": answer.status,
        "body": answer.body,
        "at": at,
    }
    _KEEP[conn.dialect.name].post(conn, values)


def forget_before(conn: Connection, at: datetime) -> None:
    """Drop the answers given before an instant."""
    conn.execute(delete(idempotency).where(idempotency.c.at < at))
