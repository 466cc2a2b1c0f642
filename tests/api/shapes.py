"""The protocol's objects: the fields that always exist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

TICKET = {
    *("id", "number", "state", "reason", "queue", "item", "priority", "language", "issued_at", "window"),
    *("calls", "people_ahead", "wait", "called_at", "rateable_until", "waiting_zone", "outcome", "spell_id"),
    "url",
}
WINDOW = {
    *("id", "number", "name", "kind", "department", "state", "pause_reason", "clerk", "queues", "ticket"),
}
RATING = {"id", "level", "level_name", "options", "comment", "channel", "rated_at"}
QUEUE = {"id", "name", "prefix", "open", "closed_reason", "waiting", "wait"}
ITEM = {"code", "name", "case_type", "category", "queue_id"}
BOARD = {"version", "now", "hall", "calls", "windows", "queues", "notices", "stale_after_s"}
BOARD_CALL = {"id", "number", "window", "at", "state", "recalls"}
BOARD_WINDOW = {"number", "name", "department", "state", "free", "number_called", "opens_at"}
TICKET_TIMES = ("issued_at", "called_at", "rateable_until")


def has(found: dict[str, Any], fields: set[str]) -> None:
    """Assert that an object has at least these fields."""
    assert fields <= set(found), fields - set(found)


def is_ticket(found: dict[str, Any]) -> None:
    """Assert that an object is a ticket of the protocol, its times with an offset."""
    has(found, TICKET)
    has(found["queue"], {"id", "name", "prefix"})
    for name in TICKET_TIMES:
        if found[name] is not None:
            assert datetime.fromisoformat(found[name]).utcoffset() is not None
    if found["item"] is not None:
        has(found["item"], {"code", "name"})
    if found["window"] is not None:
        has(found["window"], {"id", "name"})
    if found["wait"] is not None:
        assert found["wait"]["low_s"] < found["wait"]["high_s"]
    assert found["people_ahead"] is None or found["state"] == "waiting"
