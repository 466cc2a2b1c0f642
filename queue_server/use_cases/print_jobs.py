"""What a print agent asks and reports: claim a job, say how it ended, say how the printer is.

A job is *refused* only when nothing of it reached the paper, so it may be tried again; *uncertain*
means sent and not confirmed: it is never printed again by itself. A claim whose lease runs out is
uncertain, since nobody knows how far it came.
"""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId
from queue_server.storage import calls, people, prints
from queue_server.storage.prints import PrintJob
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

LEASE = timedelta(seconds=30)
RETRY_AFTER = timedelta(seconds=3)


def claim_job(tx: Tx, printer_id: str) -> PrintJob | None:
    """Give the printer's agent its oldest job for 30 s, or None; raises `printer_unknown`."""
    if printer_id not in prints.printers(tx.conn):
        raise refuse("printer_unknown")
    settle_overdue(tx)
    job = prints.next_job(tx.conn, printer_id, tx.at - RETRY_AFTER)
    if job is None:
        return None
    if not prints.settle(tx.conn, job, "claimed", tx.at, lease_until=tx.at + LEASE):
        return None
    _tell(tx, job, "claimed", None)
    return job


def report_job(tx: Tx, job_id: str, state: str, reason: str | None) -> PrintJob:
    """Record how a claimed job ended: printed, refused or uncertain; the same report twice is one.

    Raises Refused: `job_unknown`, `job_not_claimed`.
    """
    job = prints.job(tx.conn, job_id)
    if job is None:
        raise refuse("job_unknown")
    late_truth = job.state == "uncertain" and state == "printed"
    if job.state == state:
        return job
    if job.state != "claimed" and not late_truth:
        raise refuse("job_not_claimed")
    prints.settle(tx.conn, job, state, tx.at, reason=reason)
    _tell(tx, job, state, reason)
    if state in ("refused", "uncertain") and job.attempts <= 1:
        _call_staff(tx, job, state, reason)
    return prints.job(tx.conn, job_id) or job


def settle_overdue(tx: Tx) -> None:
    """Call lost claims uncertain, and let jobs older than the hall's limit expire."""
    oldest = tx.at - timedelta(seconds=tx.hall.policy.print_late_s)
    for job in prints.overdue(tx.conn, tx.at, oldest):
        state, reason = ("uncertain", "lost") if job.state == "claimed" else ("expired", "too_late")
        if prints.settle(tx.conn, job, state, tx.at, reason=reason):
            _tell(tx, job, state, reason)
            if state == "uncertain":
                _call_staff(tx, job, state, reason)


def report_printer(tx: Tx, printer_id: str, state: str, why: str | None) -> None:
    """Record how a printer is; raises `printer_unknown`. Going down calls staff."""
    before = prints.printers(tx.conn).get(printer_id)
    if before is None:
        raise refuse("printer_unknown")
    prints.set_printer_state(tx.conn, printer_id, state, why, tx.at)
    if (before.state, before.why) == (state, why):
        return
    data = {"printer": printer_id, "state": state, "before": before.state}
    tx.record(Event(Kind.PRINTER_CHANGED, tx.at, None, None, why, data))
    if state == "down" and before.state != "down":
        _call(tx, _stands_at(tx, printer_id), "printer_down", why, None)
    elif before.state == "down" and state in ("ok", "near_end"):
        calls.settle_kind(tx.conn, "printer_down", tx.at)


def _stands_at(tx: Tx, printer_id: str) -> str:
    """Return where staff should look: the kiosk with that printer, else another device, else the printer."""
    devices = [d for d in people.devices(tx.conn) if d.printer_id == printer_id]
    devices.sort(key=lambda d: d.kind != "kiosk")
    return devices[0].id if devices else printer_id


def _tell(tx: Tx, job: PrintJob, state: str, reason: str | None) -> None:
    tx.record(
        Event(
            Kind.PRINT_CHANGED,
            tx.at,
            TicketId(job.ticket_id) if job.ticket_id else None,
            None,
            reason,
            {"job": job.id, "state": state, "device": job.device_id},
        )
    )


def _call_staff(tx: Tx, job: PrintJob, state: str, reason: str | None) -> None:
    _call(tx, job.device_id or job.printer_id, f"printer_{state}", reason, job.ticket_id or None)


def _call(tx: Tx, device_id: str, kind: str, why: str | None, ticket_id: str | None) -> None:
    call = calls.HelpCall(new_id("h"), device_id, kind, why or "", ticket_id, tx.at)
    calls.add_help(tx.conn, call)
    ticket = TicketId(ticket_id) if ticket_id else None
    tx.record(Event(Kind.HELP_ASKED, tx.at, ticket, None, why, {"help": call.id, "kind": kind}))
