"""Tickets and their spells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from queue_server.domain.ids import QueueId, SpellId, TicketId, WindowId
from queue_server.domain.ticket import Claim, RankRule, State, Ticket
from queue_server.storage.schema import counter, spell, ticket

_COLUMNS = [ticket.c[f.name] for f in fields(Ticket)]
_SELECT = select(*_COLUMNS)
_INSERT = insert(ticket).returning(ticket.c.seq)
_INSERT_SPELL = insert(spell)
_DRAW = (
    upsert(counter)
    .on_conflict_do_update(index_elements=["business_day", "queue_id"], set_={"last": counter.c.last + 1})
    .returning(counter.c.last)
)
_AHEAD = select(func.count()).where(
    ticket.c.state == "waiting",
    ticket.c.queue_id == bindparam("queue"),
    ticket.c.business_day == bindparam("day"),
    or_(
        ticket.c.rank < bindparam("rank"),
        and_(ticket.c.rank == bindparam("rank"), ticket.c.seq < bindparam("seq")),
    ),
)
OPEN_STATES = ("waiting", "called", "serving", "held", "absent")


def _found(row: Row[Any] | None) -> Ticket | None:
    return None if row is None else _ticket(row)


def _ticket(row: Row[Any]) -> Ticket:
    values = dict(row._mapping)
    values["state"] = State(values["state"])
    values["rank_rule"] = RankRule(values["rank_rule"])
    values["claim"] = values["claim"] and Claim(values["claim"])
    return Ticket(**values)


def _values(t: Ticket) -> dict[str, Any]:
    return {f.name: getattr(t, f.name) for f in fields(Ticket)}


def next_value(conn: Connection, business_day: str, queue_id: QueueId) -> int:
    """Draw the queue's next figure of the day from its counter row, gapless within the transaction."""
    drawn = conn.execute(_DRAW, {"business_day": business_day, "queue_id": queue_id, "last": 1})
    return int(drawn.scalar_one())


def issued_count(conn: Connection, business_day: str, queue_id: QueueId) -> int:
    """Return how many numbers the queue has given that day."""
    found = conn.execute(
        select(counter.c.last).where(counter.c.business_day == business_day, counter.c.queue_id == queue_id)
    ).scalar()
    return int(found or 0)


def add(conn: Connection, t: Ticket) -> Ticket:
    """Store a new ticket and return it with its order of issue (`seq`)."""
    values = _values(t)
    del values["seq"]
    seq = conn.execute(_INSERT, values).scalar_one()
    return Ticket(**{**_values(t), "seq": int(seq)})


