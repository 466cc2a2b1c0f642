"""The window terminal's page."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.hall import window_id_of
from queue_server.screens.shared.door import staff_page
from queue_server.site import site

blueprint = Blueprint("clerk", __name__)


@blueprint.get("/window/<int:number>")
def window_page(number: int) -> Response:
    """Open the terminal of one window; the clerk signs in there."""
    site().hall.window(window_id_of(number))
    return staff_page(
        f"window-{number}",
        "desk",
        entry="clerk",
        title=f"{number} 号窗口 · 听号",
        username=f"clerk_{number}",
        window=number,
    )
