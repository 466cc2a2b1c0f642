"""Tickets and windows as the protocol shows them to staff and devices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from queue_server.domain.rating import rateable_until
from queue_server.domain.ticket import State, Ticket
from queue_server.domain.window import Window
from queue_server.hall import Hall
from queue_server.storage import people, tickets
from queue_server.use_cases import turns
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.outlook import Standing, standing


def instant(at: datetime | None, hall: Hall) -> str | None:
    """Return an instant in the hall's zone, ISO 8601 with offset."""
    return None if at is None else at.astimezone(hall.zone).isoformat(timespec="milliseconds")


def ticket_view(
    conn: Connection,
    hall: Hall,
    t: Ticket,
    public_url: str,
    *,
    now: HallNow | None = None,
    stands: Standing | None = None,
) -> dict[str, Any]:
    """Return a ticket with every field of the protocol; a look at the hall, or where it stands, spares questions."""
    queue = hall.known_queue(t.queue_id)
    item = hall.known_items.get(t.item_code or "")
    window = hall.known_window(t.window_id) if t.window_id else None
    ahead, wait = None, None
    if t.state is State.WAITING:
        ahead, wait = (stands.ahead, stands.wait) if stands is not None else _waits(conn, hall, t, now)
    until = None
    if t.spell_id is not None and t.ended_at is not None and t.state is State.DONE:
        until = rateable_until(t.ended_at, hall.policy.late_rating_days, hall.zone)
    return {
        "id": t.id,
        "number": t.number,
        "state": t.state.value,
        "reason": t.reason,
        "queue": {"id": t.queue_id, "name": queue.name, "name_en": queue.name_en, "prefix": queue.prefix},
        "item": item
        and {
            "code": item.code,
            "name": item.name,
            "short_name": item.short_name,
            "name_en": item.name_en,
        },
        "priority": t.priority,
        "priority_claim": t.claim and t.claim.value,
        "language": t.language,
        "issued_at": instant(t.issued_at, hall),
        "window": window and {"id": t.window_id, "name": window.name, "number": str(window.number)},
        "calls": t.calls,
        "people_ahead": ahead,
        "wait": wait,
        "called_at": instant(t.called_at, hall),
        "booked_at": instant(t.booked_at, hall),
        "held_at": instant(t.held_at, hall),
        "rateable_until": instant(until, hall),
        "waiting_zone": queue.waiting_zone,
        "waiting_zone_en": queue.waiting_zone_en,
        "absent_until": instant(absent_until(t, hall), hall),
        "outcome": t.outcome,
        "spell_id": t.spell_id,
        "code": t.code,
        "url": f"{public_url}/t/{t.token}",
    }


def _waits(conn: Connection, hall: Hall, t: Ticket, now: HallNow | None) -> tuple[int, dict[str, int] | None]:
    """Return how many are before a waiting ticket, and its wait."""
    if now is not None:
        place = now.place_of.get(t.id)
        ahead = turns.people_ahead(conn, t, hall.policy) if place is None else place
        return ahead, now.waits.of_ticket(t, ahead)
    stands = standing(conn, hall, hall.lately.clock.now(), t)
    return stands.ahead, stands.wait


def absent_until(t: Ticket, hall: Hall) -> datetime | None:
    """Return until when a missed ticket may come back, None for any other."""
    if t.state is not State.ABSENT or t.absent_at is None:
        return None
    return t.absent_at + timedelta(seconds=hall.policy.return_within_s)


def window_view(
    conn: Connection, hall: Hall, w: Window, public_url: str, staff: dict[str, people.Person]
) -> dict[str, Any]:
    """Return a window with every field of the protocol."""
    plan = hall.window(w.id)
    clerk = staff.get(w.clerk_id) if w.clerk_id else None
    at_window = tickets.by_id(conn, w.ticket_id) if w.ticket_id else None
    return {
        "id": w.id,
        "number": w.number,
        "name": plan.name,
        "name_en": plan.name_en,
        "kind": plan.kind,
        "department": plan.department,
        "state": w.state.value,
        "pause_reason": w.pause_reason,
        "paused_at": instant(w.since, hall) if w.state == "paused" else None,
        "clerk": clerk and {"name": clerk.name, "badge": clerk.badge},
        "queues": [q for tier in hall.tiers(w.id) for q in tier.queues],
        "ticket": at_window and ticket_view(conn, hall, at_window, public_url),
    }
