"""PostgreSQL's fast lane: statements of the hot paths sent together, and only what is asked waited for.

Theory: a statement to PostgreSQL costs its way there and back, which with small statements is most of its time.
On a lane a statement whose answer nobody wants yet is *posted*: it waits here and travels with the next one that
is *asked*, all of them at once (libpq's pipeline). The database runs them in their order; once one fails it runs
none after it, and the asking raises. Each text is prepared once a connection. psycopg keeps the connection and goes
on as before: its cursors send what is posted first, and between two askings the connection is not in a pipeline.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Sequence
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import DataError, error_from_result
from psycopg.waiting import Ready, Wait

from queue_server.storage.prepared import BACK, MARK, UNMARK, Rows

_ANSWERS = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_READ: dict[int, Callable[[str], Any]] = {
    16: lambda value: value == "t",
    20: int,
    21: int,
    23: int,
    700: float,
    701: float,
    1700: Decimal,
}
"""How a value is read by the number of its type; text and all others as text."""


class Missed(psycopg.IntegrityError):
    """What a trusting lane has taken for granted was not so."""


class Later:
    """An answer that may still be under way."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self.arrived: Rows | None = None
        self.changes_one = False

    def rows(self) -> Rows:
        """Return its rows, waiting for them if need be; raises psycopg.Error."""
        if self.arrived is None:
            self._lane.flush()
        return self.arrived or []


class Lane:
    """The fast lane of one connection; belongs to whoever has the connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = weakref.ref(connection)
        self._posted: list[tuple[str, list[bytes | None], Later | None]] = []
        self.trusting = False
        self._changed = False
        self._names: dict[str, bytes] = {}
        self._prepared = 0

    def post(self, text: str, values: Sequence[Any] = ()) -> None:
        """Have a statement sent before the next one; a fault of it is raised then."""
        self.is_about(text)
        self._posted.append((text, [_written(value) for value in values], None))

    def post_one(self, text: str, values: Sequence[Any]) -> None:
        """Have a change of one row sent before the next statement; a change of none is raised then, as Missed."""
        self.later(text, values).changes_one = True

    def later(self, text: str, values: Sequence[Any] = ()) -> Later:
        """Have a question sent before the next one and return its answer to be."""
        answer = Later(self)
        self.is_about(text)
        self._posted.append((text, [_written(value) for value in values], answer))
        return answer

    def ask(self, text: str, values: Sequence[Any] = ()) -> tuple[Rows, int]:
        """Send what is posted and this, and return its rows, and how many it changed.

        Raises psycopg.Error of the first that fails.
        """
        self.post(text, values)
        result = self._sent()
        return _rows(result), result.command_tuples or 0

    def flush(self) -> None:
        """Send what is posted and wait until it is done; raises psycopg.Error of the first that fails."""
        if self._posted:
            self._sent()

    def is_about(self, text: str) -> None:
        """Note what is going to be said: whatever is not read may change something."""
        self._changed = self._changed or not text.startswith("SELECT")

    def mark(self) -> None:
        """Post the mark to which one unit of the transaction goes back; a trusting lane only notes what is changed."""
        if not self.trusting:
            self.post(MARK)
        self._changed = False

    def go_back(self) -> None:
        """Take back, with the next statement, what has been done since the mark; if nothing has, there is no need."""
        if not self.trusting:
            self.post(BACK)
        elif self._changed:
            raise Missed("what one unit has changed is taken back only with all the others")

    def unmark(self) -> None:
        """Post the mark's end."""
        if not self.trusting:
            self.post(UNMARK)

    def commit(self) -> None:
        """Send what is posted and commit; nothing is sent when there is nothing to commit.

        A change of one row is seen to have been one first: with the COMMIT behind it, it would be kept as it is.
        """
        idle = self._live().pgconn.transaction_status == pq.TransactionStatus.IDLE
        if idle and len(self._posted) <= 1:  # no more than its beginning
            self._posted.clear()
            return
        if any(answer is not None and answer.changes_one for _, _, answer in self._posted):
            self.flush()
        self.post("COMMIT")
        if self._sent().command_status != b"COMMIT":
            raise psycopg.OperationalError("the transaction had failed before its commit")

    def forget(self) -> None:
        """Drop what is posted: its transaction is taken back."""
        self._posted.clear()

    def _live(self) -> psycopg.Connection[Any]:
        connection = self._connection()
        assert connection is not None
        return connection

    def _sent(self) -> pq.abc.PGresult:
        """Send what is posted and return the last answer."""
        connection, said = self._live(), self._posted
        self._posted = []
        if connection.closed:
            raise psycopg.OperationalError("the connection is closed")
        pgconn, fresh, kept = connection.pgconn, dict[str, bytes](), list[bool]()
        pgconn.enter_pipeline_mode()
        try:
            for text, values, _ in said:
                name = self._names.get(text) or fresh.get(text)
                if name is None:
                    self._prepared += (
                        1  # never the same name twice: what failed may have been prepared all the same
                    )
                    name = fresh[text] = f"th_{self._prepared}".encode()
                    pgconn.send_prepare(name, text.encode())
                    kept.append(False)
                pgconn.send_query_prepared(name, values)
                kept.append(True)
            pgconn.pipeline_sync()
            results = connection.wait(_exchange(pgconn))
            pgconn.exit_pipeline_mode()
        except BaseException:
            connection.close()  # what is still under way would be taken for the answer to something else
            raise
        failed = next((result for result in results if result.status not in _ANSWERS), None)
        if failed is not None:
            raise error_from_result(failed)
        self._names.update(fresh)
        answers = (result for result, of_use in zip(results, kept, strict=True) if of_use)
        for result, (_, _, later) in zip(answers, said, strict=True):
            if later is None:
                continue
            if later.changes_one and result.command_tuples != 1:
                raise Missed("a row to be changed was no longer as it had been read")
            later.arrived = _rows(result)
        return results[-1]


