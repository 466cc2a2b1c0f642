"""The citizen's own ticket, by the token in its QR code."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from queue_server.access import Caller, same_origin
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.api.ratings import rating_view
from queue_server.domain.errors import refuse
from queue_server.domain.ticket import Ticket
from queue_server.site import site
from queue_server.storage import tickets
from queue_server.use_cases.change_ticket import cancel_ticket
from queue_server.use_cases.once import Reply
from queue_server.use_cases.phone_view import own_view
from queue_server.use_cases.rate import rate_by_token
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint

blueprint = APIBlueprint("phone", __name__, url_prefix="/api/v1/t", tag="Phone")


def _holder(token: str) -> Caller:
    same_origin()
    return Caller("phone", f"t:{fingerprint(token)[:40]}")


def _ticket(tx: Tx, token: str) -> Ticket:
    found = tickets.by_token(tx.conn, token)
    if found is None:
        raise refuse("ticket_unknown")
    return found


@blueprint.get("/<token>")
@blueprint.doc(summary="Whoever holds the QR sees the ticket")
def get_own(token: str) -> Response:
    """Show a ticket to whoever holds its QR code."""
    here = site()
    with here.reading() as conn:
        ticket = tickets.by_token(conn, token)
        if ticket is None:
            raise refuse("ticket_unknown")
        view: dict[str, Any] = own_view(conn, here.hall, ticket, here.public_url)
    return shown(view)


@blueprint.post("/<token>/cancel")
@blueprint.doc(summary="Give the number up", responses=[200, 409])
def post_cancel(token: str) -> Response:
    """Give the number up."""

    def unit(tx: Tx) -> Reply:
        ticket = cancel_ticket(tx, _ticket(tx, token), "by_citizen")
        return Reply(200, own_view(tx.conn, tx.hall, ticket, tx.public_url))

    return run(_holder(token), unit)


@blueprint.post("/<token>/rating")
@blueprint.input(bodies.TokenRating, arg_name="body")
@blueprint.doc(summary="Rate the last finished service", responses=[201, 409, 422])
def post_rating(token: str, body: bodies.TokenRating) -> Response:
    """Rate the last finished service."""

    def unit(tx: Tx) -> Reply:
        ticket = _ticket(tx, token)
        rating = rate_by_token(tx, ticket, body.level, tuple(body.options), body.comment or None)
        return Reply(201, rating_view(tx, rating))

    return run(_holder(token), unit)
