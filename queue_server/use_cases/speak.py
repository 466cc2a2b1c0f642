"""What becomes of the calls that are to be spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import TicketId
from queue_server.storage import calls, notices
from queue_server.storage.calls import Announcement
from queue_server.use_cases.runner import Tx

LONGEST = timedelta(minutes=5)
"""Nothing is being spoken for longer: who claimed it is gone. A typed text may last three minutes, read slowly and twice."""


def begin_speaking(tx: Tx, call: Announcement) -> bool:
    """Claim a call to be spoken now; False when another server was faster or it is no longer to be spoken."""
    return _settle(tx, call, "queued", "playing", None)


def settle_speaking(tx: Tx, call: Announcement, before: str, state: str, why: str | None) -> None:
    """Note that a call was spoken, or unspoken and why (no_speaker, no_voice, too_old, failed)."""
    _settle(tx, call, before, state, why)


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """Name what was being spoken when a server died: calls, and rows of announcements."""

    calls: list[int]
    notices: list[int]


def resume_speaking(tx: Tx, *, alone: bool) -> BrokenOff:
    """Put what was being spoken by a server that died back on the list.

    A server that is alone has come back itself: all that is being spoken is its own, and broken off.
    """
    before = tx.at if alone else tx.at - LONGEST
    return BrokenOff(calls.interrupted(tx.conn, before), notices.interrupted(tx.conn, before))


def _settle(tx: Tx, call: Announcement, before: str, state: str, why: str | None) -> bool:
    if not calls.settle_announcement(tx.conn, call.id, before, state, why, tx.at):
        return False
    data = {"announcement": call.id, "state": state}
    tx.record(Event(Kind.ANNOUNCEMENT_SETTLED, tx.at, TicketId(call.ticket_id), None, why, data))
    return True
