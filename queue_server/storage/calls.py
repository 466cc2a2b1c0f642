"""Announcements to be spoken, and calls for help from the kiosks."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, or_, select, text, update

from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import announcement, help_call

RECENT = 1000
"""What is being spoken stands among the last rows; those of past years need not be looked through."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to be spoken in a zone; state queued, playing, spoken or unspoken."""

    id: int
    ticket_id: str
    number: str
    window_number: str
    language: str
    zone: str | None
    state: str
    why: str | None
    created_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Somebody or something at a device needs a person; kind says which trouble."""

    id: str
    device_id: str
    kind: str
    why: str
    ticket_id: str | None
    at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


_ANNOUNCEMENT = select(*[announcement.c[f.name] for f in fields(Announcement)])
_LAST = _ANNOUNCEMENT.where(announcement.c.ticket_id.in_(bindparam("tickets", expanding=True))).order_by(
    announcement.c.id
)
# Written out, not bound: only so does SQLite see that the partial index applies.
_IS_QUEUED = text("announcement.state = 'queued'")
_FIRST = select(func.min(announcement.c.id)).where(_IS_QUEUED).group_by(announcement.c.zone)
_NEXT_OF_ZONES = Prepared(_ANNOUNCEMENT.where(announcement.c.id.in_(_FIRST)).order_by(announcement.c.id))
_QUEUED = Prepared(select(announcement.c.id).where(_IS_QUEUED, announcement.c.id == bindparam("of")))
_ADD = Prepared(
    insert(announcement),
    ("ticket_id", "number", "window_number", "language", "zone", "state", "created_at"),
)
_DROP = Prepared(
    update(announcement)
    .where(announcement.c.ticket_id == bindparam("of"), announcement.c.state == "queued")
    .values(state="unspoken", why=bindparam("because"), settled_at=bindparam("at"))
)
_HELP = select(*[help_call.c[f.name] for f in fields(HelpCall)])
_LAST_HELP = (
    _HELP.where(
        help_call.c.device_id == bindparam("device"),
        help_call.c.kind == bindparam("kind"),
        help_call.c.at >= bindparam("since"),
    )
    .order_by(help_call.c.at.desc())
    .limit(1)
)


def add_announcement(
    conn: Connection,
    *,
    ticket_id: str,
    number: str,
    window_number: str,
    language: str,
    zone: str | None,
    at: datetime,
) -> None:
    """Put a call on the speaking list; an unspoken older one of the same ticket is dropped."""
    _DROP.post(conn, {"of": ticket_id, "because": "replaced", "at": at})
    values = {
        "ticket_id": ticket_id,
        "number": number,
        "window_number": window_number,
        "language": language,
        "zone": zone,
        "state": "queued",
        "created_at": at,
    }
    _ADD.post(conn, values)


def next_of_zones(conn: Connection) -> list[Announcement]:
    """Return of each zone the call to be spoken next, the oldest first: a hall without a voice has many that wait."""
    return [Announcement(*row) for row in _NEXT_OF_ZONES.all(conn, {})]


def is_queued(conn: Connection, announcement_id: int) -> bool:
    """Tell whether a call is still to be spoken and nobody has taken it on."""
    return _QUEUED.first(conn, {"of": announcement_id}) is not None


def settle_announcement(
    conn: Connection, announcement_id: int, before: str, state: str, why: str | None, at: datetime
) -> bool:
    """Say what became of a call: playing, spoken, or unspoken and why; False when it was no longer as `before`."""
    done = conn.execute(
        update(announcement)
        .where(announcement.c.id == announcement_id, announcement.c.state == before)
        .values(state=state, why=why, settled_at=at)
    )
    return done.rowcount == 1


def drop_announcements(conn: Connection, ticket_id: str, at: datetime) -> None:
    """Take a ticket's unspoken calls off the list: it is no longer called."""
    _DROP.post(conn, {"of": ticket_id, "because": "withdrawn", "at": at})


