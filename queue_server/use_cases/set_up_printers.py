"""The manager adds, changes and removes printers and says who prints where; each change is logged and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from printers.models import USUAL, model
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.storage import events, people, prints
from queue_server.storage.people import Device
from queue_server.storage.prints import Printer
from queue_server.use_cases.load_plan import printer_id_of
from queue_server.use_cases.runner import Tx

PRINTS_AT = ("kiosk", "guide")
"""Devices that have a printer."""
LOOKED_BACK = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a printer is to be; a profile of None stays as it is, the usual one for a new printer."""

    name: str
    address: str
    agent_id: str | None
    profile: dict[str, Any] | None


def add_printer(tx: Tx, wanted: Wanted) -> Printer:
    """Take a printer into use; raises `printer_name_taken`, `printer_address_taken`."""
    _is_free(tx, wanted.name, wanted.address, None)
    taken = set(prints.printer_ids_ever(tx.conn))
    number = next(n for n in range(1, len(taken) + 2) if printer_id_of(n) not in taken)
    usual = model(USUAL).profile.to_json() | {"model": USUAL}
    made = Printer(printer_id_of(number), wanted.name, wanted.address, wanted.profile or usual)
    made = replace(made, agent_id=wanted.agent_id)
    _put(tx, made.id, None, made)
    return made


def change_printer(tx: Tx, printer_id: str, wanted: Wanted) -> Printer:
    """Store a printer's name, address and settings; raises `printer_unknown`, `printer_name_taken`, `printer_address_taken`."""
    before = _printer(tx, printer_id)
    _is_free(tx, wanted.name, wanted.address, printer_id)
    after = replace(
        before,
        name=wanted.name,
        address=wanted.address,
        agent_id=wanted.agent_id,
        profile=before.profile if wanted.profile is None else wanted.profile,
    )
    if after != before:
        _put(tx, printer_id, before, after)
    return after


def remove_printer(tx: Tx, printer_id: str) -> None:
    """Take a printer out of use; who printed there prints at its second one. Raises `printer_unknown`."""
    _put(tx, printer_id, _printer(tx, printer_id), None)


def undo_printer(tx: Tx, printer_id: str) -> Printer | None:
    """Take the last change of a printer back, None when that removes it. Raises `no_earlier_settings`."""
    for _, event in events.newest(tx.conn, Kind.PRINTER_SET_UP, LOOKED_BACK):
        if event.data["printer"] == printer_id:
            break
    else:
        raise refuse("no_earlier_settings")
    now = prints.printers(tx.conn).get(printer_id)
    earlier = event.data["before"]
    after = None if earlier is None else Printer(printer_id, **earlier)
    if after is not None:
        _is_free(tx, after.name, after.address, printer_id)
    _put(tx, printer_id, now, after, event.data["devices"])
    return after


def can_undo(conn: Connection) -> set[str]:
    """Return the printers whose last change left something to go back to; a new one is removed instead."""
    last: dict[str, bool] = {}
    for _, event in events.newest(conn, Kind.PRINTER_SET_UP, LOOKED_BACK):
        last.setdefault(event.data["printer"], event.data["before"] is not None)
    return {printer_id for printer_id, earlier in last.items() if earlier}


def assign_printers(tx: Tx, device_id: str, first: str | None, second: str | None) -> Device:
    """Say where a device prints, and where when that one is down; raises `device_unknown`, `printer_unknown`."""
    device = next((d for d in people.devices(tx.conn) if d.id == device_id and d.kind in PRINTS_AT), None)
    if device is None:
        raise refuse("device_unknown")
    known = prints.printers(tx.conn)
    if any(wanted is not None and wanted not in known for wanted in (first, second)):
        raise refuse("printer_unknown")
    if first is None or second == first:
        first, second = first or second, None
    after = replace(device, printer_id=first, second_printer_id=second)
    if after != device:
        people.put_device(tx.conn, after, None, tx.at)
        data = {"device": device_id, "before": _places(device), "after": _places(after)}
        tx.record(Event(Kind.PRINTERS_ASSIGNED, tx.at, None, None, None, data))
    return after


def _put(
    tx: Tx,
    printer_id: str,
    before: Printer | None,
    after: Printer | None,
    devices: dict[str, Any] | None = None,
) -> None:
    """Store a printer as it is to be and log how it was, with the devices that lose it."""
    losing: dict[str, Any] = {}
    if after is not None:
        prints.put_printer(tx.conn, after)
    else:
        losing = _leave(tx, printer_id)
        prints.remove_printer(tx.conn, printer_id, tx.at)
    for device in people.devices(tx.conn):
        if after is not None and devices and device.id in devices:
            first, second = devices[device.id]
            restored = replace(device, printer_id=first, second_printer_id=second)
            people.put_device(tx.conn, restored, None, tx.at)
    data = {"printer": printer_id, "before": _facts(before), "after": _facts(after), "devices": losing}
    tx.record(Event(Kind.PRINTER_SET_UP, tx.at, None, None, None, data))


def _leave(tx: Tx, printer_id: str) -> dict[str, Any]:
    """Have nobody print there any more; return who did, and where each printed."""
    left = {}
    for device in people.devices(tx.conn):
        if printer_id in _places(device):
            left[device.id] = _places(device)
            rest = [one for one in _places(device) if one not in (printer_id, None)]
            after = replace(device, printer_id=rest[0] if rest else None, second_printer_id=None)
            people.put_device(tx.conn, after, None, tx.at)
    return left


def _places(device: Device) -> list[str | None]:
    return [device.printer_id, device.second_printer_id]


def _facts(printer: Printer | None) -> dict[str, Any] | None:
    if printer is None:
        return None
    return {
        "name": printer.name,
        "address": printer.address,
        "profile": printer.profile,
        "agent_id": printer.agent_id,
    }


def _printer(tx: Tx, printer_id: str) -> Printer:
    found = prints.printers(tx.conn).get(printer_id)
    if found is None:
        raise refuse("printer_unknown")
    return found


def _is_free(tx: Tx, name: str, address: str, but: str | None) -> None:
    """Raise `printer_name_taken` or `printer_address_taken`: two queues at one printer would get in each other's way."""
    for one in prints.printers(tx.conn).values():
        if one.id != but and one.name == name:
            raise refuse("printer_name_taken")
        if one.id != but and one.address == address:
            raise refuse("printer_address_taken", name=one.name)
