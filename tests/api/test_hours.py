"""The hall's day through the real server: refusals with when numbers come again, quotas, clocks that go back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from queue_server.plan import PeriodPlan
from tests.founding import FRIDAY, plan, set_clock
from tests.hall import ZONE, Hall, both_databases

Make = Callable[..., Hall]


def wish(hall: Hall, queue: str = "A", language: str = "zh-CN", **more: Any) -> Any:
    """Ask for a number at the kiosk."""
    return hall.by("kiosk").post(
        "/api/v1/tickets", {"queue_id": f"q-{queue}", **more}, headers={"Accept-Language": language}
    )


def tile(hall: Hall, queue: str) -> tuple[bool, str | None, str | None]:
    """Return how the queue's tile stands: open, why not, and when it opens again."""
    queues = hall.by("kiosk").get("/api/v1/queues").ok()["queues"]
    found = next(q for q in queues if q["prefix"] == queue)
    return found["open"], found["closed_reason"], found["opens_at"]


def iso(at: datetime) -> str:
    """Return an instant as a problem gives it."""
    return at.isoformat(timespec="seconds")


def test_the_day_is_told_at_the_kiosk_in_the_words_people_expect(new_hall: Make) -> None:
    hall = new_hall(plan=plan(C={"tickets_until": time(16)}))
    day = FRIDAY.replace(hour=0)
    monday = day + timedelta(days=3)

    def clock(hour: int, minute: int = 0, days: int = 0) -> None:
        set_clock(hall, day + timedelta(days=days, hours=hour, minutes=minute))

    clock(7, 0)
    early = wish(hall).refused(409, "queue_closed")
    opens = day + timedelta(hours=8, minutes=10)
    assert (early["params"]["reason"], early["opens_at"]) == ("before", iso(opens))
    assert early["title"] == "还没到取号时间，8:10 起可以取号。"
    assert tile(hall, "A") == (False, "before", opens.isoformat(timespec="milliseconds"))

    clock(7, 45)
    assert wish(hall).refused(409, "booked_only")["title"] == "现在只办预约，8:10 起可以取号。"
    assert tile(hall, "A")[1] == "booked_only"
    booked = {"queue_id": "q-A", "booked_at": iso(day + timedelta(hours=8))}
    assert hall.by("guide").post("/api/v1/tickets", booked).ok(201)["ticket"]["number"] == "A001"

    clock(8, 10)
    assert wish(hall).ok(201)["ticket"]["number"] == "A002"

    clock(12, 30)
    assert wish(hall).ok(201), "window 1 works at noon"
    noon = wish(hall, "E", "en").refused(409, "queue_closed")
    assert noon["title"] == "There is a break now; numbers from 13:10."
    assert noon["params"]["reason"] == "break"
    assert tile(hall, "E")[1] == "break" and tile(hall, "A")[0]

    clock(16, 5)
    assert wish(hall).ok(201)
    last = wish(hall, "C").refused(409, "last_ticket_passed")
    assert last["opens_at"] == iso(day + timedelta(days=1, hours=8, minutes=40)), "pensions on Saturday"
    assert last["title"] == "已过停止取号的时间，明天 8:40 起可以取号。"
    assert tile(hall, "C")[1] == "last_ticket"

    clock(18)
    after = wish(hall).refused(409, "queue_closed")
    assert after["title"] == "今天已停止取号，11月23日（周一）8:10 起可以取号。"
    assert (after["params"]["reason"], after["opens_at"]) == (
        "after",
        iso(monday + timedelta(hours=8, minutes=10)),
    )

    clock(10, days=1)
    assert wish(hall, "C", item_code="AQ01").ok(201)
    assert wish(hall, "C", "en", item_code="AQ02").refused(409, "item_not_today")["title"] == (
        "Not served now; numbers on Mon 23 Nov from 8:10."
    )
    assert wish(hall).refused(409, "item_not_today")
    assert tile(hall, "A")[1] == "not_today" and tile(hall, "C")[0]

    clock(10, days=2)
    assert wish(hall, "C").refused(409, "queue_closed")["params"]["reason"] == "holiday"


