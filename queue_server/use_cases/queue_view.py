"""A queue as kiosk and staff see it: open or why not, who waits, how long."""

from __future__ import annotations

from typing import Any

from queue_server.domain.ids import QueueId
from queue_server.domain.schedule import NotNow
from queue_server.use_cases.admission import not_now
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant


def opening_view(now: HallNow, closed: NotNow | None) -> dict[str, Any]:
    """Return whether numbers are given, why not, and when they are given again."""
    return {
        "open": closed is None,
        "closed_reason": closed and closed.reason,
        "opens_at": closed and instant(closed.again, now.hall),
    }


def item_view(now: HallNow, queue_id: QueueId, code: str) -> dict[str, Any]:
    """Return whether an item of a queue gets a number; the queue's quotas are told with the queue."""
    schedule = now.hall.schedule
    if not any(band.chooses for band in schedule.today(now.at)):
        return opening_view(now, None)
    closed = schedule.admits(now.at, now.hall.lines[queue_id], code)
    return opening_view(now, closed if closed and closed.code == "item_not_today" else None)


def queue_view(now: HallNow, queue_id: QueueId) -> dict[str, Any]:
    """Return a queue with every field of the protocol, and what the kiosk's tile shows."""
    closed = not_now(now, queue_id)
    queue = now.hall.queue(queue_id)
    waiting = len(now.waiting_of.get(queue_id, ()))
    return {
        "id": queue_id,
        "name": queue.name,
        "name_en": queue.name_en,
        "prefix": queue.prefix,
        "line": queue.line,
        "line_en": queue.line_en,
        **opening_view(now, closed),
        "waiting": waiting,
        "wait": now.wait(queue_id, waiting),
        "free_now": now.free_now(queue_id),
        "skip_items": queue.skip_items,
        "ask_priority": queue.ask_priority,
        "windows": now.windows_for(queue_id),
        "waiting_zone": queue.waiting_zone,
        "waiting_zone_en": queue.waiting_zone_en,
    }
