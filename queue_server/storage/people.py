"""Staff, their sessions, and devices: who may do what. Secrets are stored as SHA-256 only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from queue_server.domain.events import Kind
from queue_server.storage.prepared import Prepared
from queue_server.storage.schema import AnyRow, device, enrolment, event, session, staff


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in; role is clerk, guide or manager."""

    id: str
    username: str
    name: str
    badge: str
    post: str
    role: str
    window_id: str | None
    password_hash: str
    may_choose: bool = False
    """Whether a clerk may call out of turn."""

    @property
    def active(self) -> bool:
        """Tell whether they work here still: who has left has no password, and the past keeps the name."""
        return bool(self.password_hash)


@dataclass(frozen=True, slots=True)
class Device:
    """A thing in the hall with a token of its own."""

    id: str
    kind: str
    name: str
    window_id: str | None
    staff_id: str | None
    printer_id: str | None
    zone: str | None
    second_printer_id: str | None = None
    screen: str | None = None
    """The code of what a display shows at `/screen`; None shows the hall board."""


_PERSON = select(*[staff.c[f.name] for f in fields(Person)])
_DEVICE = select(*[device.c[f.name] for f in fields(Device)])

_PERSON_BY_ID = _PERSON.where(staff.c.id == bindparam("of"))
_DEVICE_BY_ID = _DEVICE.where(device.c.id == bindparam("of"))
_OF_TOKEN = Prepared(
    _DEVICE.add_columns(*[staff.c[f.name] for f in fields(Person)])
    .select_from(device.outerjoin(staff, device.c.staff_id == staff.c.id))
    .where(device.c.token_hash == bindparam("token"), device.c.revoked_at.is_(None))
)


def _person(row: AnyRow | None) -> Person | None:
    return None if row is None else Person(*row)


def _device(row: AnyRow | None) -> Device | None:
    return None if row is None else Device(*row)


def person(conn: Connection, staff_id: str) -> Person | None:
    """Return a member of staff, or None."""
    return _person(conn.execute(_PERSON_BY_ID, {"of": staff_id}).first())


def person_named(conn: Connection, username: str) -> Person | None:
    """Return the member of staff who signs in by that name, or None."""
    return _person(conn.execute(_PERSON.where(staff.c.username == username)).first())


def everybody(conn: Connection) -> dict[str, Person]:
    """Return all staff by id."""
    return {row.id: Person(*row) for row in conn.execute(_PERSON)}


def add_person(conn: Connection, who: Person) -> None:
    """Store a new member of staff."""
    conn.execute(insert(staff).values(**{f.name: getattr(who, f.name) for f in fields(Person)}))


def change_person(conn: Connection, who: Person) -> None:
    """Store what is known of a member of staff anew."""
    values = {f.name: getattr(who, f.name) for f in fields(Person) if f.name != "id"}
    conn.execute(update(staff).where(staff.c.id == who.id).values(**values))


def drop_person(conn: Connection, staff_id: str) -> bool:
    """Forget somebody who never signed in and whom nothing names; False when there is a past to keep."""
    signed_in = select(event.c.id).where(
        event.c.kind == Kind.SIGNED_IN, event.c.data["staff"].as_string() == staff_id
    )
    named = select(device.c.id).where(device.c.staff_id == staff_id)
    if conn.execute(signed_in.limit(1)).first() or conn.execute(named.limit(1)).first():
        return False
    conn.execute(delete(staff).where(staff.c.id == staff_id))
    return True


def set_password(conn: Connection, staff_id: str, password_hash: str) -> None:
    """Store a new password hash."""
    conn.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


def open_session(
    conn: Connection, token_hash: str, staff_id: str, at: datetime, expires_at: datetime
) -> None:
    """Store a session and forget those that have expired."""
    conn.execute(delete(session).where(session.c.expires_at < at))
    conn.execute(
        insert(session).values(token_hash=token_hash, staff_id=staff_id, created_at=at, expires_at=expires_at)
    )


def close_session(conn: Connection, token_hash: str) -> bool:
    """End a session; False when there was none."""
    return conn.execute(delete(session).where(session.c.token_hash == token_hash)).rowcount > 0


def end_sessions(conn: Connection, staff_id: str, but: str | None = None) -> int:
    """End every session of a person, but one by its token's hash, and return how many there were."""
    theirs = delete(session).where(session.c.staff_id == staff_id, session.c.token_hash != (but or ""))
    return conn.execute(theirs).rowcount


def sessions_open(conn: Connection, at: datetime) -> dict[str, tuple[int, datetime]]:
    """Return (how many sessions, when the last began) of everybody signed in, by person."""
    rows = conn.execute(
        select(session.c.staff_id, func.count(), func.max(session.c.created_at))
        .where(session.c.expires_at > at)
        .group_by(session.c.staff_id)
    )
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def person_of_session(conn: Connection, token_hash: str, at: datetime) -> Person | None:
    """Return who is signed in with that session, or None when it is unknown or over."""
    row = conn.execute(
        _PERSON.join(session, session.c.staff_id == staff.c.id).where(
            session.c.token_hash == token_hash, session.c.expires_at > at
        )
    ).first()
    return _person(row)


