"""The hall's clock: its business day, its opening hours and its tickets' hours, in its own time zone.

Theory: a day is a row of *bands* on the wall clock. Which of them count depends on who asks: a citizen
without an appointment does not see the booked ones, a queue sees those in which one of its windows works
and one of its items is served. The bands that count are made into instants first and only then merged and
compared, so a day of 23 or 25 hours needs no rule of its own. Bands that touch make one stretch: nobody is
sent away at the seam between the morning and a noon with fewer windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

LOOK_AHEAD_DAYS = 32
KNOWN_MOST = 4096
"""How many days of how many queues are kept worked out: each number that is given asks for one."""
MIDNIGHT = time(0)
NOON = (time(12), time(13))
_SECOND = timedelta(seconds=1)

Span = tuple[datetime, datetime]
Asked = tuple[date, "Line", str | None, bool]
Days = tuple[tuple["Band", ...], ...]


class BandKind(StrEnum):
    """What a stretch of opening is: for all, with fewer windows, or for appointments only."""

    NORMAL = "normal"
    NOON = "noon"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Line:
    """A queue as the hours see it: the windows that call it, its items, and its own ticket hours."""

    prefix: str
    windows: frozenset[int] = frozenset()
    items: frozenset[str] = frozenset()
    tickets_from: time | None = None
    tickets_until: time | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of a day on the wall clock, end not included; nothing named means all of it is there."""

    opens: time
    closes: time
    kind: BandKind = BandKind.NORMAL
    windows: frozenset[int] = frozenset()
    items: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()

    @property
    def chooses(self) -> bool:
        """Tell whether only some business is served."""
        return bool(self.items or self.queues)

    def has_window(self, number: int) -> bool:
        """Tell whether a window works in it."""
        return not self.windows or number in self.windows

    def staffs(self, line: Line) -> bool:
        """Tell whether a window that calls the queue works in it."""
        return not self.windows or not line.windows.isdisjoint(self.windows)

    def serves(self, line: Line, item: str | None) -> bool:
        """Tell whether the item, or without one any business of the queue, is served in it."""
        if not self.staffs(line):
            return False
        if not self.chooses or line.prefix in self.queues:
            return True
        return item in self.items if item is not None else not line.items.isdisjoint(self.items)


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why no number is given now: a refusal's code, the reason in one word, and when numbers are given again.

    The reason of `queue_closed` is what the day is at: `before`, `break`, `after` or `holiday`.
    """

    code: str
    reason: str
    again: datetime | None


@dataclass(frozen=True)
class Schedule:
    """When a hall works and gives numbers. No week at all = open at all hours.

    `week` has seven days from Monday, `dates` those that differ, an empty one is closed; bands are in order.
    """

    zone: ZoneInfo
    week: Days = ()
    dates: Mapping[date, tuple[Band, ...]] = field(default_factory=dict)
    issue_before_s: int = 1200
    last_before_s: int = 0
    _known: dict[Asked, list[Span]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def always(self) -> bool:
        """Tell whether the hall never closes."""
        return not self.week

    def business_day(self, at: datetime) -> str:
        """Return the hall's own date (ISO), which the numbering follows."""
        return self._day(at).isoformat()

    def today(self, at: datetime) -> tuple[Band, ...]:
        """Return today's bands in order."""
        return self._bands(self._day(at))

    def band_at(self, at: datetime) -> Band | None:
        """Return the band of that moment, None when no window works or the hall never closes."""
        day = self._day(at)
        return next((b for b in self._bands(day) if _within([self._span(day, b)], at)), None)

    def is_open(self, at: datetime) -> bool:
        """Tell whether windows work at that moment."""
        return self.always or self.band_at(at) is not None

    def windows_at(self, at: datetime) -> frozenset[int] | None:
        """Return the numbers of the windows that serve those who wait at that moment, None for all of them.

        While the hall is closed these are the windows of the next band, which will find them waiting.
        """
        band = self.band_at(at)
        if band is None:
            later = self._next(at, lambda day: [self._span(day, b) for b in self._bands(day)])
            band = None if later is None else self.band_at(later)
        return None if band is None or not band.windows else band.windows

    def closed_reason(self, at: datetime, window: int | None = None) -> str | None:
        """Return why the hall, or one window of it, is closed: `before`, `break`, `after` or `holiday`.

        None when it is open.
        """
        stretches = self._stretches(self._day(at), _with(window))
        return None if _within(stretches, at) else _place(stretches, at)

    def ends_today(self, at: datetime) -> list[datetime]:
        """Return when today's stretches of work end, in order: the last is closing time, those before are breaks."""
        return [] if self.always else [end for _, end in self._stretches(self._day(at), _with(None))]

    def next_opening(self, at: datetime, window: int | None = None) -> datetime | None:
        """Return when the hall, or one window of it, next opens to all; None when it never closes."""
        if self.always:
            return None
        here = _with(window)
        return self._next(at, lambda day: self._stretches(day, lambda b: _for(b, booked=False) and here(b)))

    def issues(self, at: datetime) -> bool:
        """Tell whether numbers are given to people without an appointment for any business at all."""
        return _within(self._issuing(self._day(at)), at)

    def issues_from(self, at: datetime) -> datetime | None:
        """Return when numbers are next given to people without an appointment, None when they always are."""
        return None if self.always else self._next(at, self._issuing)

    def hours_text(self, at: datetime) -> str | None:
        """Return today's hours as printed (`8:30-17:00`), None when open at all hours or not today."""
        bands = self._open_to_all(self._day(at))
        if not bands:
            return None
        return f"{bands[0].opens:%-H:%M}-{bands[-1].closes:%-H:%M}"

    def noon_through(self, at: datetime) -> bool:
        """Tell whether the hall stays open over noon today."""
        day = self._day(at)
        opens, closes = (_instant(self.zone, day, wall) for wall in NOON)
        spans = _merged(self._span(day, b) for b in self._open_to_all(day))
        return self.always or any(start <= opens and closes <= end for start, end in spans)

    def admits(
        self, at: datetime, line: Line, item: str | None = None, *, booked: bool = False
    ) -> NotNow | None:
        """Return why a queue gives no number at that moment, None when it does.

        `booked` is a citizen with an appointment. Codes: `queue_closed`, `booked_only`, `item_not_today`,
        `last_ticket_passed`.
        """
        day = self._day(at)
        spans = self._tickets(day, line, item, booked=booked)
        if _within(spans, at):
            return None
        again = self._next(at, lambda d: self._tickets(d, line, item, booked=booked))
        if not booked and _within(self._tickets(day, line, item, booked=True), at):
            return NotNow("booked_only", "booked_only", again)
        other = self._other_business(day, line, booked=booked)
        if _within(other, at) or (other and not spans):
            return NotNow("item_not_today", "not_today", again)
        stretches = self._stretches(day, lambda b: _counts(b, line, item, booked=booked))
        if spans and at >= spans[0][1] and _within(stretches, at):
            return NotNow("last_ticket_passed", "last_ticket", again)
        return NotNow("queue_closed", _place(spans, at), again)

    def admits_next(
        self, at: datetime, line: Line, item: str | None = None, *, booked: bool = False
    ) -> datetime | None:
        """Return the first moment from `at` on at which the queue gives a number."""
        if self.admits(at, line, item, booked=booked) is None:
            return at
        return self._next(at, lambda day: self._tickets(day, line, item, booked=booked))

    def midnight(self, at: datetime) -> datetime:
        """Return the instant at which the business day of `at` began."""
        return _instant(self.zone, self._day(at), MIDNIGHT)

    def midnight_after(self, at: datetime) -> datetime:
        """Return when the next business day begins."""
        return _instant(self.zone, self._day(at) + timedelta(days=1), MIDNIGHT)

    def at_time(self, at: datetime, wall: time) -> datetime:
        """Return when the clock on the wall shows a time on the day of `at`."""
        return _instant(self.zone, self._day(at), wall)

    def _other_business(self, day: date, line: Line, *, booked: bool) -> list[Span]:
        """Return when the queue would give numbers if no band named what it serves."""
        return self._spans_of(day, line, lambda b: _for(b, booked=booked) and b.staffs(line))

    def _tickets(self, day: date, line: Line, item: str | None, *, booked: bool) -> list[Span]:
        key = (day, line, item, booked)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= KNOWN_MOST:
                self._known.clear()
            found = self._spans_of(day, line, lambda b: _counts(b, line, item, booked=booked))
            self._known[key] = found
        return found

    def _spans_of(self, day: date, line: Line, wanted: Callable[[Band], bool]) -> list[Span]:
        """Return when a queue gives numbers on a day: its stretches, moved by the rules and cut by its own hours."""
        spans = self._given(day, wanted)
        if line.tickets_from is not None:
            first = _instant(self.zone, day, line.tickets_from)
            spans = [(max(start, first), end) for start, end in spans]
        if line.tickets_until is not None:
            last = _instant(self.zone, day, line.tickets_until)
            spans = [(start, min(end, last)) for start, end in spans]
        return [(start, end) for start, end in spans if start < end]

    def _issuing(self, day: date) -> list[Span]:
        return self._given(day, lambda b: _for(b, booked=False))

    def _given(self, day: date, wanted: Callable[[Band], bool]) -> list[Span]:
        """Return the stretches of a day from the hall's lead before opening until its last ticket."""
        begins = _instant(self.zone, day, MIDNIGHT)
        if self.always:
            return [(begins, _instant(self.zone, day + timedelta(days=1), MIDNIGHT))]
        early, last = timedelta(seconds=self.issue_before_s), timedelta(seconds=self.last_before_s)
        moved = (
            (max(begins, opens - early), closes - last) for opens, closes in self._stretches(day, wanted)
        )
        return _merged(moved)

    def _stretches(self, day: date, wanted: Callable[[Band], bool]) -> list[Span]:
        if self.always:
            return self._given(day, wanted)
        return _merged(self._span(day, b) for b in self._bands(day) if wanted(b))

    def _open_to_all(self, day: date) -> list[Band]:
        bands = self._bands(day)
        return [b for b in bands if _for(b, booked=False)] or list(bands)

    def _span(self, day: date, band: Band) -> Span:
        return _instant(self.zone, day, band.opens), _instant(self.zone, day, band.closes)

    def _bands(self, day: date) -> tuple[Band, ...]:
        if self.always:
            return ()
        special = self.dates.get(day)
        return self.week[day.weekday()] if special is None else special

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _next(self, at: datetime, spans_of: Callable[[date], list[Span]]) -> datetime | None:
        """Return the first beginning after a moment, looking about a month ahead."""
        for days in range(LOOK_AHEAD_DAYS):
            for start, _ in spans_of(self._day(at) + timedelta(days=days)):
                if start > at:
                    return start
        return None


