"""What a clerk may see: the window, its ticket, and whom it may call, in order with why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.api.announcements import announcing_view
from queue_server.domain.commands import HOLD_REASONS
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.life import absent_allowed
from queue_server.domain.ticket import State, Ticket
from queue_server.domain.window import PAUSE_REASONS
from queue_server.screens.shared.screen import (
    Auth,
    Screen,
    Snapshot,
    common,
    known,
    me_view,
    opening,
    policy_view,
    window_room,
)
from queue_server.screens.shared.shown import shown_on
from queue_server.site import Site
from queue_server.storage import events
from queue_server.storage.windows import DayOfWindow
from queue_server.use_cases.hall_now import HallNow, once_a_look
from queue_server.use_cases.views import instant, ticket_view

OUTCOMES = ("done", "accepted", "incomplete", "enquiry")
ROWS_SHOWN = 200
_SPEECH = {"queued": "queued", "playing": "playing", "spoken": "spoken", "unspoken": "unspoken"}


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    who = known(caller, "clerk", "manager")
    window_id = window_room("clerk", who, auth, site)
    return f"{window_id}:{who.staff_id}"


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    _, window_text, staff_id = room.split(":", 2)
    window_id = WindowId(window_text)
    window = now.windows[window_id]
    mine = window.clerk_id == staff_id and window.state != "closed"
    ticket = now.ticket_at.get(window_id) if mine else None
    order = now.order_for(window_id)
    day = now.days.get(window_id, DayOfWindow(0, 0, None))
    return {
        **common(now, site),
        "me": me_view(now.staff.get(staff_id)),
        "open": opening(now),
        "window": {**_window(now, window_id), "mine": mine},
        "other_windows": [_other(now, window_id, w) for w in now.hall.windows if w != window_id],
        "here": None if mine else _here(now, window_id),
        "elsewhere": _elsewhere(now, window_id, staff_id),
        "ticket": ticket and _ticket(now, ticket, site),
        "held": [_held(now, t) for t in now.held_for(window_id)],
        "choosing": {
            "right": now.staff[staff_id].may_choose if staff_id in now.staff else False,
            "by_mouth": site.was_cut_off(room),
        },
        "announcing": announcing_view(now, staff_id) if now.hall.plan.voice.clerks_announce else None,
        "waiting": _waiting(now, order),
        "policy": policy_view(now.hall),
        "today": {"done": day.done, "mean_s": day.mean_s, "absent": day.absent},
        "expected": order[0].number if order else None,
        "rating": {"asked": True} if window_id in now.asks else None,
        "notices": _notices(now, ticket),
        "queues": [_queue(now, q) for q in now.hall.queues],
        "pause_reasons": list(PAUSE_REASONS),
        "hold_reasons": list(HOLD_REASONS),
        "outcomes": list(OUTCOMES),
        "pause_limit_s": now.hall.policy.pause_limit_s,
        "usual_s": now.hall.policy.prior_service_s,
    }


def _window(now: HallNow, window_id: WindowId) -> dict[str, Any]:
    plan, window = now.hall.window(window_id), now.windows[window_id]
    clerk = now.staff.get(window.clerk_id or "")
    return {
        "id": window_id,
        "number": window.number,
        "name": plan.name,
        "name_short": plan.name_short or plan.name.removesuffix("窗口"),
        "name_en": plan.name_en,
        "department": plan.department,
        "state": window.state.value,
        "pause_reason": window.pause_reason,
        "paused_at": instant(window.since, now.hall) if window.state == "paused" else None,
        "clerk": clerk and {"name": clerk.name, "badge": clerk.badge},
        "queues": [q for tier in now.hall.tiers(window_id) for q in tier.queues],
    }


def _other(now: HallNow, own: WindowId, other: WindowId) -> dict[str, Any]:
    plan, window = now.hall.window(other), now.windows[other]
    clerk = now.staff.get(window.clerk_id or "")
    return {
        "id": other,
        "number": window.number,
        "name": plan.name,
        "name_en": plan.name_en,
        "state": window.state.value,
        "serves_same": _shares(now, own, other),
        "clerk": clerk and {"id": clerk.id, "name": clerk.name, "badge": clerk.badge},
    }


def _here(now: HallNow, window_id: WindowId) -> dict[str, Any] | None:
    """Return the citizen whom the next clerk takes over, None while the window is not being handed over."""
    window, ticket = now.windows[window_id], now.ticket_at.get(window_id)
    if window.pause_reason != "handover" or ticket is None:
        return None
    return {**_business(now, ticket), "state": ticket.state.value}


def _elsewhere(now: HallNow, window_id: WindowId, staff_id: str) -> dict[str, Any] | None:
    """Return the other window this clerk is still at, with the ticket there, or None."""
    for other, window in now.windows.items():
        if other != window_id and window.clerk_id == staff_id and window.state != "closed":
            ticket = now.ticket_at.get(other)
            open_there = ticket and {"number": ticket.number, "state": ticket.state.value}
            return {"id": other, "number": window.number, "ticket": open_there}
    return None


def _held(now: HallNow, t: Ticket) -> dict[str, Any]:
    window = now.windows.get(t.window_id) if t.window_id else None
    return {
        **_business(now, t),
        "reason": t.reason,
        "note": t.note,
        "held_at": instant(t.held_at, now.hall),
        "window": window and window.number,
    }


def _queue(now: HallNow, queue_id: QueueId) -> dict[str, Any]:
    queue, waiting = now.hall.queue(queue_id), len(now.waiting_of[queue_id])
    return {
        "id": queue_id,
        "prefix": queue.prefix,
        "name": queue.name,
        "name_en": queue.name_en,
        "waiting": waiting,
        "wait": now.wait(queue_id, waiting),
    }


def _shares(now: HallNow, one: WindowId, other: WindowId) -> bool:
    """Tell whether another window goes on calling this one's queues."""
    mine = {q for tier in now.hall.tiers(one)[:1] for q in tier.queues}
    return any(q in mine for tier in now.hall.tiers(other) for q in tier.queues)


