"""Halls founded before a demo is started on their folder, by the sample or by a test's own plan, and their clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.cluster import shared_cluster
from queue_server.clock import SystemClock
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.demo import ACCOUNTS
from queue_server.launch import SECRETS_FILE, write_private
from queue_server.plan import HallPlan, HoursPlan, Interval, QueuePlan
from tests.databases import POSTGRESQL, found, password_of, sample_in, sample_on_postgresql

if TYPE_CHECKING:
    from tests.hall import Hall

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORKDAY = (
    Interval(time(7, 30), time(8, 30), "booked"),
    Interval(time(8, 30), time(12)),
    Interval(time(12), time(13, 30), "noon", windows=(1,)),
    Interval(time(13, 30), time(17)),
)
SATURDAY = (Interval(time(9), time(12), items=("AQ01",)),)
HOURS = HoursPlan((*((WORKDAY,) * 5), SATURDAY, ()))
SAMPLE = load_plan(SAMPLE_HALL)


def founded(hall: Hall, database: str) -> None:
    """Give a demo the sample hall it would found itself."""
    hall.data.mkdir(parents=True)
    secrets = {"tokens": {}, "passwords": {name: password_of(name) for name in ACCOUNTS}}
    write_private(hall.data / SECRETS_FILE, secrets)
    if database == POSTGRESQL:
        hall.database_url = shared_cluster().url(sample_on_postgresql())
    else:
        sample_in(hall.data / "hall.db")


def found_by(hall: Hall, plan: HallPlan) -> None:
    """Found a hall by a plan instead of the sample's."""
    hall.data.mkdir(parents=True, exist_ok=True)
    found(hall.address, plan, SystemClock())


def plan(hours: HoursPlan | None = HOURS, **limits: dict[str, Any]) -> HallPlan:
    """Return the sample hall with hours, a last ticket, and other limits for queues by their letter."""
    queues: list[QueuePlan] = [replace(q, **limits.get(q.prefix, {})) for q in SAMPLE.queues]
    windows = tuple(w if w.number != 1 else replace(w, help=("B", "C", "D", "F")) for w in SAMPLE.windows)
    settings = replace(SAMPLE.settings, last_ticket_before_s=600)
    return replace(SAMPLE, hours=hours, queues=tuple(queues), windows=windows, settings=settings)


def set_clock(hall: Hall, at: datetime) -> None:
    """Set the hall's clock to an instant, forward or back."""
    hall.advance((at - hall.now()).total_seconds())
