"""A window calls the next ticket, a chosen one, or one again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from queue_server.domain import dispatch
from queue_server.domain.commands import Call, Recall
from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId
from queue_server.domain.ticket import State, Ticket
from queue_server.domain.window import Window, ready_to_call
from queue_server.storage import calls, tickets, windows
from queue_server.use_cases import turns
from queue_server.use_cases.moves import find, move, ticket_at, zone_of
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
    without_ticket(tx, window)
    chosen = _first(tx, window, queue_id)
    if chosen is None:
        return None
    called = _call(tx, window, chosen, None)
    return Called(called, _instead_of(tx, expected, called))


def call_chosen(tx: Tx, window: Window, ticket_id: str, reason: str) -> Ticket:
    """Call a waiting ticket out of its turn, with the reason in the log.

    Raises Refused: as `call_next`, `ticket_unknown`, `not_served_here`, or `ticket_not_callable` when it
    does not wait, waits for another window, or is of another day.
    """
    without_ticket(tx, window)
    chosen = find(tx, ticket_id)
    elsewhere = dispatch.sent_away(chosen) and not dispatch.sent_to(chosen, window.id, window.clerk_id)
    if chosen.state is not State.WAITING or chosen.business_day != tx.today or elsewhere:
        raise refuse("ticket_not_callable", number=chosen.number)
    if not dispatch.sent_away(chosen) and not serves(tx, window, chosen.queue_id):
        raise refuse("not_served_here")
    return _call(tx, window, chosen, reason)


def without_ticket(tx: Tx, window: Window) -> None:
    """Raise `window_closed`, `window_paused` or `ticket_open` unless the window is free for somebody."""
    ready_to_call(window)
    if window.ticket_id is not None:
        open_ticket = tickets.by_id(tx.conn, window.ticket_id)
        raise refuse("ticket_open", number=open_ticket.number if open_ticket else "?")


def serves(tx: Tx, window: Window, queue_id: QueueId) -> bool:
    """Tell whether a window calls a queue, as its own or to help."""
    return any(queue_id in tier.queues for tier in tx.hall.tiers(window.id))


def _call(tx: Tx, window: Window, chosen: Ticket, reason: str | None) -> Ticket:
    why = turns.why_now(tx.conn, chosen, tx.hall.policy, in_turn=reason is None)
    called = move(tx, chosen, Call(window.id, reason, why.as_dict()))
    windows.save(tx.conn, replace(window, ticket_id=called.id))
    announce(tx, called, window)
    return called


def _first(tx: Tx, window: Window, queue_id: str | None) -> Ticket | None:
    policy = tx.hall.policy
    if queue_id is not None:
        tx.hall.queue(queue_id)
        if not serves(tx, window, QueueId(queue_id)):
            raise refuse("not_served_here")
        return next(iter(turns.next_of(tx.conn, [QueueId(queue_id)], tx.today, policy)), None)
    return dispatch.first_for(
        tx.hall.tiers(window.id),
        lambda queues: turns.next_of(tx.conn, queues, tx.today, policy),
        tickets.sent_to_later(tx.conn, window.id, window.clerk_id, tx.today),
    )


def _instead_of(tx: Tx, expected: str | None, called: Ticket) -> tuple[str, str] | None:
    if expected is None or expected == called.number:
        return None
    for ticket in tickets.by_number(tx.conn, tx.today, expected):
        if ticket.window_id is not None and ticket.state in (State.CALLED, State.SERVING):
            return ticket.number, str(tx.hall.known_window(ticket.window_id).number)
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
