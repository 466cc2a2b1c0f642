"""What a print agent asks and reports: claim a job, say how it ended, say how the printer is.

A job is *refused* only when nothing of it reached the paper, so it may be tried again, and by another printer where the
hall wants that; *uncertain* means sent and not confirmed: it is never printed again by itself. A claim whose lease runs
out is uncertain, since nobody knows how far it came.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId
from queue_server.storage import calls, people, prints
from queue_server.storage.prints import Printer, PrintJob
from queue_server.use_cases.devices import OWN_AGENT
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id
from queue_server.use_cases.which_printer import printer_for

LEASE = timedelta(seconds=30)
RETRY_AFTER = timedelta(seconds=3)
AWAY_AFTER_S = 20.0
AWAY = "agent_away"
TOLD_OF = ("printer_refused", "printer_uncertain")


def is_printed_by(printer: Printer, agent_id: str) -> bool:
    """Say whether a printer is that agent's; one that names none is the server's own agent's."""
    return (printer.agent_id or OWN_AGENT) == agent_id


def _printer_of(conn: Connection, printer_id: str, agent_id: str) -> Printer:
    """Return a printer of an agent; raises `printer_unknown`, also for another agent's."""
    found = prints.printers(conn).get(printer_id)
    if found is None or not is_printed_by(found, agent_id):
        raise refuse("printer_unknown")
    return found


def is_wanted(conn: Connection, printer_id: str, agent_id: str, at: datetime) -> bool:
    """Say whether a printer's agent has a job to claim; raises `printer_unknown`."""
    return _next_job(conn, _printer_of(conn, printer_id, agent_id), at) is not None


def claim_job(tx: Tx, printer_id: str, agent_id: str) -> tuple[PrintJob, Printer] | None:
    """Give the printer's agent its oldest job for 30 s, or None; raises `printer_unknown`."""
    printer = _printer_of(tx.conn, printer_id, agent_id)
    settle_overdue(tx)
    job = _next_job(tx.conn, printer, tx.at)
    if job is None or not prints.settle(tx.conn, job, "claimed", tx.at, lease_until=tx.at + LEASE):
        return None
    _tell(tx, job, "claimed", None)
    return job, printer


def _next_job(conn: Connection, printer: Printer, at: datetime) -> PrintJob | None:
    """Return the oldest job to print; one that was refused waits while its printer is known to be down.

    The agent looks at such a printer every two seconds anyway, and each refusal is two more commits.
    """
    retry_before = None
    if printer.state != "down":
        retry_before = max(at - RETRY_AFTER, printer.state_at or at - RETRY_AFTER)
    return prints.next_job(conn, printer.id, retry_before)


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
    if state != "refused":
        prints.set_half_sent(tx.conn, job.printer_id, state == "uncertain")
    _tell(tx, job, state, reason)
    if state in ("refused", "uncertain") and job.attempts <= 1:
        _call_staff(tx, job, state, reason)
    if state == "printed" and (late_truth or job.attempts > 1) and job.ticket_id:
        # What staff were called for has come out after all.
        calls.settle_ticket(tx.conn, TOLD_OF, job.ticket_id, job.created_at, tx.at)
    now = prints.job(tx.conn, job_id) or job
    if state == "refused" and _elsewhere(tx, now, {job.printer_id}):
        return prints.job(tx.conn, job_id) or now
    return now


def settle_overdue(tx: Tx) -> None:
    """Call lost claims uncertain, and let jobs older than the hall's limit expire; staff are told of each once."""
    oldest = tx.at - timedelta(seconds=tx.hall.policy.print_late_s)
    for job in prints.overdue(tx.conn, tx.at, oldest):
        state, reason = ("uncertain", "lost") if job.state == "claimed" else ("expired", "too_late")
        if prints.settle(tx.conn, job, state, tx.at, reason=reason):
            if state == "uncertain":
                prints.set_half_sent(tx.conn, job.printer_id, True)
            _tell(tx, job, state, reason)
            if state == "uncertain" or job.attempts == 0:
                _call_staff(tx, job, state, reason)


