"""A citizen at a kiosk calls a person; somebody at the desk sees to it."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId
from queue_server.storage import calls, people
from queue_server.use_cases.moves import find
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

PRESSED_TWICE = timedelta(seconds=5)


def ask_help(tx: Tx, device: people.Device, why: str, ticket_id: str | None) -> calls.HelpCall:
    """Store a kiosk's call; the same one pressed twice within seconds is one. Raises `ticket_unknown`."""
    if ticket_id is not None:
        find(tx, ticket_id)
    last = calls.last_help(tx.conn, device.id, "help", tx.at - PRESSED_TWICE)
    if last and last.acknowledged_at is None and (last.why, last.ticket_id) == (why, ticket_id):
        return last
    call = calls.HelpCall(
        id=new_id("h", tx.at), device_id=device.id, kind="help", why=why, ticket_id=ticket_id, at=tx.at
    )
    calls.add_help(tx.conn, call)
    ticket = TicketId(ticket_id) if ticket_id else None
    data = {"help": call.id, "kind": "help", "device": device.id}
    tx.record(Event(Kind.HELP_ASKED, tx.at, ticket, None, why, data))
    return call


def acknowledge_help(tx: Tx, help_id: str) -> calls.HelpCall:
    """Say that somebody is on the way; raises `not_found`, `already_acknowledged`."""
    call = calls.help_by_id(tx.conn, help_id)
    if call is None:
        raise refuse("not_found")
    if not calls.acknowledge(tx.conn, help_id, tx.actor.staff_id, tx.at):
        raise refuse("already_acknowledged")
    data = {"help": help_id, "device": call.device_id}
    tx.record(Event(Kind.HELP_SEEN, tx.at, None, None, None, data))
    return calls.help_by_id(tx.conn, help_id) or call
