"""A queue as kiosk and staff see it: open or why not, who waits, how long."""

from __future__ import annotations

from typing import Any

from queue_server.domain.ids import QueueId
from queue_server.storage import tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.runner import Tx


def queue_open(now: HallNow | Tx, queue_id: QueueId) -> str | None:
    """Return why a queue gives no numbers now (`closed_hours`, `daily_limit`), or None when it does."""
    hall = now.hall
    if not hall.schedule.issues(now.at):
        return "closed_hours"
    limit = hall.queue(queue_id).daily_limit
    if limit is not None and tickets.issued_count(now.conn, now.today, queue_id) >= limit:
        return "daily_limit"
    return None


def queue_view(now: HallNow, queue_id: QueueId, closed_reason: str | None) -> dict[str, Any]:
    """Return a queue with every field of the protocol, and what the kiosk's tile shows."""
    queue = now.hall.queue(queue_id)
    waiting = len(now.waiting_of.get(queue_id, ()))
    return {
        "id": queue_id,
        "name": queue.name,
        "name_en": queue.name_en,
        "prefix": queue.prefix,
        "line": queue.line,
        "line_en": queue.line_en,
        "open": closed_reason is None,
        "closed_reason": closed_reason,
        "waiting": waiting,
        "wait": now.wait(queue_id, waiting),
        "free_now": now.free_now(queue_id),
        "skip_items": queue.skip_items,
        "ask_priority": queue.ask_priority,
        "windows": now.windows_for(queue_id),
        "waiting_zone": queue.waiting_zone,
        "waiting_zone_en": queue.waiting_zone_en,
    }
