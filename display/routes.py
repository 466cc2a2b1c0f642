"""The pages of the hall screen and the window signs, and the sound of the calls."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Annotated

from apiflask import APIBlueprint
from flask import Blueprint, Response, request, send_file
from pydantic import Field

from display.screens import screen_view
from display.snapshot import board_view
from queue_server.access import STAFF, caller
from queue_server.api.command import shown
from queue_server.api.settings import Changes, body_of, changed, faulty
from queue_server.domain.errors import refuse
from queue_server.hall import window_id_of
from queue_server.plan_faults import PlanErrors
from queue_server.screens.shared.door import device_page, theme
from queue_server.screens.shared.shell import framed, page
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


SHOWN = (
    "name",
    "name_en",
    "enquiry_phone",
    "complaints_phone",
    "settings",
    "waiting_zones",
    "notices",
    "screens",
    "pages",
)
"""What a screen shows of the settings."""


class Look(Changes):
    """Which screen to show under the changes."""

    screen: Annotated[str, Field(min_length=1, max_length=32)]


@api.post("/settings/screen")
@api.input(Look, arg_name="body")
@api.doc(summary="What a screen would show now under the changes", responses=[200, 404, 422])
def post_screen(body: Look) -> Response:
    """Return the snapshot a screen would have; nothing is saved."""
    caller("manager")
    with site().looking() as now:
        try:
            plan = changed(body_of(now.conn, body.base_version), body)
        except PlanErrors as errors:
            return faulty(errors)
        # The windows and queues of now: those to come have nobody at them yet.
        hall = replace(now.hall, plan=replace(now.hall.plan, **{name: getattr(plan, name) for name in SHOWN}))
        return shown(screen_view(replace(now, hall=hall), site(), hall.screen(body.screen)))


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


@blueprint.get("/screen")
def given_page() -> Response:
    """Open whatever the manager has given this device to show."""
    return device_page("screen", "board", entry="screen", kind="display", title="大屏 · 听号", theme=theme())


@blueprint.get("/screen/preview")
def preview_page() -> Response:
    """Open a screen that shows what the page around it tells it; by itself it knows nothing."""
    response = page("board", "screen", "预览 · 听号", theme=theme(), data={"fed": "yes"})
    return framed(response)


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