def _exchange(pgconn: pq.abc.PGconn) -> Generator[Wait, Ready | int, list[pq.abc.PGresult]]:
    """Send all that is waiting to be sent and return every answer up to the end of the pipeline."""
    results: list[pq.abc.PGresult] = []
    try:
        while pgconn.flush():
            if (yield Wait.RW) & Ready.R:
                pgconn.consume_input()
        between = False
        while True:
            while pgconn.is_busy():
                if (yield Wait.R):
                    pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                _still_there(pgconn, between)
                between = True
            elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            else:
                between = False
                results.append(result)
    except psycopg.OperationalError:
        said = next((result for result in results if result.status == pq.ExecStatus.FATAL_ERROR), None)
        if said is not None:  # it told why before it went
            raise error_from_result(said) from None
        raise


def _still_there(pgconn: pq.abc.PGconn, twice: bool) -> None:
    """Raise OperationalError when there are no more answers: after each there is one end, not two."""
    if twice or pgconn.status != pq.ConnStatus.OK:
        raise psycopg.OperationalError("the connection ended before its answers")


def _rows(result: pq.abc.PGresult) -> Rows:
    many = result.ntuples
    if not many:
        return []
    get = result.get_value
    read = [(column, _READ.get(result.ftype(column), str)) for column in range(result.nfields)]
    rows = []
    for row in range(many):
        values = [(get(row, column), make) for column, make in read]
        rows.append(tuple([None if v is None else make(v.decode()) for v, make in values]))
    return rows


def _written(value: Any) -> bytes | None:
    """Return a text, number or truth value as PostgreSQL reads it; raises DataError for a text with a NUL."""
    if value is None:
        return None
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if not isinstance(value, str):
        return repr(value).encode()
    text = str.encode(value)
    if b"\0" in text:
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return text


class LaneCursor(psycopg.Cursor[Any]):
    """psycopg's cursor of a connection with a lane: what is posted goes first."""

    def execute(self, query: Any, *what: Any, **how: Any) -> Any:
        """Execute after what is posted."""
        _flushed(self.connection, query)
        return super().execute(query, *what, **how)

    def executemany(self, query: Any, *what: Any, **how: Any) -> None:
        """Execute after what is posted."""
        _flushed(self.connection, query)
        super().executemany(query, *what, **how)

    def copy(self, *what: Any, **how: Any) -> Any:
        """Copy after what is posted."""
        _flushed(self.connection, "COPY")
        return super().copy(*what, **how)


_LANES: weakref.WeakKeyDictionary[psycopg.Connection[Any], Lane] = weakref.WeakKeyDictionary()


def lay(connection: psycopg.Connection[Any]) -> Lane:
    """Give a new connection its lane and return it."""
    connection.cursor_factory = LaneCursor
    connection.prepare_threshold = (
        None  # at a rollback psycopg gives up all it has prepared, and the lane's with it
    )
    lane = _LANES[connection] = Lane(connection)
    return lane


def _flushed(connection: psycopg.Connection[Any], query: Any) -> None:
    lane = _LANES[connection]
    lane.flush()
    lane.is_about(str(query))
