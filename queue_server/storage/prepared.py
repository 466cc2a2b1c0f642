"""Statements of the hot paths, compiled once and sent straight to the driver.

Theory: SQLAlchemy keeps a statement compiled, but between its cache and the driver it spends, at each
execution, several times what SQLite needs for the whole answer. A number that is issued takes a dozen
small statements, so that is what a busy hall pays for. A `Prepared` holds the compiled text, the order of
its parameters and the processors of its types; what it says to the database is word for word what
SQLAlchemy would say, and faults come back as SQLAlchemy's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import CompoundSelect, Connection, Insert, Select, Update
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from queue_server.storage.lane import Lane

T = TypeVar("T")
_NUMBERED = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""PostgreSQL as its lane speaks it: with $1, not with the names of psycopg's cursors."""
Processor = Callable[[Any], Any] | None
Values = Mapping[str, Any]
Answer = tuple[list[tuple[Any, ...]], int]
"""The rows, and how many were changed."""
Statement = Select[Any] | CompoundSelect[Any] | Insert | Update


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one dialect says it; `names` in the order of its parameters."""

    text: str
    names: tuple[str, ...]
    into: Mapping[str, Processor]
    fixed: dict[str, Any]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]


class Prepared:
    """A statement without lists, fit to be said many times; `columns` names what an insert gives values for."""

    def __init__(self, statement: Statement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._ready: dict[str, _Ready] = {}

    def first(self, conn: Connection, values: Values) -> tuple[Any, ...] | None:
        """Return the first row, or None; raises DBAPIError as `Connection.execute` does."""
        rows = self.all(conn, values)
        return rows[0] if rows else None

    def all(self, conn: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return every row."""
        if _listened_to(conn):
            return [tuple(row) for row in conn.execute(self._statement, dict(values))]
        ready, given = self._bound(conn, values)
        rows, _ = _asked(conn, ready.text, given)
        return [_processed(row, ready.out) for row in rows] if ready.out else rows

    def change(self, conn: Connection, values: Values) -> int:
        """Return how many rows were changed."""
        if _listened_to(conn):
            return int(conn.execute(self._statement, dict(values)).rowcount)
        ready, given = self._bound(conn, values)
        return _asked(conn, ready.text, given)[1]

    def change_one(self, conn: Connection, values: Values) -> bool:
        """Return whether the one row was changed; on a trusting lane that it was, and the fault comes as with `post`."""
        lane = None if _listened_to(conn) else _lane(conn)
        if lane is None or not lane.trusting:
            return self.change(conn, values) == 1
        ready, given = self._bound(conn, values)
        told(conn, ready.text, lambda: lane.post_one(ready.text, given))
        return True

    def post(self, conn: Connection, values: Values) -> None:
        """Change what is to be changed; a database that is far away does it with the next question.

        Its faults may be raised by whatever is said next, or by `arrive`.
        """
        if _listened_to(conn):
            conn.execute(self._statement, dict(values))
            return
        ready, given = self._bound(conn, values)
        _posted(conn, ready.text, given)

    def later(self, conn: Connection, values: Values) -> Callable[[], list[tuple[Any, ...]]]:
        """Ask, and return how to get the rows: what is asked together comes together from a database far away."""
        lane = None if _listened_to(conn) else _lane(conn)
        if lane is None:
            rows = self.all(conn, values)
            return lambda: rows
        ready, given = self._bound(conn, values)
        answer = told(conn, ready.text, lambda: lane.later(ready.text, given))

        def come() -> list[tuple[Any, ...]]:
            rows = told(conn, ready.text, answer.rows)
            return [_processed(row, ready.out) for row in rows] if ready.out else rows

        return come

    def _bound(self, conn: Connection, values: Values) -> tuple[_Ready, list[Any]]:
        """Return how it is said and its values, in the connection's transaction, which begins with it if need be."""
        ready = self._ready.get(conn.dialect.name) or self._prepare(conn.dialect)
        if not conn.in_transaction():
            conn.begin()
        given = {**ready.fixed, **values}
        bound = {name: into(given[name]) if into else given[name] for name, into in ready.into.items()}
        return ready, [bound[name] for name in ready.names]

    def _prepare(self, spoken: Dialect) -> _Ready:
        dialect = _NUMBERED if spoken.name == _NUMBERED.name else spoken
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        into = {
            name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
            for name, parameter in compiled.binds.items()
        }
        fixed = {n: p.effective_value for n, p in compiled.binds.items() if not p.required}
        if isinstance(self._statement, Insert | Update):
            kinds = [column["type"] for column in self._statement.returning_column_descriptions]
        else:
            kinds = [column.type for column in self._statement.selected_columns]
        out = []
        for place, kind in enumerate(kinds):
            processor = kind.dialect_impl(dialect).result_processor(dialect, None)
            if processor is not None:
                out.append((place, processor))
        ready = _Ready(str(compiled), tuple(compiled.positiontup or ()), into, fixed, tuple(out))
        self._ready[dialect.name] = ready
        return ready


def say(conn: Connection, text: str) -> None:
    """Say something that has no values and no answer, as SAVEPOINT, as `Prepared.post` does."""
    _posted(conn, text, ())


def trust(conn: Connection, *, trusting: bool) -> None:
    """Have faults found when something is asked, together with those of what was said before; or each at once."""
    lane = _lane(conn)
    if lane is not None:
        lane.trusting = trusting


def arrive(conn: Connection) -> None:
    """Have all that is posted done now; raises DBAPIError if something of it fails."""
    lane = _lane(conn)
    if lane is not None:
        told(conn, "", lane.flush)


def _lane(conn: Connection) -> Lane | None:
    return cast("Lane | None", conn.info.get("lane"))


def _posted(conn: Connection, text: str, values: Sequence[Any]) -> None:
    lane = _lane(conn)
    if lane is None:
        _asked(conn, text, values)
    else:
        told(conn, text, lambda: lane.post(text, values))


def _asked(conn: Connection, text: str, values: Sequence[Any]) -> Answer:
    """Say it and return the answer."""
    lane = _lane(conn)
    if lane is not None:
        return told(conn, text, lambda: lane.ask(text, values))

    def ask() -> Answer:
        cursor = conn.connection.cursor()
        try:
            cursor.execute(text, values)
            rows = cursor.fetchall() if cursor.description else []
            return list(rows), int(cursor.rowcount)
        finally:
            cursor.close()

    return told(conn, text, ask)


def told(conn: Connection, text: str, tell: Callable[[], T]) -> T:
    """Return what the driver answers to `tell`, which says `text`; its faults become SQLAlchemy's."""
    dialect = conn.dialect
    try:
        return tell()
    except dialect.loaded_dbapi.Error as fault:
        lost = dialect.is_disconnect(fault, conn.connection.driver_connection, None)
        if lost:
            conn.invalidate(fault)
        raise DBAPIError.instance(
            text,
            None,
            fault,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        ) from fault


def _listened_to(conn: Connection) -> bool:
    """Tell whether somebody wants to hear each statement, as a test does; then it goes the long way."""
    return bool(conn.engine.dispatch.before_cursor_execute)


def _processed(row: tuple[Any, ...], out: tuple[tuple[int, Callable[[Any], Any]], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, processor in out:
        values[place] = processor(values[place])
    return tuple(values)
