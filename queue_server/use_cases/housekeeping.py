"""What the hall does by itself: close asks, settle lost prints, end the tickets of earlier days."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain.commands import CloseDay
from queue_server.domain.ticket import State
from queue_server.storage import answers, probes, ratings, tickets, windows
from queue_server.use_cases.announce import announce_what_is_due
from queue_server.use_cases.change_plan import take_due
from queue_server.use_cases.moves import leave_its_window, move
from queue_server.use_cases.once import KEPT_FOR
from queue_server.use_cases.print_jobs import settle_overdue
from queue_server.use_cases.rate import close_ask
from queue_server.use_cases.run_window import end_forgotten
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.speak import resume_speaking

AFTER_MIDNIGHT = timedelta(hours=2)


def tidy(tx: Tx) -> None:
    """Do the small things whose time has come; doing them twice does no harm."""
    for ask in ratings.open_asks(tx.conn):
        if tx.at >= ask.until:
            close_ask(tx, ask, "timed_out")
    settle_overdue(tx)
    resume_speaking(tx, alone=False)
    announce_what_is_due(tx)
    close_past_days(tx)
    take_due(tx)


def close_past_days(tx: Tx) -> None:
    """End what earlier days left open: flagged `day_closed`, never counted as served.

    Who is still at a window after midnight is served to the end, for at most `AFTER_MIDNIGHT`; then the
    window counts as forgotten and is closed.
    """
    left = tickets.before_day(tx.conn, tx.today)
    late = tx.at - tx.hall.schedule.midnight(tx.at) >= AFTER_MIDNIGHT
    for ticket in left:
        if ticket.state not in (State.CALLED, State.SERVING):
            move(tx, ticket, CloseDay())
        elif late:
            move(tx, ticket, CloseDay())
            leave_its_window(tx, ticket)
    if late:
        for window in windows.open_before(tx.conn, tx.hall.schedule.midnight(tx.at)):
            end_forgotten(tx, window)


def forget(tx: Tx) -> None:
    """Drop what is kept for a day only."""
    answers.forget_before(tx.conn, tx.at - KEPT_FOR - timedelta(hours=1))
    probes.forget_before(tx.conn, tx.at - KEPT_FOR)
