"""A whole hall as its file states it: frozen values, no rules and no I/O.

The names of the fields are the keys of the TOML file (`queue_server/config.py` reads it by them), so a
field added here can be written in the file at once. Limits stand beside the type as `Size` or `Length`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Annotated, Literal

from queue_server.plan_guide import GuidePlan
from queue_server.plan_kinds import (
    BandKind,
    CaseType,
    Code,
    Day,
    Length,
    Line,
    OptionalLine,
    OptionalWord,
    Prefix,
    Size,
    WindowNumber,
    Word,
)
from queue_server.plan_screens import PagePlan, ScreenPlan
from queue_server.plan_voice import VoicePlan


@dataclass(frozen=True, slots=True)
class Interval:
    """Name one stretch of opening within a day, in the hall's zone; `end` is not included.

    `noon` is open with the windows named, `booked` serves appointments only (博山 art. 11). No windows named
    means all of them; no items and no queues named means that everything is served.
    """

    start: time
    end: time
    kind: BandKind = "normal"
    windows: tuple[WindowNumber, ...] = ()
    items: tuple[Code, ...] = ()
    queues: tuple[Prefix, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """State the hours of one date that is unlike its weekday, such as a Saturday worked for a holiday.

    `like` is the weekday whose hours it has, so that it follows when they change.
    """

    day: date
    intervals: tuple[Interval, ...]
    like: Day | None = None


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """State the weekly hours, seven days, Monday first, intervals in order; then the dates that differ."""

    days: tuple[tuple[Interval, ...], ...]
    closed_dates: tuple[date, ...] = ()
    special: tuple[SpecialDay, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodPlan:
    """Limit the numbers of one queue within a part of the day; `end` is not included."""

    start: time
    end: time
    limit: Annotated[int, Size(1, 9999)]


@dataclass(frozen=True, slots=True)
class WaitingZonePlan:
    """Name a part of the hall where people wait and one screen speaks."""

    name: Word
    name_en: Word


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """Give one line of the hall screen."""

    text: Annotated[str, Length(1, 60)]
    text_en: Line
    kind: Literal["notice", "remind"] = "notice"


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """Say how the paper ticket looks: its template, "" the standard one, and its logo, as `printers/` reads them."""

    template: Annotated[str, Length(0, 2000, lines=True)] = ""
    logo: Annotated[str, Length(0, 6000)] = ""


@dataclass(frozen=True, slots=True)
class PolicyPlan:
    """Hold the hall's rules for numbers, calls, waiting and screens; durations in seconds."""

    order: Literal["effective_arrival", "interleave"] = "effective_arrival"
    interleave_normal: Annotated[int, Size(1, 20)] = 2
    booked_early_s: Annotated[int, Size(0, 14400)] = 1800
    booked_late_s: Annotated[int, Size(0, 14400)] = 900
    head_start_s: Annotated[int, Size(0, 14400)] = 900
    max_calls: Annotated[int, Size(1, 9)] = 3
    recall_gap_s: Annotated[int, Size(0, 600)] = 20
    absent_after: Annotated[int, Size(1, 9)] = 2
    absent_min_s: Annotated[int, Size(0, 1800)] = 0
    missed: Literal["return", "void"] = "return"
    return_within_s: Annotated[int, Size(0, 86400)] = 1800
    return_within_places: Annotated[int, Size(0, 99)] = 0
    return_after: Annotated[int, Size(0, 50)] = 2
    near: Annotated[int, Size(1, 20)] = 3
    target_wait_s: Annotated[int, Size(60, 28800)] = 1800
    prior_service_s: Annotated[int, Size(30, 14400)] = 480
    ask_rating: bool = True
    ask_rating_s: Annotated[int, Size(10, 600)] = 60
    late_rating_days: Annotated[int, Size(0, 30)] = 5
    supplement_days: Annotated[int, Size(0, 60)] = 10
    announce_times: Annotated[int, Size(1, 3)] = 2
    print_late_s: Annotated[int, Size(5, 3600)] = 120
    printer_down: Literal["issue", "refuse", "second"] = "issue"
    free_direct: bool = False
    pause_limit_s: Annotated[int, Size(60, 28800)] = 900
    kiosk_before_s: Annotated[int, Size(0, 14400)] = 1200
    last_ticket_before_s: Annotated[int, Size(0, 14400)] = 0
    number_width: Annotated[int, Size(3, 4)] = 3
    slot_side: Literal["below", "left", "right"] = "below"
    desk_direction: Literal["left", "right"] | None = None
    theme: Literal["light", "dark"] = "dark"
    idle_s: Annotated[int, Size(10, 600)] = 45
    done_home_s: Annotated[int, Size(5, 600)] = 20


