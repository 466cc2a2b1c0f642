"""At which printer a device's papers come out: its own, or its second while its own cannot print."""

from __future__ import annotations

from collections.abc import Collection

from queue_server.storage import people, prints
from queue_server.use_cases.runner import Tx

SECOND = "second"


def printer_for(tx: Tx, device: people.Device | None, without: Collection[str] = ()) -> str | None:
    """Return the printer for a new paper of a device; None when it has none.

    Its second one is taken only where the hall wants that (`printer_down = "second"`), while the first is known to be
    down, or is among `without`, and the second is not.
    """
    if device is None or device.printer_id is None:
        return None
    second = device.second_printer_id
    if second is None or second in without or tx.hall.plan.settings.printer_down != SECOND:
        return device.printer_id
    known = prints.printers(tx.conn)
    first = known.get(device.printer_id)
    gone = first is None or first.state == "down" or first.id in without
    fit = second in known and known[second].state != "down"
    return second if gone and fit else device.printer_id
