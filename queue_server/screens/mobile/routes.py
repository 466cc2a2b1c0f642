"""The phone page and its QR code."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.screens.shared.qr import qr_svg
from queue_server.screens.shared.shell import page
from queue_server.site import site

blueprint = Blueprint("mobile", __name__)


@blueprint.get("/t/<token>")
def ticket_page(token: str) -> Response:
    """Open a citizen's own ticket; an unknown token gets the same page, which says so."""
    return page("phone", "mobile", "我的号 · 听号", data={"token": token[:64]})


@blueprint.get("/t/<token>/qr.svg")
def ticket_qr(token: str) -> Response:
    """Draw the QR code of a ticket's page."""
    return qr_svg(f"{site().public_url}/t/{token[:64]}")
