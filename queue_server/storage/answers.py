"""Answers kept for their idempotency keys, in the transaction of the command they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from queue_server.storage.schema import idempotency


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered: HTTP status and JSON text."""

    body_hash: str
    status: int
    body: str


def find(conn: Connection, scope: str, route: str, key: str, since: datetime) -> Answer | None:
    """Return the kept answer not older than `since`, or None."""
    row = conn.execute(
        select(idempotency.c.body_hash, idempotency.c.status, idempotency.c.body).where(
            idempotency.c.scope == scope,
            idempotency.c.route == route,
            idempotency.c.key == key,
            idempotency.c.at >= since,
        )
    ).first()
    return None if row is None else Answer(row[0], row[1], row[2])


def keep(
    conn: Connection, scope: str, route: str, key: str, answer: Answer, at: datetime, since: datetime
) -> None:
    """Keep an answer; one that has outlived its day under the same key is replaced."""
    same = (idempotency.c.scope == scope, idempotency.c.route == route, idempotency.c.key == key)
    conn.execute(delete(idempotency).where(*same, idempotency.c.at < since))
    conn.execute(
        insert(idempotency).values(
            scope=scope,
            route=route,
            key=key,
            body_hash=answer.body_hash,
            status=answer.status,
            body=answer.body,
            at=at,
        )
    )


def forget_before(conn: Connection, at: datetime) -> None:
    """Drop the answers given before an instant."""
    conn.execute(delete(idempotency).where(idempotency.c.at < at))