def report_printer(tx: Tx, printer_id: str, state: str, why: str | None, agent_id: str) -> None:
    """Record how a printer is; raises `printer_unknown`. Going down calls staff."""
    before = _printer_of(tx.conn, printer_id, agent_id)
    prints.printer_heard_of(tx.conn, printer_id, tx.at)
    _now_so(tx, before, state, why)


class Silence:
    """Notice printers no agent speaks of any more, by a clock that does not jump.

    Counts from when it first looked, so that a server just started gives the agents time to come back.
    """

    def __init__(self) -> None:
        """Start with nothing noticed."""
        self._heard: dict[str, tuple[datetime | None, float]] = {}

    def look(self, printers: dict[str, Printer], busy: set[str], monotonic_s: float) -> list[Printer]:
        """Return the printers last spoken of more than AWAY_AFTER_S ago; never one that nobody ever spoke of."""
        silent = []
        for printer in printers.values():
            known = self._heard.get(printer.id)
            if known is None or known[0] != printer.seen_at or printer.id in busy:
                self._heard[printer.id] = printer.seen_at, monotonic_s
            elif printer.seen_at is not None and monotonic_s - known[1] > AWAY_AFTER_S:
                silent.append(printer)
        return silent


def notice_silence(tx: Tx, silence: Silence, monotonic_s: float) -> None:
    """Call printers down whose agent has fallen silent: what was last heard of them is no longer known."""
    known = prints.printers(tx.conn)
    for printer in silence.look(known, prints.busy_printers(tx.conn, tx.at), monotonic_s):
        _now_so(tx, printer, "down", AWAY)


def _now_so(tx: Tx, before: Printer, state: str, why: str | None) -> None:
    """Store a printer's state if it has changed, and what follows from it."""
    if (before.state, before.why) == (state, why):
        return
    prints.set_printer_state(tx.conn, before.id, state, why, tx.at)
    data = {"printer": before.id, "state": state, "before": before.state}
    tx.record(Event(Kind.PRINTER_CHANGED, tx.at, None, None, why, data))
    where = _stands_at(tx, before.id)
    if state == "down":
        if before.state != "down":
            _call(tx, where, "printer_down", why, None)
        for job in prints.unprinted_at(tx.conn, before.id):
            _elsewhere(tx, job, {before.id})
    elif before.state == "down" and state in ("ok", "near_end"):
        calls.settle_kind(tx.conn, "printer_down", where, tx.at)


def _elsewhere(tx: Tx, job: PrintJob, without: set[str]) -> bool:
    """Give a paper of which nothing was sent to the kiosk's other printer, where the hall wants that."""
    device = people.device_by_id(tx.conn, job.device_id) if job.device_id else None
    other = printer_for(tx.hall, prints.printers(tx.conn), device, without)
    if other is None or other in without or not prints.move_job(tx.conn, job, other, tx.at):
        return False
    _tell(tx, replace(job, printer_id=other), "queued", None)
    return True


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
            {"job": job.id, "state": state, "device": job.device_id, "printer": job.printer_id},
        )
    )


def _call_staff(tx: Tx, job: PrintJob, state: str, reason: str | None) -> None:
    _call(tx, job.device_id or job.printer_id, f"printer_{state}", reason, job.ticket_id or None)


def _call(tx: Tx, device_id: str, kind: str, why: str | None, ticket_id: str | None) -> None:
    call = calls.HelpCall(new_id("h", tx.at), device_id, kind, why or "", ticket_id, tx.at)
    calls.add_help(tx.conn, call)
    ticket = TicketId(ticket_id) if ticket_id else None
    tx.record(Event(Kind.HELP_ASKED, tx.at, ticket, None, why, {"help": call.id, "kind": kind}))