@dataclass(frozen=True, slots=True)
class DepartmentPlan:
    """Name a department that works in the hall."""

    name: Word
    name_en: Line


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """State one line of people: its one or two letters, its tile on the kiosk and its limits."""

    prefix: Prefix
    name: Annotated[str, Length(1, 8)]
    name_en: Annotated[str, Length(1, 24)]
    line: Annotated[str, Length(0, 20)] = ""
    line_en: Annotated[str, Length(0, 60)] = ""
    skip_items: bool = False
    ask_priority: bool = True
    waiting_zone: Word | None = None
    waiting_zone_en: Word | None = None
    daily_limit: Annotated[int, Size(1, 9999)] | None = None
    tickets_from: time | None = None
    tickets_until: time | None = None
    periods: tuple[PeriodPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """State one thing a citizen can come for; `bring` names at most four materials in short words."""

    code: Code
    name: Annotated[str, Length(1, 60)]
    short_name: Annotated[str, Length(1, 10)]
    name_en: Line
    case_type: CaseType
    category: Word
    queue: Prefix
    category_en: OptionalWord = ""
    note: OptionalLine = ""
    online: bool = False
    when: Literal["spot", "days"] = "spot"
    initials: Annotated[str, Length(0, 60)] = ""
    popular: Annotated[int, Size(0, 9999)] = 0
    bring: tuple[Word, ...] = ()
    bring_en: tuple[Word, ...] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """State one window: the letters it calls first (`own`) and, when nobody waits there, next (`help`)."""

    number: WindowNumber
    name: Annotated[str, Length(1, 12)]
    name_en: Word
    own: tuple[Prefix, ...]
    name_short: Annotated[str, Length(1, 6)] = ""
    kind: Literal["general", "dedicated"] = "general"
    department: Word | None = None
    zone: Word | None = None
    place: Annotated[str, Length(0, 40)] = ""
    place_en: Annotated[str, Length(0, 80)] = ""
    item_groups: tuple[Annotated[str, Length(1, 16)], ...] = ()
    item_groups_en: tuple[Word, ...] = ()
    help: tuple[Prefix, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """State one person who signs in; with no password nor hash, `init` makes one and prints it."""

    username: Code
    name: Word
    role: Literal["clerk", "guide", "manager"]
    badge: Annotated[str, Length(0, 20)] = ""
    post: Annotated[str, Length(0, 20)] = ""
    post_en: OptionalWord = ""
    window: WindowNumber | None = None
    may_choose: bool = False
    password: Annotated[str, Length(1, 200)] | None = field(default=None, repr=False)
    password_hash: Annotated[str, Length(1, 500)] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PrinterPlan:
    """State one printer; `address` is one of `printers.transports`, `width` is of the paper in mm.

    `agent` names the print_agent device that prints there when it is not the server itself;
    `model` is one of printers/models.toml; width and profile go before what it says.
    """

    name: Word
    address: Line
    width: Literal[58, 80] | None = None
    name_en: OptionalWord = ""
    agent: Word | None = None
    model: OptionalWord = ""
    profile: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """State one device: a tablet or sign names its window, a kiosk or desk its printer, a display its screen."""

    kind: Literal["kiosk", "display", "sign", "tablet", "guide", "print_agent"]
    name: Word
    window: WindowNumber | None = None
    zone: Word | None = None
    printer: Word | None = None
    second_printer: Word | None = None
    name_en: OptionalWord = ""
    screen: Code | None = None


@dataclass(frozen=True, slots=True)
class PriorityPlan:
    """State one group served earlier: as if it had come `head_start_s` seconds sooner, or (`absolute`) first."""

    code: Code
    name: Annotated[str, Length(1, 12)]
    name_en: Word
    detail: Annotated[str, Length(0, 20)] = ""
    detail_en: Annotated[str, Length(0, 80)] = ""
    head_start_s: Annotated[int, Size(0, 14400)] = 900
    needs_desk: bool = False
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class RatingOptionPlan:
    """Give one of the national reasons for a rating level."""

    code: str
    text: str
    text_en: str
    base: bool


@dataclass(frozen=True, slots=True)
class RatingLevelPlan:
    """Give one of the five national levels, 5 the best, with its options."""

    level: int
    name: str
    name_en: str
    options: tuple[RatingOptionPlan, ...]


@dataclass(frozen=True, slots=True)
class HallPlan:
    """Hold the whole hall; `hours` None means open at all hours.

    What a later version has dropped stays among the retired: tickets of earlier days still name it.
    """

    code: str
    name: str
    name_en: str
    zone: str
    hours: HoursPlan | None
    enquiry_phone: str
    complaints_phone: str
    sample: bool
    waiting_zones: tuple[WaitingZonePlan, ...]
    notices: tuple[NoticePlan, ...]
    settings: PolicyPlan
    departments: tuple[DepartmentPlan, ...]
    queues: tuple[QueuePlan, ...]
    items: tuple[ItemPlan, ...]
    windows: tuple[WindowPlan, ...]
    staff: tuple[StaffPlan, ...]
    printers: tuple[PrinterPlan, ...]
    devices: tuple[DevicePlan, ...]
    priorities: tuple[PriorityPlan, ...]
    rating_levels: tuple[RatingLevelPlan, ...]
    guides: tuple[GuidePlan, ...]
    ticket: TicketPlan = TicketPlan()
    voice: VoicePlan = field(default_factory=VoicePlan)
    screens: tuple[ScreenPlan, ...] = ()
    pages: tuple[PagePlan, ...] = ()
    retired_queues: tuple[QueuePlan, ...] = ()
    retired_windows: tuple[WindowPlan, ...] = ()
    retired_items: tuple[ItemPlan, ...] = ()
    retired_guides: tuple[GuidePlan, ...] = ()

    def without_secrets(self) -> HallPlan:
        """Give the same hall with no password and no hash in it, fit to be stored and shown."""
        return replace(
            self, staff=tuple(replace(one, password=None, password_hash=None) for one in self.staff)
        )
