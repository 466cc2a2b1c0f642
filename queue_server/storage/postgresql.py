"""PostgreSQL's own ways: patient but never endless connections, one writer at a time, looking it over."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import NullPool, QueuePool

from queue_server.storage.prepared import ONE_BY_ONE, told

RESTS_S = 5.0
"""After so long a connection is asked before use; a cable may have been pulled meanwhile."""
OLDEST = 150_000
WRITER_KEY = 0x74696E67  # "ting": whoever holds it in a transaction is the hall's one writer
SERVER_KEY = 0x74696E68  # held, shared, by every server of the hall as long as it runs
TRY_AGAIN = frozenset({"40P01", "40001", "55P03"})
"""Deadlock, serialisation failure, lock not available: another transaction was in the way."""

READER_WITHIN_S = 5
_TIMEOUTS = "-c lock_timeout=5s -c statement_timeout=6s -c idle_in_transaction_session_timeout=30s"
"""A server that is well ends a statement itself, before `attention.ANSWER_WITHIN_S` gives it up."""
_CONNECT: dict[str, Any] = {
    "connect_timeout": 3,
    # Without these a pulled cable is noticed after two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "tinghao",
    # A cluster that answers before its disk does would lose numbers that citizens hold.
    "options": f"{_TIMEOUTS} -c synchronous_commit=on -c timezone=UTC",
}

_ONE_VIEW = r"-c default_transaction_isolation=repeatable\ read -c default_transaction_read_only=on"
_SERVERS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND datname = current_database()"
    " AND classid = 0 AND objid = :key AND objsubid = 1 AND granted AND pid <> :own"
)


def _lay(connection: Any, record: Any) -> None:
    from queue_server.storage.lane import lay

    record.info["lane"] = lay(connection)


def _open(url: URL, options: str = "", **pool: Any) -> Engine:
    connect = {**_CONNECT, "options": f"{_CONNECT['options']} {options}"}
    engine = create_engine(url, hide_parameters=True, connect_args=connect, **pool)
    event.listen(engine, "do_connect", _connect)
    return engine


def _connect(_dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> Any:
    from queue_server.storage.attention import Attentive

    return Attentive.connect(*arguments, **options)


def _look_alive(connection: Any, record: Any, _proxy: Any) -> None:
    """Make sure that a connection is still there: by its socket's end, and by asking once it has rested."""
    now = time.monotonic()
    rested = now - record.info.get("used", now)
    record.info["used"] = now
    try:
        # The first takes in what a server that went has said last, the second its going.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
        if rested > RESTS_S:
            record.info["lane"].ask("SELECT 1")
    except connection.Error as fault:
        raise InvalidatePoolError from fault
    if connection.closed:
        raise InvalidatePoolError


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if not driver.autocommit and ONE_BY_ONE not in connection.get_execution_options():
        connection.info["lane"].post("BEGIN")


def _begin_and_take_the_pen(connection: Connection) -> None:
    _begin(connection)
    connection.info["lane"].post(f"SELECT pg_advisory_xact_lock({WRITER_KEY})")


def _commit(connection: Connection) -> None:
    told(connection, "COMMIT", connection.info["lane"].commit)


def _roll_back(connection: Connection) -> None:
    if not connection.invalidated:  # one that is lost has taken its lane with it
        connection.info["lane"].forget()


def _opened(url: URL, begin: Any, options: str = "", **pool: Any) -> Engine:
    engine = _open(url, options, poolclass=QueuePool, **pool)
    event.listen(engine, "connect", _lay)
    event.listen(engine, "checkout", _look_alive)
    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", _commit)
    event.listen(engine, "rollback", _roll_back)
    return engine


def open_writer(url: URL) -> Engine:
    """Return the engine of one connection that writes; its transactions follow those of every other writer."""
    return _opened(url, _begin_and_take_the_pen, pool_size=1, max_overflow=0)


def open_readers(url: URL, size: int) -> Engine:
    """Return the engine of connections that only read, each from one consistent snapshot."""
    return _opened(url, _begin, _ONE_VIEW, pool_size=size, max_overflow=size, pool_timeout=READER_WITHIN_S)


def open_single(url: URL) -> Engine:
    """Return an engine whose every connection is new and commits statement by statement."""
    return _open(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def be_patient(connection: Connection) -> None:
    """Let this connection's statements take as long as they need: migrations, checks, copies."""
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
    driver_connection: Any = connection.connection.driver_connection
    driver_connection.answer_within_s = None


def servers(connection: Connection, own_pid: int = 0) -> int:
    """Return how many servers of this hall are running, without the one whose backend is `own_pid`."""
    return int(connection.execute(_SERVERS, {"key": SERVER_KEY, "own": own_pid}).scalar_one())


def in_the_way(error: DBAPIError) -> bool:
    """Tell whether the same work may succeed when it is simply done again."""
    return getattr(error.orig, "sqlstate", None) in TRY_AGAIN


def check(url: URL) -> str:
    """Look the database over and return `ok` or the first complaint.

    Checks the version, and with the extension amcheck installed every index against its table. Raises
    DatabaseError: an OperationalError when the database is away, another when it is damaged.
    """
    engine = open_single(url)
    try:
        with engine.connect() as connection:
            version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
            if version < OLDEST:
                return f"PostgreSQL {version // 10_000}, 15 or newer is needed"
            be_patient(connection)
            _check_indexes(connection)
            return "ok"
    finally:
        engine.dispose()


def describe(url: URL) -> tuple[str, bool]:
    """Return the server's version, and whether its indexes can be checked."""
    engine = open_single(url)
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
            return str(version).split()[0], amcheck(connection) is not None
    finally:
        engine.dispose()


def amcheck(connection: Connection) -> str | None:
    """Return the schema of the extension that checks indexes, None where it is not installed."""
    asked = "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'amcheck'"
    found = connection.exec_driver_sql(asked).scalar()
    return None if found is None else str(found)


def _check_indexes(connection: Connection) -> None:
    schema = amcheck(connection)
    if schema is None:
        return
    connection.exec_driver_sql(
        "SELECT set_config('search_path', current_schema() || ', ' || %s, false)", (schema,)
    )
    connection.exec_driver_sql(
        "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'"
        " WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid"
    ).all()
