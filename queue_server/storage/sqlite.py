"""SQLite's own ways: durable connections, transactions that lock first, and looking a file over."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from sqlite3 import Connection as SqliteConnection
from typing import Any, cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 5000
CACHE_KIB = 16_384
"""The writer's own pages: in a hall with years behind it each ticket touches many."""
FOLDED_AFTER_PAGES = 8000
"""32 MB of log before it is folded into the file: a commit that folds waits for the disk three times instead of once."""


def _durable(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # the transactions are ours: see _begin_immediate
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _roomy(connection: SqliteConnection, _record: Any) -> None:
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint={FOLDED_AFTER_PAGES}")


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
    engine = _opened(url, _begin_immediate, 1, 0)
    event.listen(engine, "connect", _roomy)
    return engine


def put_on_disk(connection: Connection) -> Callable[[], None]:
    """Return what commits a connection's transaction with the driver alone, so that it may be done in any thread."""
    driver: Any = connection.connection.driver_connection
    return cast("Callable[[], None]", driver.commit)


def open_readers(url: URL, size: int) -> Engine:
    """Return the engine of connections that only read, each from one consistent snapshot."""
    return _opened(url, _begin_deferred, size, size)


def check(url: URL, *, quick: bool) -> str:
    """Look the file over on a connection of its own and return `ok` or the first complaint.

    The quick check leaves out whether indexes and tables agree; it takes about a tenth of the time.
    """
    # The driver alone: a server looks its file over in a thread of its own, where no lock of SQLAlchemy's may be
    # met that eventlet has made green; its hub would end with "Cannot switch to a different thread".
    statement = f"PRAGMA {'quick' if quick else 'integrity'}_check(1)"
    try:
        with contextlib.closing(sqlite3.connect(str(url.database), timeout=BUSY_TIMEOUT_MS / 1000)) as db:
            return str(db.execute(statement).fetchone()[0])
    except sqlite3.Error as fault:
        raise DBAPIError.instance(statement, None, fault, sqlite3.Error, hide_parameters=True) from fault
