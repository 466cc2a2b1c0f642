"""When this happened, these are told: one table from kinds of fact to kinds of screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queue_server.domain.events import Event, Kind

QUEUE = ("display", "sign", "clerk", "kiosk", "desk", "admin", "phone")
HALL = (*QUEUE, "evaluator")
URGENT = frozenset({"display", "sign", "clerk", "evaluator", "kiosk", "desk"})
LOOKED_UP_AT = frozenset({"display", "sign"})

AT_ONCE: dict[Kind, frozenset[str]] = {
    Kind.TICKET_ISSUED: frozenset(),
    Kind.TICKET_CALLED: LOOKED_UP_AT,
    Kind.TICKET_RECALLED: LOOKED_UP_AT,
    Kind.SERVICE_STARTED: LOOKED_UP_AT,
    Kind.SERVICE_FINISHED: LOOKED_UP_AT,
    Kind.ANNOUNCEMENT_SETTLED: LOOKED_UP_AT,
    Kind.PRINT_CHANGED: frozenset(),
}
"""Screens that hurry for kinds that come often, beside those the fact is about: to others it is a count or a line in a list."""

TOLD: dict[Kind, tuple[str, ...]] = {
    Kind.TICKET_ISSUED: QUEUE,
    Kind.TICKET_CALLED: QUEUE,
    Kind.TICKET_RECALLED: QUEUE,
    Kind.SERVICE_STARTED: HALL,
    Kind.SERVICE_FINISHED: HALL,
    Kind.TICKET_ABSENT: QUEUE,
    Kind.TICKET_REQUEUED: QUEUE,
    Kind.TICKET_RETURNED: QUEUE,
    Kind.TICKET_TRANSFERRED: QUEUE,
    Kind.TICKET_RELEASED: QUEUE,
    Kind.TICKET_HELD: HALL,
    Kind.TICKET_TAKEN_OVER: HALL,
    Kind.TICKET_CANCELLED: QUEUE,
    Kind.PRIORITY_CHANGED: QUEUE,
    Kind.PRIORITY_NOT_SHOWN: QUEUE,
    Kind.WINDOW_OPENED: HALL,
    Kind.WINDOW_PAUSED: HALL,
    Kind.WINDOW_RESUMED: HALL,
    Kind.WINDOW_CLOSED: HALL,
    Kind.WINDOW_TAKEN_OVER: HALL,
    Kind.RATING_GIVEN: ("evaluator", "phone", "clerk", "admin"),
    Kind.RATING_AMENDED: ("evaluator", "phone", "admin"),
    Kind.RATING_DECLINED: ("evaluator", "clerk", "admin"),
    Kind.PRINT_CHANGED: ("kiosk", "desk", "admin"),
    Kind.PRINTER_CHANGED: ("kiosk", "desk", "admin"),
    Kind.PRINTER_SET_UP: ("kiosk", "desk", "admin"),
    Kind.PRINTERS_ASSIGNED: ("kiosk", "desk", "admin"),
    Kind.HELP_ASKED: ("kiosk", "desk", "admin"),
    Kind.HELP_SEEN: ("kiosk", "desk", "admin"),
    Kind.ANNOUNCEMENT_SETTLED: ("clerk", "display", "sign", "admin"),
    Kind.NOTICE_ORDERED: ("desk", "admin", "clerk"),
    Kind.NOTICE_SETTLED: ("desk", "admin", "clerk"),
    Kind.ALARM_SILENCED: ("admin",),
    Kind.DEVICE_ENROLLED: ("admin",),
    Kind.DEVICE_RENAMED: ("kiosk", "desk", "admin"),
    Kind.DEVICE_REVOKED: ("desk", "admin"),
    Kind.SOUND_CHECKED: ("admin",),
    Kind.SCREEN_GIVEN: ("admin",),
    Kind.MEDIA_ADDED: ("admin",),
    Kind.MEDIA_REMOVED: ("admin",),
    Kind.SIGNED_IN: (),
    Kind.SIGNED_OUT: (),
    Kind.PLAN_LOADED: HALL,
    Kind.PLAN_SCHEDULED: ("admin",),
    Kind.PASSWORD_RESET: (),
    Kind.PERSON_ADDED: ("admin",),
    Kind.PERSON_CHANGED: HALL,
    Kind.PERSON_LEFT: ("admin",),
    Kind.SESSIONS_ENDED: (),
    Kind.ARCHIVE_BEGUN: (),
    Kind.YEAR_ARCHIVED: (),
}

SPOKEN = frozenset({Kind.TICKET_CALLED, Kind.TICKET_RECALLED, Kind.NOTICE_ORDERED})
ASKED = frozenset({Kind.SERVICE_FINISHED})
ENDED = frozenset(
    {
        Kind.SIGNED_OUT,
        Kind.PASSWORD_RESET,
        Kind.PERSON_CHANGED,
        Kind.PERSON_LEFT,
        Kind.SESSIONS_ENDED,
        Kind.DEVICE_ENROLLED,
        Kind.DEVICE_REVOKED,
    }
)
"""After these a token that let a socket in may be worth nothing any more."""


def dismissed(happened: Iterable[Event]) -> list[str]:
    """Return the devices whose screens are to show something else from now on."""
    return [str(event.data["device"]) for event in happened if event.kind is Kind.SCREEN_GIVEN]


def rooms_told(happened: Iterable[Event], rooms: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return which of the open rooms are told (at once, in turn).

    A room is told at once of what is about its own ticket, window or device, and a phone of nothing else.
    """
    by_screen: dict[str, list[str]] = {}
    for room in rooms:
        by_screen.setdefault(_screen_of(room), []).append(room)
    at_once: set[str] = set()
    later: set[str] = set()
    for event in happened:
        quick = AT_ONCE.get(event.kind, URGENT)
        for screen in TOLD[event.kind]:
            for room in by_screen.get(screen, ()):
                if _concerns(event, room):
                    (at_once if screen in quick or _is_about(event, room) else later).add(room)
    return at_once, later - at_once


