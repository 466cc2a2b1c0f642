"""How long everybody waits, from one look at the hall; what the hall has learned is refreshed beside it.

Theory: a look gathers who waits by queue, item and class, and what the open windows are at; the rules
(domain/waiting.py) turn that into an `Outlook`. Screens build it from the look they already have.
A command that shows one ticket reads the same figures gathered by the database. That look is kept, while
the same windows are open, for a moment that grows with the number waiting: with few it is exact, with
thousands it costs one question a second, and a step of five minutes does not show it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from queue_server.domain import waiting
from queue_server.domain.drain import Capacity
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.service_times import Learned, Tally, learn
from queue_server.domain.ticket import NORMAL, RankRule, State, Ticket, micros
from queue_server.domain.waiting import AtWindow, Outlook, line_of, server_of
from queue_server.domain.window import Window, WindowState
from queue_server.hall import Hall
from queue_server.storage import service_times, tickets, windows
from queue_server.storage.service_times import Waiters
from queue_server.storage.windows import Staffing
from queue_server.use_cases import turns

LEARNING_DAYS = 28
RECENT_S = 3600
FRESH_S, FRESH_S_A_HEAD = 1.0, 0.005
QUARTER_S, QUARTERS_SEEN = 900, 24  # hours change on the quarter, and nobody waits six hours
Class = tuple[QueueId, int, int]
"""Whom one is served alike with: queue, lane, head start in s."""


@dataclass(frozen=True)
class Waits:
    """Every wait of one moment; `work_before` gives, where known, the work before each place of a queue."""

    hall: Hall
    at: datetime
    outlook: Outlook
    head_came: Mapping[Class, datetime]
    changed_at: Mapping[QueueId, datetime]
    windows: Mapping[WindowId, Window]
    work_before: Mapping[QueueId, Sequence[float]] = field(default_factory=dict)

    def of_newcomer(
        self, queue_id: QueueId, ahead: int, lane: int = NORMAL, head_start_s: int = 0
    ) -> dict[str, int] | None:
        """Return {low_s, high_s} for somebody who comes now with that many before them, or None."""
        return self._shown((queue_id, lane, head_start_s), ahead, self.at)

    def of_ticket(self, t: Ticket, ahead: int) -> dict[str, int] | None:
        """Return {low_s, high_s} for a waiting ticket with that many before it, or None."""
        return self._shown((t.queue_id, t.lane, t.head_start_s), ahead, t.arrived_at)

    def _shown(self, alike: Class, ahead: int, came: datetime) -> dict[str, int] | None:
        queue_id, _, head_start_s = alike
        waited = max(0.0, (self.at - came).total_seconds())
        wait = self.outlook.wait(queue_id, self._work(queue_id, ahead), waited + head_start_s)
        if wait is None:
            return None
        head = self.head_came.get(alike)
        least = 0.0
        if head is not None:
            unchanged = self.at - self.changed_at.get(queue_id, head)
            least = waiting.least_high_s((self.at - head).total_seconds(), waited, unchanged.total_seconds())
        low, high = waiting.shown(wait, least_high_s=least)
        if not waiting.worth_showing(self.outlook.learned.known, low, high):
            return None
        return {"low_s": low, "high_s": high}

    def _work(self, queue_id: QueueId, ahead: int) -> float:
        known = self.work_before.get(queue_id, ())
        if ahead < len(known):
            return known[ahead]
        line = self.outlook.lines[queue_id]
        each = line.work_s / line.count if line.count else line.mean_s
        return ahead * each


def look(
    hall: Hall,
    at: datetime,
    states: Mapping[WindowId, Window],
    at_windows: Mapping[WindowId, Ticket],
    waiting_of: Mapping[QueueId, Sequence[Ticket]],
) -> Waits:
    """Return every wait of a moment whose tickets have been read."""
    gathered = [_alike(found) for order in waiting_of.values() for found in _by_class(order)]
    waits = _waits(hall, at, states, at_windows, gathered)
    learned = waits.outlook.learned
    before = {q: _running([learned.claim(q, t.item_code).mean_s for t in o]) for q, o in waiting_of.items()}
    return replace(waits, work_before=before)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting ticket stands: how many are before it, its wait if it can be told, what the windows are at."""

    ahead: int
    wait: dict[str, int] | None
    windows: Mapping[WindowId, Window]


def standing(conn: Connection, hall: Hall, at: datetime, t: Ticket) -> Standing:
    """Return where a waiting ticket stands."""
    staffing = windows.staffing_later(conn)
    ahead = turns.people_ahead(conn, t, hall.policy)
    waits = glance(conn, hall, at, staffing())
    return Standing(ahead, waits.of_ticket(t, ahead), waits.windows)


def glance(conn: Connection, hall: Hall, at: datetime, staffing: Staffing) -> Waits:
    """Return every wait of this moment, from a kept look while it is fresh and the same windows work."""
    kept = hall.lately.kept
    if kept is not None and kept[0] == staffing and isinstance(kept[1], Waits):
        age = (at - kept[1].at).total_seconds()
        waiting_then = sum(line.count for line in kept[1].outlook.lines.values())
        if 0 <= age < min(FRESH_S, FRESH_S_A_HEAD * waiting_then):
            return kept[1]
    states = windows.all_windows(conn)
    by_id = {t.id: t for t in tickets.at_windows(conn)}
    at_windows = {w.id: by_id[w.ticket_id] for w in states.values() if w.ticket_id in by_id}
    found = service_times.waiters(conn, hall.schedule.business_day(at))
    waits = _waits(hall, at, states, at_windows, found)
    hall.lately.kept = (staffing, waits)
    return waits


