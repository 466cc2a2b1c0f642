"""Working days, ratings and windows."""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta

import pytest

from queue_server.domain import window as windows
from queue_server.domain.errors import REFUSALS, Refused
from queue_server.domain.ids import StaffId, WindowId
from queue_server.domain.rating import LEVEL_NAMES, Option, check_options, rateable_until
from queue_server.domain.schedule import workdays_after
from queue_server.domain.window import Window, WindowState
from tests.domain.factories import NINE, ZONE

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
    until = rateable_until(datetime(2026, 11, 20, 23, 59, tzinfo=ZONE), 5, ZONE)
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
