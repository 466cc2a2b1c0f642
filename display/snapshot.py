"""What the hall screen and the window signs may show: numbers, windows, notices; nobody's business."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import State, Ticket
from queue_server.screens.shared.screen import (
    Auth,
    Screen,
    Snapshot,
    common,
    known,
    opening,
    other_window,
    window_of,
    window_room,
)
from queue_server.site import Site
from queue_server.storage import tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant

RED_S = 12
STALE_AFTER_S = 1800
CALLS_SHOWN = 12
CALLS_LOOKED_AT = 60
"""Among so many last calls a screen of some queues finds its own."""
BACK_WITHIN_S = 900


def _board_room(caller: Caller | None, auth: Auth, site: Site) -> str:
    who = known(caller, "display", "sign", "manager", "guide", "clerk")
    return f"board:{who.device.zone or ''}" if who.device else "board:"


def board_view(
    now: HallNow, site: Site, zone: str | None = None, queues: Collection[QueueId] | None = None
) -> Snapshot:
    """Return the hall screen's snapshot: of some queues with the windows that call them, or of all."""
    settings = now.hall.plan.settings
    called = [t for t in _calls(now, queues) if t.window_id is not None][:CALLS_SHOWN]
    to_speak = _to_speak(now, called)
    return {
        **common(now, site),
        "calls": [_call(now, t, to_speak) for t in called],
        "windows": [_window(now, w) for w in now.hall.windows if _serves(now, w, queues)],
        "queues": [
            {"prefix": q.prefix, "name": q.name, "name_en": q.name_en, "waiting": len(now.waiting_of[qid])}
            for qid, q in now.hall.queues.items()
            if queues is None or qid in queues
        ],
        "notices": [{"kind": n.kind, "text": n.text, "text_en": n.text_en} for n in now.hall.plan.notices],
        "stale_after_s": STALE_AFTER_S,
        "open": opening(now),
        "theme": settings.theme,
        "zone": zone,
        "reads": settings.announce_times,
    }


def _calls(now: HallNow, queues: Collection[QueueId] | None) -> list[Ticket]:
    if queues is None:
        return now.recent_calls
    last = tickets.recent_calls(now.conn, now.today, CALLS_LOOKED_AT)
    return [t for t in last if t.queue_id in queues]


def _serves(now: HallNow, window_id: WindowId, queues: Collection[QueueId] | None) -> bool:
    return queues is None or any(q in queues for tier in now.hall.tiers(window_id) for q in tier.queues)


def _to_speak(now: HallNow, called: list[Ticket]) -> set[str]:
    """Return the tickets whose call waits to be spoken or is being spoken: it stays red so long."""
    said = [now.announcement(t) for t in called]
    return {call.ticket_id for call in said if call is not None and call.state in ("queued", "playing")}


def _call(now: HallNow, ticket: Ticket, to_speak: set[str]) -> dict[str, Any]:
    assert ticket.called_at is not None and ticket.window_id is not None
    return {
        "id": ticket.id,
        "number": ticket.number,
        "window": str(now.hall.known_window(ticket.window_id).number),
        "at": instant(ticket.called_at, now.hall),
        "state": ticket.state.value,
        "recalls": max(0, ticket.calls - 1),
        "red_until": instant(ticket.called_at + timedelta(seconds=RED_S), now.hall),
        "announcing": ticket.id in to_speak,
    }


def _window(now: HallNow, window_id: WindowId) -> dict[str, Any]:
    plan, window, ticket = now.hall.window(window_id), now.windows[window_id], now.ticket_at.get(window_id)
    free = window.state == "open" and ticket is None
    nobody = _nobody_waits(now, window_id)
    return {
        "number": window.number,
        "name": plan.name,
        "name_short": plan.name_short or plan.name.removesuffix("窗口"),
        "name_en": plan.name_en,
        "department": plan.department,
        "state": window.state.value,
        "free": free and nobody,
        "free_direct": free and nobody and now.hall.policy.free_direct,
        "number_called": ticket and ticket.number,
        "called": ticket is not None and ticket.state is State.CALLED,
        "opens_at": instant(_opens(now, plan.number), now.hall),
    }


def _opens(now: HallNow, number: int) -> datetime | None:
    """Return when a window works again by the hall's hours, None while it should be working."""
    schedule = now.hall.schedule
    if schedule.closed_reason(now.at, number) is None:
        return None
    return schedule.next_opening(now.at, number)


def _nobody_waits(now: HallNow, window_id: WindowId) -> bool:
    return not any(now.waiting_of.get(q) for tier in now.hall.tiers(window_id)[:1] for q in tier.queues)


def _board(now: HallNow, room: str, site: Site) -> Snapshot:
    return board_view(now, site, room.split(":", 1)[1] or None)


def _sign_room(caller: Caller | None, auth: Auth, site: Site) -> str:
    return window_room("sign", known(caller, "sign", "display", "manager"), auth, site)


def _sign(now: HallNow, room: str, site: Site) -> Snapshot:
    return sign_view(now, site, window_of(room))


def sign_view(now: HallNow, site: Site, window_id: WindowId) -> Snapshot:
    """Return the snapshot of one window's sign."""
    plan, window = now.hall.window(window_id), now.windows[window_id]
    ticket = now.ticket_at.get(window_id)
    clerk = now.staff.get(window.clerk_id or "")
    other = other_window(now, window_id) if window.state == "paused" else None
    free = window.state == "open" and ticket is None and _nobody_waits(now, window_id)
    closed = now.hall.schedule.closed_reason(now.at, plan.number)
    back_at = None
    if window.state == "paused" and window.since is not None:
        back_at = window.since + timedelta(seconds=now.hall.policy.pause_limit_s)
    return {
        **common(now, site),
        "window": {
            "number": window.number,
            "name": plan.name,
            "name_en": plan.name_en,
            "department": plan.department,
            "department_en": now.hall.english.get(plan.department or "", ""),
            "item_groups": list(plan.item_groups),
            "item_groups_en": list(plan.item_groups_en),
            "state": window.state.value,
            "pause_reason": window.pause_reason,
            "back_at": instant(back_at, now.hall),
            "other_window": other and {"number": other, "arrow": None},
            "free": free,
            "free_direct": free and now.hall.policy.free_direct,
        },
        "clerk": clerk and {"name": clerk.name, "badge": clerk.badge},
        "current": ticket and _current(now, ticket),
        "opens_at": instant(_opens(now, plan.number), now.hall),
        "open": opening(now),
        "theme": now.hall.plan.settings.theme,
        "closed_reason": closed,
        "closed_today": closed in ("after", "holiday"),
    }


def _current(now: HallNow, ticket: Ticket) -> dict[str, Any]:
    call = _call(now, ticket, _to_speak(now, [ticket]))
    return {key: call[key] for key in ("number", "state", "at", "red_until", "announcing")}


board_screen = Screen("display", _board_room, _board)
sign_screen = Screen("sign", _sign_room, _sign)
