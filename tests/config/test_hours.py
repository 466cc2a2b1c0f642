"""Opening hours as people write them."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from queue_server.config import SAMPLE, SAMPLE_HALL, TEMPLATE, load_plan
from queue_server.domain.numbering import LETTERS
from queue_server.plan import HallPlan, HoursPlan, Interval, PeriodPlan, SpecialDay
from queue_server.plan_hours import day_from_text, every_day
from tests.config.hall_text import GOOD, write

ROOT = Path(__file__).resolve().parents[2]
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


BANDS = """\
mon = "8:30-12:00, 13:30-17:00"
sat = "休息"
closed_dates = [2026-10-01]
[[hours.bands]]
days = ["mon"]
times = "12:00-13:30"
kind = "noon"
windows = [1]
[[hours.bands]]
days = ["mon"]
times = "7:30-8:30，17:00-18:00"
kind = "booked"
[[hours.bands]]
days = ["sat"]
times = "9:00-12:00"
items = ["X01"]
[[hours.special]]
dates = [2026-10-10]
like = "mon"
[[hours.special]]
dates = [2026-10-02, 2026-10-03]
times = "9:00-11:00"
queues = ["A"]
[[hours.special]]
dates = [2026-10-04]
"""
NOON = Interval(time(12), time(13, 30), "noon", (1,))
EARLY, LATE = (
    Interval(time(7, 30), time(8, 30), "booked"),
    Interval(time(17), time(18), "booked"),
)
MONDAY = (EARLY, MORNING, NOON, AFTERNOON, LATE)


def bands(folder: Path) -> HoursPlan:
    hall = load_plan(write(folder, GOOD.replace('mon = "8:30-12:00, 13:30-17:00"\n', BANDS)))
    assert TypeAdapter(HallPlan).validate_json(TypeAdapter(HallPlan).dump_json(hall)) == hall
    assert hall.hours is not None
    return hall.hours


def test_bands_are_put_among_the_days_hours_in_order_of_time(tmp_path: Path) -> None:
    hours = bands(tmp_path)
    assert hours.days[0] == MONDAY
    assert hours.days[5] == (Interval(time(9), time(12), items=("X01",)),)
    assert hours.days[6] == ()


def test_special_dates_have_their_own_hours_or_those_of_a_weekday(tmp_path: Path) -> None:
    hours = bands(tmp_path)
    assert hours.closed_dates == (date(2026, 10, 1),)
    short = (Interval(time(9), time(11), queues=("A",)),)
    assert hours.special == (
        SpecialDay(date(2026, 10, 2), short),
        SpecialDay(date(2026, 10, 3), short),
        SpecialDay(date(2026, 10, 4), ()),
        SpecialDay(date(2026, 10, 10), MONDAY, like="mon"),
    )


def test_a_queues_own_ticket_hours_and_quotas_are_read(tmp_path: Path) -> None:
    more = (
        'tickets_from = "8：10"\ntickets_until = 16:30:00\n'
        'periods = [{start = "8:30", end = "10:00", limit = 40}, {start = "10:00", end = "12:00", limit = 30}]\n'
    )
    hall = load_plan(write(tmp_path, GOOD.replace('prefix = "A"\n', 'prefix = "A"\n' + more)))
    assert TypeAdapter(HallPlan).validate_json(TypeAdapter(HallPlan).dump_json(hall)) == hall
    (queue,) = hall.queues
    assert (queue.tickets_from, queue.tickets_until) == (time(8, 10), time(16, 30))
    assert queue.periods == (
        PeriodPlan(time(8, 30), time(10), 40),
        PeriodPlan(time(10), time(12), 30),
    )


def test_a_plan_stored_by_the_first_release_still_loads(tmp_path: Path) -> None:
    hall = load_plan(write(tmp_path, GOOD))
    stored = json.loads(TypeAdapter(HallPlan).dump_json(hall))
    del stored["hours"]["special"], stored["settings"]["number_width"], stored["queues"][0]["periods"]
    del stored["settings"]["last_ticket_before_s"]
    for key in ("kind", "windows", "items", "queues"):
        del stored["hours"]["days"][0][0][key]
    assert TypeAdapter(HallPlan).validate_python(stored) == hall


def test_a_hall_of_more_than_21_queues_may_use_two_letters(tmp_path: Path) -> None:
    letters = [*LETTERS[1:], "AB"]
    queues = "".join(
        f'[[queues]]\nprefix = "{p}"\nname = "业务{p}"\nname_en = "Queue {p}"\nskip_items = true\n'
        for p in letters
    )
    served = ", ".join(f'"{p}"' for p in ["A", *letters])
    text = GOOD.replace('own = ["A"]', f"own = [{served}]") + queues
    assert load_plan(write(tmp_path, text)).queues[-1].prefix == "AB"


def uncommented(text: str, begins: str) -> str:
    """Return the commented lines of the template from one on, up to the first line that is no comment."""
    lines = text[text.index(begins) :].split("\n")
    end = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    wanted = (line.removeprefix("# ") for line in lines[:end])
    return "\n".join(line for line in wanted if line.startswith("[[") or " = " in line)


def test_what_the_template_proposes_for_bands_is_accepted(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    proposed = uncommented(text, "# [[hours.bands]]")
    assert proposed.count("[[hours.bands]]") == 3 and proposed.count("[[hours.special]]") == 1
    hours = load_plan(write(tmp_path, text + "\n" + proposed)).hours
    assert hours is not None and [i.kind for i in hours.days[0]] == [
        "booked",
        "normal",
        "noon",
        "normal",
        "booked",
    ]
    assert hours.special == (SpecialDay(date(2026, 10, 10), hours.days[0], like="mon"),)


def test_the_manuals_example_of_hours_is_accepted(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "manual" / "install.md").read_text(encoding="utf-8")
    (example,) = (
        part.split("```")[0] for part in manual.split("```toml\n")[1:] if part.startswith("[hours]")
    )
    for name in ("items.csv", "guides"):
        (tmp_path / name).symlink_to(SAMPLE / name)
    hours = load_plan(write(tmp_path, SAMPLE_HALL.read_text(encoding="utf-8") + example)).hours
    assert hours is not None and hours.days[6] == (Interval(time(9), time(12), items=("AQ01", "AQ02")),)
    assert [special.day.day for special in hours.special] == [3, 4, 10]
