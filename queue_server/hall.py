"""The hall as the server works with it: the plan, with everything found by its id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from queue_server.clock import Clock, SystemClock
from queue_server.domain.dispatch import Tier
from queue_server.domain.errors import refuse
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.policy import Policy, PriorityClass
from queue_server.domain.rating import Option
from queue_server.domain.schedule import Band, BandKind, Line, Schedule
from queue_server.domain.service_times import Learned, Tally
from queue_server.plan import HallPlan, HoursPlan, Interval, ItemPlan, QueuePlan, WindowPlan
from queue_server.plan_guide import GuidePlan
from queue_server.plan_screens import ScreenPlan


def queue_id_of(prefix: str) -> QueueId:
    """Return the id of the queue with that letter."""
    return QueueId(f"q-{prefix}")


def window_id_of(number: int | str) -> WindowId:
    """Return the id of the window with that number."""
    return WindowId(f"w-{number}")


@dataclass
class Lately:
    """What a running hall has learned of its services; each field is replaced whole, beside the requests.

    `learned` is None until it has looked at its days once. `arriving` is per second, by queue and head
    start in s. `kept` is the last look at who waits, and for which windows it holds.
    """

    learned: Learned | None = None
    arriving: Mapping[QueueId, Mapping[float, float]] = field(default_factory=dict)
    days: dict[str, Tally] = field(default_factory=dict)
    kept: tuple[object, object] | None = None
    clock: Clock = field(default_factory=SystemClock)


@dataclass(frozen=True)
class Hall:
    """Look up what a version of the plan says; never changed but for what it learns.

    `hours_instead` wins over the plan's hours: a demo may be told its own.
    """

    plan: HallPlan
    version: int = 0
    hours_instead: HoursPlan | None = None
    lately: Lately = field(default_factory=Lately, compare=False, repr=False)

    def under(self, plan: HallPlan, version: int) -> Hall:
        """Return the hall under another version of its plan; what it knows of past days stays."""
        lately = Lately(days=self.lately.days, clock=self.lately.clock)
        return replace(self, plan=plan, version=version, lately=lately)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the hall's time zone."""
        return ZoneInfo(self.plan.zone)

    @cached_property
    def policy(self) -> Policy:
        """Return the settings its rules read."""
        s = self.plan.settings
        return Policy(
            order=s.order,
            interleave_normal=s.interleave_normal,
            booked_early_s=s.booked_early_s,
            booked_late_s=s.booked_late_s,
            max_calls=s.max_calls,
            recall_gap_s=s.recall_gap_s,
            absent_after=s.absent_after,
            absent_min_s=s.absent_min_s,
            missed=s.missed,
            return_within_s=s.return_within_s,
            return_within_places=s.return_within_places,
            return_after=s.return_after,
            near=s.near,
            target_wait_s=s.target_wait_s,
            prior_service_s=s.prior_service_s,
            ask_rating_s=s.ask_rating_s,
            late_rating_days=s.late_rating_days,
            announce_times=s.announce_times,
            print_late_s=s.print_late_s,
            pause_limit_s=s.pause_limit_s,
            free_direct=s.free_direct,
            classes=tuple(
                PriorityClass(p.code, p.name, p.name_en, p.head_start_s, p.needs_desk, p.absolute)
                for p in self.plan.priorities
            ),
        )

    @cached_property
    def schedule(self) -> Schedule:
        """Return its opening hours."""
        hours, settings = self.hours_instead or self.plan.hours, self.plan.settings
        if hours is None:
            return Schedule(self.zone)
        dates = {special.day: _bands(special.intervals) for special in hours.special}
        return Schedule(
            self.zone,
            tuple(_bands(day) for day in hours.days),
            {**dates, **dict.fromkeys(hours.closed_dates, ())},
            settings.kiosk_before_s,
            settings.last_ticket_before_s,
        )

    @cached_property
    def lines(self) -> dict[QueueId, Line]:
        """Return what the opening hours need to know of each queue."""
        return {
            qid: Line(
                queue.prefix,
                frozenset(self.windows[w].number for w in self.windows_of(qid)),
                frozenset(i.code for i in self.items_of[qid]),
                queue.tickets_from,
                queue.tickets_until,
            )
            for qid, queue in self.queues.items()
        }

    @cached_property
    def queues(self) -> dict[QueueId, QueuePlan]:
        """Return its queues by id, in the plan's order."""
        return {queue_id_of(q.prefix): q for q in self.plan.queues}

    @cached_property
    def windows(self) -> dict[WindowId, WindowPlan]:
        """Return its windows by id, by ascending number."""
        return {window_id_of(w.number): w for w in sorted(self.plan.windows, key=lambda w: w.number)}

    @cached_property
    def items(self) -> dict[str, ItemPlan]:
        """Return its items by code."""
        return {i.code: i for i in self.plan.items}

    @cached_property
    def known_items(self) -> dict[str, ItemPlan]:
        """Return the items it has or once had, by code: old tickets name them."""
        return {**{i.code: i for i in self.plan.retired_items}, **self.items}

    @cached_property
    def guides(self) -> dict[str, GuidePlan]:
        """Return its guides by item code."""
        return {g.item_code: g for g in self.plan.guides}

    @cached_property
    def items_of(self) -> dict[QueueId, tuple[ItemPlan, ...]]:
        """Return the items of each queue, the popular ones first."""
        return {
            qid: tuple(
                sorted(
                    (i for i in self.plan.items if i.queue == q.prefix),
                    key=lambda i: (-i.popular, i.code),
                )
            )
            for qid, q in self.queues.items()
        }

    @cached_property
    def english(self) -> dict[str, str]:
        """Return the English of names that are kept without it: departments, posts, devices, printers."""
        plan = self.plan
        pairs = [
            *((one.name, one.name_en) for one in plan.departments),
            *((one.name, one.name_en) for one in plan.devices),
            *((one.name, one.name_en) for one in plan.printers),
            *((who.post, who.post_en) for who in plan.staff),
        ]
        return {name: english for name, english in pairs if english}

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Return every rating option."""
        return tuple(
            Option(level.level, o.code, o.text, o.text_en)
            for level in self.plan.rating_levels
            for o in level.options
        )

    def queue(self, queue_id: str) -> QueuePlan:
        """Return a queue; raises `queue_unknown`."""
        try:
            return self.queues[QueueId(queue_id)]
        except KeyError:
            raise refuse("queue_unknown", detail=queue_id[:64]) from None

    def window(self, window_id: str) -> WindowPlan:
        """Return a window; raises `window_unknown`."""
        try:
            return self.windows[WindowId(window_id)]
        except KeyError:
            raise refuse("window_unknown", detail=window_id[:64]) from None

    def known_queue(self, queue_id: str) -> QueuePlan:
        """Return a queue the hall has or once had: old tickets name it. Raises `queue_unknown`."""
        found = self._retired_queues.get(QueueId(queue_id))
        return found if found is not None else self.queue(queue_id)

    def known_window(self, window_id: str) -> WindowPlan:
        """Return a window the hall has or once had; raises `window_unknown`."""
        found = self._retired_windows.get(WindowId(window_id))
        return found if found is not None else self.window(window_id)

    @cached_property
    def _retired_queues(self) -> dict[QueueId, QueuePlan]:
        return {queue_id_of(q.prefix): q for q in self.plan.retired_queues}

    @cached_property
    def _retired_windows(self) -> dict[WindowId, WindowPlan]:
        return {window_id_of(w.number): w for w in self.plan.retired_windows}

    @cached_property
    def screens(self) -> dict[str, ScreenPlan]:
        """Return its screens by code."""
        return {s.code: s for s in self.plan.screens}

    def screen(self, code: str) -> ScreenPlan:
        """Return a screen; raises `screen_unknown`."""
        try:
            return self.screens[code]
        except KeyError:
            raise refuse("screen_unknown", detail=code[:64]) from None

    def queues_on(self, screen: ScreenPlan) -> Collection[QueueId] | None:
        """Return the queues a screen shows, None for all: those named, else those that wait in its zone."""
        if screen.queues:
            return {queue_id_of(prefix) for prefix in screen.queues}
        if screen.zone is None or screen.layout not in ("zone", "next"):
            return None
        return {qid for qid, q in self.queues.items() if q.waiting_zone == screen.zone} or None

    def item(self, code: str) -> ItemPlan:
        """Return an item; raises `item_unknown`."""
        try:
            return self.items[code]
        except KeyError:
            raise refuse("item_unknown", detail=code[:64]) from None

    def tiers(self, window_id: WindowId) -> tuple[Tier, ...]:
        """Return what a window calls: its own queues first, then each queue it helps, in order."""
        plan = self.window(window_id)
        own = Tier(tuple(queue_id_of(p) for p in plan.own))
        return (own, *(Tier((queue_id_of(p),)) for p in plan.help))

    def windows_of(self, queue_id: QueueId) -> list[WindowId]:
        """Return the windows that call a queue, those whose own it is first."""
        prefix = self.known_queue(queue_id).prefix
        own = [w for w, p in self.windows.items() if prefix in p.own]
        return own + [w for w, p in self.windows.items() if prefix in p.help]


def _bands(intervals: tuple[Interval, ...]) -> tuple[Band, ...]:
    return tuple(
        Band(
            i.start,
            i.end,
            BandKind(i.kind),
            frozenset(i.windows),
            frozenset(i.items),
            frozenset(i.queues),
        )
        for i in intervals
    )


class HallInForce:
    """Hold the hall that is in force, for all who ask; changed by the committer alone, after its commit."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def now(self) -> Hall:
        """Return the hall in force."""
        return self._hall

    def put(self, hall: Hall) -> None:
        """Have another hall in force."""
        self._hall = hall
