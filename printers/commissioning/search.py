"""Look for printers: at addresses on the network that somebody names, and on this machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from printers.commissioning.hosts import hosts_in
from printers.profile import Profile
from printers.spooler import query_status
from printers.transports import Found, PrinterError, find_here, network, transport_at

WITHIN_S = 3.0


def look(where: str = "") -> list[dict[str, Any]]:
    """Return what is found as [{address, name, state, why}], the network's at `where` first; raises RangeError.

    Those on the network are asked how they are, all at once; a device of this machine is not touched.
    """
    on_network: list[Found] = []
    if where.strip():
        hosts, port = hosts_in(where)
        on_network = network.find(hosts, port, WITHIN_S)
    with ThreadPoolExecutor(max_workers=16) as asked:
        states = list(asked.map(_state, on_network))
    here = [
        {"address": one.address, "name": one.name, "state": "unknown", "why": None} for one in find_here()
    ]
    return [*states, *here]


def _state(found: Found) -> dict[str, Any]:
    try:
        seen = query_status(transport_at(found.address), Profile())
    except PrinterError as error:
        return {"address": found.address, "name": found.name, "state": "down", "why": error.reason}
    return {"address": found.address, "name": found.name, "state": seen.state, "why": seen.why}
