"""The manager puts pictures and videos into the hall, and takes them out again."""

from __future__ import annotations

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.plan import HallPlan
from queue_server.storage import media, plans
from queue_server.storage.media import Media
from queue_server.use_cases.runner import Tx


def add_media(tx: Tx, what: Media) -> Media:
    """Store an uploaded file's row; the same file a second time is the first."""
    known = media.by_id(tx.conn, what.id)
    if known is not None:
        return known
    media.add(tx.conn, what)
    data = {"media": what.id, "name": what.name, "kind": what.kind, "size": what.size}
    tx.record(Event(Kind.MEDIA_ADDED, tx.at, None, None, None, data))
    return what


def remove_media(tx: Tx, media_id: str) -> Media:
    """Forget a file; raises `not_found`, and `media_in_use` while a screen shows it by any settings to come."""
    found = media.by_id(tx.conn, media_id)
    if found is None:
        raise refuse("not_found")
    newest = plans.body_of(tx.conn, plans.last_version(tx.conn))
    for plan in (tx.hall.plan, newest):
        name = _shown_by(plan, media_id)
        if name is not None:
            raise refuse("media_in_use", screen=name)
    media.remove(tx.conn, media_id)
    tx.record(Event(Kind.MEDIA_REMOVED, tx.at, None, None, None, {"media": media_id, "name": found.name}))
    return found


def _shown_by(plan: HallPlan | None, media_id: str) -> str | None:
    for screen in plan.screens if plan else ():
        if any(entry.media == media_id for entry in screen.entries):
            return screen.name
    return None
