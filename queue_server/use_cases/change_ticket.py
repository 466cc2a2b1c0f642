"""What the guide desk, staff and the citizen can do to a ticket that is not being served."""

from __future__ import annotations

from queue_server.domain import dispatch
from queue_server.domain.commands import Cancel, Requeue, Return, SetPriority
from queue_server.domain.errors import refuse
from queue_server.domain.ticket import State, Ticket
from queue_server.storage import tickets
from queue_server.use_cases import turns
from queue_server.use_cases.moves import for_whom_it_may_wait, leave_its_window, move
from queue_server.use_cases.runner import Tx


def return_ticket(tx: Tx, ticket: Ticket) -> Ticket:
    """Bring a missed ticket back behind the hall's number of others.

    Raises Refused: `return_too_late`, `return_too_many`, `void_after_missed`, `wrong_state`,
    `ticket_expired` (of another day). One called by mistake, or held, comes back to its own place.
    """
    if ticket.business_day != tx.today:
        raise refuse("ticket_expired")
    if ticket.state in (State.CALLED, State.HELD):
        leave_its_window(tx, ticket)
        return for_whom_it_may_wait(tx, move(tx, ticket, Requeue()))
    policy = tx.hall.policy
    passed = 0
    if ticket.absent_at is not None:
        passed = tickets.called_since(tx.conn, ticket.queue_id, tx.today, ticket.absent_at)
    many = policy.return_after + 1
    front = turns.first_of(tx.conn, ticket.queue_id, tx.today, policy, many, but=ticket.id)
    back = move(tx, ticket, Return(dispatch.spot_behind(front, policy.return_after), passed))
    return for_whom_it_may_wait(tx, back)


def cancel_ticket(tx: Tx, ticket: Ticket, reason: str) -> Ticket:
    """Give a number up; raises `wrong_state` for one being served or ended."""
    cancelled = move(tx, ticket, Cancel(reason))
    leave_its_window(tx, ticket)
    return cancelled


def set_priority(
    tx: Tx, ticket: Ticket, priority: str | None, *, confirmed: bool, reason: str | None
) -> Ticket:
    """Give, confirm or remove a priority class; raises `priority_unknown`, `wrong_state`."""
    return move(tx, ticket, SetPriority(priority, confirmed, reason))
