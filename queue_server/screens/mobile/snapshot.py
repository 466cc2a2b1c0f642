"""What whoever holds a ticket's QR code may see: this ticket, and no other citizen's data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.domain import dispatch
from queue_server.domain.errors import refuse
from queue_server.domain.rating import rateable_until
from queue_server.domain.ticket import State, Ticket
from queue_server.screens.shared.rating_levels import levels_view
from queue_server.screens.shared.screen import Auth, Screen, Snapshot, common, policy_view
from queue_server.site import Site
from queue_server.storage import ratings, spells, tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.phone_view import own_view
from queue_server.use_cases.views import instant


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    with site.reading() as conn:
        ticket = tickets.by_token(conn, str(auth.get("token", ""))[:64])
    if ticket is None:
        raise refuse("ticket_unknown")
    return f"phone:{ticket.id}"


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    ticket = now.ticket(room.split(":", 1)[1])
    if ticket is None:
        raise refuse("ticket_unknown")
    queue = now.hall.known_queue(ticket.queue_id)
    return {
        **common(now, site),
        "ticket": own_view(now.conn, now.hall, ticket, site.public_url, now=now),
        "item": _item(now, ticket),
        "queue": {
            "name": queue.name,
            "name_en": queue.name_en,
            "prefix": queue.prefix,
            "windows": [now.windows[w].number for w in now.hall.windows_of(ticket.queue_id)],
        },
        "next_windows": now.windows_for(ticket.queue_id),
        "called": _called(now, ticket),
        "missed": _missed(now, ticket),
        "held": _held(now, ticket),
        "sent_to": _sent_to(now, ticket),
        "ended": _ended(now, ticket),
        "rating": _rating(now, ticket),
        "page_until": _page_until(now, ticket),
        "policy": policy_view(now.hall),
        "desk_phone": now.hall.plan.enquiry_phone,
        "expired": ticket.business_day != now.today and ticket.state is not State.DONE,
    }


def _item(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    item = now.hall.known_items.get(t.item_code or "")
    if item is None:
        return None
    guide = now.hall.guides.get(item.code)
    return {
        "code": item.code,
        "name": item.name,
        "short_name": item.short_name,
        "name_en": item.name_en,
        "materials": [m.name for m in guide.materials] if guide else list(item.bring),
        "materials_en": [m.name_en for m in guide.materials] if guide else list(item.bring_en),
        "has_guide": guide is not None,
    }


def _called(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    if t.state not in (State.CALLED, State.SERVING) or t.window_id is None:
        return None
    plan = now.hall.known_window(t.window_id)
    return {
        "window": str(plan.number),
        "window_name": plan.name,
        "window_name_en": plan.name_en,
        "place": plan.place or None,
        "place_en": plan.place_en or None,
        "calls": t.calls,
        "at": instant(t.called_at, now.hall),
    }


def _missed(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    if t.state is not State.ABSENT or t.absent_at is None:
        return None
    policy = now.hall.policy
    return {
        "calls": t.calls,
        "at": instant(t.absent_at, now.hall),
        "until": instant(t.absent_at + timedelta(seconds=policy.return_within_s), now.hall),
        "void": policy.missed == "void",
        "places_left": _places_left(now, t),
        "after": policy.return_after,
        "ahead_after": min(policy.return_after, len(now.waiting_of.get(t.queue_id, ()))),
    }


def _places_left(now: HallNow, t: Ticket) -> int | None:
    """Return how many more calls of its queue leave the way back open; None where the rule counts no places."""
    places = now.hall.policy.return_within_places
    if not places or t.absent_at is None:
        return None
    return places - tickets.called_since(now.conn, t.queue_id, now.today, t.absent_at)


def _held(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    if t.state is not State.HELD or t.window_id is None:
        return None
    plan = now.hall.known_window(t.window_id)
    return {
        "window": str(plan.number),
        "place": plan.place or None,
        "place_en": plan.place_en or None,
        "reason": t.reason,
        "at": instant(t.held_at, now.hall),
    }


def _sent_to(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    """Return the one window that will call it, because it was sent there or to the clerk who is there."""
    if t.state is not State.WAITING or not dispatch.sent_away(t):
        return None
    found = (w for w in now.windows.values() if dispatch.sent_to(t, w.id, w.clerk_id))
    window = next(found, None)
    return None if window is None else {"window": window.number}


def _ended(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    if t.state is not State.DONE or t.ended_at is None or t.started_at is None:
        return None
    return {
        "waited_s": int(((t.first_called_at or t.started_at) - t.arrived_at).total_seconds()),
        "served_s": int((t.ended_at - t.started_at).total_seconds()),
        "outcome": t.outcome,
        "window": str(now.hall.known_window(t.window_id).number) if t.window_id else None,
        "at": instant(t.ended_at, now.hall),
    }


def _rating(now: HallNow, t: Ticket) -> dict[str, Any]:
    service = spells.last_service(now.conn, t.id) if t.spell_id is not None else None
    if service is None:
        return {"state": "none"}
    spell_id, _, _, ended_at = service
    until = rateable_until(ended_at, now.hall.policy.late_rating_days, now.hall.zone)
    given = ratings.of_spell(now.conn, spell_id)
    state = "done" if given else ("open" if now.at <= until else "closed")
    return {"state": state, "until": instant(until, now.hall), "levels": levels_view(now.hall)}


def _page_until(now: HallNow, t: Ticket) -> str:
    end = rateable_until(t.ended_at or t.issued_at, now.hall.policy.late_rating_days, now.hall.zone)
    return (end - timedelta(seconds=1)).astimezone(now.hall.zone).date().isoformat()


screen = Screen("phone", _room, _snapshot)
