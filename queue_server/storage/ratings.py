"""Ratings, and the asks that lead to them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import AnyRow, rating, rating_ask


@dataclass(frozen=True, slots=True)
class Ask:
    """A tablet's question after one service; `ended` is rated, declined, timed_out or None."""

    spell_id: str
    ticket_id: str
    window_id: str
    asked_at: datetime
    until: datetime
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen said of one service; level 5 best to 1."""

    id: str
    spell_id: str
    ticket_id: str
    window_id: str
    level: int
    options: list[str]
    comment: str | None
    channel: str
    rated_at: datetime


_ASK = select(*[rating_ask.c[f.name] for f in fields(Ask)])
_ADD_ASK = Prepared(insert(rating_ask), [f.name for f in fields(Ask)])
_OPEN = Prepared(_ASK.where(rating_ask.c.ended.is_(None)))
_OPEN_AT = Prepared(_ASK.where(rating_ask.c.ended.is_(None), rating_ask.c.window_id == bindparam("at")))
_END = Prepared(
    update(rating_ask)
    .where(rating_ask.c.spell_id == bindparam("of"), rating_ask.c.ended.is_(None))
    .values(ended=bindparam("how"))
)
_RATING = select(*[rating.c[f.name] for f in fields(Rating)])
_OF_SPELL = Prepared(_RATING.where(rating.c.spell_id == bindparam("spell")))


def _ask(row: AnyRow | None) -> Ask | None:
    return None if row is None else Ask(*row)


def _rating(row: AnyRow | None) -> Rating | None:
    return None if row is None else Rating(*row)


def add_ask(conn: Connection, ask: Ask) -> None:
    """Store a question."""
    _ADD_ASK.post(conn, {f.name: getattr(ask, f.name) for f in fields(Ask)})


def ask(conn: Connection, spell_id: str) -> Ask | None:
    """Return the question about a service, or None."""
    return _ask(conn.execute(_ASK.where(rating_ask.c.spell_id == spell_id)).first())


def open_asks(conn: Connection, window_id: str | None = None) -> list[Ask]:
    """Return the questions still open, at one window or at all."""
    rows = _OPEN.all(conn, {}) if window_id is None else _OPEN_AT.all(conn, {"at": window_id})
    return [Ask(*row) for row in rows]


def end_ask(conn: Connection, spell_id: str, ended: str) -> None:
    """Say how a question ended; the first end stands."""
    _END.post(conn, {"of": spell_id, "how": ended})


def add(conn: Connection, what: Rating) -> None:
    """Store a rating."""
    conn.execute(insert(rating).values(**{f.name: getattr(what, f.name) for f in fields(Rating)}))


def amend(conn: Connection, what: Rating) -> None:
    """Store a rating's new level, options and comment."""
    conn.execute(
        update(rating)
        .where(rating.c.id == what.id)
        .values(level=what.level, options=what.options, comment=what.comment)
    )


def by_id(conn: Connection, rating_id: str) -> Rating | None:
    """Return a rating, or None."""
    return _rating(conn.execute(_RATING.where(rating.c.id == rating_id)).first())


def of_spell(conn: Connection, spell_id: str) -> Rating | None:
    """Return the rating of a service, or None."""
    return _rating(_OF_SPELL.first(conn, {"spell": spell_id}))


def counts_since(conn: Connection, since: datetime) -> tuple[int, int]:
    """Return (ratings, ratings of level 1 or 2) since an instant."""
    bad = func.coalesce(func.sum(case((rating.c.level <= 2, 1), else_=0)), 0)
    row = conn.execute(select(func.count(), bad).where(rating.c.rated_at >= since)).one()
    return int(row[0]), int(row[1])
