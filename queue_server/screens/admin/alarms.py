"""Which troubles the manager is told of, and for how long one is silenced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from queue_server.domain.ids import QueueId
from queue_server.domain.ticket import Ticket
from queue_server.site import Site
from queue_server.storage import calls, prints
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant
from queue_server.use_cases.watch_devices import DeviceNow

SILENCED_FOR = timedelta(minutes=15)
WAIT_OVER = timedelta(seconds=60)
IDLE_OVER = timedelta(minutes=3)
SILENT_AFTER = timedelta(seconds=60)
VOICE_WINDOW = timedelta(minutes=10)
VOICE_MISSES = 2
READY_BEFORE = timedelta(minutes=30)
"""Devices are expected to be on from so long before the hall opens; at night they are switched off."""
PICTURE = ("not_drawing", "hidden", "behind")
"""What citizens see of a screen that ails: nothing, or what is no longer true."""


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


def alarms(now: HallNow, site: Site, devices: list[DeviceNow]) -> list[dict[str, Any]]:
    """Return the troubles of this moment, the worst kind first; each ends by itself."""
    found = [
        *_storage(site),
        *_waits(now),
        *_pauses(now),
        *_idle(now),
        *_unserved(now),
        *_printers(now),
        *_devices(now, devices),
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
        if not _over(now, first):
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
            "helper": _helper(now, queue_id),
        }
        yield {"id": f"wait:{queue_id}", "kind": "wait", "since": first.arrived_at + target, "params": params}


def _over(now: HallNow, first: Ticket) -> bool:
    """Tell whether the first of a queue waits so long over the target that it is the red alarm."""
    return now.at - first.arrived_at > timedelta(seconds=now.hall.policy.target_wait_s) + WAIT_OVER


def _helper(now: HallNow, queue_id: QueueId) -> str | None:
    """Return the number of a window that has nobody to call and could help a queue, None when there is none."""
    for w in now.windows.values():
        free = w.state == "open" and w.ticket_id is None and not now.order_for(w.id)
        if free and not any(queue_id in tier.queues for tier in now.hall.tiers(w.id)):
            return w.number
    return None


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
                "waiting": len(now.order_for(w.id)),
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


def _unserved(now: HallNow) -> Iterator[dict[str, Any]]:
    """Tell of a queue in which people wait while every window that calls it is closed or paused, the hall being open."""
    if not now.hall.schedule.is_open(now.at - IDLE_OVER):
        return
    for queue_id, waiting in now.waiting_of.items():
        callers = [now.windows[w] for w in now.hall.windows_of(queue_id) if w in now.windows]
        if not waiting or any(w.state == "open" for w in callers):
            continue
        first = min(waiting, key=lambda t: t.arrived_at)
        if _over(now, first):
            continue
        since = max([first.arrived_at, *(w.since for w in callers if w.since is not None)])
        if now.at - since > IDLE_OVER:
            queue = now.hall.queue(queue_id)
            params = {
                "queue": queue.name,
                "queue_en": queue.name_en,
                "prefix": queue.prefix,
                "waiting": len(waiting),
                "helper": _helper(now, queue_id),
            }
            yield {"id": f"unserved:{queue_id}", "kind": "unserved", "since": since, "params": params}


def _printers(now: HallNow) -> Iterator[dict[str, Any]]:
    down = [p for p in prints.printers(now.conn).values() if p.state == "down"]
    left = prints.open_by_printer(now.conn) if down else {}
    for p in down:
        english = now.hall.english.get(p.name, "")
        many = left[p.id][0] if p.id in left else 0
        params = {"printer": p.name, "printer_en": english, "why": p.why or "unknown", "unprinted": many}
        yield {
            "id": f"printer:{p.id}",
            "kind": "printer",
            "since": p.state_at or now.at,
            "params": params,
        }


def _devices(now: HallNow, devices: list[DeviceNow]) -> Iterator[dict[str, Any]]:
    """Tell of a device that is away, of a page whose picture is not true, and of a sound check of today that failed."""
    attended = _attended(now)
    for one in devices:
        how, device = one.health, one.device
        params = {
            "device": device.name,
            "device_en": now.hall.english.get(device.name, ""),
            "kind": device.kind,
        }
        away = how.state == "silent" and how.seen is not None and now.at - how.seen > SILENT_AFTER
        if away and attended:
            yield {"id": f"device:{device.id}", "kind": "device", "since": how.seen, "params": params}
        trouble = next((name for name in PICTURE if name in how.troubles), None)
        if how.state == "online" and trouble is not None and _lasts(now, how.drawn_at, trouble):
            said = {**params, "trouble": trouble}
            yield {"id": f"screen:{device.id}", "kind": "screen", "since": how.drawn_at, "params": said}
        failed = one.check_failed
        if failed is not None and now.today == now.hall.schedule.business_day(failed.at):
            said = {**params, "trouble": "sound_check", "why": failed.why}
            yield {"id": f"sound:{device.id}", "kind": "screen", "since": failed.at, "params": said}


def _lasts(now: HallNow, since: datetime | None, trouble: str) -> bool:
    """Tell whether a picture has been wrong for long: a tab turned to, or one late snapshot, is no alarm."""
    return trouble == "not_drawing" or (since is not None and now.at - since > SILENT_AFTER)


def _attended(now: HallNow) -> bool:
    """Tell whether the hall is open, or opens so soon that its devices should be on."""
    schedule = now.hall.schedule
    if schedule.is_open(now.at):
        return True
    opens = schedule.next_opening(now.at)
    return opens is not None and opens - now.at <= READY_BEFORE


def _voice(now: HallNow) -> Iterator[dict[str, Any]]:
    missed = calls.unspoken_since(now.conn, now.at - VOICE_WINDOW)
    if len(missed) >= VOICE_MISSES:
        yield {"id": "voice", "kind": "voice", "since": missed[0], "params": {"missed": len(missed)}}