def of_token(conn: Connection, token_hash: str) -> tuple[Device, Person | None] | None:
    """Return the device that holds that token and whose it is, or None when it is unknown or revoked."""
    row = _OF_TOKEN.first(conn, {"token": token_hash})
    if row is None:
        return None
    many = len(fields(Device))
    return Device(*row[:many]), None if row[many] is None else Person(*row[many:])


def credentials_in_force(conn: Connection, token_hashes: Iterable[str], at: datetime) -> set[str]:
    """Return those that still open something: sessions not over, tokens of devices not revoked."""
    asked = list(token_hashes)
    sessions = select(session.c.token_hash).where(session.c.token_hash.in_(asked), session.c.expires_at > at)
    devices_ = select(device.c.token_hash).where(
        device.c.token_hash.in_(asked), device.c.revoked_at.is_(None)
    )
    return set(conn.execute(sessions.union_all(devices_)).scalars())


def device_by_id(conn: Connection, device_id: str) -> Device | None:
    """Return a device, or None."""
    return _device(conn.execute(_DEVICE_BY_ID, {"of": device_id}).first())


def devices(conn: Connection) -> list[Device]:
    """Return every device that is not revoked, by kind and name."""
    rows = conn.execute(_DEVICE.where(device.c.revoked_at.is_(None)).order_by(device.c.kind, device.c.id))
    return [Device(*row) for row in rows]


def device_without_token(
    conn: Connection, kind: str, window_id: str | None, name: str | None = None
) -> Device | None:
    """Return a planned device of that kind and window no machine has become yet; of a name, also one that was shut out."""
    shut_out = device.c.revoked_at.is_not(None)
    wanted = _DEVICE.where(
        device.c.kind == kind,
        device.c.window_id.is_not_distinct_from(window_id),
        device.c.token_hash.is_(None),
        ~shut_out if name is None else device.c.name == name,
    )
    return _device(conn.execute(wanted.order_by(shut_out, device.c.id)).first())


def put_device(conn: Connection, what: Device, token_hash: str | None, at: datetime) -> None:
    """Store a device or renew it; a token of None leaves the one it has."""
    values = {f.name: getattr(what, f.name) for f in fields(Device)}
    if token_hash is not None:
        values["token_hash"] = token_hash
    if device_by_id(conn, what.id) is None:
        conn.execute(insert(device).values(**values, created_at=at))
    else:
        conn.execute(update(device).where(device.c.id == what.id).values(**values, revoked_at=None))


def revoke_device(conn: Connection, device_id: str, at: datetime) -> None:
    """Make a device's token worthless, and end the enrolments that would give it another."""
    conn.execute(update(device).where(device.c.id == device_id).values(revoked_at=at, token_hash=None))
    conn.execute(update(enrolment).where(enrolment.c.device_id == device_id).values(delivered=True))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new device that waits for a manager: the code on its screen, and what became of it."""

    poll_hash: str
    code: str
    kind: str
    name: str
    window_id: str | None
    created_at: datetime
    device_id: str | None
    delivered: bool


_ENROLMENT = select(*[enrolment.c[f.name] for f in fields(Enrolment)])


def add_enrolment(conn: Connection, wish: Enrolment) -> None:
    """Store the wish of a new device."""
    conn.execute(insert(enrolment).values(**{f.name: getattr(wish, f.name) for f in fields(Enrolment)}))


def enrolment_by(
    conn: Connection, *, poll_hash: str | None = None, code: str | None = None
) -> Enrolment | None:
    """Return the newest enrolment by poll token or by code, or None."""
    asked = _ENROLMENT.order_by(enrolment.c.created_at.desc()).limit(1)
    if poll_hash is not None:
        asked = asked.where(enrolment.c.poll_hash == poll_hash)
    if code is not None:
        asked = asked.where(enrolment.c.code == code)
    row = conn.execute(asked).first()
    return None if row is None else Enrolment(*row)


def enrolments_open(conn: Connection, since: datetime) -> list[Enrolment]:
    """Return the enrolments nobody has approved yet."""
    rows = conn.execute(_ENROLMENT.where(enrolment.c.device_id.is_(None), enrolment.c.created_at >= since))
    return [Enrolment(*row) for row in rows]


def let_in(conn: Connection) -> dict[str, datetime | None]:
    """Return the devices that have collected their token, each with the newest wish it did so by, None when unknown."""
    wished = device.outerjoin(enrolment, enrolment.c.device_id == device.c.id)
    asked = (
        select(device.c.id, func.max(enrolment.c.created_at))
        .select_from(wished)
        .where(device.c.token_hash.is_not(None))
        .group_by(device.c.id)
    )
    return {row[0]: row[1] for row in conn.execute(asked)}


def settle_enrolment(conn: Connection, poll_hash: str, device_id: str, delivered: bool) -> None:
    """Say which device an enrolment became, and whether it has its token."""
    conn.execute(
        update(enrolment)
        .where(enrolment.c.poll_hash == poll_hash)
        .values(device_id=device_id, delivered=delivered)
    )
