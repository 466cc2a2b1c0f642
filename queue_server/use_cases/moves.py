"""Move a ticket one step: apply the command, store it, close one spell and open the next, log it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from queue_server.domain.commands import (
    Command,
    Finish,
    Release,
    ResumeHeld,
    ServeDirect,
    Start,
    TakeOver,
    Transfer,
)
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event
from queue_server.domain.ids import SpellId, WindowId
from queue_server.domain.life import apply
from queue_server.domain.ticket import OPEN_STATES, State, Ticket, micros
from queue_server.domain.window import Window, WindowState
from queue_server.storage import calls, spells, tickets, windows
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

NEVER_LOGGED = frozenset({"token", "code"})
_LOGGED = tuple(f.name for f in fields(Ticket) if f.name not in NEVER_LOGGED)
_logged = attrgetter(*_LOGGED)
_spell_of = attrgetter("state", "queue_id", "window_id", "for_window_id", "for_staff_id", "spell_id")


def move(tx: Tx, before: Ticket, command: Command) -> Ticket:
    """Take one step of a ticket's life and return it as stored.

    Raises Refused: what the table or a guard says, or `ticket_changed` when somebody was faster.
    """
    after, happened = apply(before, command, tx.at, tx.hall.policy)
    if not tickets.save(tx.conn, before, after):
        raise refuse("ticket_changed")
    if _spell_of(after) != _spell_of(before):
        _next_spell(tx, before, after, command)
    if before.state is State.CALLED and after.state is not State.CALLED:
        calls.drop_announcements(tx.conn, after.id, tx.at)
    record(tx, before, after, happened)
    return after


def record(tx: Tx, before: Ticket | None, after: Ticket, happened: tuple[Event, ...]) -> None:
    """Log what happened to a ticket with every field it changed, so that the log alone rebuilds it."""
    now = zip(_LOGGED, _logged(after), strict=True)
    if before is None:
        changed = {name: _plain(value) for name, value in now}
    else:
        was = _logged(before)
        changed = {name: _plain(value) for (name, value), old in zip(now, was, strict=True) if value != old}
    first, *more = happened
    tx.record(replace(first, data={**first.data, "set": changed}), *more)


def _plain(value: Any) -> Any:
    return micros(value) if isinstance(value, datetime) else value


def _next_spell(tx: Tx, before: Ticket, after: Ticket, command: Command) -> None:
    served = before.state is State.SERVING
    outcome = after.outcome if served and after.state is State.DONE else None
    items = command.items if isinstance(command, Finish | Transfer) else ()
    spells.close_spell(tx.conn, after.id, tx.at, outcome, items)
    if after.state not in OPEN_STATES:
        return
    begins_service = isinstance(command, Start | ServeDirect | ResumeHeld) or (
        isinstance(command, TakeOver) and after.state is State.SERVING
    )
    spell_id = after.spell_id if begins_service else None
    spells.open_spell(tx.conn, spell_id or SpellId(new_id("s", tx.at)), after, tx.at, tx.actor.staff_id)


def find(tx: Tx, ticket_id: str) -> Ticket:
    """Return a ticket; raises `ticket_unknown`."""
    found = tickets.by_id(tx.conn, ticket_id)
    if found is None:
        raise refuse("ticket_unknown")
    return found


def ask_ahead(tx: Tx, window_id: str) -> None:
    """Have a window and its ticket under way with the unit's first question."""
    tx.coming[f"window {window_id}"] = windows.by_id_later(tx.conn, window_id)
    tx.coming[f"ticket at {window_id}"] = tickets.at_window_later(tx.conn, window_id)


def window_at(tx: Tx, window_id: str) -> Window:
    """Return a window; raises `window_unknown`."""
    tx.hall.window(window_id)
    coming = tx.coming.pop(f"window {window_id}", None)
    found = coming() if coming else windows.by_id(tx.conn, window_id)
    if found is None:
        raise refuse("window_unknown")
    return found


def ticket_at(tx: Tx, window: Window) -> Ticket:
    """Return the ticket at a window; raises `no_ticket` or `window_closed`."""
    if window.ticket_id is None:
        raise refuse("window_closed" if window.state == "closed" else "no_ticket")
    coming = tx.coming.pop(f"ticket at {window.id}", None)
    there: Ticket | None = coming() if coming else None
    return there if there is not None and there.id == window.ticket_id else find(tx, window.ticket_id)


def for_whom_it_may_wait(tx: Tx, ticket: Ticket) -> Ticket:
    """Let a ticket that waits again go to its queue when the window or clerk it was sent to has gone meanwhile.

    Those who waited all along were let go when the window closed.
    """
    if ticket.for_window_id is not None:
        goal = windows.by_id(tx.conn, ticket.for_window_id)
        gone = goal is None or goal.state is WindowState.CLOSED
    else:
        gone = ticket.for_staff_id is not None and windows.of_clerk(tx.conn, ticket.for_staff_id) is None
    return move(tx, ticket, Release()) if gone else ticket


def leave_window(tx: Tx, window: Window) -> Window:
    """Store that a window has no ticket any more, and return it."""
    left = replace(window, ticket_id=None)
    windows.save(tx.conn, left)
    return left


def leave_its_window(tx: Tx, ticket: Ticket) -> None:
    """Free the window a ticket stands at, if it stands at one."""
    window = windows.by_id(tx.conn, ticket.window_id) if ticket.window_id else None
    if window is not None and window.ticket_id == ticket.id:
        leave_window(tx, window)


def zone_of(tx: Tx, window_id: WindowId) -> str | None:
    """Return the waiting zone whose screens speak for a window."""
    return tx.hall.window(window_id).zone
