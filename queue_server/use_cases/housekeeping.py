"""What the hall does by itself: close asks, settle lost prints, end the tickets of earlier days."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain.ticket import Cancel
from queue_server.storage import answers, ratings, tickets
from queue_server.use_cases.moves import move
from queue_server.use_cases.once import KEPT_FOR
from queue_server.use_cases.print_jobs import settle_overdue
from queue_server.use_cases.rate import close_ask
from queue_server.use_cases.runner import Tx


def tidy(tx: Tx) -> None:
    """Do the small things whose time has come; doing them twice does no harm."""
    for ask in ratings.open_asks(tx.conn):
        if tx.at >= ask.until:
            close_ask(tx, ask, "timed_out")
    settle_overdue(tx)
    for ticket in tickets.before_day(tx.conn, tx.today):
        move(tx, ticket, Cancel("day_closed"))


def forget(tx: Tx) -> None:
    """Drop what is kept for a day only."""
    answers.forget_before(tx.conn, tx.at - KEPT_FOR - timedelta(hours=1))
