"""Move past years out of a hall's database, a few tickets at a time, into an ordinary hall file for each year.

Each step takes the pen, copies its rows, waits until the archive has them on disk, reads them back,
and only then deletes them: a row is always in one of the two. Done again after a crash it finds the
rows of the broken step in both, sees that they are equal, and deletes them here. The log that stays
says that rows have left it, who took them and how many: at the beginning of a year and at its end.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text, tuple_

from queue_server.domain.events import Kind
from queue_server.storage import schema
from queue_server.storage.disk import CopyError
from queue_server.storage.engine import SQLITE, backend

TICKETS_A_STEP = 40
FACTS_A_STEP = 400
ENDED = ("done", "cancelled")
SETTLED = ("spoken", "unspoken")


@dataclass(frozen=True, slots=True)
class Year:
    """A past year: its number, and its first instant and the next one's in the hall's zone."""

    number: int
    begins: datetime
    ends: datetime


def first_year(conn: Connection) -> int | None:
    """Return the year of the oldest ticket, None when there is none."""
    day = conn.execute(select(func.min(schema.ticket.c.business_day))).scalar()
    return None if day is None else int(day[:4])


Record = Callable[[Connection, Kind, Mapping[str, Any]], None]


def archive_year(hall: Engine, archive: Engine, year: Year, record: Record) -> Counter[str]:
    """Move one year into an open archive; return the rows moved by table. Raises CopyError.

    Between two steps the writer is left to others for as long as the step took. `record` writes a fact
    to the log; a year of which nothing is left leaves none.
    """
    moved: Counter[str] = Counter()
    steps = (_tickets, _facts, _asked_and_said, _counters)
    with hall.connect() as conn, conn.begin():
        if not any(rows for choose in steps for rows in choose(conn, year).values()):
            return moved
        record(conn, Kind.ARCHIVE_BEGUN, {"year": year.number})
    with hall.connect() as conn, conn.begin(), archive.connect() as other, other.begin():
        for table in (schema.plan, schema.printer):
            _copy(other, table, _rows(conn, table))
    for step in steps:
        while True:
            began = time.monotonic()
            rows = _step(hall, archive, year, step)
            if not rows:
                break
            moved.update({table.name: len(found) for table, found in rows.items()})
            time.sleep(time.monotonic() - began)
    with hall.connect() as conn, conn.begin():
        record(conn, Kind.YEAR_ARCHIVED, {"year": year.number, "rows": dict(moved)})
    return moved


Rows = dict[Table, list[dict[str, Any]]]


def _step(hall: Engine, archive: Engine, year: Year, choose: Any) -> Rows:
    with hall.connect() as conn, conn.begin():
        rows: Rows = {table: found for table, found in choose(conn, year).items() if found}
        if not rows:
            return {}
        with archive.connect() as other, other.begin():
            for table, found in rows.items():
                _copy(other, table, found)
        with archive.connect() as other:
            for table, found in rows.items():
                if _by_key(table, _same(other, table, found)) != _by_key(table, found):
                    raise CopyError(
                        f"{table.name}：归档里的行不一样 / rows differ in the archive; nothing was deleted"
                    )
        with _log_opened(conn):
            for table, found in rows.items():
                _delete(conn, table, found)
    return rows


def _tickets(conn: Connection, year: Year) -> Rows:
    """Choose the next few ended tickets of the year, with all that hangs on them."""
    t, e = schema.ticket, schema.event
    newest = select(e.c.ticket_id).order_by(e.c.id.desc()).limit(1).scalar_subquery()
    movable = (
        t.c.state.in_(ENDED),
        t.c.id != func.coalesce(newest, ""),
    )  # the newest fact stays: it is the version
    of_year = t.c.business_day.between(f"{year.number}-01-01", f"{year.number}-12-31")
    day = conn.execute(
        select(t.c.business_day).where(of_year, *movable).order_by(t.c.business_day).limit(1)
    ).scalar()
    tickets = _rows(conn, t, t.c.business_day == day, *movable, limit=TICKETS_A_STEP)
    ids = [row["id"] for row in tickets]
    if not ids:
        return {}
    found: Rows = {t: tickets}
    for table in (schema.spell, schema.event, schema.print_job, schema.announcement):
        found[table] = _rows(conn, table, table.c.ticket_id.in_(ids))
    spells = [row["id"] for row in found[schema.spell]]
    for table in (schema.rating_ask, schema.rating):
        found[table] = _rows(conn, table, table.c.spell_id.in_(spells))
    return found


def _facts(conn: Connection, year: Year) -> Rows:
    """Choose the next facts of the year that belong to no ticket; the newest fact of all always stays."""
    e = schema.event
    newest = select(func.max(e.c.id)).scalar_subquery()
    of_year = (e.c.ticket_id.is_(None), e.c.at >= year.begins, e.c.at < year.ends, e.c.id < newest)
    return {e: _rows(conn, e, *of_year, limit=FACTS_A_STEP)}


def _asked_and_said(conn: Connection, year: Year) -> Rows:
    """Choose the next of the year that hang on no ticket: settled announcements that were no calls, and calls for help."""
    n, h = schema.spoken_notice, schema.help_call
    said = (n.c.created_at >= year.begins, n.c.created_at < year.ends, n.c.state.in_(SETTLED))
    asked = (h.c.at >= year.begins, h.c.at < year.ends)
    return {n: _rows(conn, n, *said, limit=FACTS_A_STEP), h: _rows(conn, h, *asked, limit=FACTS_A_STEP)}


def _counters(conn: Connection, year: Year) -> Rows:
    """Choose the counters of the year's days that no ticket is left of."""
    return {table: _counted(conn, table, year) for table in (schema.counter, schema.period_counter)}


