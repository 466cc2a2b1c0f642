"""What happens between a call and the end of a service, at one window."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId, SpellId, WindowId
from queue_server.domain.rating import ASK_LIMIT_S
from queue_server.domain.ticket import (
    Finish,
    MarkAbsent,
    Requeue,
    Start,
    State,
    Ticket,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.window import Window
from queue_server.hall import queue_id_of
from queue_server.storage import ratings, tickets
from queue_server.use_cases.moves import leave_window, move, ticket_at
from queue_server.use_cases.rate import close_ask
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id


def start(tx: Tx, window: Window) -> Ticket:
    """Begin the service of the called ticket; an ask still open at the window ends."""
    for ask in ratings.open_asks(tx.conn, window.id):
        close_ask(tx, ask, "timed_out")
    return move(tx, ticket_at(tx, window), Start(SpellId(new_id("s"))))


def finish(tx: Tx, window: Window, outcome: str, items: tuple[str, ...]) -> Ticket:
    """End the service; the window's tablet asks for a rating of it. Raises `item_unknown`."""
    for code in items:
        tx.hall.item(code)
    done = move(tx, ticket_at(tx, window), Finish(outcome, items))
    leave_window(tx, window)
    if tx.hall.plan.settings.ask_rating and done.spell_id is not None:
        ratings.add_ask(
            tx.conn,
            ratings.Ask(
                spell_id=done.spell_id,
                ticket_id=done.id,
                window_id=window.id,
                asked_at=tx.at,
                until=tx.at + timedelta(seconds=max(ASK_LIMIT_S, 2 * tx.hall.policy.ask_rating_s)),
            ),
        )
    return done


def mark_absent(tx: Tx, window: Window) -> Ticket:
    """Nobody came; raises `absent_too_soon`."""
    absent = move(tx, ticket_at(tx, window), MarkAbsent())
    leave_window(tx, window)
    return absent


def requeue(tx: Tx, window: Window) -> Ticket:
    """Undo a mistaken call: the same place, not a miss."""
    back = move(tx, ticket_at(tx, window), Requeue())
    leave_window(tx, window)
    return back


def priority_not_shown(tx: Tx, window: Window) -> Ticket:
    """No document at the window: back to the place the arrival gives; raises `no_priority`."""
    back = move(tx, ticket_at(tx, window), WithdrawPriority())
    leave_window(tx, window)
    return back


def transfer(
    tx: Tx, window: Window, *, queue_id: str | None, to_window: str | None, position: str, note: str | None
) -> Ticket:
    """Send the window's ticket to another queue or to one window, with its number.

    Raises Refused: `queue_unknown`, `window_unknown`, `invalid` (neither named), `wrong_state`.
    """
    ticket = ticket_at(tx, window)
    if ticket.state not in (State.CALLED, State.SERVING):
        raise refuse("wrong_state", number=ticket.number)
    target = _target(tx, ticket, queue_id, to_window)
    front = tickets.rank_of_nth(tx.conn, target, tx.today, 1)
    command = Transfer(target, WindowId(to_window) if to_window else None, position, front, note)
    moved = move(tx, ticket, command)
    leave_window(tx, window)
    return moved


def _target(tx: Tx, ticket: Ticket, queue_id: str | None, to_window: str | None) -> QueueId:
    if queue_id is not None:
        tx.hall.queue(queue_id)
        if to_window is not None:
            tx.hall.window(to_window)
        return QueueId(queue_id)
    if to_window is None:
        raise refuse("invalid", detail="queue_id or window_id is needed")
    return (
        ticket.queue_id
        if _serves(tx, to_window, ticket.queue_id)
        else queue_id_of(tx.hall.window(to_window).own[0])
    )


def _serves(tx: Tx, window_id: str, queue_id: QueueId) -> bool:
    tx.hall.window(window_id)
    return any(queue_id in tier.queues for tier in tx.hall.tiers(WindowId(window_id)))
