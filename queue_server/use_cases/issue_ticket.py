"""A citizen takes a number."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId, SpellId, TicketId
from queue_server.domain.issuing import Drawn, Wish, issue
from queue_server.domain.numbering import number_of
from queue_server.domain.ticket import Ticket, micros
from queue_server.hall import queue_id_of
from queue_server.plan import QueuePlan
from queue_server.storage import people, prints, spells, tickets
from queue_server.use_cases.admission import admit, count
from queue_server.use_cases.moves import record
from queue_server.use_cases.outlook import Standing, standing
from queue_server.use_cases.paper import queue_paper
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id, new_token, short_code


class Issued(NamedTuple):
    """A number that was given, the job of its paper if it has one, and where it stands."""

    ticket: Ticket
    job: prints.PrintJob | None
    stands: Standing


def issue_ticket(
    tx: Tx,
    device: people.Device | None,
    *,
    queue_id: str | None,
    item_code: str | None,
    priority: str | None,
    language: str,
    booked_at: datetime | None = None,
) -> Issued:
    """Give the next number of a queue, on disk with its paper's job in the same commit.

    The queue may be left to the item. Raises Refused: `queue_unknown`, `item_unknown`,
    `item_elsewhere`, `priority_unknown`, `invalid`, and those of `admission.not_now`.
    """
    wanted, _ = _queue(tx, queue_id, item_code)
    admit(tx, wanted, item_code, booked=booked_at is not None)
    stored = draw_ticket(
        tx,
        device,
        queue_id=wanted,
        item_code=item_code,
        priority=priority,
        language=language,
        booked_at=booked_at,
    )
    stands = standing(tx.conn, tx.hall, tx.at, stored)
    return Issued(stored, queue_paper(tx, stored, device, stands, copy=False), stands)


def draw_ticket(
    tx: Tx,
    device: people.Device | None,
    *,
    queue_id: str | None,
    item_code: str | None,
    priority: str | None,
    language: str,
    booked_at: datetime | None = None,
) -> Ticket:
    """Draw the next number of a queue at any hour, without paper; raises as `issue_ticket` does."""
    wanted, queue = _queue(tx, queue_id, item_code)
    count(tx, wanted)
    value, least = tickets.next_value(tx.conn, tx.today, wanted, micros(tx.at))
    ticket, happened = issue(
        Wish(wanted, item_code, priority, language, booked_at),
        tx.at,
        tx.hall.policy,
        Drawn(number_of(queue.prefix, value, tx.hall.plan.settings.number_width), tx.today, least),
        ticket_id=TicketId(new_id("t", tx.at)),
        token=new_token(),
        code=short_code(),
        device_id=device.id if device else None,
    )
    stored = tickets.add(tx.conn, ticket)
    spells.open_spell(tx.conn, SpellId(new_id("s", tx.at)), stored, tx.at, tx.actor.staff_id)
    record(tx, None, stored, happened)
    return stored


def _queue(tx: Tx, queue_id: str | None, item_code: str | None) -> tuple[QueueId, QueuePlan]:
    if item_code is None:
        if queue_id is None:
            raise refuse("invalid", detail="queue_id or item_code is needed")
        return QueueId(queue_id), tx.hall.queue(queue_id)
    home = queue_id_of(tx.hall.item(item_code).queue)
    if queue_id is not None and QueueId(queue_id) != home:
        tx.hall.queue(queue_id)
        raise refuse("item_elsewhere")
    return home, tx.hall.queue(home)
