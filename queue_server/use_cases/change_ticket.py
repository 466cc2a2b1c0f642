"""What the guide desk, staff and the citizen can do to a ticket that is not being served."""

from __future__ import annotations

from queue_server.domain.errors import refuse
from queue_server.domain.ticket import Cancel, Requeue, Return, SetPriority, State, Ticket
from queue_server.storage import tickets
from queue_server.use_cases.moves import leave_its_window, move
from queue_server.use_cases.runner import Tx


def return_ticket(tx: Tx, ticket: Ticket) -> Ticket:
    """Bring a missed ticket back behind the hall's number of others.

    Raises Refused: `return_too_late`, `wrong_state`, `ticket_expired` (of another day).
    A called ticket of a wrong call may come back too: that is its requeue.
    """
    if ticket.business_day != tx.today:
        raise refuse("ticket_expired")
    if ticket.state is State.CALLED:
        leave_its_window(tx, ticket)
        return move(tx, ticket, Requeue())
    return move(tx, ticket, Return(_rank_to_follow(tx, ticket)))


def _rank_to_follow(tx: Tx, ticket: Ticket) -> int | None:
    """Return the rank a returning ticket comes right behind, None when nobody waits.

    It goes halfway between the last ticket it lets pass and the next, so that of two returning behind
    the same neighbour each lets exactly the hall's number pass.
    """
    after = tx.hall.policy.return_after
    if after == 0:
        first = tickets.rank_of_nth(tx.conn, ticket.queue_id, tx.today, 1)
        return None if first is None else first - 2
    last = tickets.rank_of_nth(tx.conn, ticket.queue_id, tx.today, after)
    following = tickets.rank_of_nth(tx.conn, ticket.queue_id, tx.today, after + 1)
    if last is None or following is None:
        return last
    return max(last, (last + following) // 2 - 1)


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
