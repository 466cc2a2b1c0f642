"""When this happened, these are told: one table from kinds of fact to kinds of screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from queue_server.domain.events import Event, Kind

QUEUE = ("display", "sign", "clerk", "kiosk", "desk", "admin", "phone")
HALL = (*QUEUE, "evaluator")
URGENT = frozenset({"display", "sign", "clerk", "evaluator", "kiosk", "desk"})

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
    Kind.TICKET_CANCELLED: QUEUE,
    Kind.PRIORITY_CHANGED: QUEUE,
    Kind.PRIORITY_NOT_SHOWN: QUEUE,
    Kind.WINDOW_OPENED: HALL,
    Kind.WINDOW_PAUSED: HALL,
    Kind.WINDOW_RESUMED: HALL,
    Kind.WINDOW_CLOSED: HALL,
    Kind.RATING_GIVEN: ("evaluator", "phone", "clerk", "admin"),
    Kind.RATING_AMENDED: ("evaluator", "phone", "admin"),
    Kind.RATING_DECLINED: ("evaluator", "clerk", "admin"),
    Kind.PRINT_CHANGED: ("kiosk", "desk", "admin"),
    Kind.PRINTER_CHANGED: ("kiosk", "desk", "admin"),
    Kind.HELP_ASKED: ("kiosk", "desk", "admin"),
    Kind.HELP_SEEN: ("kiosk", "desk", "admin"),
    Kind.ANNOUNCEMENT_SETTLED: ("clerk", "display", "sign", "admin"),
    Kind.ALARM_SILENCED: ("admin",),
    Kind.DEVICE_ENROLLED: ("admin",),
    Kind.SIGNED_IN: (),
    Kind.SIGNED_OUT: (),
    Kind.PLAN_LOADED: HALL,
}

SPOKEN = frozenset({Kind.TICKET_CALLED, Kind.TICKET_RECALLED})
PAPER = frozenset({Kind.PRINT_CHANGED})
ASKED = frozenset({Kind.SERVICE_FINISHED})


def rooms_told(happened: Iterable[Event], rooms: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return which of the open rooms are told (at once, within a second).

    A phone is told at once of its own ticket's facts, and unhurriedly of everybody else's.
    """
    screens: set[str] = set()
    own: set[str] = set()
    for event in happened:
        screens.update(TOLD[event.kind])
        if event.ticket_id is not None:
            own.add(f"phone:{event.ticket_id}")
    at_once: set[str] = set(own)
    later: set[str] = set()
    for room in rooms:
        screen = _screen_of(room)
        if screen in screens:
            (at_once if screen in URGENT else later).add(room)
    return at_once, later - at_once


def _screen_of(room: str) -> str:
    kind = room.split(":", 1)[0]
    return "display" if kind == "board" else kind


def react(
    happened: list[Event],
    rooms: Iterable[str],
    stale: Callable[[Iterable[str], bool], None],
    speak: Callable[[], None],
    wake_paper: Callable[[], None],
    ask: Callable[[Event], None],
) -> None:
    """Tell the hall what happened, after the commit."""
    at_once, later = rooms_told(happened, rooms)
    if any(e.kind in SPOKEN for e in happened):
        speak()
    if any(e.kind in PAPER and e.data.get("state") == "queued" for e in happened):
        wake_paper()
    stale(at_once, True)
    stale(later, False)
    for event in happened:
        if event.kind in ASKED:
            ask(event)
