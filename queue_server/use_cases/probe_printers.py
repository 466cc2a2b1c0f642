"""Print agents find printers and try them out for the manager: a wish is stored, an agent takes it and brings the result.

The server opens no printer itself, and the printer may hang on another machine than the server's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from queue_server.domain.errors import refuse
from queue_server.storage import probes
from queue_server.storage.probes import Probe
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_id

TAKEN_WITHIN = timedelta(seconds=15)
DONE_WITHIN = timedelta(seconds=120)
FIND, TEST = "find", "test"


def ask_probe(tx: Tx, kind: str, wish: dict[str, Any], agent_id: str | None) -> Probe:
    """Store a wish for an agent, or for whichever asks first."""
    made = Probe(new_id("pr", tx.at), agent_id, kind, wish, "asked", None, tx.actor.staff_id, tx.at, tx.at)
    probes.add(tx.conn, made)
    return made


def claim_probe(tx: Tx, agent_id: str) -> Probe | None:
    """Give an agent its oldest wish that somebody still waits for, or None."""
    while (found := probes.next_asked(tx.conn, agent_id)) is not None:
        if tx.at - found.asked_at > TAKEN_WITHIN:
            probes.settle(tx.conn, found, "lost", tx.at)
        elif probes.settle(tx.conn, found, "claimed", tx.at):
            return found
    return None


def report_probe(tx: Tx, probe_id: str, result: dict[str, Any]) -> Probe:
    """Store what an agent found; a second report changes nothing. Raises `probe_unknown`."""
    found = probes.by_id(tx.conn, probe_id)
    if found is None:
        raise refuse("probe_unknown")
    if found.state in ("claimed", "lost"):
        probes.settle(tx.conn, found, "done", tx.at, result)
    return probes.by_id(tx.conn, probe_id) or found


def state_now(found: Probe, at: datetime) -> str:
    """Return asked, claimed or done, and lost for a wish that no agent took or that came to nothing in time."""
    waited = at - found.changed_at
    if found.state == "asked" and waited > TAKEN_WITHIN:
        return "lost"
    if found.state == "claimed" and waited > DONE_WITHIN:
        return "lost"
    return found.state
