"""The guide page and its QR code."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.screens.shared.qr import qr_svg
from queue_server.screens.shared.shell import page
from queue_server.site import site

blueprint = Blueprint("guides", __name__)


@blueprint.get("/g/<code>")
def guide_page(code: str) -> Response:
    """Open the guide of one item; an unknown code gets the same page, which says so."""
    item = site().hall.items.get(code)
    name = f"{item.short_name} · 办事指南" if item else "办事指南"
    response = page("phone", "guides", name, data={"code": item.code if item else code[:64]})
    response.status_code = 200 if item else 404
    return response


@blueprint.get("/g/<code>/qr.svg")
def guide_qr(code: str) -> Response:
    """Draw the QR code of a guide page."""
    item = site().hall.item(code)
    return qr_svg(f"{site().public_url}/g/{item.code}")
