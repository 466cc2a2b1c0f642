"""What every screen has: a name, who may open it, its room, and the one function that fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from queue_server.access import Caller
from queue_server.domain.errors import refuse
from queue_server.domain.ids import WindowId
from queue_server.hall import Hall, window_id_of
from queue_server.site import Site
from queue_server.storage import people
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import instant

Snapshot = dict[str, Any]
Auth = Mapping[str, Any]


@dataclass(frozen=True)
class Screen:
    """A kind of screen as the sockets know it.

    `room` names the one audience a caller belongs to (raises Refused); two callers in one room see
    the same. `snapshot` returns all that room may show: it lists its fields and nothing slips in.
    """

    name: str
    room: Callable[[Caller | None, Auth, Site], str]
    snapshot: Callable[[HallNow, str, Site], Snapshot]


def common(now: HallNow, site: Site) -> Snapshot:
    """Return the fields every snapshot has."""
    plan = now.hall.plan
    return {
        "version": now.version,
        "now": instant(now.at, now.hall),
        "build": site.build,
        "hall": {
            "name": plan.name,
            "name_en": plan.name_en,
            "phone": plan.enquiry_phone,
            "complaints": plan.complaints_phone,
            "zone": plan.zone,
        },
    }


def opening(now: HallNow) -> Snapshot:
    """Return whether the hall is open, its hours today, and when it opens next."""
    schedule = now.hall.schedule
    opens_at = schedule.next_opening(now.at)
    band = schedule.band_at(now.at)
    return {
        "is_open": schedule.is_open(now.at),
        "issues": schedule.issues(now.at),
        "hours": schedule.hours_text(now.at),
        "noon": schedule.noon_through(now.at),
        "opens_at": instant(opens_at, now.hall),
        "kiosk_opens_at": instant(schedule.issues_from(now.at), now.hall),
        "closed_reason": schedule.closed_reason(now.at),
        "band": band and band.kind.value,
    }


def policy_view(hall: Hall) -> Snapshot:
    """Return the hall's rules that people read on a screen; durations in seconds.

    `head_start_s` is the least and `head_start_most_s` the most of its classes; those before everybody are `first`.
    """
    p = hall.policy
    starts = [c.head_start_s for c in p.classes if not c.absolute]
    return {
        "kind": p.order,
        "normal": p.interleave_normal,
        "head_start_s": min(starts, default=0),
        "head_start_most_s": max(starts, default=0),
        "first": [{"name": c.name, "name_en": c.name_en} for c in p.classes if c.absolute],
        "near": p.near,
        "missed": p.missed,
        "return_within_s": p.return_within_s,
        "return_within_places": p.return_within_places,
        "return_after": p.return_after,
        "max_calls": p.max_calls,
        "absent_after": p.absent_after,
        "recall_gap_s": p.recall_gap_s,
        "free_direct": p.free_direct,
        "appointments": p.booked_early_s + p.booked_late_s > 0,
        "booked_early_s": p.booked_early_s,
        "booked_late_s": p.booked_late_s,
    }


def known(caller: Caller | None, *roles: str) -> Caller:
    """Return the caller if they have one of the roles; raises `no_credential`, `not_yours`."""
    if caller is None:
        raise refuse("no_credential")
    if caller.role not in roles:
        raise refuse("not_yours")
    return caller


def window_room(prefix: str, caller: Caller, auth: Auth, site: Site) -> str:
    """Return the room of a screen at a window: the device's own, else the number it names; raises `window_unknown`."""
    window_id = caller.window_id or window_id_of(str(auth.get("window", ""))[:4])
    site.hall.window(window_id)
    return f"{prefix}:{window_id}"


def window_of(room: str) -> WindowId:
    """Return the window a room belongs to."""
    return WindowId(room.split(":", 1)[1])


def me_view(person: people.Person | None) -> Snapshot | None:
    """Return who is signed in, as their own screen shows it."""
    if person is None:
        return None
    return {"name": person.name, "badge": person.badge, "username": person.username, "role": person.role}


def other_window(now: HallNow, window_id: WindowId) -> str | None:
    """Return the number of an open window that serves the same queues, or None."""
    plan = now.hall.window(window_id)
    for other_id, other in now.hall.windows.items():
        if other_id == window_id or now.windows[other_id].state != "open":
            continue
        if set(plan.own) & {*other.own, *other.help}:
            return str(other.number)
    return None
