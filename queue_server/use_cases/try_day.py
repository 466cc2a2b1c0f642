"""A manager sees how the last worked day would have gone under settings that are not saved yet.

Theory: the day is read once and lived twice, under the settings as they are and under the draft, so what a
trial cannot know (who would have stayed away, how a clerk works with another's citizens) is equally unknown
on both sides. How it really went stands beside them: it says how far the trial can be believed.
Nothing is written. A day of thousands takes a second or so: `breathe` lets the server's other work go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.past_day import PastDay, Visitor, day_of, shifts_of
from queue_server.domain.ticket import micros
from queue_server.domain.trial import Arrangement, Outcome, Waited, Work, as_it_went, figures
from queue_server.domain.trial_run import live_again
from queue_server.hall import Hall, queue_id_of
from queue_server.storage import past_days

FEWEST = 5
"""A day on which fewer were called tells nothing."""


@dataclass(frozen=True)
class Tried:
    """A day as it went and as it would have gone under two versions of the hall."""

    date: str
    tickets: int
    went: Outcome
    before: tuple[Hall, Outcome]
    after: tuple[Hall, Outcome]


def try_day(
    conn: Connection, before: Hall, after: Hall, at: datetime, breathe: Callable[[], None]
) -> Tried | None:
    """Return the last worked day before today under both halls; None when there was none lately."""
    found = past_days.last_worked(conn, before.schedule.business_day(at), FEWEST)
    if found is None:
        return None
    day = _read(conn, before, found, breathe)
    breathe()
    went = as_it_went(day)
    breathe()
    was = live_again(day, arrangement(before), breathe)
    would_be = live_again(day, arrangement(after), breathe)
    breathe()
    return Tried(found, len(day.visitors), went, (before, was), (after, would_be))


def _read(conn: Connection, hall: Hall, day: str, breathe: Callable[[], None]) -> PastDay:
    noon = datetime.combine(date.fromisoformat(day), datetime.min.time(), hall.zone) + timedelta(hours=12)
    begins, ends = hall.schedule.midnight(noon), hall.schedule.midnight_after(noon)
    facts = past_days.window_facts(conn, begins, ends)
    visitors: list[Visitor] = []
    for part in past_days.visitors(conn, day):
        visitors += part
        breathe()
    return day_of(visitors, shifts_of(facts, micros(begins), micros(ends)))


def arrangement(hall: Hall) -> Arrangement:
    """Return who calls which queue in a hall, and its rules."""
    return Arrangement(
        {window_id: hall.tiers(window_id) for window_id in hall.windows},
        frozenset(hall.queues),
        hall.policy,
        {code: queue_id_of(item.queue) for code, item in hall.items.items()},
    )


def trial_view(tried: Tried) -> dict[str, Any]:
    """Return a trial as the settings page shows it; waits in s, shares in percent."""
    (before, was), (after, would_be) = tried.before, tried.after
    return {
        "day": tried.date,
        "tickets": tried.tickets,
        "left_out": {"before": was.left_out, "after": would_be.left_out},
        "target_s": {"before": before.policy.target_wait_s, "after": after.policy.target_wait_s},
        "all": _sides(tried, None),
        "queues": [_queue(tried, queue_id) for queue_id in {**before.queues, **after.queues}],
        "windows": [_window(tried, window_id) for window_id in {**before.windows, **after.windows}],
    }


def _queue(tried: Tried, queue_id: QueueId) -> dict[str, Any]:
    before, after = tried.before[0], tried.after[0]
    plan = after.queues.get(queue_id) or before.queues[queue_id]
    named = {"prefix": plan.prefix, "name": plan.name, "name_en": plan.name_en}
    return {**named, **_sides(tried, queue_id)}


def _sides(tried: Tried, queue_id: QueueId | None) -> dict[str, Any]:
    """Return the waits of one queue, or of all, on the day and on both sides; None where there is no such queue."""
    sides: dict[str, Any] = {"went": _figures(tried.went, queue_id, tried.before[0])}
    for side, (hall, outcome) in (("before", tried.before), ("after", tried.after)):
        here = queue_id is None or queue_id in hall.queues
        sides[side] = _figures(outcome, queue_id, hall) if here else None
    return sides


def _figures(outcome: Outcome, queue_id: QueueId | None, hall: Hall) -> dict[str, int]:
    waits: list[Waited] = [one for one in outcome.waits if queue_id in (None, one.queue_id)]
    found = figures(waits, hall.policy.target_wait_s)
    return {
        "people": found.people,
        "mean_s": round(found.mean_s),
        "p90_s": round(found.p90_s),
        "longest_s": round(found.longest_s),
        "over": found.over,
        "uncalled": found.uncalled,
    }


def _window(tried: Tried, window_id: WindowId) -> dict[str, Any]:
    before, after = tried.before[0], tried.after[0]
    plan = after.windows.get(window_id) or before.windows[window_id]
    sides = {
        side: _work(outcome.windows.get(window_id)) if window_id in hall.windows else None
        for side, (hall, outcome) in (("before", tried.before), ("after", tried.after))
    }
    went = _work(tried.went.windows.get(window_id))
    return {"number": plan.number, "name": plan.name, "name_en": plan.name_en, "went": went, **sides}


def _work(found: Work | None) -> dict[str, int] | None:
    """Return what a window did, None for one that did not work that day."""
    if found is None:
        return None
    return {
        "calls": found.calls,
        "busy_pct": round(100 * found.share),
        "worked_s": found.worked // 1_000_000,
    }
