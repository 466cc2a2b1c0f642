"""The paper of a queue as it would come out now, for whoever sets the hall up; nobody gets a number."""

from __future__ import annotations

from printers.profile import Profile
from printers.slips import SAMPLE, TicketSlip, test_slip
from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId, TicketId
from queue_server.domain.numbering import number_of
from queue_server.domain.ticket import RankRule, State, Ticket, micros
from queue_server.domain.window import Window
from queue_server.hall import Hall
from queue_server.storage import prints, tickets
from queue_server.use_cases import outlook
from queue_server.use_cases.hall_now import HallNow, read_now
from queue_server.use_cases.paper import MadeFor, Printed, put_on_list, slip_of, ticket_paper
from queue_server.use_cases.runner import Tx

_TOKEN = "x" * 22
KIND, TEST = "sample", "test"


def sample_slip(now: HallNow, hall: Hall, queue_id: QueueId, public_url: str, language: str) -> TicketSlip:
    """Return the next ticket of a queue under `hall`, with the figures of this moment.

    `hall` may be one that is not in force. Raises `queue_unknown`.
    """
    queue = hall.queue(queue_id)
    items = hall.items_of[queue_id]
    value = tickets.issued_count(now.conn, now.today, queue_id) + 1
    ticket = Ticket(
        id=TicketId(KIND),
        seq=0,
        number=number_of(queue.prefix, value, hall.plan.settings.number_width),
        business_day=now.today,
        queue_id=queue_id,
        state=State.WAITING,
        issued_at=now.at,
        arrived_at=now.at,
        rank_base=micros(now.at),
        rank=micros(now.at),
        rank_rule=RankRule.ARRIVAL,
        token=_TOKEN,
        code="0000",
        language=language,
        item_code=items[0].code if items and not queue.skip_items else None,
    )
    states = {w: now.windows.get(w) or Window(w, str(plan.number)) for w, plan in hall.windows.items()}
    ahead = len(now.waiting_of.get(queue_id, ()))
    order = {q: now.waiting_of.get(q, []) for q in hall.queues}
    waits = outlook.look(hall, now.at, states, now.ticket_at, order)
    wait = waits.of_ticket(ticket, ahead)
    return slip_of(hall, states, ticket, ahead, wait, Printed("", (SAMPLE,), public_url))


def print_sample(tx: Tx, hall: Hall, queue_id: QueueId, printer_id: str | None) -> prints.PrintJob:
    """Print the sample at a printer, the hall's first when none is named.

    Raises `queue_unknown`, `printer_unknown`, `no_printer`.
    """
    known = prints.printers(tx.conn)
    if printer_id is not None and printer_id not in known:
        raise refuse("printer_unknown")
    chosen = printer_id or next(iter(known), None)
    if chosen is None:
        raise refuse("no_printer")
    slip = sample_slip(read_now(tx.conn, tx.hall, tx.at), hall, queue_id, tx.public_url, "zh-CN")
    return put_on_list(tx, chosen, ticket_paper(hall, slip), MadeFor(None, None, KIND), sample=True)


def print_test(tx: Tx, printer_id: str) -> prints.PrintJob:
    """Print the test slip at a printer, with the settings it has; raises `printer_unknown`."""
    printer = prints.printers(tx.conn).get(printer_id)
    if printer is None:
        raise refuse("printer_unknown")
    at = tx.at.astimezone(tx.hall.zone).strftime("%Y-%m-%d %H:%M:%S")
    paper = test_slip(printer.name, at, Profile.from_json(printer.profile).columns)
    return put_on_list(tx, printer_id, paper, MadeFor(None, None, TEST), sample=True)
