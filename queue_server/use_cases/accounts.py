"""What a manager does for staff: a new password, the end of forgotten sessions."""

from __future__ import annotations

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.storage import people
from queue_server.use_cases.runner import Tx


def person_of(tx: Tx, staff_id: str) -> people.Person:
    """Return a member of staff; raises `staff_unknown`."""
    found = people.person(tx.conn, staff_id)
    if found is None:
        raise refuse("staff_unknown")
    return found


def reset_password(tx: Tx, staff_id: str, password_hash: str, asking: str | None = None) -> people.Person:
    """Store a new password and end the sessions that began with the old one; raises `staff_unknown`.

    The session that asks (`asking`, its token's hash) goes on: a manager's own, who must read the new one.
    """
    person = person_of(tx, staff_id)
    people.set_password(tx.conn, person.id, password_hash)
    ended = people.end_sessions(tx.conn, person.id, but=asking)
    tx.record(Event(Kind.PASSWORD_RESET, tx.at, None, None, None, {"staff": person.id, "sessions": ended}))
    return person


def end_sessions(tx: Tx, staff_id: str) -> int:
    """End the sessions of somebody who forgot to sign out; returns how many. Raises `staff_unknown`."""
    person = person_of(tx, staff_id)
    ended = people.end_sessions(tx.conn, person.id)
    tx.record(Event(Kind.SESSIONS_ENDED, tx.at, None, None, None, {"staff": person.id, "sessions": ended}))
    return ended
