"""Statements of the hot paths, compiled once and sent straight to the driver.

Theory: SQLAlchemy keeps a statement compiled, but between its cache and the driver it spends, at each
execution, several times what SQLite needs for the whole answer. A number that is issued takes a dozen
small statements, so that is what a busy hall pays for. A `Prepared` holds the compiled text, the order of
its parameters and the processors of its types; what it says to the database is word for word what
SQLAlchemy would say, and faults come back as SQLAlchemy's own. It speaks through its connection's lane:
that of PostgreSQL (`lane.py`) has statements travel together, that of SQLite (`sqlite.py`) does each at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import CompoundSelect, Connection, Insert, Select, Update
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
_NUMBERED = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""PostgreSQL as its lane speaks it: with $1, not with the names of psycopg's cursors."""
MARK, BACK, UNMARK = "SAVEPOINT unit", "ROLLBACK TO SAVEPOINT unit", "RELEASE SAVEPOINT unit"
ONE_BY_ONE = "one_by_one"
"""The option of a connection whose questions are answered each for itself, in no transaction."""
Processor = Callable[[Any], Any] | None
Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]
Statement = Select[Any] | CompoundSelect[Any] | Insert | Update


class Later(Protocol):
    """An answer that may still be under way."""

    def rows(self) -> Rows:
        """Return its rows, waiting for them if need be."""
        ...


class Lane(Protocol):
    """How a connection is spoken to, beside SQLAlchemy's cursors; raises the driver's own faults."""

    trusting: bool
    """Whether what goes wrong may be found out late, and may then cost the whole transaction."""

    def ask(self, text: str, values: Sequence[Any] = ()) -> tuple[Rows, int]:
        """Say it now and return the rows, and how many were changed."""
        ...

    def post(self, text: str, values: Sequence[Any] = ()) -> None:
        """Have it said before whatever is said next; its fault may be raised then."""
        ...

    def post_one(self, text: str, values: Sequence[Any]) -> None:
        """Post a change of one row; a change of none is a fault."""
        ...

    def later(self, text: str, values: Sequence[Any] = ()) -> Later:
        """Have a question asked before the next one."""
        ...

    def flush(self) -> None:
        """Have all that is posted done now."""
        ...

    def mark(self) -> None:
        """Set the mark to which one unit of the transaction goes back."""
        ...

    def go_back(self) -> None:
        """Take back what has been done since the mark; a fault where a trusting lane set none."""
        ...

    def unmark(self) -> None:
        """Take the mark away."""
        ...


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one dialect says it: its parameters in their order, each with what makes it the driver's."""

    text: str
    into: tuple[tuple[str, Processor], ...]
    fixed: dict[str, Any]
    out: tuple[tuple[int, Callable[[Any], Any]], ...]

    def given(self, values: Values) -> list[Any]:
        """Return the values in the order of the parameters."""
        if self.fixed:
            values = {**self.fixed, **values}
        return [into(values[name]) if into else values[name] for name, into in self.into]

    def taken(self, rows: Rows) -> Rows:
        """Return the rows as they are meant."""
        return [_processed(row, self.out) for row in rows] if self.out else rows


class Prepared:
    """A statement without lists, fit to be said many times; `columns` names what an insert gives values for."""

    def __init__(self, statement: Statement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._by_dialect: dict[str, _Ready] = {}

    def first(self, conn: Connection, values: Values) -> tuple[Any, ...] | None:
        """Return the first row, or None; raises DBAPIError as `Connection.execute` does."""
        rows = self.all(conn, values)
        return rows[0] if rows else None

    def all(self, conn: Connection, values: Values) -> Rows:
        """Return every row."""
        if _listened_to(conn):
            return [tuple(row) for row in conn.execute(self._statement, dict(values))]
        ready = self._ready(conn)
        return ready.taken(told(conn, ready.text, lane_of(conn).ask, ready.text, ready.given(values))[0])

    def change(self, conn: Connection, values: Values) -> int:
        """Return how many rows were changed."""
        if _listened_to(conn):
            return int(conn.execute(self._statement, dict(values)).rowcount)
        ready = self._ready(conn)
        return told(conn, ready.text, lane_of(conn).ask, ready.text, ready.given(values))[1]

    def change_one(self, conn: Connection, values: Values) -> bool:
        """Return whether the one row was changed; on a trusting lane that it was, and the fault comes as with `post`."""
        if _listened_to(conn) or not lane_of(conn).trusting:
            return self.change(conn, values) == 1
        ready = self._ready(conn)
        told(conn, ready.text, lane_of(conn).post_one, ready.text, ready.given(values))
        return True

    def post(self, conn: Connection, values: Values) -> None:
        """Change what is to be changed; a database that is far away does it with the next question.

        Its faults may be raised by whatever is said next, or by `arrive`.
        """
        if _listened_to(conn):
            conn.execute(self._statement, dict(values))
            return
        ready = self._ready(conn)
        told(conn, ready.text, lane_of(conn).post, ready.text, ready.given(values))

    def later(self, conn: Connection, values: Values) -> Callable[[], Rows]:
        """Ask, and return how to get the rows: what is asked together comes together from a database far away."""
        if _listened_to(conn):
            rows = self.all(conn, values)
            return lambda: rows
        ready = self._ready(conn)
        answer = told(conn, ready.text, lane_of(conn).later, ready.text, ready.given(values))
        return lambda: ready.taken(told(conn, ready.text, answer.rows))

    def _ready(self, conn: Connection) -> _Ready:
        """Return how it is said in the connection's transaction, which begins with it if need be."""
        if not conn.in_transaction():
            conn.begin()
        return self._by_dialect.get(conn.dialect.name) or self._prepare(conn.dialect)

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
        order = tuple((name, into[name]) for name in compiled.positiontup or ())
        ready = _Ready(str(compiled), order, fixed, tuple(out))
        self._by_dialect[spoken.name] = ready
        return ready


class Change:
    """A change that answers with a row: by itself, or by a question after it, which SQLite takes half as long for."""

    def __init__(self, change: Statement, columns: Sequence[str], then: Prepared | None = None) -> None:
        self._change = Prepared(change, columns)
        self._then = then

    def row(self, conn: Connection, values: Values) -> tuple[Any, ...]:
        """Make the change and return the row."""
        if self._then is None:
            row = self._change.first(conn, values)
        else:
            self._change.post(conn, values)
            row = self._then.first(conn, values)
        assert row is not None
        return row


def say(conn: Connection, text: str) -> None:
    """Say something that has no values and no answer, as SAVEPOINT, as `Prepared.post` does."""
    told(conn, text, lane_of(conn).post, text)


def trust(conn: Connection, *, trusting: bool) -> None:
    """Have faults found when something is asked, together with those of what was said before; or each at once."""
    lane_of(conn).trusting = trusting


def arrive(conn: Connection) -> None:
    """Have all that is posted done now; raises DBAPIError if something of it fails."""
    told(conn, "", lane_of(conn).flush)


def lane_of(conn: Connection) -> Lane:
    """Return a connection's lane, which it was given when it was opened."""
    lane: Lane = conn.info["lane"]
    return lane


def told(conn: Connection, text: str, tell: Callable[..., T], *what: Any) -> T:
    """Return what the driver answers to `tell`, which says `text`; its faults become SQLAlchemy's."""
    try:
        return tell(*what)
    except conn.dialect.loaded_dbapi.Error as fault:
        dialect = conn.dialect
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
