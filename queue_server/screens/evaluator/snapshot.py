"""What an evaluator tablet may show: the clerk, and the question after a service."""

from __future__ import annotations

from typing import Any

from queue_server.access import Caller
from queue_server.domain.ids import WindowId
from queue_server.screens.shared.rating_levels import levels_view
from queue_server.screens.shared.screen import (
    Auth,
    Screen,
    Snapshot,
    common,
    known,
    other_window,
    window_of,
    window_room,
)
from queue_server.site import Site
from queue_server.storage import ratings
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    return window_room("evaluator", known(caller, "evaluator"), auth, site)


def ask_view(now: HallNow, window_id: WindowId) -> dict[str, Any] | None:
    """Return the question open at a window, or None."""
    ask = now.asks.get(window_id)
    if ask is None or ask.until <= now.at:
        return None
    return {
        "spell_id": ask.spell_id,
        "asked_at": instant(ask.asked_at, now.hall),
        "until": instant(ask.until, now.hall),
        "clerk": clerk_view(now, window_id),
        "window": now.windows[window_id].number,
    }


def clerk_view(now: HallNow, window_id: WindowId) -> dict[str, Any] | None:
    """Return what a citizen reads of the clerk at a window."""
    clerk = now.staff.get(now.windows[window_id].clerk_id or "")
    if clerk is None:
        return None
    return {
        "name": clerk.name,
        "badge": clerk.badge,
        "post": clerk.post,
        "post_en": now.hall.english.get(clerk.post, ""),
    }


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    window_id = window_of(room)
    plan, window = now.hall.window(window_id), now.windows[window_id]
    ask = ask_view(now, window_id)
    rating = ratings.of_spell(now.conn, ask["spell_id"]) if ask else None
    other = other_window(now, window_id)
    return {
        **common(now, site),
        "window": {
            "number": window.number,
            "name": plan.name,
            "name_en": plan.name_en,
            "department": plan.department,
            "department_en": now.hall.english.get(plan.department or "", ""),
            "state": window.state.value,
            "pause_reason": window.pause_reason,
            "paused_at": instant(window.since, now.hall) if window.state == "paused" else None,
            "handles": list(plan.item_groups),
            "handles_en": list(plan.item_groups_en),
        },
        "clerk": clerk_view(now, window_id),
        "other_window": other and {"number": other},
        "ask": ask,
        "rating": rating and ask and {"id": rating.id, "level": rating.level, "until": ask["until"]},
        "levels": levels_view(now.hall),
        "ask_s": now.hall.policy.ask_rating_s,
        "late_rating_days": now.hall.policy.late_rating_days,
    }


screen = Screen("evaluator", _room, _snapshot)
