"""SQLite's own ways: durable connections, transactions that lock first, and looking a file over."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from sqlite3 import Connection as SqliteConnection
from typing import Any, cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from queue_server.storage.prepared import BACK, MARK, ONE_BY_ONE, UNMARK, Rows, say

BUSY_TIMEOUT_MS = 5000
CACHE_KIB = 16_384
"""The writer's own pages: in a hall with years behind it each ticket touches many."""
FOLDED_AFTER_PAGES = 8000
"""32 MB of log before it is folded into the file: a commit that folds waits for the disk three times instead of once."""


class Done:
    """An answer that has come."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def rows(self) -> Rows:
        """Return its rows."""
        return self._rows


class Straight:
    """The lane of a database in this very process (`prepared.Lane`): whatever is said is done at once."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._say = connection.execute
        self._marked = 0
        self.trusting = False

    def ask(self, text: str, values: Sequence[Any] = ()) -> tuple[Rows, int]:
        """Say it and return the rows, and how many were changed."""
        cursor = self._say(text, values)
        return cursor.fetchall(), cursor.rowcount

    def post(self, text: str, values: Sequence[Any] = ()) -> None:
        """Say it."""
        self._say(text, values)

    def post_one(self, text: str, values: Sequence[Any]) -> None:
        """Change one row; a change of none is a fault."""
        if self._say(text, values).rowcount != 1:
            raise sqlite3.IntegrityError("a row to be changed was no longer as it had been read")

    def later(self, text: str, values: Sequence[Any] = ()) -> Done:
        """Ask."""
        return Done(self._say(text, values).fetchall())

    def flush(self) -> None:
        """Nothing is under way."""

    def mark(self) -> None:
        """Set the mark; a trusting lane only notes what has been changed, since a mark costs a copy of every page."""
        if self.trusting:
            self._marked = self._connection.total_changes
        else:
            self._say(MARK)

    def go_back(self) -> None:
        """Take back what has been done since the mark; on a trusting lane that is nothing, or a fault."""
        if not self.trusting:
            self._say(BACK)
        elif self._connection.total_changes != self._marked:
            raise sqlite3.IntegrityError("what one unit has changed is taken back only with all the others")

    def unmark(self) -> None:
        """Take the mark away."""
        if not self.trusting:
            self._say(UNMARK)


def _durable(connection: SqliteConnection, record: Any) -> None:
    record.info["lane"] = Straight(connection)
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
    say(connection, "BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    if ONE_BY_ONE not in connection.get_execution_options():
        say(connection, "BEGIN")


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
