"""The manager's page, and the silencing of an alarm."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.access import caller
from queue_server.api.command import run
from queue_server.domain.events import Event, Kind
from queue_server.screens.shared.door import staff_page
from queue_server.screens.shared.shell import framing
from queue_server.site import site
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
def admin_page() -> Response:
    """Open the manager's page; the manager signs in there."""
    page = staff_page("admin", "desk", entry="admin", title="管理 · 听号", username="manager")
    return framing(page)  # the preview of a screen is that screen's own page


@blueprint.post("/api/v1/alarms/<path:alarm_id>/silence")
def post_silence(alarm_id: str) -> Response:
    """Silence an alarm for a quarter of an hour; logged, and the trouble stays on the page."""
    who = caller("manager")
    here = site()

    def unit(tx: Tx) -> Reply:
        here.extras["alarms"].silence(alarm_id[:80], tx.at)
        tx.record(Event(Kind.ALARM_SILENCED, tx.at, None, None, None, {"alarm": alarm_id[:80]}))
        return Reply(200, {"id": alarm_id[:80], "silenced": True})

    return run(who, unit)