def printers_wanted(happened: Iterable[Event]) -> set[str]:
    """Return the printers whose agents have something to do: a new paper, or those that waited for the printer."""
    return {
        event.data["printer"]
        for event in happened
        if (event.kind is Kind.PRINT_CHANGED and event.data["state"] == "queued")
        or (event.kind is Kind.PRINTER_CHANGED and event.data["state"] != "down")
    }


def _concerns(event: Event, room: str) -> bool:
    """Tell whether a room of a told screen is concerned: a paper concerns the kiosk it comes out of."""
    return event.kind is not Kind.PRINT_CHANGED or not room.startswith("kiosk:") or _is_about(event, room)


def _is_about(event: Event, room: str) -> bool:
    """Tell whether a fact is about the ticket, window or device a room is named after."""
    return room.split(":", 2)[1] in (event.ticket_id, event.window_id, event.data.get("device"))


def _screen_of(room: str) -> str:
    kind = room.split(":", 1)[0]
    return "display" if kind in ("board", "screen") else kind


def react(
    happened: list[Event],
    rooms: Iterable[str],
    stale: Callable[[Iterable[str], bool], None],
    speak: Callable[[], None],
    wake_paper: Callable[[str], None],
    ask: Callable[[Event], None],
    dismiss: Callable[[], None],
) -> None:
    """Tell the hall what happened, after the commit."""
    at_once, later = rooms_told(happened, rooms)
    if any(e.kind in SPOKEN for e in happened):
        speak()
    for printer_id in printers_wanted(happened):
        wake_paper(printer_id)
    if any(e.kind in ENDED for e in happened):
        dismiss()
    stale(at_once, True)
    stale(later, False)
    for event in happened:
        if event.kind in ASKED:
            ask(event)
