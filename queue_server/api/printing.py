"""Print jobs and printers: what a print agent speaks, and nothing else."""

from __future__ import annotations

import time
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from queue_server.access import STAFF, Caller, caller
from queue_server.api import bodies
from queue_server.api.asker import asker_is_gone, asker_of
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.site import site
from queue_server.storage import prints
from queue_server.use_cases.devices import OWN_AGENT
from queue_server.use_cases.once import Reply
from queue_server.use_cases.print_jobs import (
    claim_job,
    is_printed_by,
    is_wanted,
    report_job,
    report_printer,
)
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("printing", __name__, url_prefix="/api/v1", tag="Printing")
STATES = ("queued", "claimed", "printed", "refused", "uncertain", "expired")


def _job_view(tx_hall: Any, job: prints.PrintJob, *, document: bool = False) -> dict[str, Any]:
    view = {
        "id": job.id,
        "printer_id": job.printer_id,
        "ticket_id": job.ticket_id,
        "kind": job.kind,
        "state": job.state,
        "reason": job.reason,
        "attempts": job.attempts,
        "created_at": instant(job.created_at, tx_hall),
        "changed_at": instant(job.changed_at, tx_hall),
    }
    return {**view, "document": job.document} if document else view


@blueprint.get("/print-jobs")
@blueprint.doc(summary="Print jobs, newest first")
def get_jobs() -> Response:
    """Show the newest print jobs."""
    caller("print_agent", *STAFF)
    state = request.args.get("state")
    if state is not None and state not in STATES:
        raise refuse("invalid", detail=f"state is one of {', '.join(STATES)}")
    with site().reading() as conn:
        found = prints.jobs(conn, state=state, limit=200)
    return shown({"print_jobs": [_job_view(site().hall, j) for j in found]})


@blueprint.get("/print-jobs/<job_id>")
@blueprint.doc(summary="One print job")
def get_job(job_id: str) -> Response:
    """Show a job to its agent, to staff, or to the kiosk that caused it."""
    who = caller("print_agent", "kiosk", *STAFF)
    with site().reading() as conn:
        job = prints.job(conn, job_id)
    if job is None:
        raise refuse("job_unknown")
    if who.role == "kiosk" and (who.device is None or job.device_id != who.device.id):
        raise refuse("not_yours")
    return shown(_job_view(site().hall, job))


@blueprint.post("/print-jobs/claim")
@blueprint.input(bodies.Claim, arg_name="body")
@blueprint.doc(summary="Claim a printer's next job for 30 s; 204 when there is none", responses=[200, 204])
def post_claim(body: bodies.Claim) -> Response:
    """Claim a printer's next job, waiting for one up to `wait_s` seconds."""
    who = caller("print_agent")
    agent_id = _agent_id(who)
    asker = asker_of(request.environ)
    wakes = site().extras["paper_wakes"]
    ends = time.monotonic() + body.wait_s

    def unit(tx: Tx) -> Reply:
        # An agent that has died leaves its question behind; no job may be given to nobody.
        claimed = None if asker_is_gone(asker) else claim_job(tx, body.printer_id, agent_id)
        if claimed is None:
            return Reply(204, None)
        job, printer = claimed
        view = _job_view(tx.hall, job, document=True)
        view["printer"] = {"id": printer.id, "address": printer.address, "profile": printer.profile}
        return Reply(200, {**view, "state": "claimed", "recover": printer.half_sent})

    while True:
        wake = wakes.next(body.printer_id)
        with site().asking() as conn:  # nearly always there is nothing, and that costs no writing
            wanted = is_wanted(conn, body.printer_id, agent_id, site().clock.now())
        response = run(who, unit) if wanted else Response(status=204)
        left = ends - time.monotonic()
        if response.status_code != 204 or left <= 0 or asker_is_gone(asker):
            return response
        wake.wait(min(left, 3.0))


@blueprint.get("/printers")
@blueprint.doc(summary="The hall's printers and how each was last seen")
def get_printers() -> Response:
    """Show the printers to staff, and to an agent its own."""
    who = caller("print_agent", *STAFF)
    with site().reading() as conn:
        found = prints.printers(conn).values()
    agent_id = _agent_id(who) if who.role == "print_agent" else None
    mine = [p for p in found if agent_id is None or is_printed_by(p, agent_id)]
    return shown({"printers": [printer_view(site().hall, p) for p in mine]})


def _agent_id(who: Caller) -> str:
    return who.device.id if who.device is not None else OWN_AGENT


def printer_view(hall: Any, printer: prints.Printer) -> dict[str, Any]:
    """Return a printer as staff see it."""
    return {
        "id": printer.id,
        "name": printer.name,
        "address": printer.address,
        "profile": printer.profile,
        "state": printer.state,
        "why": printer.why,
        "since": instant(printer.state_at, hall),
        "at": instant(printer.seen_at, hall),
        "agent_id": printer.agent_id or OWN_AGENT,
    }


def _report(job_id: str, state: str, reason: str | None) -> Response:
    who = caller("print_agent")

    def unit(tx: Tx) -> Reply:
        return Reply(200, _job_view(tx.hall, report_job(tx, job_id, state, reason)))

    return run(who, unit)


@blueprint.post("/print-jobs/<job_id>/printed")
@blueprint.doc(summary="The paper is out", responses=[200, 409])
def post_printed(job_id: str) -> Response:
    """Report that the paper is out."""
    return _report(job_id, "printed", None)


@blueprint.post("/print-jobs/<job_id>/refused")
@blueprint.input(bodies.JobReport, arg_name="body")
@blueprint.doc(summary="Nothing was sent", responses=[200, 409])
def post_refused(job_id: str, body: bodies.JobReport) -> Response:
    """Report that nothing was sent to the printer."""
    return _report(job_id, "refused", body.reason)


@blueprint.post("/print-jobs/<job_id>/uncertain")
@blueprint.input(bodies.JobReport, arg_name="body")
@blueprint.doc(summary="Sent, and not confirmed", responses=[200, 409])
def post_uncertain(job_id: str, body: bodies.JobReport) -> Response:
    """Report that a job was sent and not confirmed."""
    return _report(job_id, "uncertain", body.reason)


@blueprint.put("/printers/<printer_id>/status")
@blueprint.input(bodies.PrinterStatus, arg_name="body")
@blueprint.doc(summary="How a printer is", responses=[204])
def put_status(printer_id: str, body: bodies.PrinterStatus) -> Response:
    """Report how a printer is."""
    who = caller("print_agent")
    agent_id = _agent_id(who)

    def unit(tx: Tx) -> Reply:
        report_printer(tx, printer_id, body.state, body.why, agent_id)
        return Reply(204, None)

    return run(who, unit)
