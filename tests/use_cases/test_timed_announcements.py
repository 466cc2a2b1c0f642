"""Announcements by the calendar: before a break, before closing, once each, and only when their moment has just come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from queue_server.hall import Hall
from queue_server.plan import HoursPlan, Interval, SpecialDay
from queue_server.plan_voice import TimedPlan
from queue_server.storage import notices
from queue_server.use_cases.housekeeping import tidy
from tests.use_cases.small_hall import SmallHall

MORNING, AFTERNOON = Interval(time(8, 30), time(12)), Interval(time(13, 30), time(17))
OFF = date(2026, 11, 27)
HALF, THROUGH = date(2026, 11, 28), date(2026, 11, 29)
NOON = Interval(time(12), time(13, 30), "noon", windows=(1,))
WEEK = HoursPlan(
    days=(((MORNING, AFTERNOON),) * 7),
    closed_dates=(OFF,),
    special=(SpecialDay(HALF, (MORNING,)), SpecialDay(THROUGH, (MORNING, NOON, AFTERNOON))),
)
BREAK = TimedPlan("break", 10, "还有十分钟午休")
WHOLE_HALL = (None, "东侧等候区", "西侧等候区")
CLOSING = TimedPlan("closing", 15, "还有十五分钟下班", "We close in fifteen minutes")


@pytest.fixture
def timed(small: SmallHall) -> SmallHall:
    hall: Hall = small.hall
    voice = replace(hall.plan.voice, timed=(BREAK, CLOSING))
    small.in_force.put(hall.under(replace(hall.plan, hours=WEEK, voice=voice), hall.version))
    return small


def at(hall: SmallHall, day: int, hour: int, minute: int, second: int = 0) -> None:
    hall.clock.at = datetime(2026, 11, day, hour, minute, second, tzinfo=hall.hall.zone)


def said(hall: SmallHall) -> list[tuple[str, str]]:
    """Tidy as the server does each second, three times over, and return what is to be spoken, in every zone."""
    for _ in range(3):
        hall.do(tidy)
        hall.clock.at += timedelta(seconds=1)
    rows = hall.look(notices.to_be_spoken)
    found = [(one.kind, one.text) for one in rows if one.zone is None]
    assert [(one.kind, one.text, one.zone) for one in rows] == [
        (*one, z) for one in found for z in WHOLE_HALL
    ]
    return found


def test_each_is_said_once_at_its_moment_in_order_of_the_day(timed: SmallHall) -> None:
    at(timed, 26, 11, 49, 50)
    assert said(timed) == []
    at(timed, 26, 11, 50)
    assert said(timed) == [("break", BREAK.text)]
    at(timed, 26, 11, 50, 30)
    assert said(timed) == [("break", BREAK.text)]
    at(timed, 26, 16, 45, 59)
    assert said(timed) == [("break", BREAK.text), ("closing", CLOSING.text)]
    at(timed, 30, 11, 50)
    assert len(said(timed)) == 3


def test_a_special_day_of_a_morning_has_no_break_and_closes_at_noon(timed: SmallHall) -> None:
    at(timed, 28, 11, 45)
    assert said(timed) == [("closing", CLOSING.text)]
    at(timed, 28, 11, 50)
    assert said(timed) == [("closing", CLOSING.text)]
    at(timed, 28, 16, 45)
    assert len(said(timed)) == 1


def test_a_day_open_over_noon_with_fewer_windows_has_no_break(timed: SmallHall) -> None:
    at(timed, 29, 11, 50)
    assert said(timed) == []
    at(timed, 29, 16, 45)
    assert said(timed) == [("closing", CLOSING.text)]


@pytest.mark.parametrize(
    ("day", "hour", "minute"), [(26, 11, 51), (26, 12, 0), (26, 16, 46), (27, 11, 50), (27, 16, 45)]
)
def test_what_was_missed_and_what_a_closed_day_would_say_is_not_said(
    timed: SmallHall, day: int, hour: int, minute: int
) -> None:
    at(timed, day, hour, minute)
    assert said(timed) == []


def test_a_hall_open_at_all_hours_never_closes(timed: SmallHall) -> None:
    hall = timed.hall
    timed.in_force.put(hall.under(replace(hall.plan, hours=None), hall.version))
    at(timed, 26, 16, 45)
    assert said(timed) == []


def test_the_log_names_what_was_said(timed: SmallHall) -> None:
    at(timed, 26, 16, 45)
    said(timed)
    facts = [event for event in timed.heard if event.kind == "notice_ordered"]
    assert [(fact.data["kind"], fact.data["text"]) for fact in facts] == [("closing", CLOSING.text)]
