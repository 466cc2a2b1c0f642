"""The hall's day: bands, tickets' hours, refusals, and days of 23 and 25 hours."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.schedule import Band, BandKind, Line, NotNow, Schedule
from tests.domain.factories import ZONE

MORNING, AFTERNOON = Band(time(8, 30), time(12)), Band(time(13, 30), time(17))
HOLIDAY = date(2026, 10, 1)
CLOSED: tuple[Band, ...] = ()


def week(*weekday: Band, saturday: tuple[Band, ...] = ()) -> tuple[tuple[Band, ...], ...]:
    """Return a week whose Monday to Friday are alike."""
    return (*((weekday,) * 5), saturday, ())


WEEK = Schedule(ZONE, week(MORNING, AFTERNOON), {HOLIDAY: CLOSED}, issue_before_s=1200)
FRIDAY = date(2026, 11, 20)
SATURDAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)


def at(hour: int, minute: int = 0, second: int = 0, day: date = FRIDAY) -> datetime:
    """Return an instant of the hall's day, as UTC."""
    return datetime.combine(day, time(hour, minute, second), ZONE).astimezone(UTC)


# ---- the hall -----------------------------------------------------------------------------------------


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
        (at(10, day=SATURDAY), False, False, "holiday"),
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
    assert always.issues_from(at(3)) is None and always.windows_at(at(3)) is None
    assert always.admits(at(3), Line("A")) is None


def test_the_next_opening_skips_the_weekend_and_holidays() -> None:
    assert WEEK.next_opening(at(12, 30)) == at(13, 30)
    assert WEEK.next_opening(at(18)) == at(8, 30, day=MONDAY)
    assert WEEK.next_opening(at(18, day=date(2026, 9, 30))) == at(8, 30, day=date(2026, 10, 2))
    assert WEEK.issues_from(at(18)) == at(8, 10, day=MONDAY)


def test_a_hall_closed_for_longer_than_a_month_promises_nothing() -> None:
    never = Schedule(ZONE, week(MORNING), {FRIDAY + timedelta(days=n): CLOSED for n in range(1, 40)})
    assert never.next_opening(at(18)) is None
    assert never.admits(at(18), Line("A")) == NotNow("queue_closed", "after", None)


def test_hours_are_printed_without_a_leading_zero_and_know_of_noon() -> None:
    assert WEEK.hours_text(at(10)) == "8:30-17:00" and not WEEK.noon_through(at(10))
    through = Schedule(ZONE, week(Band(time(9), time(17))))
    assert through.hours_text(at(10)) == "9:00-17:00" and through.noon_through(at(10))
    assert WEEK.hours_text(at(10, day=HOLIDAY)) is None and not WEEK.noon_through(at(10, day=HOLIDAY))
    assert not Schedule(ZONE, week(MORNING)).noon_through(at(10)), "a morning has no noon to stay open over"
    assert Schedule(ZONE).noon_through(at(10))


def test_a_saturday_worked_for_a_holiday_has_its_own_hours() -> None:
    worked = replace(WEEK, dates={SATURDAY: (MORNING, AFTERNOON)})
    assert worked.is_open(at(10, day=SATURDAY)) and worked.closed_reason(at(12, day=SATURDAY)) == "break"
    assert worked.next_opening(at(18)) == at(8, 30, day=SATURDAY)


def test_the_business_day_turns_at_the_halls_own_midnight() -> None:
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert WEEK.business_day(midnight - timedelta(microseconds=1)) == "2026-11-20"
    assert WEEK.business_day(midnight) == "2026-11-21"
    assert WEEK.midnight_after(midnight) == midnight + timedelta(days=1)


# ---- bands of other kinds (博山 art. 11) -----------------------------------------------------------------

NOON = Band(time(12), time(13, 30), BandKind.NOON, windows=frozenset({1}))
EARLY = Band(time(7, 30), time(8, 30), BandKind.BOOKED)
LATE = Band(time(17), time(18), BandKind.BOOKED)
HALF_DAY = Band(time(9), time(12), items=frozenset({"C01"}), queues=frozenset({"F"}))
FULL = Schedule(ZONE, week(EARLY, MORNING, NOON, AFTERNOON, LATE, saturday=(HALF_DAY,)), issue_before_s=1200)
GENERAL = Line("A", frozenset({1}), frozenset({"A01"}))
PENSIONS = Line("C", frozenset({1, 3}), frozenset({"C01", "C02"}))
HOUSEHOLD = Line("E", frozenset({5}), frozenset({"E01"}))
LICENCE = Line("F", frozenset({1, 6}))


def test_at_noon_the_hall_stays_open_with_the_windows_named() -> None:
    assert FULL.is_open(at(12, 30)) and FULL.closed_reason(at(12, 30)) is None
    assert FULL.windows_at(at(12, 30)) == frozenset({1}) and FULL.windows_at(at(10)) is None
    assert FULL.hours_text(at(10)) == "8:30-17:00" and FULL.noon_through(at(10))
    assert FULL.closed_reason(at(12, 30), window=5) == "break"
    assert FULL.next_opening(at(12, 30), window=5) == at(13, 30)
    assert FULL.next_opening(at(12, 30)) == at(9, day=SATURDAY)