def _for(band: Band, *, booked: bool) -> bool:
    return booked or band.kind is not BandKind.BOOKED


def _counts(band: Band, line: Line, item: str | None, *, booked: bool) -> bool:
    return _for(band, booked=booked) and band.serves(line, item)


def _with(window: int | None) -> Callable[[Band], bool]:
    return lambda band: window is None or band.has_window(window)


def _within(spans: Iterable[Span], at: datetime) -> bool:
    return any(start <= at < end for start, end in spans)


def _place(spans: list[Span], at: datetime) -> str:
    """Say where in a day's spans a moment outside them lies."""
    if not spans:
        return "holiday"
    if at < spans[0][0]:
        return "before"
    return "after" if at >= spans[-1][1] else "break"


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap, and drop the empty ones."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@lru_cache(maxsize=1024)
def _instant(zone: ZoneInfo, day: date, wall: time) -> datetime:
    """Return when the clock on the wall first shows a time, or has jumped past it in spring."""
    wanted = datetime.combine(day, wall)
    late = wanted.replace(tzinfo=zone).astimezone(UTC)
    if _wall(zone, late) == wanted:
        return late
    early = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while late - early > _SECOND:
        middle = early + timedelta(seconds=(late - early) // _SECOND // 2)
        if _wall(zone, middle) < wanted:
            early = middle
        else:
            late = middle
    return late


def _wall(zone: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def workdays_after(day: date, count: int) -> date:
    """Return the date `count` working days (Monday to Friday) after a day."""
    left = count
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
