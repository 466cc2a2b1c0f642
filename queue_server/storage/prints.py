"""Printers and print jobs: the work list of the print agents."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import JOB_IS_OPEN, AnyRow, print_job, printer


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer and how it was last seen: state ok, near_end, down or unknown, since `state_at`.

    `agent_id` None is the server's own agent; `seen_at` is when an agent last said how the printer is;
    `half_sent` says that its last slip ended uncertain, so that part of it may still stand in the printer.
    """

    id: str
    name: str
    address: str
    profile: dict[str, Any]
    state: str = "unknown"
    why: str | None = None
    state_at: datetime | None = None
    agent_id: str | None = None
    seen_at: datetime | None = None
    half_sent: bool = False


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper to print; state queued, claimed, printed, refused, uncertain or expired."""

    id: str
    printer_id: str
    ticket_id: str
    device_id: str | None
    kind: str
    document: dict[str, Any]
    state: str
    reason: str | None
    attempts: int
    created_at: datetime
    changed_at: datetime
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class Paper:
    """What became of a paper: its job's state, and the reason of a bad one."""

    state: str
    reason: str | None


_PRINTER = select(*[printer.c[f.name] for f in fields(Printer)])
_PRINTERS_IN_USE = Prepared(
    _PRINTER.where(printer.c.removed_at.is_(None)).order_by(func.length(printer.c.id), printer.c.id)
)
_INSERT = Prepared(insert(print_job), [f.name for f in fields(PrintJob)])
_JOB = select(*[print_job.c[f.name] for f in fields(PrintJob)])

_PAPERS = (
    select(print_job.c.ticket_id, print_job.c.state, print_job.c.reason)
    .where(print_job.c.ticket_id.in_(bindparam("tickets", expanding=True)))
    .order_by(print_job.c.created_at)
)


def _job(row: AnyRow | None) -> PrintJob | None:
    return None if row is None else PrintJob(*row)


def printers(conn: Connection) -> dict[str, Printer]:
    """Return every printer in use by id, in the order of their numbers."""
    return {row[0]: Printer(*row) for row in _PRINTERS_IN_USE.all(conn, {})}


def put_printer(conn: Connection, what: Printer) -> None:
    """Store a printer's name, address, profile and agent; its state stays. One that was removed comes back."""
    values = {
        "name": what.name,
        "address": what.address,
        "profile": what.profile,
        "agent_id": what.agent_id,
        "removed_at": None,
    }
    done = conn.execute(update(printer).where(printer.c.id == what.id).values(**values))
    if done.rowcount == 0:
        conn.execute(insert(printer).values(id=what.id, state="unknown", **values))


def remove_printer(conn: Connection, printer_id: str, at: datetime) -> None:
    """Take a printer out of use; its row stays, since old papers name it."""
    conn.execute(
        update(printer)
        .where(printer.c.id == printer_id)
        .values(removed_at=at, state="unknown", why=None, state_at=None)
    )


def printers_removed(conn: Connection) -> list[Printer]:
    """Return the printers taken out of use, the last one first."""
    rows = conn.execute(
        _PRINTER.where(printer.c.removed_at.is_not(None)).order_by(printer.c.removed_at.desc())
    )
    return [Printer(*row) for row in rows]


def printer_ids_ever(conn: Connection) -> list[str]:
    """Return the ids of all printers there have ever been."""
    return [row.id for row in conn.execute(select(printer.c.id))]


def set_printer_state(conn: Connection, printer_id: str, state: str, why: str | None, at: datetime) -> None:
    """Store that a printer's state has changed."""
    conn.execute(update(printer).where(printer.c.id == printer_id).values(state=state, why=why, state_at=at))


def set_half_sent(conn: Connection, printer_id: str, half_sent: bool) -> None:
    """Store whether part of a slip may stand in a printer."""
    conn.execute(update(printer).where(printer.c.id == printer_id).values(half_sent=half_sent))


def printer_heard_of(conn: Connection, printer_id: str, at: datetime) -> None:
    """Store that an agent spoke of a printer."""
    conn.execute(update(printer).where(printer.c.id == printer_id).values(seen_at=at))


def busy_printers(conn: Connection, at: datetime) -> set[str]:
    """Return the printers whose agent has a job in hand."""
    claimed = select(print_job.c.printer_id).where(
        JOB_IS_OPEN, print_job.c.state == "claimed", print_job.c.lease_until >= at
    )
    return {row[0] for row in conn.execute(claimed)}


