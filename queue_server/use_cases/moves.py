"""Move a ticket one step: apply the command, store it, close one spell and open the next, log it."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain.errors import refuse
from queue_server.domain.ids import SpellId, WindowId
from queue_server.domain.ticket import Command, Start, State, Ticket, apply
from queue_server.domain.window import Window
from queue_server.storage import calls, tickets, windows
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id


def move(tx: Tx, before: Ticket, command: Command) -> Ticket:
    """Take one step of a ticket's life and return it as stored.

    Raises Refused: what the table or a guard says, or `ticket_changed` when somebody was faster.
    """
    after, happened = apply(before, command, tx.at, tx.hall.policy)
    if not tickets.save(tx.conn, before, after):
        raise refuse("ticket_changed")
    if after.state is not before.state or after.queue_id != before.queue_id:
        tickets.close_spell(tx.conn, after.id, tx.at)
        spell_id = command.spell_id if isinstance(command, Start) else SpellId(new_id("s"))
        if after.state not in (State.DONE, State.CANCELLED):
            tickets.open_spell(tx.conn, spell_id, after, tx.at, tx.actor.staff_id)
    if before.state is State.CALLED and after.state is not State.CALLED:
        calls.drop_announcements(tx.conn, after.id, tx.at)
    tx.record(*happened)
    return after


def find(tx: Tx, ticket_id: str) -> Ticket:
    """Return a ticket; raises `ticket_unknown`."""
    found = tickets.by_id(tx.conn, ticket_id)
    if found is None:
        raise refuse("ticket_unknown")
    return found


def window_at(tx: Tx, window_id: str) -> Window:
    """Return a window; raises `window_unknown`."""
    tx.hall.window(window_id)
    found = windows.by_id(tx.conn, window_id)
    if found is None:
        raise refuse("window_unknown")
    return found


def ticket_at(tx: Tx, window: Window) -> Ticket:
    """Return the ticket at a window; raises `no_ticket` or `window_closed`."""
    if window.ticket_id is None:
        raise refuse("window_closed" if window.state == "closed" else "no_ticket")
    return find(tx, window.ticket_id)


def leave_window(tx: Tx, window: Window) -> None:
    """Store that a window has no ticket any more."""
    windows.save(tx.conn, replace(window, ticket_id=None))


def leave_its_window(tx: Tx, ticket: Ticket) -> None:
    """Free the window a ticket stands at, if it stands at one."""
    window = windows.by_id(tx.conn, ticket.window_id) if ticket.window_id else None
    if window is not None and window.ticket_id == ticket.id:
        leave_window(tx, window)


def zone_of(tx: Tx, window_id: WindowId) -> str | None:
    """Return the waiting zone whose screens speak for a window."""
    return tx.hall.window(window_id).zone
