"""Tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import FIRST, LANES, Claim, RankRule, State, Ticket
from queue_server.storage.instants import Instant, instant_of
from queue_server.storage.prepared import Change, Prepared
from queue_server.storage.schema import AnyRow, counter, ticket, window

TICKETS_KEPT = 4096
APART = 1000
"""How far apart those stand who come while the clock has been set back, in microseconds: who returns finds room between."""
_NAMES = tuple(f.name for f in fields(Ticket))
_values = attrgetter(*_NAMES)
_INSTANTS = frozenset(name for name in _NAMES if isinstance(ticket.c[name].type, Instant))
_MAKE: dict[str, Callable[[Any], Any]] = {
    "state": State,
    "rank_rule": RankRule,
    "claim": Claim,
    **dict.fromkeys(_INSTANTS, instant_of),
}
_MAKERS = tuple((place, _MAKE[name]) for place, name in enumerate(_NAMES) if name in _MAKE)
_SELECT = select(
    *(
        type_coerce(ticket.c[name], BigInteger).label(name) if name in _INSTANTS else ticket.c[name]
        for name in _NAMES
    )
)
_GIVEN = [name for name in _NAMES if name != "seq"]
_INSERT = {
    "sqlite": Change(insert(ticket), _GIVEN, Prepared(select(func.last_insert_rowid()))),
    "postgresql": Change(insert(ticket).returning(ticket.c.seq), _GIVEN),
}
_COUNTED = ("business_day", "queue_id", "last", "last_rank")
_OF_COUNTER = (counter.c.business_day == bindparam("day"), counter.c.queue_id == bindparam("queue"))
_DRAWN = Prepared(select(counter.c.last).where(*_OF_COUNTER))
_LAST_ARRIVAL = select(counter.c.last_rank).where(*_OF_COUNTER)


def _drawing(upsert: Any) -> Any:
    new = upsert(counter)
    theirs, ours = counter.c.last_rank, new.excluded.last_rank
    later = case((ours > theirs, ours), else_=theirs + APART)
    return new.on_conflict_do_update(
        index_elements=["business_day", "queue_id"], set_={"last": counter.c.last + 1, "last_rank": later}
    )


_DRAWN_NOW = select(counter.c.last, counter.c.last_rank).where(
    counter.c.business_day == bindparam("business_day"), counter.c.queue_id == bindparam("queue_id")
)
_DRAW = {
    "sqlite": Change(_drawing(sqlite.insert), _COUNTED, Prepared(_DRAWN_NOW)),
    "postgresql": Change(
        _drawing(postgresql.insert).returning(counter.c.last, counter.c.last_rank), _COUNTED
    ),
}
_IN_TURN = (ticket.c.lane, ticket.c.rank, ticket.c.seq)
# Written out, not bound: only so does SQLite see that the partial indexes apply.
_IS_WAITING = text("ticket.state = 'waiting'")
_IS_SENT = text("(ticket.for_window_id IS NOT NULL OR ticket.for_staff_id IS NOT NULL)")
_IS_OPEN = text("ticket.ended_at IS NULL")
_WAITING = (
    _IS_WAITING,
    ticket.c.queue_id == bindparam("queue"),
    ticket.c.business_day == bindparam("day"),
)
_UNSENT = (ticket.c.for_window_id.is_(None), ticket.c.for_staff_id.is_(None))


def _counted(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*_WAITING, *where).scalar_subquery()


# Part by part, not as one comparison of rows: so SQLite counts each entry of the index half as long.
_IN_LANE = ticket.c.lane == bindparam("lane")
_EARLIER = _counted(_IN_LANE, ticket.c.rank < bindparam("rank")) + _counted(
    _IN_LANE, ticket.c.rank == bindparam("rank"), ticket.c.seq < bindparam("seq")
)
_BEFORE = Prepared(select(_counted(ticket.c.lane < bindparam("lane")) + _EARLIER))
_BEFORE_IN_LANE = Prepared(select(_EARLIER))
_BY_LANE = Prepared(select(ticket.c.lane, func.count()).where(*_WAITING).group_by(ticket.c.lane))
_OVERTAKEN = Prepared(
    _SELECT.where(
        *_WAITING,
        tuple_(*_IN_TURN) > tuple_(bindparam("lane"), bindparam("rank"), bindparam("seq")),
        ticket.c.rank_base < bindparam("base"),
    )
    .order_by(*_IN_TURN)
    .limit(1)
)
_LAST_LANES = Prepared(
    select(ticket.c.lane)
    .where(
        ticket.c.queue_id == bindparam("queue"),
        ticket.c.business_day == bindparam("day"),
        ticket.c.first_called_at.is_not(None),
        ticket.c.lane != FIRST,
        ticket.c.id != bindparam("but"),
    )
    .order_by(ticket.c.first_called_at.desc())
    .limit(bindparam("many"))
)

_SENT_TO = Prepared(
    _SELECT.where(
        _IS_WAITING,
        _IS_SENT,
        ticket.c.business_day == bindparam("day"),
        or_(ticket.c.for_window_id == bindparam("at"), ticket.c.for_staff_id == bindparam("by")),
    ).order_by(*_IN_TURN)
)
_BY_ID = Prepared(_SELECT.where(ticket.c.id == bindparam("id")))
_AT_WINDOW = Prepared(
    _SELECT.select_from(ticket.join(window, window.c.ticket_id == ticket.c.id)).where(
        window.c.id == bindparam("at")
    )
)
_BY_NUMBER = Prepared(
    _SELECT.where(ticket.c.business_day == bindparam("day"), ticket.c.number == bindparam("number"))
)
_OF_DAY = _SELECT.where(ticket.c.business_day == bindparam("day"))
_NEWEST = _OF_DAY.order_by(ticket.c.seq.desc()).limit(bindparam("limit"))
_LAST_CALLED = (
    _OF_DAY.where(ticket.c.called_at.is_not(None))
    .order_by(ticket.c.called_at.desc())
    .limit(bindparam("limit"))
)
_ALL_WAITING = _OF_DAY.where(_IS_OPEN, _IS_WAITING).order_by(*_IN_TURN)
_AT_WINDOWS = _SELECT.where(ticket.c.id.in_(select(window.c.ticket_id))).order_by(*_IN_TURN)
_OPEN_IN_STATE = _SELECT.where(
    _IS_OPEN, ticket.c.state == bindparam("state"), ticket.c.business_day == bindparam("day")
).order_by(*_IN_TURN)


def _found(row: AnyRow | None) -> Ticket | None:
    return None if row is None else _ticket(row)


def _ticket(row: AnyRow) -> Ticket:
    return _made(tuple(row))


@lru_cache(maxsize=TICKETS_KEPT)
def _made(row: tuple[Any, ...]) -> Ticket:
    """Return the ticket of a row as it is stored; a row that has not changed is the ticket it was."""
    values = list(row)
    for place, make in _MAKERS:
        if values[place] is not None:
            values[place] = make(values[place])
    return Ticket(*values)


def next_value(conn: Connection, business_day: str, queue_id: QueueId, arrival: int) -> tuple[int, int]:
    """Draw the queue's next figure of the day from its counter row, gapless within the transaction.

    Returns (figure, rank): `arrival` in microseconds, or just after the last arrival when the clock has been
    set back since.
    """
    values = {"business_day": business_day, "queue_id": queue_id, "last": 1, "last_rank": arrival}
    drawn = _DRAW[conn.dialect.name].row(conn, values)
    return int(drawn[0]), int(drawn[1])


def last_arrival(conn: Connection, business_day: str, queue_id: QueueId) -> int:
    """Return the rank of the queue's last arrival of the day in microseconds, 0 when nobody has come."""
    found = conn.execute(_LAST_ARRIVAL, {"day": business_day, "queue": queue_id}).scalar()
    return int(found or 0)


