"""Years of a hall that never were: past tickets with their spells, facts and papers, made inside the database.

What a ticket of the past leaves is one row of its own, three spells, four facts and a print job. Ten million of
them fill about 14 GB in SQLite and some 20 GB in PostgreSQL, so there is a look at the disk first.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine

from queue_server.storage.engine import address

CHUNK = 200_000
BYTES_EACH = 2_500
DAY_US, FIRST_DAY_US = 86_400_000_000, 1_577_836_800_000_000  # from 2020-01-01 on
PER_DAY = 5_000
QUEUES = "ABCDE"

_TICKET = """
INSERT INTO ticket (id, number, business_day, queue_id, state, issued_at, arrived_at, rank_base, rank, rank_rule,
  token, code, lane, language, head_start_s, window_id, calls, called_at, first_called_at, started_at, ended_at,
  spell_id, outcome)
SELECT 't_' || {made}, {letter} || {figure}, {day}, 'q-' || {letter}, 'done', {at}, {at}, {at}, {at}, 'arrival',
  {chance} || i, substr({chance}, 1, 4), 2, 'zh-CN', 0, 'w-' || (1 + i % 6), 1, {at} + 600000000, {at} + 600000000,
  {at} + 630000000, {at} + 1100000000, 's_3' || {made}, 'done' FROM n
"""
_SPELLS = """
INSERT INTO spell (id, ticket_id, state, window_id, staff_id, started_at, ended_at, queue_id)
SELECT 's_{k}' || {made}, 't_' || {made}, '{state}', {window}, 'clerk_1', {at} + {begins}, {at} + {ends},
  'q-' || {letter} FROM n
"""
_FACTS = """
INSERT INTO event (at, kind, ticket_id, window_id, staff_id, data)
SELECT {at} + {when}, '{kind}', 't_' || {made}, {window}, 'clerk_1', {json} FROM n
"""
_PAPER = """
INSERT INTO print_job (id, printer_id, ticket_id, kind, document, state, attempts, created_at, changed_at)
SELECT 'p_' || {made}, 'printer-1', 't_' || {made}, 'ticket', {json}, 'printed', 1, {at}, {at} FROM n
"""
_STAYS = (
    ("waiting", 0, 600_000_000),
    ("called", 600_000_000, 630_000_000),
    ("serving", 630_000_000, 1_100_000_000),
)
_HAPPENED = (
    ("ticket_issued", 0),
    ("ticket_called", 600_000_000),
    ("service_started", 630_000_000),
    ("service_finished", 1_100_000_000),
)


def room_for(folder: Path, many: int, stores: int) -> str | None:
    """Return why the disk cannot take so many stores of past tickets, None when it can."""
    free = shutil.disk_usage(folder).free
    wanted = stores * many * BYTES_EACH
    return None if free > wanted else f"{wanted / 1e9:.0f} GB wanted in {folder}, {free / 1e9:.0f} GB free"


def fill(url: str, many: int) -> float:
    """Put so many past tickets into a hall's database and return how many seconds it took."""
    began = time.monotonic()
    engine = create_engine(address(url), execution_options={"no_parameters": True})
    lite = engine.dialect.name == "sqlite"
    with engine.connect() as conn:
        if lite:
            conn.exec_driver_sql("PRAGMA synchronous=OFF")
            conn.exec_driver_sql("PRAGMA cache_size=-400000")
        for low in range(0, many, CHUNK):
            for statement in _statements(lite, low, min(low + CHUNK, many)):
                conn.exec_driver_sql(statement)
            conn.commit()
        conn.execution_options(isolation_level="AUTOCOMMIT")
        conn.exec_driver_sql("ANALYZE" if lite else "VACUUM ANALYZE")
    engine.dispose()
    if lite:
        _fold_the_log(url)
    return time.monotonic() - began


def _statements(lite: bool, low: int, high: int) -> Iterator[str]:
    """Give the statements for the past tickets from `low` up to `high`, the end not included."""
    at = f"{FIRST_DAY_US} + (i / {PER_DAY}) * {DAY_US} + (i % {PER_DAY}) * 5000000"
    place = f"1 + i % {len(QUEUES)}" if lite else f"(1 + i % {len(QUEUES)})::int"
    letter = f"substr('{QUEUES}', {place}, 1)"
    figure = f"(i % {PER_DAY}) / {len(QUEUES)} + 1"
    # As the product makes them: ids begin with the instant, tokens and codes lie anywhere.
    scattered = "i * 2654435761 % 4294967296"
    words = {
        "at": f"({at})",
        "made": f"printf('%012x%016x', ({at}) / 1000, i)"
        if lite
        else f"lpad(to_hex(({at}) / 1000), 12, '0') || lpad(to_hex(i), 16, '0')",
        "chance": f"printf('%08X', {scattered})" if lite else f"lpad(upper(to_hex({scattered})), 8, '0')",
        "letter": letter,
        "figure": f"printf('%03d', {figure})" if lite else f"lpad(({figure})::text, 4, '0')",
        "day": f"date('2020-01-01', '+' || (i / {PER_DAY}) || ' days')"
        if lite
        else f"to_char(date '2020-01-01' + (i / {PER_DAY})::int, 'YYYY-MM-DD')",
        "json": "'{}'" if lite else "'{}'::json",
    }
    count = (
        f"WITH RECURSIVE n(i) AS (SELECT {low} UNION ALL SELECT i + 1 FROM n WHERE i < {high - 1}) "
        if lite
        else f"WITH n AS (SELECT i FROM generate_series({low}::bigint, {high - 1}) AS g(i)) "
    )
    bodies = [_TICKET.format(**words)]
    for k, (state, begins, ends) in enumerate(_STAYS, 1):
        window = "NULL" if state == "waiting" else "'w-' || (1 + i % 6)"
        bodies.append(_SPELLS.format(k=k, state=state, begins=begins, ends=ends, window=window, **words))
    for kind, when in _HAPPENED:
        window = "NULL" if kind == "ticket_issued" else "'w-' || (1 + i % 6)"
        bodies.append(_FACTS.format(kind=kind, when=when, window=window, **words))
    bodies.append(_PAPER.format(**words))
    for body in bodies:
        into, rest = body.strip().split("\nSELECT", 1)
        yield f"{into}\n{count}\nSELECT{rest}"


def _fold_the_log(url: str) -> None:
    """Fold the write-ahead log into the file, so that the figures do not pay for the filling."""
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
