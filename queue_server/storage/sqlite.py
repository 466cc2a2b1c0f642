"""SQLite's own ways: durable connections, transactions that lock first, and looking a file over."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.pool import NullPool, QueuePool

BUSY_TIMEOUT_MS = 5000


def _durable(connection: SqliteConnection, _record: Any) -> None:
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


def _opened(url: URL, begin: Any, size: int, overflow: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=overflow,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", begin)
    return engine


def open_writer(url: URL) -> Engine:
    """Return the engine of one connection that writes; a transaction takes the lock at once."""
    return _opened(url, _begin_immediate, 1, 0)


def open_readers(url: URL, size: int) -> Engine:
    """Return the engine of connections that only read, each from one consistent snapshot."""
    return _opened(url, _begin_deferred, size, size)


def check(url: URL, *, quick: bool) -> str:
    """Look the file over on a connection of its own and return `ok` or the first complaint.

    The quick check leaves out whether indexes and tables agree; it takes about a tenth of the time.
    """
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql(
                f"PRAGMA {'quick' if quick else 'integrity'}_check(1)"
            ).scalar()
            return str(found)
    finally:
        engine.dispose()