def issued_count(conn: Connection, business_day: str, queue_id: QueueId) -> int:
    """Return how many numbers the queue has given that day."""
    row = _DRAWN.first(conn, {"day": business_day, "queue": queue_id})
    return int(row[0]) if row else 0


def add(conn: Connection, t: Ticket) -> Ticket:
    """Store a new ticket and return it with its order of issue (`seq`)."""
    values = dict(zip(_NAMES, _values(t), strict=True))
    del values["seq"]
    return replace(t, seq=int(_INSERT[conn.dialect.name].row(conn, values)[0]))


def save(conn: Connection, before: Ticket, after: Ticket) -> bool:
    """Store the changed fields if the ticket is still as `before`; False when somebody was faster."""
    pairs = zip(_NAMES, _values(before), _values(after), strict=True)
    changed = {name: new for name, old, new in pairs if new != old}
    if not changed:
        return True
    said = _saving(tuple(sorted(changed)))
    values = {f"new_{name}": value for name, value in changed.items()}
    guard = {"of": before.id, "was": before.state, "calls_were": before.calls}
    return said.change_one(conn, {**values, **guard})


@lru_cache(maxsize=256)
def _saving(names: tuple[str, ...]) -> Prepared:
    """Return the change of these fields of a ticket that is still in the state, and as often called, as it was."""
    return Prepared(
        update(ticket)
        .where(
            ticket.c.id == bindparam("of"),
            ticket.c.state == bindparam("was"),
            ticket.c.calls == bindparam("calls_were"),
        )
        .values(**{name: bindparam(f"new_{name}", type_=ticket.c[name].type) for name in names})
    )


