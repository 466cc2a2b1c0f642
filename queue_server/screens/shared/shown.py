"""Which screens on the wall a call is on: `/board`, `/sign/<n>`, and what `/screen` was given by the settings."""

from __future__ import annotations

from collections.abc import Iterable

from queue_server.domain.ticket import Ticket
from queue_server.hall import Hall, window_id_of


def shown_on(hall: Hall, ticket: Ticket, rooms: Iterable[str]) -> dict[str, bool]:
    """Tell whether a called ticket is on a hall screen, and on a sign of its window, among the rooms somebody is in."""
    found = {place for room in rooms if (place := _place(hall, ticket, room)) is not None}
    return {"board": "board" in found, "sign": "sign" in found}


def _place(hall: Hall, ticket: Ticket, room: str) -> str | None:
    """Return board or sign for a room that shows the call, else None."""
    kind, _, rest = room.partition(":")
    if kind == "sign":
        return "sign" if rest == ticket.window_id else None
    if kind not in ("board", "screen"):
        return None
    screen = hall.screens.get(rest) if kind == "screen" else None
    if screen is None:  # the hall board, which stands in for a screen the settings have no more
        return "board"
    if screen.layout == "sign":
        return "sign" if window_id_of(screen.window or 0) == ticket.window_id else None
    queues = hall.queues_on(screen)
    return "board" if queues is None or ticket.queue_id in queues else None