def last_announcements(conn: Connection, ticket_ids: list[str]) -> dict[str, Announcement]:
    """Return the newest announcement of each ticket, by ticket id."""
    rows = conn.execute(_LAST, {"tickets": ticket_ids})
    return {row.ticket_id: Announcement(*row) for row in rows}


def interrupted(conn: Connection, begun_before: datetime) -> list[int]:
    """Put what has been spoken since before an instant back on the list: its server died, nobody knows how far it came.

    Returns the ids.
    """
    recent = select(func.coalesce(func.max(announcement.c.id), 0) - RECENT).scalar_subquery()
    done = conn.execute(
        update(announcement)
        .where(
            announcement.c.id > recent,
            announcement.c.state == "playing",
            announcement.c.settled_at < begun_before,
        )
        .values(state="queued", settled_at=None)
        .returning(announcement.c.id)
    )
    return [row.id for row in done]


def unspoken_since(conn: Connection, since: datetime) -> list[datetime]:
    """Return when calls were made that found no voice, from an instant on, oldest first."""
    rows = conn.execute(
        select(announcement.c.created_at)
        .where(
            announcement.c.state == "unspoken",
            announcement.c.created_at >= since,
            announcement.c.why.in_(("no_speaker", "no_voice", "failed", "too_old")),
        )
        .order_by(announcement.c.created_at)
    )
    return [row.created_at for row in rows]


def add_help(conn: Connection, call: HelpCall) -> None:
    """Store a call for help."""
    conn.execute(insert(help_call).values(**{f.name: getattr(call, f.name) for f in fields(HelpCall)}))


def help_by_id(conn: Connection, help_id: str) -> HelpCall | None:
    """Return a call for help, or None."""
    row = conn.execute(_HELP.where(help_call.c.id == help_id)).first()
    return None if row is None else HelpCall(*row)


def acknowledge(conn: Connection, help_id: str, by: str | None, at: datetime) -> bool:
    """Mark a call as seen to; False when somebody had done so."""
    done = conn.execute(
        update(help_call)
        .where(help_call.c.id == help_id, help_call.c.acknowledged_at.is_(None))
        .values(acknowledged_at=at, acknowledged_by=by)
    )
    return done.rowcount == 1


def settle_kind(conn: Connection, kind: str, device_id: str, at: datetime) -> None:
    """Mark a device's open calls of a kind as over: their cause has gone by itself."""
    conn.execute(
        update(help_call)
        .where(
            help_call.c.kind == kind,
            help_call.c.device_id == device_id,
            help_call.c.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=at)
    )


def settle_ticket(
    conn: Connection, kinds: tuple[str, ...], ticket_id: str, since: datetime, at: datetime
) -> None:
    """Mark a ticket's open calls of some kinds, made since an instant, as over: their cause has gone by itself."""
    conn.execute(
        update(help_call)
        .where(
            help_call.c.at >= since,
            help_call.c.ticket_id == ticket_id,
            help_call.c.kind.in_(kinds),
            help_call.c.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=at)
    )


def open_help(conn: Connection, since: datetime, settled_since: datetime) -> list[HelpCall]:
    """Return calls since an instant that are open, or were seen to after `settled_since`; newest first."""
    rows = conn.execute(
        _HELP.where(
            help_call.c.at >= since,
            or_(help_call.c.acknowledged_at.is_(None), help_call.c.acknowledged_at >= settled_since),
        ).order_by(help_call.c.at.desc())
    )
    return [HelpCall(*row) for row in rows]


def last_help(conn: Connection, device_id: str, kind: str, since: datetime) -> HelpCall | None:
    """Return a device's newest call of a kind since an instant, or None."""
    row = conn.execute(_LAST_HELP, {"device": device_id, "kind": kind, "since": since}).first()
    return None if row is None else HelpCall(*row)
