"""A clerk opens, pauses, resumes and closes a window."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain import window as rules
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event
from queue_server.domain.ids import StaffId
from queue_server.domain.window import Window
from queue_server.storage import people, tickets, windows
from queue_server.use_cases.runner import Tx


def open_window(tx: Tx, window: Window, clerk_id: str) -> Window:
    """Open a window for a clerk, who can be at one window only.

    Raises Refused: `window_open`, `window_taken`, `clerk_at_other_window`.
    """
    elsewhere = windows.of_clerk(tx.conn, clerk_id)
    if elsewhere is not None and elsewhere.id != window.id:
        raise refuse("clerk_at_other_window", window=elsewhere.number)
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


def close_window(tx: Tx, window: Window) -> Window:
    """Close a window without a ticket; raises `ticket_open`, `window_closed`."""
    _without_ticket(tx, window)
    closed, happened = rules.close(window, tx.at)
    return _store(tx, closed, happened)


def _without_ticket(tx: Tx, window: Window) -> None:
    if window.ticket_id is not None:
        ticket = tickets.by_id(tx.conn, window.ticket_id)
        raise refuse("ticket_open", number=ticket.number if ticket else "?")


def _store(tx: Tx, window: Window, happened: tuple[Event, ...]) -> Window:
    windows.save(tx.conn, replace(window))
    tx.record(*happened)
    return window
