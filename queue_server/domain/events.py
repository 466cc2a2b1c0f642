"""What can happen in a hall: facts in the past tense, one row of the event log each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from queue_server.domain.ids import DeviceId, StaffId, TicketId, WindowId


class Kind(StrEnum):
    """The kinds of fact in the log."""

    TICKET_ISSUED = "ticket_issued"
    TICKET_CALLED = "ticket_called"
    TICKET_RECALLED = "ticket_recalled"
    SERVICE_STARTED = "service_started"
    SERVICE_FINISHED = "service_finished"
    TICKET_ABSENT = "ticket_absent"
    TICKET_REQUEUED = "ticket_requeued"
    TICKET_RETURNED = "ticket_returned"
    TICKET_TRANSFERRED = "ticket_transferred"
    TICKET_RELEASED = "ticket_released"
    TICKET_HELD = "ticket_held"
    TICKET_TAKEN_OVER = "ticket_taken_over"
    TICKET_CANCELLED = "ticket_cancelled"
    PRIORITY_CHANGED = "priority_changed"
    PRIORITY_NOT_SHOWN = "priority_not_shown"
    WINDOW_OPENED = "window_opened"
    WINDOW_PAUSED = "window_paused"
    WINDOW_RESUMED = "window_resumed"
    WINDOW_CLOSED = "window_closed"
    WINDOW_TAKEN_OVER = "window_taken_over"
    RATING_GIVEN = "rating_given"
    RATING_AMENDED = "rating_amended"
    RATING_DECLINED = "rating_declined"
    PRINT_CHANGED = "print_changed"
    PRINTER_CHANGED = "printer_changed"
    PRINTER_SET_UP = "printer_set_up"
    PRINTERS_ASSIGNED = "printers_assigned"
    HELP_ASKED = "help_asked"
    HELP_SEEN = "help_seen"
    ANNOUNCEMENT_SETTLED = "announcement_settled"
    NOTICE_ORDERED = "notice_ordered"
    NOTICE_SETTLED = "notice_settled"
    ALARM_SILENCED = "alarm_silenced"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_RENAMED = "device_renamed"
    DEVICE_REVOKED = "device_revoked"
    SOUND_CHECKED = "sound_checked"
    SCREEN_GIVEN = "screen_given"
    MEDIA_ADDED = "media_added"
    MEDIA_REMOVED = "media_removed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    PLAN_LOADED = "plan_loaded"
    PLAN_SCHEDULED = "plan_scheduled"
    PASSWORD_RESET = "password_reset"  # noqa: S105  (the fact, not a password)
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_LEFT = "person_left"
    SESSIONS_ENDED = "sessions_ended"
    ARCHIVE_BEGUN = "archive_begun"
    YEAR_ARCHIVED = "year_archived"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person, a device, or the system itself when both are None."""

    staff_id: StaffId | None = None
    device_id: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Record one fact, with all that is needed to rebuild the state it left."""

    kind: Kind
    at: datetime
    ticket_id: TicketId | None = None
    window_id: WindowId | None = None
    reason: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
