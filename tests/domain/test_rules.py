"""Numbers, opening hours, working days, ratings and windows."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain import window as windows
from queue_server.domain.errors import REFUSALS, Refused
from queue_server.domain.ids import StaffId, WindowId
from queue_server.domain.numbering import LETTERS, number_of
from queue_server.domain.rating import LEVEL_NAMES, Option, check_options, rateable_until
from queue_server.domain.schedule import Band, Schedule, workdays_after
from queue_server.domain.window import Window, WindowState
from tests.domain.factories import NINE, ZONE

# ---- numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "number"), [(1, "C001"), (26, "C026"), (999, "C999"), (1000, "C1000")])
def test_a_number_is_a_letter_and_three_figures_or_more(value: int, number: str) -> None:
    assert number_of("C", value) == number


def test_no_letter_is_misread() -> None:
    assert not set("IMOQW") & set(LETTERS) and set(LETTERS) <= set(string.ascii_uppercase)


# ---- opening hours ------------------------------------------------------------------------------------

MORNING, AFTERNOON = (time(8, 30), time(12)), (time(13, 30), time(17))
HOLIDAY = date(2026, 10, 1)
WEEK = Schedule(
    ZONE,
    tuple(Band(day, *hours) for day in range(5) for hours in (MORNING, AFTERNOON)),
    issue_before_s=1200,
    closed_dates=frozenset({HOLIDAY}),
)
FRIDAY = date(2026, 11, 20)


def at(hour: int, minute: int = 0, second: int = 0, day: date = FRIDAY) -> datetime:
    """Return an instant of the hall's day, as UTC."""
    return datetime.combine(day, time(hour, minute, second), ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "is_open", "issues", "why"),
    [
        (at(8, 9, 59), False, False, "before"),
        (at(8, 10), False, True, "before"),
        (at(8, 30), True, True, None),
        (at(11, 59, 59), True, True, None),
        (at(12), False, False, "break"),
        (at(13, 10), False, True, "break"),
        (at(13, 30), True, True, None),
        (at(17), False, False, "after"),
        (at(23, 59, 59), False, False, "after"),
        (at(10, day=date(2026, 11, 21)), False, False, "holiday"),
        (at(10, day=HOLIDAY), False, False, "holiday"),
    ],
)
def test_a_hall_is_open_in_its_bands(instant: datetime, is_open: bool, issues: bool, why: str | None) -> None:
    assert (WEEK.is_open(instant), WEEK.issues(instant), WEEK.closed_reason(instant)) == (
        is_open,
        issues,
        why,
    )


def test_a_hall_without_hours_never_closes() -> None:
    always = Schedule(ZONE)
    assert always.is_open(at(3)) and always.issues(at(3)) and always.closed_reason(at(3)) is None
    assert always.next_opening(at(3)) is None and always.hours_text(at(3)) is None


def test_the_next_opening_skips_the_weekend_and_holidays() -> None:
    assert WEEK.next_opening(at(12, 30)) == at(13, 30)
    assert WEEK.next_opening(at(18)) == at(8, 30, day=date(2026, 11, 23))
    assert WEEK.next_opening(at(18, day=date(2026, 9, 30))) == at(8, 30, day=date(2026, 10, 2))
    assert WEEK.issues_from(at(18)) == at(8, 10, day=date(2026, 11, 23))


def test_hours_are_printed_without_a_leading_zero_and_know_of_noon() -> None:
    assert WEEK.hours_text(at(10)) == "8:30-17:00" and not WEEK.noon_through(at(10))
    through = Schedule(ZONE, (Band(4, time(9), time(17)),))
    assert through.hours_text(at(10)) == "9:00-17:00" and through.noon_through(at(10))
    assert WEEK.hours_text(at(10, day=HOLIDAY)) is None


def test_the_business_day_turns_at_the_halls_own_midnight() -> None:
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert WEEK.business_day(midnight - timedelta(microseconds=1)) == "2026-11-20"
    assert WEEK.business_day(midnight) == "2026-11-21"


@given(st.integers(0, 365 * 24))
def test_the_halls_zone_has_no_summer_time(hours: int) -> None:
    instant = at(0) + timedelta(hours=hours)
    assert instant.astimezone(ZONE).utcoffset() == timedelta(hours=8)


# ---- ratings ------------------------------------------------------------------------------------------


def test_the_five_levels_have_their_official_names() -> None:
    names = ["非常不满意", "不满意", "基本满意", "满意", "非常满意"]
    assert [LEVEL_NAMES[level] for level in range(1, 6)] == names


def test_an_option_belongs_to_its_level() -> None:
    known = (Option(1, "101", "等太久", "Too long"), Option(5, "501", "很快", "Quick"))
    check_options(1, ("101",), known)
    check_options(3, (), known)
    for level, code in ((1, "501"), (5, "101"), (1, "999")):
        with pytest.raises(Refused, match="option_unknown"):
            check_options(level, (code,), known)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 5, date(2026, 11, 27)),
    ],
)
def test_working_days_are_monday_to_friday(day: date, count: int, expected: date) -> None:
    assert workdays_after(day, count) == expected


def test_a_service_is_rated_until_the_end_of_the_fifth_working_day() -> None:
    until = rateable_until(at(23, 59), 5, ZONE)
    assert until == datetime(2026, 11, 28, 0, 0, tzinfo=ZONE)


# ---- windows ------------------------------------------------------------------------------------------

CLERK = StaffId("clerk_1")
CLOSED = Window(WindowId("w-1"), "1")


def test_a_window_opens_pauses_resumes_and_closes() -> None:
    opened, _ = windows.open_window(CLOSED, CLERK, NINE, None)
    paused, _ = windows.pause(opened, "meeting", NINE + timedelta(minutes=1))
    again, _ = windows.pause(paused, "away", NINE + timedelta(minutes=2))
    assert again.since == paused.since and again.pause_reason == "away"
    resumed, _ = windows.resume(again, NINE + timedelta(minutes=3))
    assert (resumed.state, resumed.pause_reason) == (WindowState.OPEN, None)
    closed, _ = windows.close(resumed, NINE)
    assert (closed.state, closed.clerk_id) == (WindowState.CLOSED, None)


def test_a_window_refuses_what_its_state_does_not_allow() -> None:
    opened, _ = windows.open_window(CLOSED, CLERK, NINE, None)
    for act, code in (
        (lambda: windows.open_window(opened, CLERK, NINE, None), "window_open"),
        (lambda: windows.open_window(opened, StaffId("x"), NINE, "张敏"), "window_taken"),
        (lambda: windows.pause(CLOSED, "away", NINE), "window_closed"),
        (lambda: windows.resume(CLOSED, NINE), "window_closed"),
        (lambda: windows.resume(opened, NINE), "not_paused"),
        (lambda: windows.close(CLOSED, NINE), "window_closed"),
        (lambda: windows.ready_to_call(CLOSED), "window_closed"),
        (lambda: windows.ready_to_call(windows.pause(opened, "away", NINE)[0]), "window_paused"),
    ):
        with pytest.raises(Refused, match=code):
            act()


# ---- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_words_in_both_languages(code: str) -> None:
    status, chinese, english = REFUSALS[code]
    assert 400 <= status < 600
    names = {
        field for text in (chinese, english) for _, field, _, _ in string.Formatter().parse(text) if field
    }
    refusal = Refused(code, dict.fromkeys(names, 7))
    assert refusal.title("en").isascii() and not refusal.title("zh-CN").isascii()
    assert "{" not in refusal.title("en") + refusal.title("zh-CN")
