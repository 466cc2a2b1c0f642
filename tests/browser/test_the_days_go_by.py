"""Screens that nobody loads again: the day changes on them by itself, and what they hold does not grow in a month."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.days import CUT_EVERY, Days, rise
from tests.browser.screens import Screens
from tests.hall import Hall
from tests.line import Line
from tests.long_forms import LONG, long_form

HALL_OPTIONS = ("--hours", "8:30-17:00") if LONG else None
NIGHTS = 30 if LONG else 1
CALLS_A_DAY = 400 if LONG else 12
HEAP_RISE_MB = 1.0
SERVER_RISE_MB = 20.0
"""The most that may be held more after thirty days, by the days after the first ten: until then a page's code is compiled, and
the server fills what it keeps of the rows it has read (4096 tickets, some 20 MB)."""
CHROMIUM_RISE_MB = 100.0
"""The same for all processes of Chromium together, which hold some 1600 MB after a week, now 40 more and now 40 less.
A hall's sounds are 100 MB a day when they are not let go."""


@pytest.fixture(scope="module")
def days(hall: Hall, screens: Screens) -> Iterator[Days]:
    """Put the screens up at the end of a line that can be broken."""
    host, port = hall.base_url.removeprefix("http://").split(":")
    line = Line((host, int(port)))
    line.join()
    made = Days(hall, line, screens, whole=LONG)
    made.open()
    yield made
    made.close()


@long_form
@pytest.mark.timeout(3 * 3600 if LONG else 180)
def test_each_midnight_a_new_day_begins_on_every_screen_by_itself(days: Days) -> None:
    for night in range(NIGHTS):
        assert days.morning().endswith("001"), "numbers begin anew"
        if LONG:
            days.touched()
        days.work(CALLS_A_DAY)
        if LONG and night % CUT_EVERY == 0:
            days.cut()
        days.midnight(*days.evening())
        days.night()
        print(days.report(), flush=True)


@long_form
def test_no_screen_was_loaded_again(days: Days) -> None:
    assert [name for name, page in days.pages.items() if not page.evaluate("window.stands === true")] == []


@long_form
def test_screens_that_speak_have_spoken_and_the_others_say_that_they_do_not(days: Days) -> None:
    for name in ("board", "zone", "next", "notice"):
        speaks = days.pages[name].evaluate("[window.sounds > 0, document.documentElement.dataset.voice]")
        assert speaks == ([True, "speaks"] if name in ("board", "zone") else [False, "mute"]), name


if LONG:

    @long_form
    @pytest.mark.parametrize("what", ["nodes", "listeners"])
    def test_no_page_holds_more_nodes_or_listeners_than_ten_days_before(days: Days, what: str) -> None:
        third = NIGHTS // 3
        for name, nights in days.weights.items():
            held = [getattr(weight, what) for weight in nights]
            # What a page shows at night is not always as long: the shortest of ten nights is as long as that of ten others.
            assert min(held[-third:]) <= min(held[third:-third]), f"{name}: {held}"

    @long_form
    def test_what_the_pages_and_the_server_hold_does_not_grow(days: Days) -> None:
        third = NIGHTS // 3
        heaps = {name: [weight.heap_mb for weight in nights] for name, nights in days.weights.items()}
        risen = {name: 30 * rise(held[third:]) for name, held in heaps.items()}
        assert {name: mb for name, mb in risen.items() if mb > HEAP_RISE_MB} == {}, heaps
        assert 30 * rise(days.server_mb[third:]) <= SERVER_RISE_MB, days.server_mb
        assert 30 * rise(days.chromium_mb[third:]) <= CHROMIUM_RISE_MB, days.chromium_mb


def test_a_rise_is_seen_through_what_goes_up_and_down() -> None:
    assert rise([3.0, 3.2, 2.9, 3.1, 3.0, 3.0, 9.0]) == pytest.approx(0.0, abs=0.05)
    assert rise([3.0 + 0.1 * n + (n % 2) * 0.2 for n in range(20)]) == pytest.approx(0.1, abs=0.02)
