"""A connection to PostgreSQL that is given up when the server falls silent.

Theory: a server that is frozen, or behind a network that swallows packets, keeps its connections open and
never answers. `statement_timeout` is the server's own and falls silent with it, and the keepalives of TCP
are answered by its kernel. So the client holds the watch: no answer in time, and the connection is closed.
"""

from __future__ import annotations

from typing import TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

ANSWER_WITHIN_S = 7.0
_LOOK_EVERY_S = 0.1
RV = TypeVar("RV")


class Attentive(psycopg.Connection[TupleRow]):
    """A connection whose every question is answered within `answer_within_s`, or it is closed."""

    answer_within_s: float | None = ANSWER_WITHIN_S

    def wait(self, gen: PQGen[RV], interval: float = _LOOK_EVERY_S, timeout: float | None = None) -> RV:
        """Wait for the server; raises OperationalError when it stays silent."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.answer_within_s)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:  # not said by the server: it is silent, or gone
                self.close()
            raise
