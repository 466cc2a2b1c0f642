"""The hall's plan as it was loaded, every version kept."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from queue_server.plan import HallPlan
from queue_server.storage.schema import plan

_PLAN = TypeAdapter(HallPlan)


def newest(conn: Connection) -> HallPlan | None:
    """Return the plan in force, None in an empty database."""
    body = conn.execute(select(plan.c.body).order_by(plan.c.version.desc()).limit(1)).scalar()
    return None if body is None else _PLAN.validate_json(body)


def put(conn: Connection, version: int, what: HallPlan, at: datetime) -> None:
    """Store a plan as the next version."""
    conn.execute(insert(plan).values(version=version, body=_PLAN.dump_json(what).decode(), at=at))


def last_version(conn: Connection) -> int:
    """Return the number of the newest version, 0 when there is none."""
    found = conn.execute(select(plan.c.version).order_by(plan.c.version.desc()).limit(1)).scalar()
    return int(found or 0)
