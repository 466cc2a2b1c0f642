"""The phone page and its QR code."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_server.screens.shared.qr import qr_svg
from queue_server.screens.shared.shell import page
from queue_server.site import site
from queue_server.storage import tickets

blueprint = Blueprint("mobile", __name__)


@blueprint.get("/t/<token>")
def ticket_page(token: str) -> Response:
    """Open a citizen's own ticket; an unknown token gets the same page, which says so."""
    with site().reading() as conn:
        known = tickets.by_token(conn, token[:64]) is not None
    response = page("phone", "mobile", "我的号 · 听号", data={"token": token[:64]})
    response.status_code = 200 if known else 404
    return response


@blueprint.get("/t/<token>/qr.svg")
def ticket_qr(token: str) -> Response:
    """Draw the QR code of a ticket's page."""
    return qr_svg(f"{site().public_url}/t/{token[:64]}")
