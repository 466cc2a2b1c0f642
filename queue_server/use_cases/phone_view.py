"""What whoever holds a ticket's QR code may see: their own ticket, no ids of others, no group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from queue_server.domain.ticket import Ticket
from queue_server.hall import Hall
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.views import ticket_view


def own_view(
    conn: Connection,
    hall: Hall,
    ticket: Ticket,
    public_url: str,
    *,
    now: HallNow | None = None,
) -> dict[str, Any]:
    """Return the citizen's view of a ticket: priority true or false and never the class."""
    view = ticket_view(conn, hall, ticket, public_url, now=now)
    del view["priority_claim"], view["code"]
    view["priority"] = ticket.priority is not None
    if view["reason"] == "priority_not_shown":
        view["reason"] = "requeued"
    return view
