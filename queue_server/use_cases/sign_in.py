"""People sign in with a password; browser devices are given a token by a manager."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.hall import window_id_of
from queue_server.storage import people, prints
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint, new_id, new_token, six_digits

SESSION_LASTS = timedelta(hours=14)
ENROLMENT_LASTS = timedelta(minutes=15)


def open_session(tx: Tx, person: people.Person, instead_of: str | None) -> str:
    """Return the token of a new session, which lasts for a working day; the one it takes the place of ends."""
    if instead_of is not None:
        close_session(tx, instead_of)
    token = new_token()
    people.open_session(tx.conn, fingerprint(token), person.id, tx.at, tx.at + SESSION_LASTS)
    tx.record(Event(Kind.SIGNED_IN, tx.at, None, None, None, {"staff": person.id}))
    return token


def close_session(tx: Tx, token: str) -> None:
    """End a session; ending it twice is no error."""
    if people.close_session(tx.conn, fingerprint(token)):
        tx.record(Event(Kind.SIGNED_OUT, tx.at))


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What a new device shows (`code`) and keeps (`poll_token`)."""

    code: str
    poll_token: str


def begin_enrolment(tx: Tx, kind: str, name: str, window_number: str | None) -> Enrolling:
    """Store a new device's wish; raises `window_unknown`."""
    window_id = None
    if window_number is not None:
        window_id = window_id_of(window_number)
        tx.hall.window(window_id)
    poll_token, code = new_token(), six_digits()
    while people.enrolment_by(tx.conn, code=code) is not None:
        code = six_digits()
    people.add_enrolment(
        tx.conn,
        people.Enrolment(fingerprint(poll_token), code, kind, name, window_id, tx.at, None, False),
    )
    return Enrolling(code, poll_token)


def approve_enrolment(
    tx: Tx, code: str, printer_id: str | None, zone: str | None, screen: str | None = None
) -> people.Device:
    """Make a waiting device one of the hall's: one the plan foresaw if there is such a one still.

    Raises `enrolment_unknown`, `enrolment_closed`, `printer_unknown`, `screen_unknown`.
    """
    wish = people.enrolment_by(tx.conn, code=code)
    if wish is None or tx.at - wish.created_at > ENROLMENT_LASTS:
        raise refuse("enrolment_unknown")
    if wish.device_id is not None:
        raise refuse("enrolment_closed")
    if printer_id is not None and printer_id not in prints.printers(tx.conn):
        raise refuse("printer_unknown")
    if screen is not None:
        tx.hall.screen(screen)
    # Screens of a kind are alike; a print agent is the one its printers name, and again after it was shut out.
    name = wish.name if wish.kind == "print_agent" else None
    planned = people.device_without_token(tx.conn, wish.kind, wish.window_id, name)
    device = planned or people.Device(
        new_id("d", tx.at), wish.kind, wish.name, wish.window_id, None, None, None
    )
    chosen = {"printer_id": printer_id, "zone": zone, "screen": screen}
    device = replace(device, **{name: value for name, value in chosen.items() if value})
    people.put_device(tx.conn, device, None, tx.at)
    people.settle_enrolment(tx.conn, wish.poll_hash, device.id, False)
    tx.record(
        Event(Kind.DEVICE_ENROLLED, tx.at, None, None, None, {"device": device.id, "kind": device.kind})
    )
    return device


def collect_token(tx: Tx, poll_token: str) -> tuple[str, people.Device] | None:
    """Give an approved device its token, once; None while it waits. Raises `enrolment_unknown`, `enrolment_closed`."""
    wish = people.enrolment_by(tx.conn, poll_hash=fingerprint(poll_token))
    if wish is None or tx.at - wish.created_at > ENROLMENT_LASTS:
        raise refuse("enrolment_unknown")
    if wish.device_id is None:
        return None
    device = people.device_by_id(tx.conn, wish.device_id)
    if wish.delivered or device is None:
        raise refuse("enrolment_closed")
    token = new_token()
    people.put_device(tx.conn, device, fingerprint(token), tx.at)
    people.settle_enrolment(tx.conn, wish.poll_hash, device.id, True)
    return token, device