def rush(hall: Hall, queue: str, wishes: int) -> tuple[list[str], list[str]]:
    """Ask for numbers from eight kiosks at once; return the numbers and the codes of the refusals."""
    numbers, refusals = list[str](), list[str]()
    begin = threading.Barrier(8)

    def kiosk() -> None:
        with hall.client("kiosk") as client:
            begin.wait()
            for _ in range(wishes // 8):
                got = client.post("/api/v1/tickets", {"queue_id": f"q-{queue}"})
                (
                    numbers.append(got["ticket"]["number"])
                    if got.status == 201
                    else refusals.append(str(got.code))
                )

    people = [threading.Thread(target=kiosk) for _ in range(8)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return numbers, refusals


@both_databases
def test_quotas_are_exact_however_many_ask_at_once(new_hall: Make) -> None:
    periods = (PeriodPlan(time(8), time(10), 13), PeriodPlan(time(10), time(12), 5))
    hall = new_hall(plan=plan(None, A={"daily_limit": 17}, B={"periods": periods, "daily_limit": 21}))
    set_clock(hall, FRIDAY)

    numbers, refusals = rush(hall, "A", 40)
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 18)]
    assert refusals == ["daily_limit_reached"] * 23
    assert wish(hall, "A").body["title"] == "当日号已取完；若窗口空闲，可直接到窗口办理。"
    assert tile(hall, "A")[:2] == (False, "daily_limit")

    numbers, refusals = rush(hall, "B", 40)
    assert sorted(numbers) == [f"B{n:03d}" for n in range(1, 14)]
    assert refusals == ["period_limit_reached"] * 27
    full = wish(hall, "B").refused(409, "period_limit_reached")
    assert full["title"] == "本时段号已取完，10:00 起可以取号。"
    assert full["opens_at"] == iso(FRIDAY.replace(hour=10)) and tile(hall, "B")[1] == "period_limit"

    set_clock(hall, FRIDAY.replace(hour=10))
    numbers, _ = rush(hall, "B", 40)
    assert sorted(numbers) == [f"B{n:03d}" for n in range(14, 19)], (
        "the morning's numbers go on in the next period"
    )
    set_clock(hall, FRIDAY.replace(hour=13))
    numbers, refusals = rush(hall, "B", 40)
    assert len(numbers) == 3 and set(refusals) == {"daily_limit_reached"}, (
        "the day's quota holds over all periods"
    )

    set_clock(hall, FRIDAY + timedelta(days=1))
    assert wish(hall, "A").ok(201)["ticket"]["number"] == "A001"
    assert wish(hall, "B").ok(201)["ticket"]["number"] == "B001"


def test_a_clock_set_back_within_the_day_and_across_midnight_repeats_no_number(new_hall: Make) -> None:
    hall = new_hall(plan=plan(None))

    def take(many: int) -> list[str]:
        return [wish(hall).ok(201)["ticket"]["number"] for _ in range(many)]

    set_clock(hall, FRIDAY)
    assert take(3) == ["A001", "A002", "A003"]
    set_clock(hall, FRIDAY - timedelta(hours=2))
    assert take(2) == ["A004", "A005"]
    midnight = FRIDAY.replace(hour=0) + timedelta(days=1)
    set_clock(hall, midnight + timedelta(minutes=5))
    assert take(2) == ["A001", "A002"], "the next day's own numbers"
    set_clock(hall, midnight - timedelta(minutes=10))
    assert take(2) == ["A006", "A007"], "and yesterday's go on where they stood"
    set_clock(hall, midnight + timedelta(minutes=1))
    assert take(1) == ["A003"]
    rows = hall.sql("SELECT business_day, number FROM ticket ORDER BY seq")
    assert len(rows) == len(set(rows)) == 10


@pytest.mark.parametrize(
    ("zone", "day", "hours"), [("Europe/Berlin", (2026, 3, 29), 23), ("Europe/Berlin", (2026, 10, 25), 25)]
)
def test_a_day_of_summer_times_change_is_one_business_day(
    new_hall: Make, zone: str, day: tuple[int, int, int], hours: int
) -> None:
    hall = new_hall(plan=replace(plan(None), zone=zone))
    begins = datetime(*day, tzinfo=ZoneInfo(zone)).astimezone(ZONE)
    numbers = []
    for minute in (-1, 0, 121, 181, hours * 60 - 1, hours * 60):
        set_clock(hall, begins + timedelta(minutes=minute))
        numbers.append(wish(hall).ok(201)["ticket"]["number"])
    assert numbers == ["A001", "A001", "A002", "A003", "A004", "A001"]


def test_numbers_may_have_four_figures_and_two_letters(new_hall: Make) -> None:
    sample = plan(None)
    more = tuple(
        replace(sample.queues[0], prefix=p, name=f"业务{p}", name_en=f"Queue {p}", skip_items=True)
        for p in [*"GHJKLNPRSTUVXYZ", "AB"]
    )
    windows = (replace(sample.windows[0], own=("A", *(q.prefix for q in more))), *sample.windows[1:])
    hall = new_hall(plan=replace(sample, queues=(*sample.queues, *more), windows=windows))
    assert wish(hall, "AB").ok(201)["ticket"]["number"] == "AB001"
    wide = new_hall(plan=replace(sample, settings=replace(sample.settings, number_width=4)))
    assert wish(wide).ok(201)["ticket"]["number"] == "A0001"
