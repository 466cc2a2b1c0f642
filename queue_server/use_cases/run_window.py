"""A clerk opens, pauses, resumes and closes a window."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from queue_server.domain import window as rules
from queue_server.domain.commands import Release, TakeOver
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event
from queue_server.domain.ids import SpellId, StaffId
from queue_server.domain.ticket import State
from queue_server.domain.window import Window
from queue_server.storage import people, tickets, windows
from queue_server.use_cases import serve
from queue_server.use_cases.moves import move, ticket_at
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

Leaving = Literal["put_back", "hold", "finish"]


def open_window(tx: Tx, window: Window, clerk_id: str) -> Window:
    """Open a window for a clerk, who can be at one window only.

    Raises Refused: `window_open`, `window_taken`, `clerk_at_other_window`.
    """
    _at_no_other(tx, window, clerk_id)
    holder = people.person(tx.conn, window.clerk_id) if window.clerk_id else None
    opened, happened = rules.open_window(window, StaffId(clerk_id), tx.at, holder.name if holder else None)
    return _store(tx, opened, happened)


def pause_window(tx: Tx, window: Window, reason: str) -> Window:
    """Pause a window: nobody is sent there, a citizen already there is served to the end.

    Raises `window_closed`.
    """
    paused, happened = rules.pause(window, reason, tx.at)
    return _store(tx, paused, happened)


def resume_window(tx: Tx, window: Window) -> Window:
    """Open a paused window again; raises `not_paused`, `window_closed`."""
    opened, happened = rules.resume(window, tx.at)
    return _store(tx, opened, happened)


def close_window(tx: Tx, window: Window, leaving: Leaving | None = None, reason: str | None = None) -> Window:
    """Close a window; those sent to it or to its clerk go back to their queues.

    `leaving` says what becomes of a ticket still there: put back (called), hold or finish (being served).
    Raises Refused: `ticket_open` (none named), `wrong_state`, `window_closed`.
    """
    rules.must_be_open(window)
    if window.ticket_id is not None:
        window = _let_go(tx, window, leaving)
    for waiting in tickets.sent_to(tx.conn, window.id, window.clerk_id, tx.today):
        move(tx, waiting, Release())
    closed, happened = rules.close(window, tx.at)
    return _store(tx, closed, tuple(replace(each, reason=reason) for each in happened))


def _let_go(tx: Tx, window: Window, leaving: Leaving | None) -> Window:
    ticket = ticket_at(tx, window)
    if leaving is None:
        raise refuse("ticket_open", number=ticket.number)
    if leaving == "put_back":
        serve.requeue(tx, window)
    elif leaving == "hold":
        serve.hold(tx, window, "other")
    else:
        serve.finish(tx, window, "done", ())
    return replace(window, ticket_id=None)


def end_forgotten(
    tx: Tx, window: Window, serving: Literal["hold", "finish"] = "hold", reason: str | None = None
) -> Window:
    """Close a window that its clerk has left, for the manager: nobody there is lost.

    A called citizen goes back to the same place, one being served is held or finished; the clerk's
    sessions end. Raises `window_closed`.
    """
    rules.must_be_open(window)
    leaving: Leaving | None = None
    if window.ticket_id is not None:
        leaving = "put_back" if ticket_at(tx, window).state is State.CALLED else serving
    if window.clerk_id is not None:
        people.end_sessions(tx.conn, window.clerk_id)
    return close_window(tx, window, leaving, reason)


def take_over(tx: Tx, window: Window, clerk_id: str) -> Window:
    """Put another clerk at a window that is being handed over, with the citizen who is there.

    Raises Refused: `not_handing_over`, `window_closed`, `window_open` (it is theirs already),
    `clerk_at_other_window`.
    """
    _at_no_other(tx, window, clerk_id)
    holder = people.person(tx.conn, window.clerk_id) if window.clerk_id else None
    taken, happened = rules.take_over(window, StaffId(clerk_id), tx.at, holder.name if holder else None)
    for waiting in tickets.sent_to(tx.conn, window.id, window.clerk_id, tx.today):
        if waiting.for_staff_id is not None:
            move(tx, waiting, Release())
    if window.ticket_id is not None:
        move(tx, ticket_at(tx, window), TakeOver(SpellId(new_id("s", tx.at))))
    return _store(tx, taken, happened)


def _at_no_other(tx: Tx, window: Window, clerk_id: str) -> None:
    elsewhere = windows.of_clerk(tx.conn, clerk_id)
    if elsewhere is not None and elsewhere.id != window.id:
        raise refuse("clerk_at_other_window", window=elsewhere.number)


def _store(tx: Tx, window: Window, happened: tuple[Event, ...]) -> Window:
    windows.save(tx.conn, window)
    tx.record(*happened)
    return window
