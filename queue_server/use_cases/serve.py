"""What happens between a call and the end of a service, at one window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from queue_server.domain import dispatch
from queue_server.domain.commands import (
    Call,
    Finish,
    Hold,
    MarkAbsent,
    Requeue,
    ResumeHeld,
    ServeDirect,
    Start,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId, SpellId, StaffId, WindowId
from queue_server.domain.rating import ASK_LIMIT_S
from queue_server.domain.ticket import State, Ticket
from queue_server.domain.window import Window, WindowState
from queue_server.hall import queue_id_of
from queue_server.storage import people, ratings, tickets, windows
from queue_server.use_cases import turns
from queue_server.use_cases.call_next import announce, serves, without_ticket
from queue_server.use_cases.issue_ticket import draw_ticket
from queue_server.use_cases.moves import find, for_whom_it_may_wait, leave_window, move, ticket_at
from queue_server.use_cases.rate import close_ask
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id


def start(tx: Tx, window: Window) -> Ticket:
    """Begin the service of the called ticket; an ask still open at the window ends."""
    _end_asks(tx, window)
    return move(tx, ticket_at(tx, window), Start(SpellId(new_id("s", tx.at))))


def serve_direct(
    tx: Tx, window: Window, *, queue_id: str | None, item_code: str | None, language: str
) -> Ticket:
    """Serve somebody who came without a number: one is drawn, nobody is called, nothing is printed.

    The queue may be left to the item, or to the window's first. Raises Refused: `window_closed`,
    `window_paused`, `ticket_open`, `queue_unknown`, `item_unknown`, `item_elsewhere`, `not_served_here`.
    """
    without_ticket(tx, window)
    if queue_id is None and item_code is None:
        queue_id = tx.hall.tiers(window.id)[0].queues[0]
    fresh = draw_ticket(tx, None, queue_id=queue_id, item_code=item_code, priority=None, language=language)
    if not serves(tx, window, fresh.queue_id):
        raise refuse("not_served_here")
    _end_asks(tx, window)
    served = move(tx, fresh, ServeDirect(window.id, SpellId(new_id("s", tx.at))))
    windows.save(tx.conn, replace(window, ticket_id=served.id))
    return served


def _end_asks(tx: Tx, window: Window) -> None:
    for ask in ratings.open_asks(tx.conn, window.id):
        close_ask(tx, ask, "timed_out")


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
    """Nobody came; raises `absent_too_soon`, `absent_wait`."""
    absent = move(tx, ticket_at(tx, window), MarkAbsent())
    leave_window(tx, window)
    return absent


def requeue(tx: Tx, window: Window) -> Ticket:
    """Undo a mistaken call: the same place, not a miss."""
    back = move(tx, ticket_at(tx, window), Requeue())
    leave_window(tx, window)
    return for_whom_it_may_wait(tx, back)


def priority_not_shown(tx: Tx, window: Window) -> Ticket:
    """No document at the window: back to the place the arrival gives; raises `no_priority`."""
    back = move(tx, ticket_at(tx, window), WithdrawPriority())
    leave_window(tx, window)
    return for_whom_it_may_wait(tx, back)


def hold(tx: Tx, window: Window, reason: str) -> Ticket:
    """Set the citizen aside, to fill a form or fetch a paper; the window is free for others."""
    held = move(tx, ticket_at(tx, window), Hold(reason))
    leave_window(tx, window)
    return held


def resume_held(tx: Tx, window: Window, ticket_id: str, *, call: bool) -> Ticket:
    """Go on with a held ticket, from any window that serves its queue; `call` has it called first.

    Raises Refused: as `call_next`, `ticket_unknown`, `wrong_state`, `not_served_here`.
    """
    without_ticket(tx, window)
    held = find(tx, ticket_id)
    if held.state is not State.HELD:
        raise refuse("wrong_state", number=held.number)
    if held.window_id != window.id and not serves(tx, window, held.queue_id):
        raise refuse("not_served_here")
    if call:
        resumed = move(tx, held, Call(window.id, "resumed"))
        announce(tx, resumed, window)
    else:
        _end_asks(tx, window)
        resumed = move(tx, held, ResumeHeld(window.id, SpellId(new_id("s", tx.at))))
    windows.save(tx.conn, replace(window, ticket_id=resumed.id))
    return resumed


def send_on(
    tx: Tx,
    ticket: Ticket,
    *,
    queue_id: str | None,
    to_window: str | None,
    to_clerk: str | None = None,
    position: str,
    note: str | None,
    items: tuple[str, ...] = (),
) -> Ticket:
    """Send a ticket to another queue, one window or one clerk, with its number.

    `items` are those served here before. Raises Refused: `queue_unknown`, `window_unknown`,
    `clerk_unknown`, `item_unknown`, `invalid` (no goal named), `target_closed`, `clerk_away`, `wrong_state`.
    """
    for code in items:
        tx.hall.item(code)
    goal_window, goal_clerk = to_window, None
    if to_clerk is not None:
        goal_clerk = StaffId(to_clerk)
        goal_window = _window_of(tx, to_clerk)
    elif to_window is not None:
        _open_goal(tx, to_window)
    target = _target(tx, ticket, queue_id, goal_window)
    first = turns.first_of(tx.conn, target, tx.today, tx.hall.policy, 1)
    command = Transfer(
        queue_id=target,
        for_window_id=WindowId(to_window) if to_window and goal_clerk is None else None,
        position=position,
        front=dispatch.front_of(first[0] if first else None),
        note=note,
        for_staff_id=goal_clerk,
        items=items,
        least=tickets.last_arrival(tx.conn, tx.today, target) + 1,
    )
    return move(tx, ticket, command)


def transfer(tx: Tx, window: Window, **goal: Any) -> Ticket:
    """Send the window's own ticket on; `goal` as for `send_on`. Raises `no_ticket` besides."""
    moved = send_on(tx, ticket_at(tx, window), **goal)
    leave_window(tx, window)
    return moved


def send_waiting_on(tx: Tx, ticket: Ticket, **goal: Any) -> Ticket:
    """Send a ticket on that waits or is held, for the desk; `goal` as for `send_on`.

    Raises Refused: `wrong_state` for one at a window (its clerk sends it), `ticket_expired` besides.
    """
    if ticket.business_day != tx.today:
        raise refuse("ticket_expired")
    if ticket.state not in (State.WAITING, State.HELD):
        raise refuse("wrong_state", number=ticket.number)
    return send_on(tx, ticket, **goal)


def _open_goal(tx: Tx, window_id: str) -> None:
    plan = tx.hall.window(window_id)
    goal = windows.by_id(tx.conn, window_id)
    if goal is None or goal.state is WindowState.CLOSED:
        raise refuse("target_closed", window=plan.number)


def _window_of(tx: Tx, clerk_id: str) -> str:
    person = people.person(tx.conn, clerk_id)
    if person is None or person.role != "clerk":
        raise refuse("clerk_unknown")
    at = windows.of_clerk(tx.conn, clerk_id)
    if at is None:
        raise refuse("clerk_away", clerk=person.name)
    return at.id


def _target(tx: Tx, ticket: Ticket, queue_id: str | None, to_window: str | None) -> QueueId:
    if queue_id is not None:
        tx.hall.queue(queue_id)
        return QueueId(queue_id)
    if to_window is None:
        raise refuse("invalid", detail="queue_id, window_id or staff_id is needed")
    if any(ticket.queue_id in tier.queues for tier in tx.hall.tiers(WindowId(to_window))):
        return ticket.queue_id
    return queue_id_of(tx.hall.window(to_window).own[0])
