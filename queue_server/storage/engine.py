"""Open the database: one way to write (BEGIN IMMEDIATE, synchronous=FULL), one way to read."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 5000
READERS = 8


def _pragmas(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the transactions are ours: see _begin_immediate
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def open_writer(url: str) -> Engine:
    """Return the engine of the one connection that writes; a transaction takes the lock at once."""
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_readers(url: str) -> Engine:
    """Return the engine of the connections that only read, each from one consistent snapshot."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=READERS,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def probe(connection: Connection) -> None:
    """Write something that changes nothing; raises when the database cannot be written."""
    connection.exec_driver_sql("DELETE FROM idempotency WHERE at < 0")


def check_integrity(url: str) -> str:
    """Run SQLite's full check and return `ok` or its first complaint."""
    engine = open_readers(url)
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    finally:
        engine.dispose()