def move_job(conn: Connection, before: PrintJob, printer_id: str, at: datetime) -> bool:
    """Give a job that nobody prints to another printer; False when somebody else moved it on."""
    done = conn.execute(
        update(print_job)
        .where(print_job.c.id == before.id, print_job.c.state == before.state)
        .values(printer_id=printer_id, state="queued", reason=None, changed_at=at, lease_until=None)
    )
    return done.rowcount == 1


def unprinted_at(conn: Connection, printer_id: str) -> list[PrintJob]:
    """Return a printer's jobs of which nothing was sent, the oldest first."""
    rows = conn.execute(
        _JOB.where(
            JOB_IS_OPEN, print_job.c.printer_id == printer_id, print_job.c.state.in_(("queued", "refused"))
        ).order_by(print_job.c.created_at)
    )
    return [PrintJob(*row) for row in rows]


def open_by_printer(conn: Connection) -> dict[str, tuple[int, datetime]]:
    """Return how many papers each printer still owes and since when, by printer id; none with nothing to print."""
    rows = conn.execute(
        select(print_job.c.printer_id, func.count(), func.min(print_job.c.created_at))
        .where(JOB_IS_OPEN)
        .group_by(print_job.c.printer_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def add_job(conn: Connection, job: PrintJob) -> None:
    """Put a job on the work list."""
    _INSERT.post(conn, {f.name: getattr(job, f.name) for f in fields(PrintJob)})


def job(conn: Connection, job_id: str) -> PrintJob | None:
    """Return a job, or None."""
    return _job(conn.execute(_JOB.where(print_job.c.id == job_id)).first())


def count_of_kind(
    conn: Connection, kind: str, *, since: datetime | None = None, ticket_id: str | None = None
) -> int:
    """Count the jobs of a kind, of one ticket or made since an instant."""
    asked = select(func.count()).select_from(print_job).where(print_job.c.kind == kind)
    if since is not None:
        asked = asked.where(print_job.c.created_at >= since)
    if ticket_id is not None:
        asked = asked.where(print_job.c.ticket_id == ticket_id)
    return int(conn.execute(asked).scalar() or 0)


def next_job(conn: Connection, printer_id: str, retry_before: datetime | None) -> PrintJob | None:
    """Return the oldest job to print: queued, or refused and last tried before `retry_before`, if that is given."""
    open_to_it = print_job.c.state == "queued"
    if retry_before is not None:
        refused_again = and_(print_job.c.state == "refused", print_job.c.changed_at <= retry_before)
        open_to_it = or_(open_to_it, refused_again)
    row = conn.execute(
        _JOB.where(JOB_IS_OPEN, print_job.c.printer_id == printer_id, open_to_it)
        .order_by(print_job.c.created_at)
        .limit(1)
    ).first()
    return _job(row)


def settle(
    conn: Connection,
    before: PrintJob,
    state: str,
    at: datetime,
    *,
    reason: str | None = None,
    lease_until: datetime | None = None,
) -> bool:
    """Move a job on if it is still as it was; False when somebody else moved it."""
    attempts = before.attempts + (state == "claimed")
    done = conn.execute(
        update(print_job)
        .where(print_job.c.id == before.id, print_job.c.state == before.state)
        .values(state=state, reason=reason, changed_at=at, lease_until=lease_until, attempts=attempts)
    )
    return done.rowcount == 1


def overdue(conn: Connection, at: datetime, oldest: datetime) -> list[PrintJob]:
    """Return claimed jobs whose lease is over, and unprinted ones made before `oldest`."""
    lost = and_(print_job.c.state == "claimed", print_job.c.lease_until < at)
    late = and_(print_job.c.state.in_(("queued", "refused")), print_job.c.created_at < oldest)
    rows = conn.execute(_JOB.where(JOB_IS_OPEN, or_(lost, late)))
    return [PrintJob(*row) for row in rows]


def jobs(conn: Connection, *, state: str | None, limit: int) -> list[PrintJob]:
    """Return the newest jobs, of one state or of all."""
    asked = _JOB.order_by(print_job.c.created_at.desc()).limit(limit)
    if state is not None:
        asked = asked.where(print_job.c.state == state)
    return [PrintJob(*row) for row in conn.execute(asked)]


def newest_of_device(conn: Connection, device_id: str) -> PrintJob | None:
    """Return the newest job a device asked for, or None."""
    row = conn.execute(
        _JOB.where(print_job.c.device_id == device_id).order_by(print_job.c.created_at.desc()).limit(1)
    ).first()
    return _job(row)


def papers_of(conn: Connection, ticket_ids: list[str]) -> dict[str, Paper]:
    """Return what became of each ticket's newest paper, by ticket id."""
    return {row[0]: Paper(*row[1:]) for row in conn.execute(_PAPERS, {"tickets": ticket_ids})}