def by_id(conn: Connection, ticket_id: str) -> Ticket | None:
    """Return a ticket, or None."""
    return _found(_BY_ID.first(conn, {"id": ticket_id}))


def at_window_later(conn: Connection, window_id: str) -> Callable[[], Ticket | None]:
    """Ask for the ticket at a window, and return how to get it."""
    rows = _AT_WINDOW.later(conn, {"at": window_id})
    return lambda: _found(next(iter(rows()), None))


def by_token(conn: Connection, token: str) -> Ticket | None:
    """Return the ticket whose phone page has this token, or None."""
    row = conn.execute(_SELECT.where(ticket.c.token == token)).first()
    return _found(row)


def by_number(conn: Connection, business_day: str, number: str) -> list[Ticket]:
    """Return the day's tickets with that number: one or none."""
    rows = _BY_NUMBER.all(conn, {"day": business_day, "number": number})
    return [_ticket(row) for row in rows]


@lru_cache(maxsize=256)
def _heads(queues: int, lanes: tuple[int, ...]) -> Prepared:
    """Return the question for the first of each lane of so many queues: one look at the index for each."""
    firsts = [
        _SELECT.where(
            _IS_WAITING,
            ticket.c.queue_id == bindparam(f"queue_{n}"),
            ticket.c.business_day == bindparam("day"),
            *_UNSENT,
            ticket.c.lane == lane,
        )
        .order_by(*_IN_TURN)
        .limit(1)
        .subquery()
        for n in range(queues)
        for lane in lanes
    ]
    return Prepared(union_all(*(select(first) for first in firsts)))


def heads_of(
    conn: Connection, queues: Sequence[QueueId], day: str, lanes: tuple[int, ...]
) -> dict[QueueId, dict[int, Ticket]]:
    """Return the first waiting ticket of each lane of some queues that any of their windows may call."""
    values = {"day": day, **{f"queue_{n}": queue for n, queue in enumerate(queues)}}
    found: dict[QueueId, dict[int, Ticket]] = {queue: {} for queue in queues}
    for row in _heads(len(queues), lanes).all(conn, values):
        head = _ticket(row)
        found[head.queue_id][head.lane] = head
    return found


def sent_to(conn: Connection, window_id: WindowId, staff_id: str | None, day: str) -> list[Ticket]:
    """Return the waiting tickets sent to this very window or to the clerk there, in order."""
    return sent_to_later(conn, window_id, staff_id, day)()


def sent_to_later(
    conn: Connection, window_id: WindowId, staff_id: str | None, day: str
) -> Callable[[], list[Ticket]]:
    """Ask for the waiting tickets sent to this window or to the clerk there, and return how to get them."""
    rows = _SENT_TO.later(conn, {"at": window_id, "by": staff_id, "day": day})
    return lambda: [_ticket(row) for row in rows()]


