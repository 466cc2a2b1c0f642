"""What is done with the hall's devices: rename one, shut out one that is lost, note whether one can be heard."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.storage import people
from queue_server.use_cases.runner import Tx

OWN_AGENT = "print_agent-1"
"""The print agent that runs beside the server; its token is made anew at each start."""


def _device(tx: Tx, device_id: str) -> people.Device:
    """Return a device that is not revoked; raises `device_unknown`."""
    found = people.device_by_id(tx.conn, device_id)
    if found is None or found not in people.devices(tx.conn):
        raise refuse("device_unknown")
    return found


def rename_device(tx: Tx, device_id: str, name: str) -> people.Device:
    """Give a device another name; raises `device_unknown`."""
    device = _device(tx, device_id)
    renamed = replace(device, name=name)
    people.put_device(tx.conn, renamed, None, tx.at)
    data = {"device": device.id, "name": name, "before": device.name}
    tx.record(Event(Kind.DEVICE_RENAMED, tx.at, None, None, None, data))
    return renamed


def give_screen(tx: Tx, device_id: str, screen: str | None) -> people.Device:
    """Say which of the hall's screens a display shows, None the hall board.

    Raises `device_unknown`, `screen_unknown`, `not_a_display`.
    """
    device = _device(tx, device_id)
    if device.kind != "display":
        raise refuse("not_a_display")
    if screen is not None:
        tx.hall.screen(screen)
    given = replace(device, screen=screen)
    people.put_device(tx.conn, given, None, tx.at)
    data = {"device": device.id, "screen": screen, "before": device.screen}
    tx.record(Event(Kind.SCREEN_GIVEN, tx.at, None, None, None, data))
    return given


def revoke_device(tx: Tx, device_id: str) -> people.Device:
    """End a device's token, and an enrolment of it that is under way. Raises `device_unknown`, `device_of_server`."""
    device = _device(tx, device_id)
    if device.id == OWN_AGENT:
        raise refuse("device_of_server")
    people.revoke_device(tx.conn, device.id, tx.at)
    data = {"device": device.id, "kind": device.kind, "name": device.name}
    tx.record(Event(Kind.DEVICE_REVOKED, tx.at, None, None, None, data))
    return device


def note_sound_check(tx: Tx, device: people.Device, ran: bool, why: str) -> None:
    """Note whether a screen's own sound check reached its sound card, and if not why."""
    data = {"device": device.id, "name": device.name, "ran": ran, "why": why}
    tx.record(Event(Kind.SOUND_CHECKED, tx.at, None, None, None, data))
