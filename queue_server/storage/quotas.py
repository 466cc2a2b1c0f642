"""How many numbers a queue has given in a part of its day: one row to read and one to write."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.domain.ids import QueueId
from queue_server.storage.schema import period_counter

_KEY = ("business_day", "queue_id", "starts")


def _counting(upsert: Any) -> Any:
    more = period_counter.c.issued + 1
    return upsert(period_counter).on_conflict_do_update(index_elements=_KEY, set_={"issued": more})


_COUNT = {"sqlite": _counting(sqlite.insert), "postgresql": _counting(postgresql.insert)}


def issued_in(conn: Connection, business_day: str, queue_id: QueueId, starts: time) -> int:
    """Return how many numbers the queue has given in the period that begins at that time of the day."""
    there = period_counter.c
    found = conn.execute(
        select(there.issued).where(
            there.business_day == business_day,
            there.queue_id == queue_id,
            there.starts == f"{starts:%H:%M}",
        )
    ).scalar()
    return int(found or 0)


def count_in(conn: Connection, business_day: str, queue_id: QueueId, starts: time) -> None:
    """Count one number of the period, in the transaction that gives it."""
    values = {"business_day": business_day, "queue_id": queue_id, "starts": f"{starts:%H:%M}", "issued": 1}
    conn.execute(_COUNT[conn.dialect.name], values)
