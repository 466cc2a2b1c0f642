"""The hall's plan, every version kept: which is in force, which is still to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select, update

from queue_server.hall import Hall
from queue_server.plan import HallPlan
from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import plan

_PLAN = TypeAdapter(HallPlan)
HISTORY_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version; `from_day` is the business day it waits for, `in_force_at` None while it waits."""

    version: int
    at: datetime
    author: str | None
    from_day: str | None
    in_force_at: datetime | None
    changes: list[dict[str, Any]] | None


_VERSION = select(
    plan.c.version, plan.c.at, plan.c.author, plan.c.from_day, plan.c.in_force_at, plan.c.changes
)


_IN_FORCE = Prepared(select(func.max(plan.c.version)).where(plan.c.in_force_at.is_not(None)))


def newest(conn: Connection) -> HallPlan | None:
    """Return the plan in force, None in an empty database."""
    return body_of(conn, in_force(conn))


def body_of(conn: Connection, version: int) -> HallPlan | None:
    """Return the plan of a version, or None."""
    body = conn.execute(select(plan.c.body).where(plan.c.version == version)).scalar()
    return None if body is None else _PLAN.validate_json(body)


def in_force(conn: Connection) -> int:
    """Return the number of the version in force, 0 when there is none."""
    row = _IN_FORCE.first(conn, {})
    return int(row[0] or 0) if row else 0


def last_version(conn: Connection) -> int:
    """Return the number of the newest version, 0 when there is none."""
    return int(conn.execute(select(func.max(plan.c.version))).scalar() or 0)


def to_come(conn: Connection) -> list[HallPlan]:
    """Return the plan in force, and the newest one when that is still to come."""
    found = [body_of(conn, version) for version in sorted({in_force(conn), last_version(conn)})]
    return [body for body in found if body is not None]


def waiting(conn: Connection) -> Version | None:
    """Return the newest version if it still waits for its day; an older one it has overtaken never comes."""
    row = conn.execute(_VERSION.order_by(plan.c.version.desc()).limit(1)).first()
    return None if row is None or row.in_force_at is not None else Version(**row._mapping)


def follow(conn: Connection, hall: Hall) -> Hall:
    """Return the hall under the plan in force, which another server may have changed."""
    return follow_later(conn, hall)()


def follow_later(conn: Connection, hall: Hall) -> Callable[[], Hall]:
    """Ask for the plan in force, and return how to get the hall under it."""
    found = _IN_FORCE.later(conn, {})
    return lambda: _under(conn, hall, int(found()[0][0] or 0))


def _under(conn: Connection, hall: Hall, version: int) -> Hall:
    plan_now = None if version == hall.version else body_of(conn, version)
    return hall if plan_now is None else hall.under(plan_now, version)


def put(conn: Connection, what: Version, body: HallPlan) -> None:
    """Store a new version."""
    values = {name: getattr(what, name) for name in Version.__slots__}
    conn.execute(insert(plan).values(body=_PLAN.dump_json(body).decode(), **values))


def take_in_force(conn: Connection, version: int, at: datetime) -> None:
    """Say that a version is in force from now on."""
    conn.execute(update(plan).where(plan.c.version == version).values(in_force_at=at))


def history(conn: Connection) -> list[Version]:
    """Return the last versions, newest first."""
    rows = conn.execute(_VERSION.order_by(plan.c.version.desc()).limit(HISTORY_SHOWN))
    return [Version(**row._mapping) for row in rows]


def version_of(conn: Connection, version: int) -> Version | None:
    """Return one version without its body, or None."""
    row = conn.execute(_VERSION.where(plan.c.version == version)).first()
    return None if row is None else Version(**row._mapping)
