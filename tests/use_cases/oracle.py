"""A hall as simply as one can think of it: a list of people, and what each command does to them.

Nothing here is shared with the rules under test. A person waits in the order of `key`; the only clever
thing is `in_turn`, which plays the calls of a queue one after another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

FIRST, PRIORITY, NORMAL = 0, 1, 2
SECOND, APART = 1_000_000, 1_000
ELDERLY_S = 900
MAX_CALLS, ABSENT_AFTER, GAP_S = 3, 2, 20


@dataclass(frozen=True)
class Rules:
    """What the hall has decided."""

    order: str
    every: int
    absent_min_s: int
    missed: str
    within_s: int
    within_places: int
    after: int


@dataclass
class Person:
    """A citizen with a number; instants and ranks in microseconds."""

    id: str
    number: str
    queue: str
    seq: int
    base: int
    came: int
    group: str | None = None
    counts: bool = True
    confirmed: bool = False
    placed: bool = False
    state: str = "waiting"
    window: int | None = None
    for_window: int | None = None
    for_clerk: int | None = None
    calls: int = 0
    called: int = 0
    first_called: int = 0
    missed: int = 0
    lane: int = NORMAL
    rank: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        """Return what the waiting are sorted by."""
        return self.lane, self.rank, self.seq


@dataclass
class Booth:
    """A window: who is at it and what it is doing."""

    tiers: list[list[str]]
    state: str = "closed"
    clerk: int | None = None
    reason: str | None = None


@dataclass
class Oracle:
    """The people, the windows and the calls of the day."""

    rules: Rules
    booths: dict[int, Booth]
    people: dict[str, Person] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last_rank: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    log: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def rank(self, person: Person) -> None:
        """Put a person where arrival and group say, unless a place was given to them.

        Only a hall that takes turns calls anybody out of the lane that has them.
        """
        if person.placed:
            if person.lane == PRIORITY and self.rules.order != "interleave":
                person.lane = NORMAL
            return
        group = person.group if person.counts else None
        person.lane, person.rank = NORMAL, person.base
        if group == "maternity":
            person.lane = FIRST
        elif group and self.rules.order == "interleave":
            person.lane = PRIORITY
        elif group:
            person.rank = person.base - ELDERLY_S * SECOND

    def place(self, person: Person, lane: int, rank: int) -> None:
        """Give a person a place that no group moves."""
        person.lane, person.rank, person.base, person.placed = lane, rank, rank, True

    def keep(self, person: Person) -> None:
        """Let a person stand elsewhere by their own arrival, whatever place they were given here."""
        if person.placed:
            person.base, person.placed = person.came, False
        self.rank(person)

    def decide(self, rules: Rules) -> None:
        """Have other rules in force: who waits or is called stands where they say."""
        self.rules = rules
        for person in self.people.values():
            if person.state in ("waiting", "called"):
                self.rank(person)

    def begin_day(self) -> None:
        """Forget a day that is over: its people, its windows, its numbers."""
        for booth in self.booths.values():
            booth.state, booth.clerk, booth.reason = "closed", None, None
        for kept in (self.people, self.issued, self.last_rank, self.log):
            kept.clear()

    def waiting(self, queue: str) -> list[Person]:
        """Return everybody who waits in a queue, sorted."""
        here = [p for p in self.people.values() if (p.state, p.queue) == ("waiting", queue)]
        return sorted(here, key=lambda p: p.key)

    def in_turn(self, queue: str, *, sent: bool = True) -> list[Person]:
        """Play the calls of a queue, with or without those sent to one window: who is called first, second and so on."""
        left, order = (
            [p for p in self.waiting(queue) if sent or not (p.for_window or p.for_clerk)],
            list[Person](),
        )
        if self.rules.order != "interleave":
            return left
        since = 0
        # By the time of the call, as the hall counts: a clock set back puts the calls after it before those it repeats.
        for called in sorted(self.log[queue], key=lambda who: self.people[who].first_called, reverse=True):
            lane = self.people[called].lane
            if lane == PRIORITY:
                break
            since += lane == NORMAL
        while left:
            lanes = {p.lane for p in left}
            if FIRST in lanes:
                lane = FIRST
            elif lanes == {PRIORITY, NORMAL}:
                lane = PRIORITY if since >= self.rules.every else NORMAL
            else:
                lane = next(iter(lanes))
            chosen = next(p for p in left if p.lane == lane)
            order.append(chosen)
            left.remove(chosen)
            since = since + 1 if lane == NORMAL else since if lane == FIRST else 0
        return order

    def expected(self, window: int) -> list[Person]:
        """Return whom a window will call, in order."""
        order: list[Person] = []
        for n, tier in enumerate(self.booths[window].tiers):
            lists = [self.in_turn(q, sent=False) for q in tier]
            if n == 0:
                clerk = self.booths[window].clerk
                sent = [
                    p
                    for p in self.people.values()
                    if p.state == "waiting"
                    and (p.for_window == window or (p.for_clerk is not None and p.for_clerk == clerk))
                ]
                lists.append(sorted(sent, key=lambda p: p.key))
            while any(lists):
                heads = [each for each in lists if each]
                best = min(heads, key=lambda each: (each[0].lane != FIRST, each[0].rank, each[0].seq))
                order.append(best.pop(0))
        return order

    def standing(self, window: int) -> Person | None:
        """Return who is called to or served at a window."""
        at = (p for p in self.people.values() if p.window == window and p.state in ("called", "serving"))
        return next(at, None)

    def serves(self, window: int, queue: str) -> bool:
        """Tell whether a window calls a queue."""
        return any(queue in tier for tier in self.booths[window].tiers)

    def window_of(self, clerk: int) -> int | None:
        """Return where a clerk is."""
        return next((n for n, booth in self.booths.items() if booth.clerk == clerk), None)

    def call(self, person: Person, window: int, now: int) -> None:
        """Call a person to a window."""
        self._off_the_log(person)
        self.log[person.queue].append(person.id)
        person.state, person.window, person.calls = "called", window, 1
        person.called = person.first_called = now

    def wait_again(self, person: Person) -> None:
        """Let a person wait again at their own place, for whom they waited unless nobody is there any more."""
        self._off_the_log(person)
        self.rank(person)
        if person.for_window and self.booths[person.for_window].state == "closed":
            person.for_window = None
        if person.for_clerk and self.window_of(person.for_clerk) is None:
            person.for_clerk = None
        person.state, person.window, person.calls, person.called, person.first_called = (
            "waiting",
            None,
            0,
            0,
            0,
        )

    def _off_the_log(self, person: Person) -> None:
        for calls in self.log.values():
            if person.id in calls:
                calls.remove(person.id)

    def leave(self, window: int) -> None:
        """Close a window: those sent there, or to its clerk, wait for anybody again."""
        booth = self.booths[window]
        for person in self.people.values():
            to_clerk = person.for_clerk is not None and person.for_clerk == booth.clerk
            if person.state == "waiting" and (person.for_window == window or to_clerk):
                person.for_window = person.for_clerk = None
        booth.state, booth.clerk, booth.reason = "closed", None, None