def test_who_waits_before_opening_is_served_by_the_windows_of_the_band_to_come() -> None:
    noon_only = Schedule(ZONE, week(NOON))
    assert noon_only.windows_at(at(11, 45)) == frozenset({1}) == noon_only.windows_at(at(12))


def test_a_queue_whose_windows_rest_at_noon_gives_numbers_again_before_they_come_back() -> None:
    assert FULL.admits(at(12, 30), GENERAL) is None
    assert FULL.admits(at(12, 30), HOUSEHOLD) == NotNow("queue_closed", "break", at(13, 10))
    assert FULL.admits(at(13, 10), HOUSEHOLD) is None


def test_the_hour_before_and_after_is_for_appointments() -> None:
    for moment in (at(7, 40), at(17, 30)):
        assert FULL.is_open(moment) and not FULL.issues(moment)
        assert FULL.admits(moment, GENERAL, booked=True) is None
        refused = FULL.admits(moment, GENERAL)
        assert refused is not None and refused.code == "booked_only"
    early = FULL.admits(at(7, 40), GENERAL)
    assert early is not None and early.again == at(8, 10)
    assert FULL.admits(at(8, 10), GENERAL) is None, "twenty minutes before the hall opens to all"
    assert FULL.admits(at(7, 5), GENERAL, booked=True) == NotNow("queue_closed", "before", at(7, 10))
    assert FULL.admits(at(18), GENERAL, booked=True) == NotNow("queue_closed", "after", at(7, 10, day=MONDAY))


def test_on_a_saturday_only_the_listed_business_is_served() -> None:
    saturday = at(10, day=SATURDAY)
    assert FULL.admits(saturday, PENSIONS) is None, "one of its items is on the list"
    assert FULL.admits(saturday, PENSIONS, "C01") is None
    assert FULL.admits(saturday, PENSIONS, "C02") == NotNow(
        "item_not_today", "not_today", at(8, 10, day=MONDAY)
    )
    assert FULL.admits(saturday, GENERAL) == NotNow("item_not_today", "not_today", at(8, 10, day=MONDAY))
    assert FULL.admits(saturday, LICENCE) is None, "a queue may be listed as a whole"
    assert FULL.admits(saturday, LICENCE, "F09") is None
    assert FULL.admits(at(7, day=SATURDAY), GENERAL) == NotNow(
        "item_not_today", "not_today", at(8, 10, day=MONDAY)
    )
    assert FULL.admits(at(13, day=SATURDAY), PENSIONS) == NotNow(
        "queue_closed", "after", at(8, 10, day=MONDAY)
    )


def test_an_item_list_at_noon_sends_the_others_to_the_afternoon() -> None:
    noon = replace(NOON, windows=frozenset(), items=frozenset({"C01"}))
    hall = Schedule(ZONE, week(MORNING, noon, AFTERNOON))
    assert hall.admits(at(12, 30), PENSIONS, "C01") is None
    assert hall.admits(at(12, 30), PENSIONS, "C02") == NotNow("item_not_today", "not_today", at(13, 10))


# ---- tickets' own hours ---------------------------------------------------------------------------------


def test_numbers_stop_some_time_before_each_closing() -> None:
    hall = replace(WEEK, last_before_s=1800)
    assert hall.admits(at(11, 29, 59), GENERAL) is None
    assert hall.admits(at(11, 30), GENERAL) == NotNow("last_ticket_passed", "last_ticket", at(13, 10))
    assert hall.admits(at(12, 10), GENERAL) == NotNow("queue_closed", "break", at(13, 10))
    assert hall.admits(at(16, 45), GENERAL) == NotNow(
        "last_ticket_passed", "last_ticket", at(8, 10, day=MONDAY)
    )
    assert not hall.issues(at(16, 45)) and hall.is_open(at(16, 45))


def test_at_the_seam_of_two_bands_nobody_is_sent_away() -> None:
    hall = replace(FULL, last_before_s=1800)
    assert hall.admits(at(11, 45), GENERAL) is None
    refused = hall.admits(at(11, 45), HOUSEHOLD)
    assert refused is not None and refused.code == "last_ticket_passed", "its window rests at noon"


def test_a_queue_has_its_own_first_and_last_ticket() -> None:
    line = replace(GENERAL, tickets_from=time(9), tickets_until=time(16))
    assert WEEK.admits(at(8, 40), line) == NotNow("queue_closed", "before", at(9))
    assert WEEK.admits(at(9), line) is None
    assert WEEK.admits(at(12, 30), line) == NotNow("queue_closed", "break", at(13, 10))
    assert WEEK.admits(at(16), line) == NotNow("last_ticket_passed", "last_ticket", at(9, day=MONDAY))
    assert WEEK.admits(at(18), line) == NotNow("queue_closed", "after", at(9, day=MONDAY))
    always = Schedule(ZONE)
    assert always.admits(at(16), line) == NotNow("last_ticket_passed", "last_ticket", at(9, day=SATURDAY))
    assert always.admits(at(3), line) == NotNow("queue_closed", "before", at(9))


