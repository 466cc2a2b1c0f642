"""What becomes of the calls that are to be spoken."""

from __future__ import annotations

from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId
from queue_server.storage import calls
from queue_server.storage.calls import Announcement
from queue_server.use_cases.runner import Tx


def begin_speaking(tx: Tx, call: Announcement) -> None:
    """Note that a call is being spoken now."""
    _settle(tx, call, "playing", None)


def settle_speaking(tx: Tx, call: Announcement, state: str, why: str | None) -> None:
    """Note that a call was spoken, or unspoken and why (no_speaker, no_voice, too_old, failed)."""
    _settle(tx, call, state, why)


def resume_speaking(tx: Tx) -> None:
    """After a restart, put what was being spoken back on the list: nobody knows how far it came."""
    calls.interrupted(tx.conn)


def _settle(tx: Tx, call: Announcement, state: str, why: str | None) -> None:
    calls.settle_announcement(tx.conn, call.id, state, why, tx.at)
    data = {"announcement": call.id, "state": state}
    tx.record(Event(Kind.ANNOUNCEMENT_SETTLED, tx.at, TicketId(call.ticket_id), None, why, data))
