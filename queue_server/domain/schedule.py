"""The hall's clock: its business day and its opening hours, in its own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

LOOK_AHEAD_DAYS = 32


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of opening on a weekday (0 = Monday), local time, end not included."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a hall issues tickets. No bands at all = open at all hours."""

    zone: ZoneInfo
    bands: tuple[Band, ...] = ()
    issue_before_s: int = 1200
    closed_dates: frozenset[date] = frozenset()

    def business_day(self, at: datetime) -> str:
        """Return the hall's own date (ISO), which the numbering follows."""
        return at.astimezone(self.zone).date().isoformat()

    def midnight(self, at: datetime) -> datetime:
        """Return the instant at which the business day of `at` began."""
        return datetime.combine(at.astimezone(self.zone).date(), time(0), self.zone)

    def is_open(self, at: datetime) -> bool:
        """Tell whether windows work at that moment."""
        return not self.bands or self._band_at(at, 0) is not None

    def issues(self, at: datetime) -> bool:
        """Tell whether the kiosk gives numbers: from `issue_before_s` before opening until closing."""
        return not self.bands or self._band_at(at, self.issue_before_s) is not None

    def _band_at(self, at: datetime, early_s: int) -> Band | None:
        local = at.astimezone(self.zone)
        for band in self.bands:
            if band.weekday != local.weekday() or local.date() in self.closed_dates:
                continue
            opens = datetime.combine(local.date(), band.opens, self.zone) - timedelta(seconds=early_s)
            if opens <= local < datetime.combine(local.date(), band.closes, self.zone):
                return band
        return None

    def today(self, at: datetime) -> tuple[Band, ...]:
        """Return today's bands in order."""
        day = at.astimezone(self.zone).date()
        if day in self.closed_dates:
            return ()
        return tuple(sorted((b for b in self.bands if b.weekday == day.weekday()), key=lambda b: b.opens))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the next moment the windows open, None when the hall never closes."""
        if not self.bands:
            return None
        local = at.astimezone(self.zone)
        for days in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=days)
            if day in self.closed_dates:
                continue
            starts = [
                datetime.combine(day, b.opens, self.zone) for b in self.bands if b.weekday == day.weekday()
            ]
            coming = [opens for opens in starts if opens > local]
            if coming:
                return min(coming)
        return None

    def issues_from(self, at: datetime) -> datetime | None:
        """Return when the kiosk next gives numbers, None when the hall never closes."""
        opens = self.next_opening(at)
        return None if opens is None else opens - timedelta(seconds=self.issue_before_s)

    def closed_reason(self, at: datetime) -> str | None:
        """Return why the hall is closed: `before`, `break`, `after` or `holiday`; None when it is open."""
        if self.is_open(at):
            return None
        bands = self.today(at)
        if not bands:
            return "holiday"
        now = at.astimezone(self.zone).time()
        if now < bands[0].opens:
            return "before"
        return "after" if now >= bands[-1].closes else "break"

    def hours_text(self, at: datetime) -> str | None:
        """Return today's hours as printed (`8:30-17:00`), None when open at all hours or not today."""
        bands = self.today(at)
        if not bands:
            return None
        return f"{bands[0].opens:%-H:%M}-{bands[-1].closes:%-H:%M}"

    def noon_through(self, at: datetime) -> bool:
        """Tell whether today has no break in it."""
        bands = self.today(at)
        return all(a.closes >= b.opens for a, b in pairwise(bands))


def workdays_after(day: date, count: int) -> date:
    """Return the date `count` working days (Monday to Friday) after a day."""
    left = count
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
