"""What a kiosk may show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.api.catalogue import priority_classes
from queue_server.domain import dispatch
from queue_server.domain.ids import QueueId
from queue_server.domain.policy import PriorityClass
from queue_server.domain.ticket import micros, place_of_class
from queue_server.plan import ItemPlan
from queue_server.screens.shared.screen import Auth, Screen, Snapshot, common, known, opening, policy_view
from queue_server.site import Site
from queue_server.storage import calls, people, prints, tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.queue_view import item_view, queue_view
from queue_server.use_cases.views import instant
from queue_server.use_cases.which_printer import printer_for

HELP_SHOWN = timedelta(minutes=5)


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    who = known(caller, "kiosk")
    assert who.device is not None
    return f"kiosk:{who.device.id}"


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    device = people.device_by_id(now.conn, room.split(":", 1)[1])
    settings = now.hall.plan.settings
    open_windows = sum(w.state == "open" for w in now.windows.values())
    return {
        **common(now, site),
        "open": opening(now),
        "windows_open": open_windows,
        "windows_total": len(now.hall.windows),
        "waiting_total": len(now.waiting),
        "items_total": len(now.hall.items),
        "queues": [_queue(now, q) for q in now.hall.queues],
        "priority_classes": priority_classes(now.hall),
        "policy": policy_view(now.hall),
        "printer": _printer(now, device),
        "printer_down": settings.printer_down,
        "slot_side": settings.slot_side,
        "desk_direction": settings.desk_direction,
        "done_home_s": settings.done_home_s,
        "idle_s": settings.idle_s,
        "read_aloud": now.hall.plan.voice.kiosk_aloud,
        "help": _help(now, device, site),
        "job": _job(now, device),
    }


def _queue(now: HallNow, queue_id: QueueId) -> dict[str, Any]:
    return {
        **queue_view(now, queue_id),
        "with_priority": {p.code: _with_priority(now, queue_id, p) for p in now.hall.policy.classes},
        "items": sorted(
            (_item(now, queue_id, item) for item in now.hall.items_of[queue_id]),
            key=lambda item: not item["open"],
        ),
    }


def _with_priority(now: HallNow, queue_id: QueueId, chosen: PriorityClass) -> dict[str, Any]:
    """Return who would be ahead of somebody of that class who took a number now."""
    policy = now.hall.policy
    place = place_of_class(None if chosen.needs_desk else chosen, micros(now.at), policy)
    ahead = dispatch.ahead_of_new(now.waiting_of[queue_id], place, policy, now.runs[queue_id])
    lane, rank = place
    wait = now.waits.of_newcomer(queue_id, ahead, lane, (micros(now.at) - rank) // 1_000_000)
    return {"waiting": ahead, "wait": wait}


def _item(now: HallNow, queue_id: QueueId, item: ItemPlan) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "short_name": item.short_name,
        "name_en": item.name_en,
        "materials": list(item.bring),
        "materials_en": list(item.bring_en),
        "online": item.online,
        "when": item.when,
        "has_guide": item.code in now.hall.guides,
        "popular": item.popular,
        "initials": item.initials,
        "category": item.category,
        "category_en": item.category_en,
        **item_view(now, queue_id, item.code),
    }


def _printer(now: HallNow, device: people.Device | None) -> dict[str, Any]:
    printer_id = device.printer_id if device else None
    known = prints.printers(now.conn)
    found = known.get(printer_id or "")
    instead = _elsewhere(now, device, printer_for(now.hall, known, device))
    if found is None:
        return {"state": "none" if printer_id is None else "unknown", "why": None, "instead": instead}
    return {"state": found.state, "why": found.why, "instead": instead}


def _elsewhere(now: HallNow, device: people.Device | None, printer_id: str | None) -> dict[str, Any] | None:
    """Return the name of a printer that is not the kiosk's own, None for its own."""
    if device is None or printer_id is None or printer_id == device.printer_id:
        return None
    found = prints.printers(now.conn).get(printer_id)
    return None if found is None else {"name": found.name, "name_en": now.hall.english.get(found.name, "")}


def _help(now: HallNow, device: people.Device | None, site: Site) -> dict[str, Any]:
    """Return how far a call for help has come: `seen` once it stands on a staff page that is open."""
    last = device and calls.last_help(now.conn, device.id, "help", now.at - HELP_SHOWN)
    if not last:
        return {"state": "none", "at": None}
    seen = last.acknowledged_at
    on_a_page = site.presence is not None and site.presence.connected("desk:")
    return {
        "state": "seen" if seen or on_a_page else "sent",
        "at": instant(seen or last.at, now.hall),
        "id": last.id,
    }


def _job(now: HallNow, device: people.Device | None) -> dict[str, Any] | None:
    job = device and prints.newest_of_device(now.conn, device.id)
    ticket = job and tickets.by_id(now.conn, job.ticket_id)
    if not job or not ticket:
        return None
    return {
        "id": job.id,
        "ticket_id": job.ticket_id,
        "number": ticket.number,
        "state": job.state,
        "reason": job.reason,
        "elsewhere": _elsewhere(now, device, job.printer_id),
    }


screen = Screen("kiosk", _room, _snapshot)