def test_the_lead_before_opening_stays_within_the_day() -> None:
    night = Schedule(ZONE, week(Band(time(0, 5), time(6))), issue_before_s=3600)
    assert night.admits(at(0), GENERAL) is None
    assert night.admits(at(23, 55, day=FRIDAY - timedelta(days=1)), GENERAL) == NotNow(
        "queue_closed", "after", at(0)
    )


BANDS = st.lists(st.integers(0, 24 * 4 - 1), min_size=2, max_size=8, unique=True).map(sorted)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw a hall whose every day has the same bands, in a zone with or without summer time."""
    zone = ZoneInfo(
        draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]))
    )
    edges = draw(BANDS)
    kinds = draw(st.lists(st.sampled_from(list(BandKind)), min_size=4, max_size=4))
    touching = draw(st.booleans())
    steps = itertools.pairwise(edges) if touching else zip(edges[::2], edges[1::2], strict=False)
    bands = tuple(
        Band(time(a // 4, a % 4 * 15), time(b // 4, b % 4 * 15), kinds[n % 4])
        for n, (a, b) in enumerate(steps)
    )
    lead, last = draw(st.sampled_from([0, 1200, 7200])), draw(st.sampled_from([0, 600, 5400]))
    return Schedule(zone, (bands,) * 7, {}, lead, last)


MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


@given(schedules(), MOMENTS, st.booleans())
def test_a_refusal_names_the_first_moment_at_which_there_is_none(
    hall: Schedule, moment: datetime, booked: bool
) -> None:
    refused = hall.admits(moment, GENERAL, booked=booked)
    if refused is None:
        assert hall.admits_next(moment, GENERAL, booked=booked) == moment
    elif refused.again is not None:
        assert refused.again > moment and hall.admits(refused.again, GENERAL, booked=booked) is None
        before = refused.again - timedelta(seconds=1)
        assert before < moment or hall.admits(before, GENERAL, booked=booked) is not None


@given(schedules(), MOMENTS)
def test_the_hall_is_open_or_says_why_not_and_never_both(hall: Schedule, moment: datetime) -> None:
    assert hall.is_open(moment) is (hall.closed_reason(moment) is None)
    assert hall.is_open(moment) is (hall.band_at(moment) is not None)
    if hall.admits(moment, GENERAL) is None:
        assert hall.issues(moment) and hall.admits(moment, GENERAL, booked=True) is None


# ---- summer time ----------------------------------------------------------------------------------------

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # both are Sundays
NIGHTS = Schedule(BERLIN, ((Band(time(1), time(2, 30)), Band(time(2, 30), time(5))),) * 7, issue_before_s=0)


def berlin(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """Return an instant of a day in Berlin."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (FRIDAY, 24)])
def test_a_business_day_lasts_as_long_as_the_walls_clock_says(day: date, hours: int) -> None:
    begins = berlin(day, 0)
    assert NIGHTS.midnight_after(begins) - begins == timedelta(hours=hours)
    assert {NIGHTS.business_day(begins + timedelta(minutes=m)) for m in range(hours * 60)} == {
        day.isoformat()
    }


def test_a_band_over_the_gap_of_spring_is_an_hour_shorter_and_leaves_none_out() -> None:
    before, after = berlin(SPRING, 1, 59), berlin(SPRING, 3, 0)
    assert after - before == timedelta(minutes=1)
    first, second = NIGHTS.band_at(before), NIGHTS.band_at(after)
    assert first is not None and second is not None and (first.opens, second.opens) == (time(1), time(2, 30))
    assert NIGHTS.closed_reason(berlin(SPRING, 5)) == "after"
    inside = Schedule(BERLIN, ((Band(time(2, 15), time(2, 45)),),) * 7, issue_before_s=0)
    assert not any(inside.is_open(berlin(SPRING, 0) + timedelta(minutes=m)) for m in range(23 * 60))
    assert inside.next_opening(berlin(SPRING, 0)) == berlin(SPRING + timedelta(days=1), 2, 15)


def test_a_band_over_the_hour_that_comes_twice_in_autumn_is_an_hour_longer() -> None:
    day = Schedule(BERLIN, ((Band(time(1), time(5)),),) * 7, issue_before_s=0)
    minutes = [m for m in range(25 * 60) if day.is_open(berlin(AUTUMN, 0) + timedelta(minutes=m))]
    assert len(minutes) == 5 * 60 and minutes == list(range(minutes[0], minutes[-1] + 1))
    seam = NIGHTS.band_at(berlin(AUTUMN, 2, 30)), NIGHTS.band_at(berlin(AUTUMN, 2, 29, fold=1))
    assert [band.opens for band in seam if band] == [time(2, 30)] * 2


@given(st.integers(0, 23 * 60 - 1), st.sampled_from([SPRING, AUTUMN]))
def test_on_days_of_change_one_band_follows_the_other(minute: int, day: date) -> None:
    moment = berlin(day, 0) + timedelta(minutes=minute)
    within = berlin(day, 1) <= moment < berlin(day, 5)
    assert NIGHTS.is_open(moment) is within