def _waiting(now: HallNow, order: list[Ticket]) -> dict[str, Any]:
    waited = [(now.at - t.arrived_at).total_seconds() for t in order]
    return {
        "total": len(order),
        "longest_s": int(max(waited, default=0)),
        "target_s": now.hall.policy.target_wait_s,
        "rows": [_row(now, t) for t in order[:ROWS_SHOWN]],
    }


def _business(now: HallNow, t: Ticket) -> dict[str, Any]:
    """Return a ticket's number and what it is for."""
    item, queue = now.hall.known_items.get(t.item_code or ""), now.hall.known_queue(t.queue_id)
    return {
        "id": t.id,
        "number": t.number,
        "item_short": item and item.short_name,
        "item_name": item and item.name,
        "item_name_en": item and item.name_en,
        "item_code": t.item_code,
        "queue_name": queue.name,
        "queue_name_en": queue.name_en,
        "queue_prefix": queue.prefix,
    }


@once_a_look
def _row(now: HallNow, t: Ticket) -> dict[str, Any]:
    chosen = _class_of(now, t)
    return {
        **_business(now, t),
        "priority_name": chosen and chosen["name"],
        "priority_name_en": chosen and chosen["name_en"],
        "priority_claim": t.claim and t.claim.value,
        "language": t.language,
        "note": t.note,
        "why": now.why(t).as_dict(),
        "waited_s": int((now.at - t.arrived_at).total_seconds()),
        "issued_at": instant(t.issued_at, now.hall),
        "arrived_at": instant(t.arrived_at, now.hall),
        "guide": _guide(now, t),
        "deal": now.dealt.get(t.id),
    }


def _class_of(now: HallNow, t: Ticket) -> dict[str, str] | None:
    for each in now.hall.plan.priorities:
        if each.code == t.priority:
            return {"name": each.name, "name_en": each.name_en}
    return None


def _guide(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    item = now.hall.known_items.get(t.item_code or "")
    if item is None:
        return None
    guide = now.hall.guides.get(item.code)
    materials = [m.name for m in guide.materials] if guide else list(item.bring)
    other = [m.name_en or m.name for m in guide.materials] if guide else list(item.bring_en)
    return {
        "materials": materials,
        "materials_en": other,
        "case_type": item.case_type,
        "has_guide": guide is not None,
    }


def _ticket(now: HallNow, t: Ticket, site: Site) -> dict[str, Any]:
    policy, row = now.hall.policy, _row(now, t)
    recall_at = None
    if t.called_at is not None and t.calls < policy.max_calls:
        recall_at = t.called_at + timedelta(seconds=policy.recall_gap_s)
    spoken = now.announcement(t)
    presence = site.presence
    end = t.called_at if t.called_at is not None else now.at
    return {
        **ticket_view(now.conn, now.hall, t, site.public_url, now=now),
        **{k: row[k] for k in ("priority_name", "priority_name_en", "guide", "queue_name", "arrived_at")},
        "why": _why_called(now, t) or row["why"],
        "short_name": row["item_short"],
        "waited_s": int((end - t.arrived_at).total_seconds()),
        "first_called_at": instant(t.first_called_at, now.hall),
        "started_at": instant(t.started_at, now.hall),
        "recall_at": instant(recall_at, now.hall),
        "absent_ok": absent_allowed(t, policy),
        "absent_need": policy.absent_after,
        "calls_max": policy.max_calls,
        "note": t.note,
        "announcement": {
            "state": _SPEECH[spoken.state] if spoken and t.state is State.CALLED else "none",
            "why": spoken.why if spoken else None,
        },
        "screens": shown_on(now.hall, t, presence.rooms() if presence is not None else ()),
        "usual_s": policy.prior_service_s,
    }


def _why_called(now: HallNow, t: Ticket) -> dict[str, Any] | None:
    """Return why it was called: as the log has it, or `chosen` with the reason; None when it was not called."""
    if t.called_at is None or (call := events.last_call(now.conn, t.id)) is None:
        return None
    reason, why = call
    return why if reason is None else {"code": "chosen", "params": {"reason": reason}}


def _notices(now: HallNow, ticket: Ticket | None) -> list[dict[str, Any]]:
    if ticket is None or ticket.state is not State.CALLED:
        return []
    spoken = now.announcement(ticket)
    if spoken is None or spoken.state != "unspoken" or spoken.why in ("replaced", "withdrawn"):
        return []
    params = {"number": ticket.number, "why": spoken.why}
    return [{"code": "announcement_unspoken", "params": params, "at": instant(spoken.settled_at, now.hall)}]


screen = Screen("clerk", _room, _snapshot)
