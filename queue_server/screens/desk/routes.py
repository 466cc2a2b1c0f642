"""The guide desk's page."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.screens.shared.door import staff_page

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
def desk_page() -> Response:
    """Open the guide desk; the guide signs in there."""
    return staff_page("desk", "desk", entry="desk", title="导办台 · 听号", username="guide")
