"""Which troubles the manager is told of, and for how long one is silenced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from queue_server.hall import Hall
from queue_server.site import Presence, Site
from queue_server.storage import calls, people, prints
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant

SILENCED_FOR = timedelta(minutes=15)
WAIT_OVER = timedelta(seconds=60)
IDLE_OVER = timedelta(minutes=3)
SILENT_AFTER = timedelta(seconds=60)
VOICE_WINDOW = timedelta(minutes=10)
VOICE_MISSES = 2
ROOMS = {
    "kiosk": "kiosk:{id}",
    "display": "board:",
    "sign": "sign:{window}",
    "evaluator": "evaluator:{window}",
}


class Alarms:
    """Remember which alarms are silenced; a restart forgets, which errs on the loud side."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def silence(self, alarm_id: str, at: datetime) -> None:
        """Silence one for 15 minutes."""
        self._until[alarm_id] = at + SILENCED_FOR

    def silenced(self, alarm_id: str, at: datetime) -> bool:
        """Tell whether one is silenced."""
        return self._until.get(alarm_id, at) > at


def alarms(now: HallNow, site: Site) -> list[dict[str, Any]]:
    """Return the troubles of this moment, the worst kind first; each ends by itself."""
    found = [
        *_storage(site),
        *_waits(now),
        *_pauses(now),
        *_idle(now),
        *_printers(now),
        *_devices(now, site),
        *_voice(now),
    ]
    for each in found:
        each["acknowledged"] = site.extras["alarms"].silenced(each["id"], now.at)
        each["since"] = instant(each["since"], now.hall)
    return found


def _storage(site: Site) -> Iterator[dict[str, Any]]:
    fault = site.extras["upkeep"].fault
    if fault is not None:
        yield {"id": "storage", "kind": "storage", "since": fault[1], "params": {"why": fault[0][:200]}}


def _waits(now: HallNow) -> Iterator[dict[str, Any]]:
    target = timedelta(seconds=now.hall.policy.target_wait_s)
    for queue_id, waiting in now.waiting_of.items():
        if not waiting:
            continue
        first = min(waiting, key=lambda t: t.arrived_at)
        if now.at - first.arrived_at <= target + WAIT_OVER:
            continue
        queue = now.hall.queue(queue_id)
        waited = int((now.at - first.arrived_at).total_seconds())
        params = {
            "queue": queue.name,
            "queue_en": queue.name_en,
            "prefix": queue.prefix,
            "waited_s": waited,
            "over_s": waited - now.hall.policy.target_wait_s,
            "waiting": len(waiting),
        }
        yield {"id": f"wait:{queue_id}", "kind": "wait", "since": first.arrived_at + target, "params": params}


def _pauses(now: HallNow) -> Iterator[dict[str, Any]]:
    limit = timedelta(seconds=now.hall.policy.pause_limit_s)
    for w in now.windows.values():
        if w.state == "paused" and w.since is not None and now.at - w.since > limit:
            clerk = now.staff.get(w.clerk_id or "")
            params = {
                "window": w.number,
                "reason": w.pause_reason,
                "clerk": clerk.name if clerk else "",
                "limit_s": now.hall.policy.pause_limit_s,
                "paused_s": int((now.at - w.since).total_seconds()),
            }
            yield {"id": f"pause:{w.id}", "kind": "pause", "since": w.since, "params": params}


def _idle(now: HallNow) -> Iterator[dict[str, Any]]:
    for w in now.windows.values():
        order = now.order_for(w.id)
        if w.state != "open" or w.ticket_id is not None or not order:
            continue
        since = max(w.since or now.at, min(t.arrived_at for t in order))
        if now.at - since > IDLE_OVER:
            params = {"window": w.number, "waiting": len(order)}
            yield {"id": f"idle:{w.id}", "kind": "idle", "since": since, "params": params}


def _printers(now: HallNow) -> Iterator[dict[str, Any]]:
    for p in prints.printers(now.conn).values():
        if p.state == "down":
            english = now.hall.english.get(p.name, "")
            params = {"printer": p.name, "printer_en": english, "why": p.why or "unknown"}
            yield {
                "id": f"printer:{p.id}",
                "kind": "printer",
                "since": p.state_at or now.at,
                "params": params,
            }


def device_room(device: people.Device, hall: Hall, presence: Presence) -> str | None:
    """Return the room a device's screen stands in, None for one without a screen."""
    if device.kind == "display" and device.screen in hall.screens:
        given = f"screen:{device.screen}"
        # It may have /board open all the same.
        if presence.connected(given) or (presence.seen(given) and not presence.connected("board:")):
            return given
    pattern = ROOMS.get(device.kind)
    return pattern and pattern.format(id=device.id, window=device.window_id)


def devices_in_use(now: HallNow) -> list[people.Device]:
    """Return the hall's devices but those of windows it has no more."""
    return [d for d in people.devices(now.conn) if d.window_id is None or d.window_id in now.hall.windows]


def _devices(now: HallNow, site: Site) -> Iterator[dict[str, Any]]:
    if site.presence is None:
        return
    for device in devices_in_use(now):
        room = device_room(device, now.hall, site.presence)
        seen = room and site.presence.seen(room)
        if room and seen and not site.presence.connected(room) and now.at - seen > SILENT_AFTER:
            english = now.hall.english.get(device.name, "")
            params = {"device": device.name, "device_en": english, "kind": device.kind}
            yield {"id": f"device:{device.id}", "kind": "device", "since": seen, "params": params}


def _voice(now: HallNow) -> Iterator[dict[str, Any]]:
    missed = calls.unspoken_since(now.conn, now.at - VOICE_WINDOW)
    if len(missed) >= VOICE_MISSES:
        yield {"id": "voice", "kind": "voice", "since": missed[0], "params": {"missed": len(missed)}}
