"""Tickets: take a number, look at it, and what staff may do to it."""

from __future__ import annotations

from collections.abc import Callable

from apiflask import APIBlueprint
from flask import Response, request

from queue_server.access import STAFF, Caller, caller
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.domain.ticket import Ticket
from queue_server.site import site
from queue_server.storage import people, prints, tickets
from queue_server.use_cases import serve
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket, set_priority
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from queue_server.use_cases.once import Reply
from queue_server.use_cases.paper import reprint
from queue_server.use_cases.print_notice import print_notice
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import ticket_view

blueprint = APIBlueprint("tickets", __name__, url_prefix="/api/v1", tag="Tickets")
DESK = ("guide", "manager")


def desk_device(tx: Tx, who: Caller) -> people.Device | None:
    """Return the device whose printer serves the caller: their own, else the guide desk's."""
    if who.device is not None and who.device.printer_id is not None:
        return who.device
    return next((d for d in people.devices(tx.conn) if d.kind == "guide" and d.printer_id), None)


@blueprint.post("/tickets")
@blueprint.input(bodies.NewTicket, arg_name="body")
@blueprint.doc(summary="Issue a ticket", responses=[201, 409, 422])
def post_ticket(body: bodies.NewTicket) -> Response:
    """Issue a ticket and its paper."""
    who = caller("kiosk", *DESK)
    if body.booked_at is not None and who.role == "kiosk":
        raise refuse("not_yours", detail="the desk looks a booking up")

    def act(tx: Tx) -> Reply:
        device = who.device if who.role == "kiosk" else desk_device(tx, who)
        ticket, job, stands = issue_ticket(
            tx,
            device,
            queue_id=body.queue_id,
            item_code=body.item_code,
            priority=body.priority,
            language=body.language,
            booked_at=body.booked_at,
        )
        view = ticket_view(tx.conn, tx.hall, ticket, tx.public_url, stands=stands)
        return Reply(201, {"ticket": view, "print_job": job and {"id": job.id, "state": job.state}})

    return run(who, act)


@blueprint.get("/tickets")
@blueprint.doc(summary="Find a ticket of today by its number")
def find_tickets() -> Response:
    """Find a ticket of today by its number."""
    caller(*STAFF)
    number = request.args.get("number", "").strip().upper()[:12]
    here = site()
    with here.reading() as conn:
        day = here.hall.schedule.business_day(here.clock.now())
        found = tickets.by_number(conn, day, number)
        views = [ticket_view(conn, here.hall, t, here.public_url) for t in found]
    return shown({"tickets": views})


@blueprint.get("/tickets/<ticket_id>")
@blueprint.doc(summary="One ticket")
def get_ticket(ticket_id: str) -> Response:
    """Show a ticket to staff, or to the kiosk that issued it."""
    who = caller("kiosk", *STAFF)
    here = site()
    with here.reading() as conn:
        ticket = tickets.by_id(conn, ticket_id)
        if ticket is None:
            raise refuse("ticket_unknown")
        if who.role == "kiosk" and (who.device is None or ticket.device_id != who.device.id):
            raise refuse("not_yours")
        return shown(ticket_view(conn, here.hall, ticket, here.public_url))


def _change(ticket_id: str, act: Callable[[Tx, Ticket, Caller], Ticket]) -> Response:
    who = caller(*STAFF)

    def unit(tx: Tx) -> Reply:
        changed = act(tx, find(tx, ticket_id), who)
        return Reply(200, ticket_view(tx.conn, tx.hall, changed, tx.public_url))

    return run(who, unit)


@blueprint.post("/tickets/<ticket_id>/reprint")
@blueprint.doc(summary="Print a ticket again, marked 补打", responses=[200, 409])
def post_reprint(ticket_id: str) -> Response:
    """Print a ticket again, marked 补打."""
    who = caller(*STAFF)

    def unit(tx: Tx) -> Reply:
        ticket = find(tx, ticket_id)
        job: prints.PrintJob = reprint(tx, ticket, desk_device(tx, who))
        view = ticket_view(tx.conn, tx.hall, ticket, tx.public_url)
        return Reply(200, {**view, "print_job": {"id": job.id, "state": job.state}})

    return run(who, unit)


@blueprint.post("/tickets/<ticket_id>/notice")
@blueprint.input(bodies.Notice, arg_name="body")
@blueprint.doc(
    summary="Print the one-time notice 一次性告知单 of the papers that are missing",
    responses=[202, 404, 409, 422],
)
def post_notice(ticket_id: str, body: bodies.Notice) -> Response:
    """Print all papers of the guide that a citizen still has to bring."""
    who = caller(*STAFF)

    def unit(tx: Tx) -> Reply:
        job = print_notice(tx, find(tx, ticket_id), body.missing, desk_device(tx, who))
        printer = prints.printers(tx.conn)[job.printer_id]
        told = {"state": printer.state, "why": printer.why}
        return Reply(202, {"id": job.id, "printer_id": job.printer_id, "state": job.state, "printer": told})

    return run(who, unit)


@blueprint.post("/tickets/<ticket_id>/cancel")
@blueprint.input(bodies.Reason, arg_name="body")
@blueprint.doc(summary="Cancel a ticket", responses=[200, 409])
def post_cancel(ticket_id: str, body: bodies.Reason) -> Response:
    """Cancel a ticket."""
    return _change(ticket_id, lambda tx, ticket, _: cancel_ticket(tx, ticket, body.reason or "by_staff"))


@blueprint.post("/tickets/<ticket_id>/return")
@blueprint.doc(summary="Bring a missed ticket back", responses=[200, 409])
def post_return(ticket_id: str) -> Response:
    """Bring a missed ticket back behind the hall's number of others."""
    return _change(ticket_id, lambda tx, ticket, _: return_ticket(tx, ticket))


@blueprint.post("/tickets/<ticket_id>/priority")
@blueprint.input(bodies.Priority, arg_name="body")
@blueprint.doc(summary="Give, confirm or remove a priority", responses=[200, 409, 422])
def post_priority(ticket_id: str, body: bodies.Priority) -> Response:
    """Give, confirm or remove a priority."""
    return _change(
        ticket_id,
        lambda tx, ticket, _: set_priority(
            tx, ticket, body.priority, confirmed=body.confirmed, reason=body.reason
        ),
    )


@blueprint.post("/tickets/<ticket_id>/transfer")
@blueprint.input(bodies.Transfer, arg_name="body")
@blueprint.doc(summary="Send a waiting or held ticket elsewhere", responses=[200, 409, 422])
def post_transfer(ticket_id: str, body: bodies.Transfer) -> Response:
    """Send a ticket that waits or is held to another queue, window or clerk."""
    return _change(
        ticket_id,
        lambda tx, ticket, _: serve.send_waiting_on(
            tx,
            ticket,
            queue_id=body.queue_id,
            to_window=body.window_id,
            to_clerk=body.staff_id,
            position=body.position,
            note=body.note,
        ),
    )
