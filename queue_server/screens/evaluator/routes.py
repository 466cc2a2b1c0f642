"""The tablet's page."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.hall import window_id_of
from queue_server.screens.shared.door import device_page
from queue_server.site import site

blueprint = Blueprint("evaluator", __name__)


@blueprint.get("/tablet/<int:number>")
def tablet_page(number: int) -> Response:
    """Open the tablet of one window."""
    site().hall.window(window_id_of(number))
    return device_page(
        f"tablet-{number}",
        "tablet",
        entry="evaluator",
        kind="evaluator",
        title=f"{number} 号窗口评价 · 听号",
        window=number,
    )
