"""The pages of the hall screen and the window signs, and the sound of the calls."""

from __future__ import annotations

from io import BytesIO

from apiflask import APIBlueprint
from flask import Blueprint, Response, request, send_file

from display.snapshot import board_view
from queue_server.access import STAFF, caller
from queue_server.api.command import shown
from queue_server.domain.errors import refuse
from queue_server.hall import window_id_of
from queue_server.screens.shared.door import device_page, theme
from queue_server.site import site

blueprint = Blueprint("display", __name__)
api = APIBlueprint("board", __name__, url_prefix="/api/v1", tag="Board")


@api.get("/board")
@api.doc(summary="The hall screen's snapshot")
def get_board() -> Response:
    """Show what the hall screen shows, to displays and staff."""
    who = caller("display", "sign", *STAFF)
    with site().looking() as now:
        return shown(board_view(now, site(), who.device.zone if who.device else None))


@blueprint.get("/board")
def board_page() -> Response:
    """Open the hall screen."""
    return device_page("board", "board", entry="board", kind="display", title="综合屏 · 听号", theme=theme())


@blueprint.get("/sign/<int:number>")
def sign_page(number: int) -> Response:
    """Open the sign of one window."""
    site().hall.window(window_id_of(number))
    return device_page(
        f"sign-{number}",
        "sign-wide" if request.args.get("shape") == "wide" else "sign",
        entry="sign",
        kind="sign",
        title=f"{number} 号窗口屏 · 听号",
        theme=theme(),
        window=number,
    )


@blueprint.get("/audio/<name>")
def clip(name: str) -> Response:
    """Send the sound of a call; its name is the hash of what it says, so it never changes."""
    found = site().find_clip(name)
    if found is None:
        raise refuse("not_found")
    content = BytesIO(found) if isinstance(found, bytes) else found
    response = send_file(content, mimetype="audio/wav", conditional=True)
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
