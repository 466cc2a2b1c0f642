"""What print agents are asked to find out about printers: where there are any, and what comes out of one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from queue_server.storage.schema import probe


@dataclass(frozen=True, slots=True)
class Probe:
    """One wish of a manager; state asked, claimed, done or lost.

    `agent_id` None leaves it to whichever agent asks first; `wish` and `result` are the agent's own JSON.
    """

    id: str
    agent_id: str | None
    kind: str
    wish: dict[str, Any]
    state: str
    result: dict[str, Any] | None
    staff_id: str | None
    asked_at: datetime
    changed_at: datetime


_NAMES = [spec.name for spec in fields(Probe)]
_PROBE = select(*[probe.c[name] for name in _NAMES])


def add(conn: Connection, what: Probe) -> None:
    """Store a wish."""
    conn.execute(insert(probe).values(**{name: getattr(what, name) for name in _NAMES}))


def by_id(conn: Connection, probe_id: str) -> Probe | None:
    """Return a wish, or None."""
    row = conn.execute(_PROBE.where(probe.c.id == probe_id)).first()
    return None if row is None else Probe(*row)


def next_asked(conn: Connection, agent_id: str) -> Probe | None:
    """Return the oldest wish an agent may take."""
    mine = or_(probe.c.agent_id.is_(None), probe.c.agent_id == agent_id)
    row = conn.execute(
        _PROBE.where(probe.c.state == "asked", mine).order_by(probe.c.asked_at).limit(1)
    ).first()
    return None if row is None else Probe(*row)


def settle(
    conn: Connection, what: Probe, state: str, at: datetime, result: dict[str, Any] | None = None
) -> bool:
    """Move a wish on if it is still as it was; False when somebody else moved it."""
    done = conn.execute(
        update(probe)
        .where(probe.c.id == what.id, probe.c.state == what.state)
        .values(state=state, changed_at=at, result=result)
    )
    return done.rowcount == 1


def forget_before(conn: Connection, at: datetime) -> None:
    """Forget wishes nobody will look at any more."""
    conn.execute(delete(probe).where(probe.c.asked_at < at))
