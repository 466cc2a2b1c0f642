"""At which printer a device's papers come out: its own, or its second while its own cannot print."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from queue_server.hall import Hall
from queue_server.storage.people import Device
from queue_server.storage.prints import Printer

SECOND = "second"


def printer_for(
    hall: Hall, known: Mapping[str, Printer], device: Device | None, without: Collection[str] = ()
) -> str | None:
    """Return the printer for a new paper of a device, by id; None when it has none.

    Its second one is taken only where the hall wants that (`printer_down = "second"`), while the first is known to be
    down, or is among `without`, and the second is not.
    """
    if device is None or device.printer_id is None:
        return None
    second = known.get(device.second_printer_id or "")
    if second is None or second.id in without or hall.plan.settings.printer_down != SECOND:
        return device.printer_id
    first = known.get(device.printer_id)
    gone = first is None or first.state == "down" or first.id in without
    return second.id if gone and second.state != "down" else device.printer_id
