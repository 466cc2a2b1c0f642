"""A window: closed, open or paused, with at most one clerk and one ticket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import StaffId, TicketId, WindowId


class WindowState(StrEnum):
    """Whether a window works."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


PAUSE_REASONS = ("away", "handover", "meeting", "fault", "other")


@dataclass(frozen=True, slots=True)
class Window:
    """What a window is doing now; its name, department and queues belong to the hall's plan."""

    id: WindowId
    number: str
    state: WindowState = WindowState.CLOSED
    since: datetime | None = None
    pause_reason: str | None = None
    clerk_id: StaffId | None = None
    ticket_id: TicketId | None = None


def open_window(
    window: Window, clerk_id: StaffId, at: datetime, holder_name: str | None
) -> tuple[Window, tuple[Event, ...]]:
    """Open a window for a clerk; raises `window_open`, or `window_taken` when another clerk has it."""
    if window.state is not WindowState.CLOSED:
        if window.clerk_id == clerk_id:
            raise refuse("window_open")
        raise refuse("window_taken", clerk=holder_name or "?")
    opened = replace(window, state=WindowState.OPEN, since=at, clerk_id=clerk_id, pause_reason=None)
    return opened, (Event(Kind.WINDOW_OPENED, at, None, window.id, None, {"clerk": clerk_id}),)


def pause(window: Window, reason: str, at: datetime) -> tuple[Window, tuple[Event, ...]]:
    """Pause a window, or change the reason of its pause; raises `window_closed`."""
    must_be_open(window)
    since = window.since if window.state is WindowState.PAUSED else at
    paused = replace(window, state=WindowState.PAUSED, since=since, pause_reason=reason)
    return paused, (Event(Kind.WINDOW_PAUSED, at, None, window.id, reason),)


def resume(window: Window, at: datetime) -> tuple[Window, tuple[Event, ...]]:
    """Open a paused window again; raises `not_paused`."""
    must_be_open(window)
    if window.state is not WindowState.PAUSED:
        raise refuse("not_paused")
    opened = replace(window, state=WindowState.OPEN, since=at, pause_reason=None)
    return opened, (Event(Kind.WINDOW_RESUMED, at, None, window.id),)


def must_be_open(window: Window) -> None:
    """Raise `window_closed` for a window nobody is at."""
    if window.state is WindowState.CLOSED:
        raise refuse("window_closed")


def close(window: Window, at: datetime) -> tuple[Window, tuple[Event, ...]]:
    """Close a window; raises `window_closed` when it is closed already."""
    must_be_open(window)
    closed = replace(window, state=WindowState.CLOSED, since=at, clerk_id=None, pause_reason=None)
    return closed, (Event(Kind.WINDOW_CLOSED, at, None, window.id, None, {"clerk": window.clerk_id}),)


def take_over(
    window: Window, clerk_id: StaffId, at: datetime, holder_name: str | None
) -> tuple[Window, tuple[Event, ...]]:
    """Put another clerk at a window whose clerk hands over; it is open again.

    Raises `window_closed`, `window_open` when it is theirs already, `not_handing_over`.
    """
    must_be_open(window)
    if window.clerk_id == clerk_id:
        raise refuse("window_open")
    if window.state is not WindowState.PAUSED or window.pause_reason != "handover":
        raise refuse("not_handing_over", clerk=holder_name or "?")
    taken = replace(window, state=WindowState.OPEN, since=at, clerk_id=clerk_id, pause_reason=None)
    data = {"from": window.clerk_id, "to": clerk_id, "ticket": window.ticket_id}
    return taken, (Event(Kind.WINDOW_TAKEN_OVER, at, window.ticket_id, window.id, "handover", data),)


def ready_to_call(window: Window) -> None:
    """Raise `window_closed`, `window_paused` or nothing."""
    must_be_open(window)
    if window.state is WindowState.PAUSED:
        raise refuse("window_paused")
