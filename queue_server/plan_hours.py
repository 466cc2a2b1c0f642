"""Read and write opening hours as people write them: `8:30-12:00, 13:30-17:00`, or 休息 / closed.

`[hours]` gives each weekday its ordinary hours; `[[hours.bands]]` adds stretches of another kind (a noon with
fewer windows, an hour for appointments, a Saturday for some business only), and `[[hours.special]]` gives
dates hours of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from queue_server.plan import HoursPlan, Interval, SpecialDay
from queue_server.plan_checks import Draft, Found
from queue_server.plan_kinds import BandKind, Code, Day, Line, OptionalLine, Prefix, WindowNumber
from queue_server.plan_lines import Path
from queue_server.plan_reader import MARKS, Reader, time_of_day

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOSED = ("", "closed", "休息", "不办公")
_STRETCH = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", re.ASCII)
_HOW = (
    "时间要写成 8:30-12:00, 13:30-17:00，从早到晚；不办公写 休息",
    "write hours as 8:30-12:00, 13:30-17:00 in order of time, or closed",
)


@dataclass(frozen=True, slots=True)
class _BandTable:
    """Read one `[[hours.bands]]`."""

    days: tuple[Day, ...]
    times: Line
    kind: BandKind = "normal"
    windows: tuple[WindowNumber, ...] = ()
    items: tuple[Code, ...] = ()
    queues: tuple[Prefix, ...] = ()


@dataclass(frozen=True, slots=True)
class _SpecialTable:
    """Read one `[[hours.special]]`."""

    dates: tuple[date, ...]
    like: Day | None = None
    times: OptionalLine = ""
    kind: BandKind = "normal"
    windows: tuple[WindowNumber, ...] = ()
    items: tuple[Code, ...] = ()
    queues: tuple[Prefix, ...] = ()


@dataclass(frozen=True, slots=True)
class _HoursTable:
    mon: OptionalLine = ""
    tue: OptionalLine = ""
    wed: OptionalLine = ""
    thu: OptionalLine = ""
    fri: OptionalLine = ""
    sat: OptionalLine = ""
    sun: OptionalLine = ""
    closed_dates: tuple[date, ...] = ()
    bands: tuple[_BandTable, ...] = ()
    special: tuple[_SpecialTable, ...] = ()


def day_from_text(text: str) -> tuple[Interval, ...]:
    """Read one day's intervals, in order and apart from one another.

    Raises ValueError for anything else; 24:00 is not a time of day, so write 23:59.
    """
    plain = text.translate(MARKS).strip()
    if plain.lower() in _CLOSED:
        return ()
    found: list[Interval] = []
    for stretch in plain.split(","):
        match = _STRETCH.fullmatch(stretch.strip())
        if match is None:
            raise ValueError(f"no interval: {stretch!r}")
        interval = Interval(time_of_day(match[1]), time_of_day(match[2]))
        if interval.end <= interval.start or (found and interval.start < found[-1].end):
            raise ValueError(f"out of order: {stretch!r}")
        found.append(interval)
    return tuple(found)


def every_day(text: str, closed_dates: tuple[date, ...] = ()) -> HoursPlan:
    """Give the same hours to all seven days; raises ValueError when the text is no hours."""
    return HoursPlan((day_from_text(text),) * 7, closed_dates)


def day_to_text(day: Iterable[Interval]) -> str:
    """Write intervals as `day_from_text` reads them, `closed` for none."""
    return ", ".join(f"{part.start:%-H:%M}-{part.end:%-H:%M}" for part in day) or "closed"


def hours_table(hours: HoursPlan) -> dict[str, Any]:
    """Return opening hours as the plain values of `[hours]`, from which `read_hours` reads the same."""
    week = dict(zip(DAYS, hours.days, strict=True))
    bands = [(band, day) for day, intervals in week.items() for band in intervals if _is_special(band)]
    table: dict[str, Any] = {
        d: day_to_text(i for i in found if not _is_special(i)) for d, found in week.items()
    }
    table["closed_dates"] = [day.isoformat() for day in hours.closed_dates]
    if bands:
        table["bands"] = _grouped(bands, "days")
    if hours.special:
        table["special"] = _special_tables(hours.special)
    return table


def _special_tables(special: Iterable[SpecialDay]) -> list[dict[str, Any]]:
    own: list[tuple[Interval, str]] = []
    shut: list[str] = []
    like: dict[Day, list[str]] = {}
    for one in special:
        day = one.day.isoformat()
        if one.like is not None:
            like.setdefault(one.like, []).append(day)
        elif one.intervals:
            own += [(band, day) for band in one.intervals]
        else:
            shut.append(day)
    closed = [{"dates": shut}] if shut else []
    return [*_grouped(own, "dates"), *closed, *({"dates": d, "like": w} for w, d in like.items())]


def _is_special(interval: Interval) -> bool:
    return interval != Interval(interval.start, interval.end)


def _grouped(found: Iterable[tuple[Interval, str]], key: str) -> list[dict[str, Any]]:
    """Write each stretch once, with all the days it stands on."""
    days: dict[Interval, list[str]] = {}
    for interval, day in found:
        days.setdefault(interval, []).append(day)
    return [
        {
            key: named,
            "times": day_to_text([i]),
            "kind": i.kind,
            "windows": list(i.windows),
            "items": list(i.items),
            "queues": list(i.queues),
        }
        for i, named in days.items()
    ]


def read_hours(reader: Reader, raw: object, draft: Draft) -> HoursPlan | None:
    """Read `[hours]`, noting every fault; what names windows and business waits in the draft to be checked."""
    table = reader.table(_HoursTable, raw, ("hours",))
    if table is None:
        return None
    reading = _Reading(reader)
    week = {day: reading.intervals(getattr(table, day), ("hours", day)) for day in DAYS}
    for index, band in enumerate(table.bands):
        path: Path = ("hours", "bands", index)
        draft.found.setdefault("hours", []).append(Found(reader, path, band))
        added = _as(band, reading.intervals(band.times, (*path, "times")))
        if not band.days:
            reader.fault("empty", (*path, "days"), "至少写一天", "name at least one day")
        for day in dict.fromkeys(band.days):
            week[day] = reading.joined(week[day], added, (*path, "times"))
    if len(reader.faults) == reading.before and not any(week.values()):
        zh, en = "一周没有一天办公；全天办公就不写 [hours]", "no day of the week is open"
        reader.fault("hours", ("hours",), zh, en)
    special = _special(reading, table, week, draft)
    return HoursPlan(tuple(week[day] for day in DAYS), table.closed_dates, special)


def _special(
    reading: _Reading, table: _HoursTable, week: dict[Day, tuple[Interval, ...]], draft: Draft
) -> tuple[SpecialDay, ...]:
    days: dict[date, tuple[Interval, ...]] = {}
    like: dict[date, Day | None] = {}
    for index, entry in enumerate(table.special):
        path: Path = ("hours", "special", index)
        draft.found.setdefault("hours", []).append(Found(reading.reader, path, entry))
        own = _as(entry, reading.intervals(entry.times, (*path, "times")))
        if entry.like is not None and own:
            zh, en = "like 和 times 只写一个", "write like or times, not both"
            reading.reader.fault("duplicate", (*path, "times"), zh, en)
            own = ()
        added = week[entry.like] if entry.like is not None else own
        if not entry.dates:
            reading.reader.fault("empty", (*path, "dates"), "至少写一个日期", "name at least one date")
        for number, day in enumerate(entry.dates):
            if day in table.closed_dates:
                zh, en = f"{day} 已经写在 closed_dates 里", f"{day} is in closed_dates as well"
                reading.reader.fault("duplicate", (*path, "dates", number), zh, en)
            like[day] = None if day in like else entry.like
            days[day] = reading.joined(days.get(day, ()), added, (*path, "dates", number))
    return tuple(SpecialDay(day, days[day], like[day]) for day in sorted(days))


def _as(table: _BandTable | _SpecialTable, intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    return tuple(
        replace(i, kind=table.kind, windows=table.windows, items=table.items, queues=table.queues)
        for i in intervals
    )


class _Reading:
    """Note what is wrong with times where they stand; `before` counts the faults there were at the start."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.before = len(reader.faults)

    def intervals(self, text: str, path: Path) -> tuple[Interval, ...]:
        """Read a text of intervals, none when it is no hours."""
        try:
            return day_from_text(text)
        except ValueError:
            self.reader.fault("hours", path, *_HOW)
            return ()

    def joined(
        self, there: tuple[Interval, ...], more: tuple[Interval, ...], path: Path
    ) -> tuple[Interval, ...]:
        """Put intervals into a day in order of time; two at the same time are a fault."""
        found = sorted((*there, *more), key=lambda i: i.start)
        for one, other in pairwise(found):
            if other.start < one.end:
                zh = f"与 {one.start:%-H:%M}-{one.end:%-H:%M} 重叠"
                en = f"overlaps {one.start:%-H:%M}-{one.end:%-H:%M}"
                self.reader.fault("overlap", path, zh, en)
                return there
        return tuple(found)