def _by_class(order: Iterable[Ticket]) -> list[list[Ticket]]:
    found: dict[tuple[str | None, int, int], list[Ticket]] = defaultdict(list)
    for t in order:
        found[t.item_code, t.lane, t.head_start_s].append(t)
    return list(found.values())


def _alike(group: Sequence[Ticket]) -> Waiters:
    one = group[0]
    return Waiters(
        queue_id=one.queue_id,
        item_code=one.item_code,
        lane=one.lane,
        head_start_s=one.head_start_s,
        count=len(group),
        mean_rank_base=sum(t.rank_base for t in group) / len(group),
        first_arrived=min(
            (micros(t.arrived_at) for t in group if t.rank_rule is RankRule.ARRIVAL), default=None
        ),
    )


def _running(claims: Iterable[float]) -> list[float]:
    found = [0.0]
    for claim in claims:
        found.append(found[-1] + claim)
    return found


def _waits(
    hall: Hall,
    at: datetime,
    states: Mapping[WindowId, Window],
    at_windows: Mapping[WindowId, Ticket],
    gathered: Sequence[Waiters],
) -> Waits:
    learned = hall.lately.learned or learned_of(hall, ())
    is_open = [w for w in hall.windows if states[w].state is WindowState.OPEN]
    servers = [
        server_of(learned, tuple(tier.queues for tier in hall.tiers(w)), _whom(at_windows.get(w), at))
        for w in is_open
    ]
    of_queue: dict[QueueId, list[Waiters]] = defaultdict(list)
    head_came: dict[Class, datetime] = {}
    for some in gathered:
        of_queue[some.queue_id].append(some)
        if some.first_arrived is not None:
            alike = (some.queue_id, some.lane, some.head_start_s)
            first = at - timedelta(microseconds=micros(at) - some.first_arrived)
            head_came[alike] = min(first, head_came.get(alike, first))
    lines = {}
    for queue_id in hall.queues:
        items: Counter[str | None] = Counter()
        for some in of_queue[queue_id]:
            items[some.item_code] += some.count
        lines[queue_id] = line_of(
            learned,
            queue_id,
            items,
            mean_age_s=_mean_age_s(of_queue[queue_id], at),
            arriving=hall.lately.arriving.get(queue_id),
        )
    outlook = Outlook(learned, servers, lines, capacity_of(hall, at))
    return Waits(hall, at, outlook, head_came, _changed(hall, states), states)


def _whom(t: Ticket | None, at: datetime) -> AtWindow | None:
    if t is None:
        return None
    since = t.started_at if t.state is State.SERVING else t.first_called_at
    return AtWindow(
        queue_id=t.queue_id,
        item_code=t.item_code,
        serving=t.state is State.SERVING,
        elapsed_s=(at - (since or at)).total_seconds(),
    )


def _mean_age_s(some: Sequence[Waiters], at: datetime) -> float:
    count = sum(one.count for one in some)
    if not count:
        return 0.0
    mean = sum(one.count * one.mean_rank_base for one in some) / count
    return max(0.0, (micros(at) - mean) / 1e6)


def _changed(hall: Hall, states: Mapping[WindowId, Window]) -> dict[QueueId, datetime]:
    """Return since when each queue has had the windows it has now."""
    found: dict[QueueId, datetime] = {}
    for window_id in hall.windows:
        since = states[window_id].since
        if since is None:
            continue
        for queue_id in (q for tier in hall.tiers(window_id) for q in tier.queues):
            found[queue_id] = max(since, found.get(queue_id, since))
    return found


def capacity_of(hall: Hall, at: datetime) -> list[Capacity]:
    """Return how much of what works now will work later today; nothing when that does not change."""
    if hall.schedule.always:
        return []
    found: list[Capacity] = []
    now = last = _works(hall, at) or len(hall.windows)
    quarter = at - timedelta(seconds=at.timestamp() % QUARTER_S)
    for n in range(1, QUARTERS_SEEN + 1):
        then = quarter + timedelta(seconds=n * QUARTER_S)
        works = _works(hall, then)
        if works != last:
            found.append(Capacity((then - at).total_seconds(), works / now))
            last = works
    return found


def _works(hall: Hall, at: datetime) -> int:
    """Return how many windows the hall's hours have at work at that moment."""
    numbers = hall.schedule.windows_at(at)
    return len(hall.windows) if numbers is None else len(numbers)


def learned_of(hall: Hall, days: Iterable[Tally]) -> Learned:
    """Return what these days teach this hall."""
    policy = hall.policy
    return learn(
        days,
        stated_s=policy.prior_service_s,
        absence_s=max(1, policy.absent_after) * policy.recall_gap_s,
    )


def refresh(conn: Connection, hall: Hall, at: datetime, breathe: Callable[[], None] = lambda: None) -> None:
    """Learn from the days before, each read once, and from today so far; keep it in the hall.

    Not for a request's way: a hall with years behind it reads its last four weeks the first time; `breathe`
    lets others go on after each day.
    """
    lately = hall.lately
    today = date.fromisoformat(hall.schedule.business_day(at))
    before = [(today - timedelta(days=n)).isoformat() for n in range(1, LEARNING_DAYS)]
    for day in before:
        if day not in lately.days:
            lately.days[day] = service_times.tally_of(conn, day)
            breathe()
    for day in set(lately.days) - set(before):
        del lately.days[day]
    so_far = service_times.tally_of(conn, today.isoformat())
    lately.learned = learned_of(hall, [*lately.days.values(), so_far])
    since = at - timedelta(seconds=RECENT_S)
    lately.arriving = {
        queue_id: {head_start_s: n / RECENT_S for head_start_s, n in some.items()}
        for queue_id, some in service_times.arrivals_since(conn, today.isoformat(), since).items()
    }
