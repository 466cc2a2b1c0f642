"""What a screen of the hall's settings shows at `/screen`: its own queues or window, its pages, its look."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from display.snapshot import board_view, sign_view
from queue_server.access import Caller
from queue_server.domain.ids import QueueId
from queue_server.hall import window_id_of
from queue_server.plan_screens import BLANK, EntryPlan, ScreenPlan
from queue_server.screens.shared.screen import Auth, Screen, Snapshot, known
from queue_server.site import Site
from queue_server.storage import media
from queue_server.use_cases.hall_now import HallNow

NEXT_SHOWN = 8
_ROOM = "screen:"


def _room(caller: Caller | None, auth: Auth, site: Site) -> str:
    """Return the room of what the device was given; one without shares the hall board's."""
    device = known(caller, "display", "manager").device
    if device is not None and device.screen in site.hall.screens:
        return f"{_ROOM}{device.screen}"
    return f"board:{(device and device.zone) or ''}"


def _given(now: HallNow, room: str, site: Site) -> Snapshot:
    code = room.removeprefix(_ROOM)
    screen = now.hall.screens.get(code) if room.startswith(_ROOM) else None
    if screen is None:  # taken out of the settings meanwhile: the hall board is never wrong
        return board_view(now, site, room.split(":", 1)[1] if room.startswith("board:") else None)
    return screen_view(now, site, screen)


def screen_view(now: HallNow, site: Site, screen: ScreenPlan) -> Snapshot:
    """Return the snapshot of one screen of the settings."""
    about = {
        "code": screen.code,
        "name": screen.name,
        "layout": screen.layout,
        "size": screen.size,
        "language": screen.language,
        "zone": screen.zone,
        "zone_en": next((z.name_en for z in now.hall.plan.waiting_zones if z.name == screen.zone), None),
        "queues": bool(screen.queues),
        "speaks": screen.is_to_speak,
    }
    own_theme = {} if screen.theme == "hall" else {"theme": screen.theme}
    if screen.layout == "sign":
        view = sign_view(now, site, window_id_of(screen.window or 0))
    else:
        queues = now.hall.queues_on(screen)
        view = board_view(now, site, screen.zone, queues)
        view |= {"next": _next(now, queues)} if screen.layout in ("zone", "next") else {}
        view |= {"entries": _entries(now, screen)} if screen.layout == "notice" else {}
    return {**view, "screen": about, **own_theme}


def _next(now: HallNow, queues: Collection[QueueId] | None) -> list[dict[str, Any]]:
    """List, for each queue, its newest call at a window and the numbers whose turn is next: nothing of the people."""
    called = {t.queue_id: t for t in sorted(now.at_windows, key=lambda t: t.called_at or t.issued_at)}
    rows = []
    for queue_id, queue in now.hall.queues.items():
        if queues is not None and queue_id not in queues:
            continue
        waiting, last = now.waiting_of[queue_id], called.get(queue_id)
        window = last and last.window_id and now.hall.known_window(last.window_id).number
        rows.append(
            {
                "prefix": queue.prefix,
                "name": queue.name,
                "name_en": queue.name_en,
                "waiting": len(waiting),
                "numbers": [t.number for t in waiting[:NEXT_SHOWN]],
                "called": last and window and {"number": last.number, "window": str(window)},
            }
        )
    return rows


def _entries(now: HallNow, screen: ScreenPlan) -> list[dict[str, Any]]:
    """List what a notice screen turns, each whole; left out are files that are gone and pages not filled in yet."""
    pages = {p.code: p for p in now.hall.plan.pages}
    files = media.all_media(now.conn) if any(e.media for e in screen.entries) else {}
    asked = screen.entries or tuple(EntryPlan(page=code) for code in pages)
    found: list[dict[str, Any]] = []
    for entry in asked:
        page, file = pages.get(entry.page or ""), files.get(entry.media or "")
        if page is not None and page.is_written:
            words = {w: getattr(page, w) for w in ("kind", "title", "title_en", "text", "text_en")}
            if BLANK in page.text_en:
                words["text_en"] = ""
            found.append({"what": "page", "seconds": entry.seconds, **words})
        elif file is not None:
            found.append({"what": file.kind, "seconds": entry.seconds, "url": f"/media/{file.id}"})
    return found


given_screen = Screen("screen", _room, _given)
