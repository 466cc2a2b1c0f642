"""Opening hours as people write them."""

from __future__ import annotations

from datetime import time

import pytest

from queue_server.plan import Interval
from queue_server.plan_hours import day_from_text, every_day

MORNING = Interval(time(8, 30), time(12))
AFTERNOON = Interval(time(13, 30), time(17))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8:30-12:00, 13:30-17:00", (MORNING, AFTERNOON)),
        ("8：30－12：00，13：30—17：00", (MORNING, AFTERNOON)),
        ("08:30 ~ 12:00、13:30–17:00", (MORNING, AFTERNOON)),
        ("休息", ()),
        ("Closed", ()),
        ("", ()),
    ],
)
def test_hours_are_read_with_latin_and_chinese_marks(text: str, day: tuple[Interval, ...]) -> None:
    assert day_from_text(text) == day


@pytest.mark.parametrize(
    "text", ["8-12", "8:30", "12:00-8:30", "8:30-8:30", "8:00-12:00,11:00-13:00", "8:60-9:00", "24:00-25:00"]
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day_from_text(text)


def test_the_same_hours_hold_on_all_seven_days() -> None:
    assert every_day("8:30-12:00").days == ((MORNING,),) * 7
