"""Read opening hours as people write them: `8:30-12:00, 13:30-17:00`, or 休息 / closed."""

from __future__ import annotations

import re
from datetime import date, time

from queue_server.plan import HoursPlan, Interval

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOSED = ("", "closed", "休息", "不办公")
_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
# What a Chinese input method writes for the plain marks.
_MARKS = str.maketrans(
    {"：": ":", "，": ",", "、": ",", "；": ",", "－": "-", "–": "-", "—": "-", "~": "-", "～": "-"}
)


def day_from_text(text: str) -> tuple[Interval, ...]:
    """Read one day's intervals, in order and apart from one another.

    Raises ValueError for anything else; 24:00 is not a time of day, so write 23:59.
    """
    plain = text.translate(_MARKS).strip()
    if plain.lower() in _CLOSED:
        return ()
    found: list[Interval] = []
    for stretch in plain.split(","):
        match = _STRETCH.fullmatch(stretch.strip())
        if match is None:
            raise ValueError(f"no interval: {stretch!r}")
        start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
        interval = Interval(time(start_hour, start_minute), time(end_hour, end_minute))
        if interval.end <= interval.start or (found and interval.start < found[-1].end):
            raise ValueError(f"out of order: {stretch!r}")
        found.append(interval)
    return tuple(found)


def every_day(text: str, closed_dates: tuple[date, ...] = ()) -> HoursPlan:
    """Give the same hours to all seven days; raises ValueError when the text is no hours."""
    return HoursPlan((day_from_text(text),) * 7, closed_dates)
