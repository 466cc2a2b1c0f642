"""What the manager may see: the hall live, with the names of staff and none of citizens."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.api.announcements import announcing_view
from queue_server.domain.ids import WindowId
from queue_server.domain.ticket import State
from queue_server.screens.admin.alarms import alarms
from queue_server.screens.shared.screen import (
    Auth,
    Screen,
    Snapshot,
    common,
    known,
    me_view,
    opening,
)
from queue_server.site import VERSION, Site
from queue_server.storage import events, figures, people, plans, prints, ratings, tickets, windows
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.sign_in import ENROLMENT_LASTS
from queue_server.use_cases.views import instant
from queue_server.use_cases.watch_devices import DeviceNow, devices_now


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    return f"admin:{known(caller, 'manager').staff_id}"


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    midnight = datetime.combine(now.at.astimezone(now.hall.zone).date(), time(0), now.hall.zone)
    issued, done, mean = windows.day_figures(now.conn, now.today)
    rated, bad = ratings.counts_since(now.conn, midnight)
    absent = len(tickets.open_in_state(now.conn, State.ABSENT, now.today))
    longest = max(((now.at - t.arrived_at).total_seconds() for t in now.waiting), default=0)
    states = [w.state.value for w in now.windows.values()]
    presence, awaited = site.presence, site.devices_awaited_since
    devices = devices_now(now, presence.health, awaited) if presence is not None else []
    return {
        **common(now, site),
        "me": me_view(now.staff.get(room.split(":", 1)[1])),
        "open": opening(now),
        "alarms": alarms(now, site, devices),
        "figures": {
            "waiting": len(now.waiting),
            "longest_s": int(longest),
            "open": states.count("open"),
            "paused": states.count("paused"),
            "total": len(states),
            "issued": issued,
            "done": done,
            "mean_wait_s": None if mean is None else int(mean),
            "mean_wait_then_s": mean_wait_a_week_ago(now, site.extras.setdefault("mean_waits", {})),
        },
        "target_s": now.hall.policy.target_wait_s,
        "windows": _windows(now),
        "queues": _queues(now),
        "devices": [_device(now, one) for one in devices],
        "printers": [
            {
                "id": p.id,
                "name": p.name,
                "name_en": now.hall.english.get(p.name, ""),
                "address": p.address,
                "state": p.state,
                "why": p.why,
                "since": instant(p.state_at, now.hall),
                "at": instant(p.seen_at, now.hall),
            }
            for p in prints.printers(now.conn).values()
        ],
        "enrolments": [
            {
                "code": e.code,
                "kind": e.kind,
                "name": e.name,
                "window": e.window_id,
                "at": instant(e.created_at, now.hall),
            }
            for e in people.enrolments_open(now.conn, now.at - ENROLMENT_LASTS)
        ],
        **announcing_view(now),
        "screens": [{"code": s.code, "name": s.name, "name_en": s.name_en} for s in now.hall.plan.screens],
        "server": _server(now, site),
        "ratings": {"count": rated, "bad": bad, "served": done},
        "absent": {"count": absent, "returned": events.count_since(now.conn, "ticket_returned", midnight)},
        "by_quarter": figures.waiting_by_quarter(now.conn, now.today, midnight, now.at, now.hall.zone),
        "plan": {"newest": plans.last_version(now.conn), "in_force": now.hall.version},
    }


def mean_wait_a_week_ago(now: HallNow, known: dict[str, int | None]) -> int | None:
    """Return the mean wait of the same weekday a week ago in seconds, None when nobody was served; a day over stays `known`."""
    day = (date.fromisoformat(now.today) - timedelta(days=7)).isoformat()
    if day not in known:
        mean = windows.day_figures(now.conn, day)[2]
        known.clear()
        known[day] = None if mean is None else int(mean)
    return known[day]


def _windows(now: HallNow) -> list[dict[str, Any]]:
    return [_window(now, w, now.days.get(w)) for w in now.hall.windows]


def _window(now: HallNow, window_id: WindowId, day: windows.DayOfWindow | None) -> dict[str, Any]:
    plan, w, ticket = now.hall.window(window_id), now.windows[window_id], now.ticket_at.get(window_id)
    clerk = now.staff.get(w.clerk_id or "")
    since = w.since
    state = w.state.value
    if ticket is not None:
        state = ticket.state.value
        since = ticket.started_at if ticket.state is State.SERVING else ticket.called_at
    elif state == "open":
        state = "idle"
        since = max((at for at in (since, day and day.last_end) if at), default=None)
    return {
        "number": w.number,
        "name": plan.name,
        "name_short": plan.name_short or plan.name.removesuffix("窗口"),
        "name_en": plan.name_en,
        "clerk": clerk and clerk.name,
        "state": state,
        "pause_reason": w.pause_reason,
        "number_ticket": ticket and ticket.number,
        "since": instant(since, now.hall) if state != "closed" else None,
        "elapsed_s": int((now.at - since).total_seconds()) if since and state != "closed" else None,
        "done_today": day.done if day else 0,
        "pause_limit_s": now.hall.policy.pause_limit_s,
    }


def _queues(now: HallNow) -> list[dict[str, Any]]:
    rows = []
    for queue_id, queue in now.hall.queues.items():
        waiting = now.waiting_of[queue_id]
        waited = [(now.at - t.arrived_at).total_seconds() for t in waiting]
        rows.append(
            {
                "prefix": queue.prefix,
                "name": queue.name,
                "name_en": queue.name_en,
                "waiting": len(waiting),
                "longest_s": int(max(waited, default=0)),
                "wait": now.wait(queue_id, len(waiting)),
            }
        )
    return rows


def _device(now: HallNow, one: DeviceNow) -> dict[str, Any]:
    device, how, checked = one.device, one.health, one.checked
    return {
        "id": device.id,
        "kind": device.kind,
        "name": device.name,
        "screen": device.screen if device.kind == "display" else None,
        "window": now.hall.window(WindowId(device.window_id)).number if device.window_id else None,
        "name_en": now.hall.english.get(device.name, ""),
        "state": how.state,
        "since": instant(how.seen, now.hall),
        "troubles": list(how.troubles),
        "sound_check": checked
        and {"at": instant(checked.at, now.hall), "ran": checked.ran, "why": checked.why},
        "detail": how.report,
    }


def _server(now: HallNow, site: Site) -> dict[str, Any]:
    disk = shutil.disk_usage(site.data_dir)
    voice = site.extras.get("voice_why")
    return {
        "disk_pct": round(100 * disk.used / disk.total),
        "version": VERSION,
        "uptime_s": int((now.at - site.started_at).total_seconds()),
        "voice": "ok" if voice is None or voice() is None else voice(),
    }


screen = Screen("admin", _room, _snapshot)
