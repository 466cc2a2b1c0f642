"""The mark to which a unit of work goes back when it fails, so that it takes nothing of the others with it."""

from __future__ import annotations

from sqlalchemy import Connection

from queue_server.storage.prepared import BACK, MARK, UNMARK, lane_of, told


def mark(conn: Connection) -> None:
    """Set the mark in an open transaction."""
    told(conn, MARK, lane_of(conn).mark)


def go_back(conn: Connection) -> None:
    """Take back what has been done since the mark, which stays.

    Raises IntegrityError on a trusting lane that has no mark to go back to: then the whole transaction goes back.
    """
    told(conn, BACK, lane_of(conn).go_back)


def remove(conn: Connection) -> None:
    """Take the mark away; what was done since stays."""
    told(conn, UNMARK, lane_of(conn).unmark)
