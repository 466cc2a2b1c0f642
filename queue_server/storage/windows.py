"""What the windows are doing, and what they have done today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from queue_server.domain.ids import WindowId
from queue_server.domain.window import Window, WindowState
from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import AnyRow, ticket, window

WINDOWS_KEPT = 1024
Staffing = tuple[Any, ...]
_SELECT = select(*[window.c[f.name] for f in fields(Window)])

_ALL = Prepared(_SELECT)
_FIGURES: tuple[ColumnElement[Any], ...] = (
    func.count().filter(window.c.state == "open"),
    func.count().filter(window.c.state == "paused"),
    func.sum(type_coerce(window.c.since, BigInteger)),
)
_STAFFING = Prepared(select(*_FIGURES))
_BY_ID = Prepared(_SELECT.where(window.c.id == bindparam("of")))
_KEPT = tuple(f.name for f in fields(Window) if f.name != "id")
_SAVE = Prepared(
    update(window).where(window.c.id == bindparam("of")).values(**{name: bindparam(name) for name in _KEPT})
)
_DONE = case((ticket.c.state == "done", 1), else_=0)
_DAY = (
    select(
        ticket.c.window_id,
        func.sum(_DONE),
        func.sum(case((ticket.c.state == "absent", 1), else_=0)),
        func.avg(case((ticket.c.state == "done", ticket.c.ended_at - ticket.c.started_at), else_=None)),
        func.max(ticket.c.ended_at),
    )
    .where(ticket.c.business_day == bindparam("day"), ticket.c.window_id.is_not(None))
    .group_by(ticket.c.window_id)
)


def _window(row: AnyRow | None) -> Window | None:
    return None if row is None else _made(row)


def _made(row: AnyRow) -> Window:
    made = list(row)
    made[2] = WindowState(made[2])
    return Window(*made)


@lru_cache(maxsize=WINDOWS_KEPT)
def _kept(row: tuple[Any, ...]) -> Window:
    """Return the window of a row; one that has not changed is the window it was."""
    return _made(row)


def by_id(conn: Connection, window_id: str) -> Window | None:
    """Return a window, or None."""
    return by_id_later(conn, window_id)()


def by_id_later(conn: Connection, window_id: str) -> Callable[[], Window | None]:
    """Ask for a window, and return how to get it."""
    rows = _BY_ID.later(conn, {"of": window_id})
    return lambda: _window(next(iter(rows()), None))


def all_windows(conn: Connection) -> dict[WindowId, Window]:
    """Return every window by id."""
    return windows_later(conn)()


def windows_later(conn: Connection) -> Callable[[], dict[WindowId, Window]]:
    """Ask for every window, and return how to get them by id."""
    rows = _ALL.later(conn, {})
    return lambda: {WindowId(row[0]): _kept(row) for row in rows()}


def staffing_later(conn: Connection) -> Callable[[], Staffing]:
    """Ask for what differs as soon as a window opens, pauses or closes, and return how to get it."""
    rows = _STAFFING.later(conn, {})
    return lambda: rows()[0]


def of_clerk(conn: Connection, staff_id: str) -> Window | None:
    """Return the window a clerk has open, or None."""
    held = _SELECT.where(window.c.clerk_id == staff_id, window.c.state != "closed")
    return _window(conn.execute(held).first())


def open_before(conn: Connection, at: datetime) -> list[Window]:
    """Return the windows that are not closed and have not changed since before an instant."""
    rows = conn.execute(_SELECT.where(window.c.state != "closed", window.c.since < at))
    return [_made(row) for row in rows]


def save(conn: Connection, w: Window) -> None:
    """Store what a window is doing."""
    _SAVE.post(conn, {"of": w.id, **{name: getattr(w, name) for name in _KEPT}})


def add_missing(conn: Connection, numbers: dict[WindowId, str]) -> None:
    """Add the plan's windows that are not in the table yet, closed."""
    present = {row.id for row in conn.execute(select(window.c.id))}
    for window_id, number in numbers.items():
        if window_id not in present:
            conn.execute(insert(window).values(id=window_id, number=number, state="closed"))


@dataclass(frozen=True, slots=True)
class DayOfWindow:
    """What a window has done today: `mean_s` the mean service in seconds, `last_end` when the last one ended."""

    done: int
    absent: int
    mean_s: int | None
    last_end: datetime | None = None


def day_of(conn: Connection, day: str) -> dict[str, DayOfWindow]:
    """Return what each window has done on a business day, by window id."""
    rows = conn.execute(_DAY, {"day": day})
    return {
        row[0]: DayOfWindow(
            int(row[1]), int(row[2]), None if row[3] is None else round(float(row[3]) / 1e6), row[4]
        )
        for row in rows
    }


def day_figures(conn: Connection, day: str) -> tuple[int, int, float | None]:
    """Return (issued, done, mean wait in seconds or None) of a business day."""
    wait = case((ticket.c.started_at.is_not(None), ticket.c.started_at - ticket.c.arrived_at), else_=None)
    row = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((ticket.c.state == "done", 1), else_=0)), 0),
            func.avg(wait),
        ).where(ticket.c.business_day == day)
    ).one()
    mean: Any = row[2]
    return int(row[0]), int(row[1]), None if mean is None else float(mean) / 1e6
