"""The mark to which a unit of work goes back when it fails, so that it takes nothing of the others with it."""

from __future__ import annotations

from sqlalchemy import Connection

from queue_server.storage.prepared import say

_NAME = "unit"


def mark(conn: Connection) -> None:
    """Set the mark in an open transaction."""
    say(conn, f"SAVEPOINT {_NAME}")


def go_back(conn: Connection) -> None:
    """Take back what has been done since the mark, which stays."""
    say(conn, f"ROLLBACK TO SAVEPOINT {_NAME}")


def remove(conn: Connection) -> None:
    """Take the mark away; what was done since stays."""
    say(conn, f"RELEASE SAVEPOINT {_NAME}")
