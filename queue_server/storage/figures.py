"""Figures of the day for the manager."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from queue_server.storage.schema import ticket

QUARTER = timedelta(minutes=15)


def waiting_by_quarter(
    conn: Connection, day: str, midnight: datetime, at: datetime, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return how many were waiting at each quarter hour from the day's first ticket until now."""
    rows = conn.execute(
        select(ticket.c.issued_at, ticket.c.first_called_at, ticket.c.ended_at).where(
            ticket.c.business_day == day
        )
    ).all()
    if not rows:
        return []
    first = min(row[0] for row in rows)
    step = midnight + QUARTER * ((first - midnight) // QUARTER + 1)
    moments = []
    while step < at:
        moments.append(step)
        step += QUARTER
    moments.append(at)
    return [
        {
            "at": moment.astimezone(zone).isoformat(timespec="seconds"),
            "waiting": sum(_waits(row[0], row[1] or row[2], moment) for row in rows),
        }
        for moment in moments
    ]


def _waits(came: datetime, left: datetime | None, moment: datetime) -> bool:
    return came <= moment and (left is None or left > moment)
