"""Answers kept for their idempotency keys, in the transaction of the command they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from queue_server.storage.schema import idempotency

_INSERT = insert(idempotency)
_SAME = (
    idempotency.c.scope == bindparam("of"),
    idempotency.c.route == bindparam("to"),
    idempotency.c.key == bindparam("with"),
)
_FIND = select(idempotency.c.body_hash, idempotency.c.status, idempotency.c.body).where(
    *_SAME, idempotency.c.at >= bindparam("since")
)
_OUTLIVED = delete(idempotency).where(*_SAME, idempotency.c.at < bindparam("since"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered: HTTP status and JSON text."""

    body_hash: str
    status: int
    body: str


def find(conn: Connection, scope: str, route: str, key: str, since: datetime) -> Answer | None:
    """Return the kept answer not older than `since`, or None."""
    row = conn.execute(_FIND, {"of": scope, "to": route, "with": key, "since": since}).first()
    return None if row is None else Answer(row[0], row[1], row[2])


def keep(
    conn: Connection, scope: str, route: str, key: str, answer: Answer, at: datetime, since: datetime
) -> None:
    """Keep an answer; one that has outlived its day under the same key is replaced."""
    conn.execute(_OUTLIVED, {"of": scope, "to": route, "with": key, "since": since})
    values = {
        "scope": scope,
        "route": route,
        "key": key,
        "body_hash": answer.body_hash,
        "status": answer.status,
        "body": answer.body,
        "at": at,
    }
    conn.execute(_INSERT, values)


def forget_before(conn: Connection, at: datetime) -> None:
    """Drop the answers given before an instant."""
    conn.execute(delete(idempotency).where(idempotency.c.at < at))