def save(conn: Connection, before: Ticket, after: Ticket) -> bool:
    """Store the changed fields if the ticket is still as `before`; False when somebody was faster."""
    old, new = _values(before), _values(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return True
    done = conn.execute(
        update(ticket)
        .where(ticket.c.id == before.id, ticket.c.state == before.state, ticket.c.calls == before.calls)
        .values(**changed)
    )
    return done.rowcount == 1


def by_id(conn: Connection, ticket_id: str) -> Ticket | None:
    """Return a ticket, or None."""
    row = conn.execute(_SELECT.where(ticket.c.id == ticket_id)).first()
    return _found(row)


def by_token(conn: Connection, token: str) -> Ticket | None:
    """Return the ticket whose phone page has this token, or None."""
    row = conn.execute(_SELECT.where(ticket.c.token == token)).first()
    return _found(row)


def by_number(conn: Connection, business_day: str, number: str) -> list[Ticket]:
    """Return the day's tickets with that number: one or none."""
    rows = conn.execute(_SELECT.where(ticket.c.business_day == business_day, ticket.c.number == number))
    return [_ticket(row) for row in rows]


def first_waiting(conn: Connection, queue_id: QueueId, window_id: WindowId, day: str) -> Ticket | None:
    """Return the first ticket of a queue that this window may call: one look at the index."""
    row = conn.execute(
        _SELECT.where(
            ticket.c.state == "waiting",
            ticket.c.queue_id == queue_id,
            ticket.c.business_day == day,
            or_(ticket.c.for_window_id.is_(None), ticket.c.for_window_id == window_id),
        )
        .order_by(ticket.c.rank, ticket.c.seq)
        .limit(1)
    ).first()
    return _found(row)


def first_sent_to(conn: Connection, window_id: WindowId, day: str) -> Ticket | None:
    """Return the first waiting ticket that was transferred to this very window."""
    row = conn.execute(
        _SELECT.where(
            ticket.c.state == "waiting",
            ticket.c.for_window_id == window_id,
            ticket.c.business_day == day,
        )
        .order_by(ticket.c.rank, ticket.c.seq)
        .limit(1)
    ).first()
    return _found(row)


def waiting(conn: Connection, day: str, queue_id: QueueId | None = None) -> list[Ticket]:
    """Return the waiting tickets of the day, of one queue or of all, in order of rank."""
    asked = _SELECT.where(ticket.c.state == "waiting", ticket.c.business_day == day)
    if queue_id is not None:
        asked = asked.where(ticket.c.queue_id == queue_id)
    return [_ticket(row) for row in conn.execute(asked.order_by(ticket.c.rank, ticket.c.seq))]


def rank_of_nth(conn: Connection, queue_id: QueueId, day: str, n: int) -> int | None:
    """Return the rank of the n-th waiting ticket of a queue (1 = first), or of the last when fewer wait."""
    ranks = (
        select(ticket.c.rank)
        .where(ticket.c.state == "waiting", ticket.c.queue_id == queue_id, ticket.c.business_day == day)
        .order_by(ticket.c.rank, ticket.c.seq)
        .limit(n)
        .subquery()
    )
    found = conn.execute(select(func.max(ranks.c.rank))).scalar()
    return None if found is None else int(found)


def ahead_of(conn: Connection, t: Ticket) -> int:
    """Return how many waiting tickets of the same queue rank before this one."""
    place = {"queue": t.queue_id, "day": t.business_day, "rank": t.rank, "seq": t.seq}
    return int(conn.execute(_AHEAD, place).scalar_one())


def in_states(conn: Connection, states: Iterable[str], day: str | None = None) -> list[Ticket]:
    """Return the tickets in any of these states, of one day or of all, by rank."""
    asked = _SELECT.where(ticket.c.state.in_(list(states)))
    if day is not None:
        asked = asked.where(ticket.c.business_day == day)
    return [_ticket(row) for row in conn.execute(asked.order_by(ticket.c.rank, ticket.c.seq))]


def recent_calls(conn: Connection, day: str, limit: int) -> list[Ticket]:
    """Return the day's last called tickets, newest call first."""
    asked = _SELECT.where(ticket.c.business_day == day, ticket.c.called_at.is_not(None))
    return [_ticket(r) for r in conn.execute(asked.order_by(ticket.c.called_at.desc()).limit(limit))]


def of_day(conn: Connection, day: str, limit: int) -> list[Ticket]:
    """Return the day's tickets, newest first."""
    asked = _SELECT.where(ticket.c.business_day == day).order_by(ticket.c.seq.desc()).limit(limit)
    return [_ticket(row) for row in conn.execute(asked)]


def before_day(conn: Connection, day: str) -> Sequence[Ticket]:
    """Return tickets of earlier days that are still waiting or absent."""
    asked = _SELECT.where(ticket.c.state.in_(("waiting", "absent")), ticket.c.business_day < day)
    return [_ticket(row) for row in conn.execute(asked)]


def open_spell(conn: Connection, spell_id: SpellId, t: Ticket, at: datetime, staff_id: str | None) -> None:
    """Begin a spell: the stretch of time a ticket spends in its present state."""
    values = {
        "id": spell_id,
        "ticket_id": t.id,
        "state": t.state,
        "window_id": t.window_id,
        "staff_id": staff_id,
        "started_at": at,
        "reason": t.reason,
    }
    conn.execute(_INSERT_SPELL, values)


def close_spell(conn: Connection, ticket_id: TicketId, at: datetime) -> None:
    """End the spell a ticket is in."""
    conn.execute(
        update(spell).where(spell.c.ticket_id == ticket_id, spell.c.ended_at.is_(None)).values(ended_at=at)
    )


def serving_spell(conn: Connection, spell_id: str) -> tuple[str, str, datetime | None] | None:
    """Return (ticket_id, window_id, ended_at) of a service, or None."""
    row = conn.execute(
        select(spell.c.ticket_id, spell.c.window_id, spell.c.ended_at).where(
            spell.c.id == spell_id, spell.c.state == "serving"
        )
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def last_service(conn: Connection, ticket_id: str) -> tuple[SpellId, str, datetime, datetime] | None:
    """Return (spell_id, window_id, started_at, ended_at) of a ticket's last finished service, or None."""
    row = conn.execute(
        select(spell.c.id, spell.c.window_id, spell.c.started_at, spell.c.ended_at)
        .where(spell.c.ticket_id == ticket_id, spell.c.state == "serving", spell.c.ended_at.is_not(None))
        .order_by(spell.c.ended_at.desc())
        .limit(1)
    ).first()
    return None if row is None else (SpellId(row[0]), row[1], row[2], row[3])
