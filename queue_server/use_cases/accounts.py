"""What a manager does for staff: who works here and as what, a new password, the end of forgotten sessions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.window import Window
from queue_server.hall import window_id_of
from queue_server.storage import people, windows
from queue_server.use_cases.runner import Tx


def person_of(tx: Tx, staff_id: str) -> people.Person:
    """Return a member of staff; raises `staff_unknown`."""
    found = people.person(tx.conn, staff_id)
    if found is None:
        raise refuse("staff_unknown")
    return found


@dataclass(frozen=True, slots=True)
class About:
    """What a manager says of somebody; `window` is the number of the window they usually work at."""

    name: str
    role: str
    badge: str = ""
    post: str = ""
    window: int | None = None
    may_choose: bool = False


def add_person(tx: Tx, username: str, about: About, password_hash: str) -> people.Person:
    """Let somebody sign in from now on; raises `username_taken`, `window_unknown`."""
    if people.person_named(tx.conn, username) is not None or people.person(tx.conn, username) is not None:
        raise refuse("username_taken", username=username)
    person = _under(tx, people.Person(username, username, "", "", "", about.role, None, password_hash), about)
    people.add_person(tx.conn, person)
    _record(tx, Kind.PERSON_ADDED, person, about)
    return person


def change_person(tx: Tx, staff_id: str, about: About) -> people.Person:
    """Change what is known of somebody; a change of role ends their sessions.

    Raises Refused: `staff_unknown`, `window_unknown`, `last_manager`, `staff_at_window` for a change of role.
    """
    before = person_of(tx, staff_id)
    person = _under(tx, before, about)
    if person.role != before.role:
        _may_go(tx, before)
        people.end_sessions(tx.conn, person.id)
    people.change_person(tx.conn, person)
    _record(tx, Kind.PERSON_CHANGED, person, about)
    return person


def let_go(tx: Tx, staff_id: str) -> bool:
    """Let somebody sign in no more; returns whether they are forgotten, having done nothing here.

    The past keeps everybody else's name; a new password lets them in again. Raises Refused: `staff_unknown`,
    `last_manager`, `staff_at_window`.
    """
    person = person_of(tx, staff_id)
    _may_go(tx, person)
    people.end_sessions(tx.conn, person.id)
    forgotten = people.drop_person(tx.conn, person.id)
    if not forgotten:
        people.set_password(tx.conn, person.id, "")
    data = {"staff": person.id, "name": person.name, "forgotten": forgotten}
    tx.record(Event(Kind.PERSON_LEFT, tx.at, None, None, None, data))
    return forgotten


def _under(tx: Tx, person: people.Person, about: About) -> people.Person:
    window_id = None if about.window is None else window_id_of(about.window)
    if window_id is not None:
        tx.hall.window(window_id)
    return replace(
        person,
        name=about.name,
        role=about.role,
        badge=about.badge,
        post=about.post,
        window_id=window_id,
        may_choose=about.may_choose,
    )


def _may_go(tx: Tx, person: people.Person) -> None:
    at: Window | None = windows.of_clerk(tx.conn, person.id)
    if at is not None:
        raise refuse("staff_at_window", name=person.name, window=at.number)
    others = (one for one in people.everybody(tx.conn).values() if one.id != person.id)
    if person.role == "manager" and not any(one.role == "manager" and one.active for one in others):
        raise refuse("last_manager")


def _record(tx: Tx, kind: Kind, person: people.Person, about: About) -> None:
    data = {"staff": person.id, **asdict(about)}
    tx.record(Event(kind, tx.at, None, None, None, data))


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
