"""Open the database: one way to write (the lock first, every commit on disk), one way to read (one snapshot)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, RootTransaction, exc, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from queue_server.storage import postgresql, sqlite
from queue_server.storage.prepared import ONE_BY_ONE, told

T = TypeVar("T")
DatabaseError = exc.DatabaseError
"""Whatever a database complains of, be it away, full or damaged."""
OperationalError = exc.OperationalError
"""Of these, what is no damage: away, full, locked."""
READERS = 8
ASKERS_AT_HAND = 2
ENDS_WITHIN_S = 2.0
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DRIVERS = {SQLITE: "sqlite", POSTGRESQL: "postgresql+psycopg"}


class AddressError(ValueError):
    """An address of no database that a hall can live in."""


def address(url: str) -> URL:
    """Return a database's address with the driver that is used; raises AddressError.

    Both `sqlite:///…` and `postgresql://user:password@host/name` are understood.
    """
    try:
        found = make_url(url)
        backend = found.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise AddressError(url) from error
    if backend not in _DRIVERS or (backend == SQLITE and not found.database):
        raise AddressError(url)
    return found.set(drivername=_DRIVERS[backend])


def _is_sqlite(where: URL) -> bool:
    return where.get_backend_name() == SQLITE


def backend(engine: Engine) -> str:
    """Return which database it is: SQLITE or POSTGRESQL."""
    return engine.dialect.name


def open_writer(url: str) -> Engine:
    """Return the engine of the one connection that writes; raises AddressError."""
    where = address(url)
    return sqlite.open_writer(where) if _is_sqlite(where) else postgresql.open_writer(where)


def open_readers(url: str) -> Engine:
    """Return the engine of the connections that only read; raises AddressError."""
    where = address(url)
    if _is_sqlite(where):
        return sqlite.open_readers(where, READERS)
    return postgresql.open_readers(where, READERS)


def look_once(url: str, question: Callable[[Connection], T]) -> T:
    """Ask a database one question, by a connection of its own."""
    engine = open_readers(url)
    try:
        with engine.connect() as conn:
            return question(conn)
    finally:
        engine.dispose()


class Askers:
    """Readers for single questions, each answered for itself without a transaction around it.

    Of a file, which is always there, a few stay at hand: taking one from the pool costs more than the answer.
    """

    def __init__(self, readers: Engine) -> None:
        self._readers = readers.execution_options(**{ONE_BY_ONE: True})
        self._most = ASKERS_AT_HAND if backend(readers) == SQLITE else 0
        self._at_hand: list[Connection] = []

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """Give a connection for a question."""
        try:
            conn = self._at_hand.pop()
        except IndexError:
            conn = self._readers.connect()
        try:
            yield conn
        except BaseException:
            conn.close()
            raise
        if len(self._at_hand) < self._most:
            self._at_hand.append(conn)
        else:
            conn.close()

    def close(self) -> None:
        """Give back those at hand."""
        self._most = 0
        while self._at_hand:
            self._at_hand.pop().close()


def close(engine: Engine) -> None:
    """Close an engine's connections for good: who is still asking ends, who asks later is told the database is away."""

    def refuse() -> Any:
        raise engine.dialect.loaded_dbapi.OperationalError("the database has been closed")

    pool, engine.pool = engine.pool, NullPool(refuse)
    ends = time.monotonic() + ENDS_WITHIN_S
    while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < ends:
        time.sleep(0.01)
    pool.dispose()


def probe(connection: Connection) -> None:
    """Write something that changes nothing; raises when the database cannot be written."""
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


def check_integrity(url: str, *, quick: bool = False) -> str:
    """Look the database over and return `ok` or its first complaint; quick is SQLite's short look."""
    where = address(url)
    if _is_sqlite(where):
        return sqlite.check(where, quick=quick)
    return postgresql.check(where)


def be_patient(connection: Connection) -> None:
    """Let this connection's questions take as long as they need; SQLite's always may."""
    if connection.dialect.name == POSTGRESQL:
        postgresql.be_patient(connection)


def commit(transaction: RootTransaction, to_disk: Callable[[Callable[[], Any]], Any]) -> None:
    """Commit, which `to_disk` does where the wait stops nobody. Raises DBAPIError.

    Of SQLite only the driver goes there: a lock of SQLAlchemy's, met in another thread when eventlet has made it
    green, would end the hub.
    """
    conn = transaction.connection
    if backend(conn.engine) == SQLITE:
        told(conn, "COMMIT", to_disk, sqlite.put_on_disk(conn))
        transaction.commit()
    else:
        to_disk(transaction.commit)


def in_the_way(error: DBAPIError) -> bool:
    """Tell whether another transaction was in the way, so that the same work may succeed now."""
    return postgresql.in_the_way(error)
