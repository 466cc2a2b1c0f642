"""A window calls the next ticket, or says one again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId
from queue_server.domain.ticket import Call, Recall, State, Ticket
from queue_server.domain.window import Window, ready_to_call
from queue_server.storage import calls, tickets, windows
from queue_server.use_cases.moves import move, ticket_at, zone_of
from queue_server.use_cases.runner import Tx


@dataclass(frozen=True, slots=True)
class Called:
    """The ticket called; `instead_of` is (number, window number) when another window was faster."""

    ticket: Ticket
    instead_of: tuple[str, str] | None


def call_next(tx: Tx, window: Window, queue_id: str | None, expected: str | None) -> Called | None:
    """Call the first ticket this window may call; None when nobody waits.

    `expected` is the number the clerk saw first. Raises Refused: `window_closed`, `window_paused`,
    `ticket_open`, `queue_unknown`, `not_served_here`.
    """
    ready_to_call(window)
    if window.ticket_id is not None:
        open_ticket = tickets.by_id(tx.conn, window.ticket_id)
        raise refuse("ticket_open", number=open_ticket.number if open_ticket else "?")
    chosen = _first(tx, window, queue_id)
    if chosen is None:
        return None
    called = move(tx, chosen, Call(window.id))
    windows.save(tx.conn, replace(window, ticket_id=called.id))
    announce(tx, called, window)
    return Called(called, _instead_of(tx, expected, called))


def _first(tx: Tx, window: Window, queue_id: str | None) -> Ticket | None:
    tiers = tx.hall.tiers(window.id)
    if queue_id is not None:
        tx.hall.queue(queue_id)
        if not any(queue_id in tier.queues for tier in tiers):
            raise refuse("not_served_here")
        return tickets.first_waiting(tx.conn, QueueId(queue_id), window.id, tx.today)
    for n, tier in enumerate(tiers):
        found = [t for q in tier.queues if (t := tickets.first_waiting(tx.conn, q, window.id, tx.today))]
        if n == 0:
            sent_here = tickets.first_sent_to(tx.conn, window.id, tx.today)
            found += [sent_here] if sent_here else []
        if found:
            return min(found, key=lambda t: (t.rank, t.seq))
    return None


def _instead_of(tx: Tx, expected: str | None, called: Ticket) -> tuple[str, str] | None:
    if expected is None or expected == called.number:
        return None
    for ticket in tickets.by_number(tx.conn, tx.today, expected):
        if ticket.window_id is not None and ticket.state in (State.CALLED, State.SERVING):
            return ticket.number, str(tx.hall.window(ticket.window_id).number)
    return None


def recall(tx: Tx, window: Window) -> Ticket:
    """Call the window's ticket again; raises `recall_too_soon`, `recall_limit`, `no_ticket`, `wrong_state`."""
    called = move(tx, ticket_at(tx, window), Recall())
    announce(tx, called, window)
    return called


def announce(tx: Tx, ticket: Ticket, window: Window) -> None:
    """Put the call on the speaking list of the window's zone."""
    calls.add_announcement(
        tx.conn,
        ticket_id=ticket.id,
        number=ticket.number,
        window_number=window.number,
        language=ticket.language,
        zone=zone_of(tx, window.id),
        at=tx.at,
    )
