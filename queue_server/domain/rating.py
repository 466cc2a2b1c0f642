"""The citizen's rating: five levels, no default, one for each service (GB/T 39734, 一次一评)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.errors import refuse
from queue_server.domain.schedule import workdays_after


@dataclass(frozen=True, slots=True)
class Option:
    """One ready answer under a level, with its national code."""

    level: int
    code: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five levels, by its official name."""

    level: int
    name: str
    name_en: str


LEVELS = (
    Level(5, "非常满意", "Very satisfied"),
    Level(4, "满意", "Satisfied"),
    Level(3, "基本满意", "Fairly satisfied"),
    Level(2, "不满意", "Dissatisfied"),
    Level(1, "非常不满意", "Very dissatisfied"),
)
LEVEL_NAMES = {each.level: each.name for each in LEVELS}
CHANNELS = ("tablet", "qr", "kiosk", "phone", "card", "web")
ASK_LIMIT_S = 180
"""The server's own end of an ask; the tablet's 60 s without a touch comes first."""


def check_options(level: int, codes: tuple[str, ...], known: tuple[Option, ...]) -> None:
    """Raise `option_unknown` when a code does not belong to the level."""
    allowed = {option.code for option in known if option.level == level}
    for code in codes:
        if code not in allowed:
            raise refuse("option_unknown", option=code)


def rateable_until(ended_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the end of the last of `days` working days after the service, in the hall's zone."""
    local: date = ended_at.astimezone(zone).date()
    last = workdays_after(local, days)
    return datetime.combine(last + timedelta(days=1), time(0), zone)
