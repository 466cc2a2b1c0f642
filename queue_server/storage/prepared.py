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
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Insert, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any] | None
Values = Mapping[str, Any]
Statement = Select[Any] | CompoundSelect[Any] | Insert | Update


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one dialect says it; `names` in the order of its parameters, None when they go by name."""

    text: str
    names: tuple[str, ...] | None
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
        ready, cursor = self._said(conn, values)
        try:
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        finally:
            cursor.close()
        return [_processed(row, ready.out) for row in rows] if ready.out else rows

    def change(self, conn: Connection, values: Values) -> int:
        """Return how many rows were changed."""
        if _listened_to(conn):
            return int(conn.execute(self._statement, dict(values)).rowcount)
        _, cursor = self._said(conn, values)
        changed = int(cursor.rowcount)
        cursor.close()
        return changed

    def _said(self, conn: Connection, values: Values) -> tuple[_Ready, Any]:
        """Say it in the connection's transaction, which begins with it if need be, and return the cursor."""
        dialect = conn.dialect
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        if not conn.in_transaction():
            conn.begin()
        given = {**ready.fixed, **values}
        bound = {name: into(given[name]) if into else given[name] for name, into in ready.into.items()}
        return ready, _sent(
            conn, ready.text, bound if ready.names is None else [bound[n] for n in ready.names]
        )

    def _prepare(self, dialect: Dialect) -> _Ready:
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
        names = compiled.positiontup
        ready = _Ready(str(compiled), None if names is None else tuple(names), into, fixed, tuple(out))
        self._ready[dialect.name] = ready
        return ready


def say(conn: Connection, text: str) -> None:
    """Say something that has no parameters and no answer, as SAVEPOINT; raises DBAPIError."""
    _sent(conn, text, ()).close()


def _sent(conn: Connection, text: str, parameters: Any) -> Any:
    """Send it and return the driver's cursor; the driver's faults become SQLAlchemy's."""
    cursor, dialect = conn.connection.cursor(), conn.dialect
    try:
        cursor.execute(text, parameters)
    except dialect.loaded_dbapi.Error as fault:
        lost = dialect.is_disconnect(fault, conn.connection.driver_connection, cursor)
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
    return cursor


def _listened_to(conn: Connection) -> bool:
    """Tell whether somebody wants to hear each statement, as a test does; then it goes the long way."""
    return bool(conn.engine.dispatch.before_cursor_execute)


def _processed(row: tuple[Any, ...], out: tuple[tuple[int, Callable[[Any], Any]], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, processor in out:
        values[place] = processor(values[place])
    return tuple(values)
