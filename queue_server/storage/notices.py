"""Announcements that are no calls: typed by staff, or said by the calendar; one row for each zone that hears one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, distinct, func, insert, select, text, update

from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import TO_BE_SPOKEN, spoken_notice

OPEN_MOST = 500


@dataclass(frozen=True, slots=True)
class Notice:
    """One announcement to be spoken in a zone (None: the whole hall); state queued, playing, spoken or unspoken.

    `kind` is typed, break or closing; an urgent one goes before calls. The rows of one announcement share `notice_id`.
    """

    id: int
    notice_id: str
    kind: str
    text: str
    text_en: str
    zone: str | None
    urgent: bool
    staff_id: str | None
    state: str
    why: str | None
    created_at: datetime
    settled_at: datetime | None = None


_NOTICE = select(*[spoken_notice.c[f.name] for f in fields(Notice)])
_STILL_OPEN = text(TO_BE_SPOKEN)  # in the index's own words: SQLite sees it by them alone
_OPEN = (
    _NOTICE.where(_STILL_OPEN, spoken_notice.c.state == "queued")
    .order_by(spoken_notice.c.id)
    .limit(OPEN_MOST)
)
_ADD = Prepared(
    insert(spoken_notice),
    ("notice_id", "kind", "text", "text_en", "zone", "urgent", "staff_id", "state", "created_at"),
)


def add(conn: Connection, what: Notice) -> None:
    """Put an announcement on the list; its id is given by the table."""
    names = ("notice_id", "kind", "text", "text_en", "zone", "urgent", "staff_id", "state", "created_at")
    _ADD.change(conn, {name: getattr(what, name) for name in names})


def known(conn: Connection, notice_id: str) -> bool:
    """Tell whether an announcement was put on the list before."""
    asked = select(spoken_notice.c.id).where(spoken_notice.c.notice_id == notice_id).limit(1)
    return conn.execute(asked).first() is not None


def of(conn: Connection, notice_id: str) -> list[Notice]:
    """Return the rows of one announcement."""
    return [Notice(*row) for row in conn.execute(_NOTICE.where(spoken_notice.c.notice_id == notice_id))]


def count_by(conn: Connection, staff_id: str | None, since: datetime) -> int:
    """Return how many announcements somebody has ordered since an instant."""
    asked = select(func.count(distinct(spoken_notice.c.notice_id))).where(
        spoken_notice.c.created_at >= since, spoken_notice.c.staff_id == staff_id
    )
    return conn.execute(asked).scalar_one()


def to_be_spoken(conn: Connection) -> list[Notice]:
    """Return what is still to be spoken, the oldest first."""
    return [Notice(*row) for row in conn.execute(_OPEN)]


def settle(conn: Connection, row_id: int, before: str, state: str, why: str | None, at: datetime) -> bool:
    """Say what became of one row; False when it was no longer as `before`."""
    done = conn.execute(
        update(spoken_notice)
        .where(spoken_notice.c.id == row_id, spoken_notice.c.state == before)
        .values(state=state, why=why, settled_at=at)
    )
    return done.rowcount == 1


def interrupted(conn: Connection, begun_before: datetime) -> list[int]:
    """Put what a server that died was speaking back on the list; returns the ids of the rows."""
    done = conn.execute(
        update(spoken_notice)
        .where(_STILL_OPEN, spoken_notice.c.state == "playing", spoken_notice.c.settled_at < begun_before)
        .values(state="queued", settled_at=None)
        .returning(spoken_notice.c.id)
    )
    return [row.id for row in done]


def newest(conn: Connection, since: datetime, limit: int, by: str | None = None) -> list[Notice]:
    """Return the newest rows since an instant, the newest first; with `by` those one person has ordered."""
    found = _NOTICE.where(spoken_notice.c.created_at >= since)
    if by is not None:
        found = found.where(spoken_notice.c.staff_id == by)
    return [Notice(*row) for row in conn.execute(found.order_by(spoken_notice.c.id.desc()).limit(limit))]
