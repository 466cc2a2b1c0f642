"""What the guide desk may see: today's tickets, calls for help, printers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_server.access import Caller
from queue_server.api.announcements import announcing_view
from queue_server.api.catalogue import priority_classes
from queue_server.domain.ticket import Ticket
from queue_server.screens.shared.screen import (
    Auth,
    Screen,
    Snapshot,
    common,
    known,
    me_view,
    opening,
    policy_view,
)
from queue_server.site import Site
from queue_server.storage import calls, people, prints, tickets
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.queue_view import item_view, queue_view
from queue_server.use_cases.views import instant, ticket_view

TICKETS_SHOWN = 300
HELP_DAY = timedelta(hours=14)
HELP_SETTLED = timedelta(minutes=10)


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    return f"desk:{known(caller, 'guide', 'manager').staff_id}"


def _snapshot(now: HallNow, room: str, site: Site) -> Snapshot:
    shown = tickets.of_day(now.conn, now.today, TICKETS_SHOWN)
    papers = prints.papers_of(now.conn, [t.id for t in shown])
    rows = [_ticket(now, t, papers.get(t.id), site) for t in shown]
    devices = {d.id: d for d in people.devices(now.conn)}
    printers = prints.printers(now.conn)
    desk = next((d for d in devices.values() if d.kind == "guide"), None)
    return {
        **common(now, site),
        "me": me_view(now.staff.get(room.split(":", 1)[1])),
        "open": opening(now),
        "queues": [{**queue_view(now, q), "items": _items(now, q)} for q in now.hall.queues],
        "priority_classes": priority_classes(now.hall),
        "help": [
            _help(now, call, devices, printers)
            for call in calls.open_help(now.conn, now.at - HELP_DAY, now.at - HELP_SETTLED)
        ],
        "tickets": rows,
        "absent": [row for row in rows if row["state"] == "absent"],
        "held": [row for row in rows if row["state"] == "held"],
        "printers": [
            {
                "id": p.id,
                "name": p.name,
                "name_en": now.hall.english.get(p.name, ""),
                "state": p.state,
                "why": p.why,
                "since": instant(p.state_at, now.hall),
                "at": instant(p.seen_at, now.hall),
            }
            for p in printers.values()
        ],
        "printer_id": desk and desk.printer_id,
        "policy": policy_view(now.hall),
        **announcing_view(now),
    }


def _items(now: HallNow, queue_id: Any) -> list[dict[str, Any]]:
    return [
        {
            "code": i.code,
            "name": i.name,
            "short_name": i.short_name,
            "name_en": i.name_en,
            "initials": i.initials,
            "popular": i.popular,
            **item_view(now, queue_id, i.code),
        }
        for i in now.hall.items_of[queue_id]
    ]


def _help(
    now: HallNow, call: calls.HelpCall, devices: dict[str, people.Device], printers: dict[str, prints.Printer]
) -> dict[str, Any]:
    ticket = tickets.by_id(now.conn, call.ticket_id) if call.ticket_id else None
    printer = None if call.device_id in devices else printers.get(call.device_id)
    device = printer or devices.get(call.device_id)
    by = now.staff.get(call.acknowledged_by or "")
    return {
        "id": call.id,
        "kind": call.kind,
        "why": call.why,
        "device": device.name if device else call.device_id,
        "device_en": now.hall.english.get(device.name, "") if device else "",
        "of_printer": printer is not None,
        "at": instant(call.at, now.hall),
        "ticket": ticket and {"id": ticket.id, "number": ticket.number},
        "acknowledged_at": instant(call.acknowledged_at, now.hall),
        "by": by and by.name,
    }


def _ticket(now: HallNow, t: Ticket, paper: prints.Paper | None, site: Site) -> dict[str, Any]:
    chosen = next((p for p in now.hall.plan.priorities if p.code == t.priority), None)
    item = now.hall.known_items.get(t.item_code or "")
    return {
        **ticket_view(now.conn, now.hall, t, site.public_url, now=now),
        "short_name": item and item.short_name,
        "arrived_at": instant(t.arrived_at, now.hall),
        "absent_at": instant(t.absent_at, now.hall),
        "passed": _passed(now, t),
        "priority_name": chosen and chosen.name,
        "priority_name_en": chosen and chosen.name_en,
        "print": paper and {"state": paper.state, "reason": paper.reason},
    }


def _passed(now: HallNow, t: Ticket) -> int | None:
    """Return how many of its queue were called since its miss, where the hall's rule counts them."""
    if t.absent_at is None or not now.hall.policy.return_within_places:
        return None
    return tickets.called_since(now.conn, t.queue_id, now.today, t.absent_at)


screen = Screen("desk", _room, _snapshot)
