"""The kiosk's page."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.screens.shared.door import device_page

blueprint = Blueprint("kiosk", __name__)


@blueprint.get("/kiosk")
def kiosk_page() -> Response:
    """Open the kiosk on an enrolled device."""
    return device_page("kiosk", "kiosk", entry="kiosk", kind="kiosk", title="取号机 · 听号")
