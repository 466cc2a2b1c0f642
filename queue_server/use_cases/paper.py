"""Put a ticket's paper on the work list of a printer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from printers.document import Document
from printers.slips import BOOKED, PRIORITY, REPRINT, Language, Look, TicketSlip, ticket_slip
from printers.template import TemplateError
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId, WindowId
from queue_server.domain.ticket import RankRule, State, Ticket
from queue_server.domain.window import Window
from queue_server.hall import Hall
from queue_server.storage import people, prints, windows
from queue_server.use_cases.hall_now import windows_for
from queue_server.use_cases.outlook import Standing, standing
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id
from queue_server.use_cases.which_printer import printer_for

_LOG = logging.getLogger(__name__)


def queue_paper(
    tx: Tx, ticket: Ticket, device: people.Device | None, stands: Standing | None, *, copy: bool
) -> prints.PrintJob | None:
    """Store the job that prints a ticket at the device's printer; None when it has no printer.

    `stands` is None for one that no longer waits.
    """
    if device is None or device.printer_id is None:
        return None
    printer_id = printer_for(tx.hall, prints.printers(tx.conn), device)
    if printer_id is None:
        return None
    states = windows.all_windows(tx.conn) if stands is None else stands.windows
    printed = Printed(device.name, _marks(ticket, copy), tx.public_url)
    ahead, wait = (None, None) if stands is None else (stands.ahead, stands.wait)
    document = ticket_paper(tx.hall, slip_of(tx.hall, states, ticket, ahead, wait, printed))
    made_for = MadeFor(ticket.id, device.id, "reprint" if copy else "ticket")
    return put_on_list(tx, printer_id, document, made_for, copy=copy)


@dataclass(frozen=True, slots=True)
class MadeFor:
    """Say whose a paper is (a ticket's, or nobody's), at which device it was asked for, and of which kind it is."""

    ticket_id: TicketId | None
    device_id: str | None
    kind: str


def put_on_list(
    tx: Tx, printer_id: str, document: Document, made_for: MadeFor, **told: Any
) -> prints.PrintJob:
    """Put a paper on the work list of a printer; `told` goes into the log with it."""
    job = prints.PrintJob(
        id=new_id("p", tx.at),
        printer_id=printer_id,
        ticket_id=made_for.ticket_id or "",
        device_id=made_for.device_id,
        kind=made_for.kind,
        document=document.to_json(),
        state="queued",
        reason=None,
        attempts=0,
        created_at=tx.at,
        changed_at=tx.at,
        lease_until=None,
    )
    prints.add_job(tx.conn, job)
    data = {"job": job.id, "state": "queued", "device": job.device_id, "printer": printer_id, **told}
    tx.record(Event(Kind.PRINT_CHANGED, tx.at, made_for.ticket_id, None, None, data))
    return job


def ticket_paper(hall: Hall, slip: TicketSlip) -> Document:
    """Lay a ticket out as the hall wants it; a template this release cannot read gives way to the standard one."""
    ticket = hall.plan.ticket
    try:
        return ticket_slip(slip, Look(ticket.template, ticket.logo))
    except TemplateError as error:
        _LOG.error("the hall's ticket template is not read: %s", error)
        return ticket_slip(slip, Look("", ticket.logo))


def reprint(tx: Tx, ticket: Ticket, device: people.Device | None) -> prints.PrintJob:
    """Print a ticket again, marked 补打; raises `no_printer`."""
    waits = ticket.state is State.WAITING
    stands = standing(tx.conn, tx.hall, tx.at, ticket) if waits else None
    job = queue_paper(tx, ticket, device, stands, copy=True)
    if job is None:
        raise refuse("no_printer")
    return job


def _marks(t: Ticket, copy: bool) -> tuple[str, ...]:
    told = (
        (PRIORITY, t.priority is not None),
        (BOOKED, t.rank_rule is RankRule.BOOKED),
        (REPRINT, copy),
    )
    return tuple(mark for mark, on in told if on)


@dataclass(frozen=True, slots=True)
class Printed:
    """Say what a paper shows besides its ticket: where it comes out, its marks, where its codes lead."""

    device_name: str
    marks: tuple[str, ...]
    public_url: str


def slip_of(
    hall: Hall,
    states: Mapping[WindowId, Window],
    t: Ticket,
    ahead: int | None,
    wait: dict[str, int] | None,
    printed: Printed,
) -> TicketSlip:
    """Return what a ticket's paper says; `ahead` None for one that no longer waits, `wait` when it cannot be told."""
    plan = hall.plan
    queue = hall.known_queue(t.queue_id)
    item = hall.known_items.get(t.item_code or "")
    guide = hall.guides.get(t.item_code or "")
    materials, materials_en = (item.bring, item.bring_en) if item else ((), ())
    if guide:
        materials = tuple(m.name for m in guide.materials)
        materials_en = tuple(m.name_en for m in guide.materials)
    language: Language = "en" if t.language == "en" else "zh-CN"
    return TicketSlip(
        hall=plan.name,
        hall_en=plan.name_en,
        number=t.number,
        queue_name=queue.name,
        queue_name_en=queue.name_en,
        windows=tuple(windows_for(hall, states, t.queue_id)),
        item_name=item.name if item else None,
        item_name_en=item.name_en if item else "",
        marks=printed.marks,
        people_ahead=ahead,
        wait=None if wait is None else (wait["low_s"] // 60, wait["high_s"] // 60),
        waiting_zone=queue.waiting_zone,
        waiting_zone_en=queue.waiting_zone_en or "",
        materials=materials,
        materials_en=materials_en,
        materials_total=len(materials),
        phone_url=f"{printed.public_url}/t/{t.token}",
        guide_url=f"{printed.public_url}/g/{item.code}" if item else None,
        max_calls=hall.policy.max_calls,
        absent_after=hall.policy.absent_after,
        missed_void=hall.policy.missed == "void",
        return_within_min=hall.policy.return_within_s // 60,
        return_within_places=hall.policy.return_within_places,
        return_after=hall.policy.return_after,
        enquiry_phone=plan.enquiry_phone,
        complaints_phone=plan.complaints_phone,
        issued_at=t.issued_at.astimezone(hall.zone).strftime("%Y-%m-%d %H:%M:%S"),
        kiosk_name=printed.device_name,
        short_code=t.code,
        language=language,
    )