def last_lanes(conn: Connection, queue_id: QueueId, day: str, many: int, but: str | None = None) -> list[int]:
    """Return the lanes of the queue's last calls of the day, newest first.

    Calls out of the first lane do not count, nor does that of the ticket `but`.
    """
    values = {"queue": queue_id, "day": day, "many": many, "but": but or ""}
    return [row[0] for row in _LAST_LANES.all(conn, values)]


def first_overtaken(conn: Connection, t: Ticket) -> Ticket | None:
    """Return the first waiting ticket behind this one that came before it, or None."""
    place = {"lane": t.lane, "rank": t.rank, "seq": t.seq, "base": t.rank_base}
    return _found(_OVERTAKEN.first(conn, {"queue": t.queue_id, "day": t.business_day, **place}))


def called_since(conn: Connection, queue_id: QueueId, day: str, since: datetime) -> int:
    """Return how many tickets of a queue have been called since an instant."""
    asked = select(func.count()).where(
        ticket.c.queue_id == queue_id, ticket.c.business_day == day, ticket.c.first_called_at > since
    )
    return int(conn.execute(asked).scalar_one())


def waiting(conn: Connection, day: str) -> list[Ticket]:
    """Return the waiting tickets of the day in order of rank."""
    return [_ticket(row) for row in conn.execute(_ALL_WAITING, {"day": day})]


def before(conn: Connection, t: Ticket, *, in_lane: bool = False) -> int:
    """Return how many waiting tickets of the same queue, or of its lane only, stand before this one."""
    place = {"queue": t.queue_id, "day": t.business_day, "lane": t.lane, "rank": t.rank, "seq": t.seq}
    asked = _BEFORE_IN_LANE if in_lane else _BEFORE
    row = asked.first(conn, place)
    return int(row[0]) if row else 0


def first_in_turn(conn: Connection, queue_id: QueueId, day: str, many: int) -> list[Ticket]:
    """Return the first waiting tickets of each lane of a queue, at most `many` of a lane, in order."""
    found: list[Ticket] = []
    for lane in LANES:
        first = _SELECT.where(*_WAITING, ticket.c.lane == lane).order_by(*_IN_TURN).limit(many)
        found += [_ticket(row) for row in conn.execute(first, {"queue": queue_id, "day": day})]
    return found


def waiting_by_lane(conn: Connection, queue_id: QueueId, day: str) -> dict[int, int]:
    """Return how many wait in each lane of a queue."""
    rows = _BY_LANE.all(conn, {"queue": queue_id, "day": day})
    return {int(lane): int(many) for lane, many in rows}


def at_windows(conn: Connection) -> list[Ticket]:
    """Return the tickets that stand at a window, called or serving, by rank."""
    return [_ticket(row) for row in conn.execute(_AT_WINDOWS)]


def open_in_state(conn: Connection, state: State, day: str) -> list[Ticket]:
    """Return the day's tickets in one of the open states, by rank."""
    return [_ticket(row) for row in conn.execute(_OPEN_IN_STATE, {"state": state, "day": day})]


def recent_calls(conn: Connection, day: str, limit: int) -> list[Ticket]:
    """Return the day's last called tickets, newest call first."""
    return [_ticket(row) for row in conn.execute(_LAST_CALLED, {"day": day, "limit": limit})]


def of_day(conn: Connection, day: str, limit: int) -> list[Ticket]:
    """Return the day's tickets, newest first."""
    return [_ticket(row) for row in conn.execute(_NEWEST, {"day": day, "limit": limit})]


def at_places(conn: Connection, places: Sequence[int]) -> list[Ticket]:
    """Return the tickets of some places in the order of issue; they are read once and not kept."""
    rows = conn.execute(_SELECT.where(ticket.c.seq.in_(places)).order_by(ticket.c.seq))
    return [_made.__wrapped__(tuple(row)) for row in rows]


def before_day(conn: Connection, day: str) -> Sequence[Ticket]:
    """Return the tickets of earlier days that are still open."""
    asked = _SELECT.where(_IS_OPEN, ticket.c.business_day < day)
    return [_ticket(row) for row in conn.execute(asked)]