def _counted(conn: Connection, table: Table, year: Year) -> list[dict[str, Any]]:
    day, ticket_day = table.c.business_day, schema.ticket.c.business_day
    left = select(ticket_day).where(ticket_day == day).exists()
    of_year = day.between(f"{year.number}-01-01", f"{year.number}-12-31")
    return _rows(conn, table, of_year, ~left, limit=FACTS_A_STEP)


def _rows(conn: Connection, table: Table, *which: Any, limit: int | None = None) -> list[dict[str, Any]]:
    asked = select(table).where(*which).order_by(*table.primary_key).limit(limit)
    return [dict(row) for row in conn.execute(asked).mappings()]


def _is_one_of(table: Table, rows: Sequence[dict[str, Any]]) -> Any:
    first, *more = table.primary_key
    if not more:
        return first.in_([row[first.name] for row in rows])
    return tuple_(first, *more).in_([tuple(row[c.name] for c in table.primary_key) for row in rows])


def _same(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return _rows(conn, table, _is_one_of(table, rows))


def _by_key(table: Table, rows: Sequence[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[column.name] for column in table.primary_key): row for row in rows}


def _copy(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    there = _by_key(table, _same(conn, table, rows))
    new = [row for key, row in _by_key(table, rows).items() if key not in there]
    if new:
        conn.execute(insert(table), new)


def _delete(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    gone = conn.execute(delete(table).where(_is_one_of(table, rows))).rowcount
    if gone != len(rows):
        raise CopyError(f"{table.name}: {gone} ≠ {len(rows)}")


@contextlib.contextmanager
def _log_opened(conn: Connection) -> Iterator[None]:
    """Let rows leave the log within this transaction; others never see it open."""
    if backend(conn.engine) == SQLITE:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        guards = conn.execute(text(asked)).all()
        for guard in guards:
            conn.exec_driver_sql(f"DROP TRIGGER {guard.name}")
        yield
        for guard in guards:
            conn.exec_driver_sql(guard.sql)
    else:
        conn.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER USER")
        yield
        conn.exec_driver_sql("ALTER TABLE event ENABLE TRIGGER USER")
