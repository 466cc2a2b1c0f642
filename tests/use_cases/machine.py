"""What the machine of the whole hall stands on: eight windows, an oracle, and citizens who come."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from queue_server.domain.errors import Refused
from queue_server.domain.ticket import Ticket, micros
from queue_server.hall import Hall
from queue_server.storage import people, plans, tickets
from queue_server.use_cases.change_plan import Wish, change_plan
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from queue_server.use_cases.replay import check
from queue_server.use_cases.runner import Tx
from tests.databases import SQLITE, Place
from tests.use_cases.oracle import (
    APART,
    Booth,
    Oracle,
    Person,
    Rules,
)
from tests.use_cases.small_hall import SmallHall

TIERS = {
    1: [["A"], ["B"], ["C"]],
    2: [["A", "B"]],
    3: [["B"], ["A"]],
    4: [["C"]],
    5: [["C", "A"], ["B"]],
    6: [["B", "C"]],
    7: [["A"]],
    8: [["A", "B", "C"]],
}
numbers = st.sampled_from(sorted(TIERS))
hands = picks = st.integers(0, 99)
"""Which window or person it is: mostly one with which the step is possible, sometimes any."""
MOSTLY = 80
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where the hall lies: what a commit costs on a disk is not asked here, and there are thousands."""
queues = st.sampled_from("ABC")
GROUPS = (None, None, "elderly", "maternity", "military")
groups = st.sampled_from(GROUPS)
rules_of_the_hall = st.builds(
    Rules,
    order=st.sampled_from(["effective_arrival", "interleave"]),
    every=st.integers(1, 3),
    absent_min_s=st.sampled_from([0, 45]),
    missed=st.sampled_from(["return", "return", "return", "void"]),
    within_s=st.just(1800),
    within_places=st.sampled_from([0, 2]),
    after=st.integers(0, 3),
)


def hall_of(hall: Hall, rules: Rules) -> Hall:
    """Return the sample hall with eight windows, three groups and these rules."""
    plan: Any = hall.plan
    known = {p.code: p for p in plan.priorities}
    return replace(
        hall,
        plan=replace(
            plan,
            settings=replace(
                plan.settings,
                order=rules.order,
                interleave_normal=rules.every,
                absent_min_s=rules.absent_min_s,
                missed=rules.missed,
                return_within_places=rules.within_places,
                return_after=rules.after,
            ),
            priorities=(
                known["elderly"],
                replace(known["maternity"], absolute=True),
                replace(known["military"], needs_desk=True),
            ),
            windows=tuple(
                replace(
                    plan.windows[(n - 1) % 6],
                    number=n,
                    own=tuple(tiers[0]),
                    help=tuple(queue for tier in tiers[1:] for queue in tier),
                )
                for n, tiers in TIERS.items()
            ),
        ),
    )


class Citizens(RuleBasedStateMachine):
    """Do to the hall and to the oracle the same: here, people who take a number."""

    backend = SQLITE
    played: Counter[tuple[str, str]]
    """How often each step was done, and how often it was refused, in all examples."""

    def open_the_hall(self, rules: Rules) -> None:
        """Begin with a hall that has six windows open and nobody in it."""
        self.folder = tempfile.TemporaryDirectory(prefix="tinghao-machine-", dir=IN_MEMORY)
        self.lies = Place(self.backend, Path(self.folder.name))
        self.small = SmallHall(self.lies.hall())
        self.small.do(self._two_more)
        self.decide(rules)
        self.small.open(*range(1, 7))
        self.oracle = Oracle(rules, {n: Booth(tiers) for n, tiers in TIERS.items()})
        for n in range(1, 7):
            self.oracle.booths[n].state, self.oracle.booths[n].clerk = "open", n

    def decide(self, rules: Rules) -> None:
        """Have these rules in force from now on, as a manager saves them."""

        def unit(tx: Tx) -> None:
            before = tx.hall.plan
            base = plans.last_version(tx.conn)
            change_plan(tx, Wish(base, before, hall_of(tx.hall, rules).plan, "now"))

        self.small.do(unit, "manager")

    @staticmethod
    def _two_more(tx: Tx) -> None:
        model = people.person(tx.conn, "clerk_1")
        assert model is not None
        for n in (7, 8):
            name = f"clerk_{n}"
            people.add_person(tx.conn, replace(model, id=name, username=name, name=f"窗口{n}"))

    def teardown(self) -> None:
        if hasattr(self, "small"):
            with self.small.store.readers.connect() as conn:
                assert [d.line() for d in check(conn).differences] == [], "the log tells the same story"
            self.small.close()
            self.lies.close()
            self.folder.cleanup()

    # -- how a rule is played

    def now(self) -> int:
        """Return the instant of the last unit, in microseconds."""
        return micros(self.small.clock.at)

    def play(self, foreseen: str | None, act: Callable[[], Any]) -> Any:
        """Do it, or see it refused with the code foreseen."""
        self.played[sys._getframe(1).f_code.co_name, "done" if foreseen is None else "refused"] += 1
        if foreseen is None:
            return act()
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == foreseen
        return None

    def at(self, window: int, act: Callable[..., Any]) -> Callable[[], Any]:
        """Return a window's command, to be played."""
        return lambda: self.small.at(window, act)

    def of(self, person: Person, act: Callable[[Tx, Ticket], Any]) -> Callable[[], Any]:
        """Return what the desk does to a ticket, to be played."""
        return lambda: self.small.do(lambda tx: act(tx, find(tx, person.id)), "guide")

    def window(self, hand: int, fits: Callable[[int], bool]) -> int:
        """Return a window: mostly one that fits, if there is one."""
        fitting = [n for n in TIERS if fits(n)] if hand < MOSTLY else []
        return fitting[hand % len(fitting)] if fitting else 1 + hand % len(TIERS)

    def window_with(self, hand: int, *states: str) -> int:
        """Return a window, mostly one whose citizen is in one of these states."""
        return self.window(hand, lambda n: (p := self.oracle.standing(n)) is not None and p.state in states)

    def free_window(self, hand: int) -> int:
        """Return a window, mostly one that may call."""
        return self.window(hand, lambda n: self.free(n) is None)

    def free(self, window: int) -> str | None:
        """Foresee why a window may call nobody."""
        if (state := self.oracle.booths[window].state) != "open":
            return f"window_{state}"
        return "ticket_open" if self.oracle.standing(window) else None

    def somebody(self, pick: int, *states: str) -> Person:
        """Return any person, mostly of one of the states if there is one in it."""
        everybody = sorted(self.oracle.people.values(), key=lambda p: p.seq)
        fitting = [p for p in everybody if p.state in states] if pick < MOSTLY else []
        wanted = fitting or everybody
        return wanted[pick % len(wanted)]

    # -- citizens

    def _welcome(self, made: Ticket, letter: str, group: str | None) -> Person:
        self.oracle.issued[letter] += 1
        assert made.number == f"{letter}{self.oracle.issued[letter]:03d}"
        last = self.oracle.last_rank[letter]
        arrived = self.now() if self.now() > last else last + APART
        self.oracle.last_rank[letter] = arrived
        person = Person(
            made.id, made.number, letter, made.seq, arrived, self.now(), group, counts=group != "military"
        )
        self.oracle.rank(person)
        self.oracle.people[person.id] = person
        return person

    @rule(letter=queues, group=groups, booked_min=st.sampled_from([None, None, None, -40, -10, 0, 10]))
    def somebody_takes_a_number(self, letter: str, group: str | None, booked_min: int | None) -> None:
        at = self.small.clock.at
        booked = None if booked_min is None else at - timedelta(minutes=booked_min)
        made = self.small.do(
            lambda tx: issue_ticket(
                tx,
                None,
                queue_id=f"q-{letter}",
                item_code=None,
                priority=group,
                language="zh-CN",
                booked_at=booked,
            )[0]
        )
        person = self._welcome(made, letter, group)
        if booked is not None and -1800 <= (self.small.clock.at - booked).total_seconds() <= 900:
            person.base = micros(booked)
            self.oracle.rank(person)

    @rule(seconds=st.sampled_from([1, 20, 60, 600, 1000, -300]))
    def time_goes_by_or_is_set_back(self, seconds: int) -> None:
        self.small.clock.pass_s(seconds)

    # -- the hall itself

    @rule(rules=rules_of_the_hall)
    def the_manager_decides_otherwise(self, rules: Rules) -> None:
        self.decide(rules)
        self.oracle.decide(rules)

    @rule(chance=st.integers(0, 3))
    def the_server_starts_anew(self, chance: int) -> None:
        if chance == 0:
            self.small.close()
            self.small = SmallHall(self.small.url, self.small.clock)

    @precondition(lambda self: len(self.oracle.people) > 5)
    @rule(chance=st.integers(0, 3))
    def the_night_ends_what_is_open(self, chance: int) -> None:
        if chance:
            return
        day = business_day(self.small)
        self.small.clock.pass_s(86_400)
        self.small.do(tidy)
        ended = {p.id: p.state for p in self.oracle.people.values()}
        with self.small.store.readers.connect() as conn:
            for left in tickets.of_day(conn, day, 10_000):
                was = ended.pop(left.id)
                if was in ("done", "cancelled"):
                    assert left.state == was and left.reason != "day_closed"
                else:
                    assert (left.state, left.reason, left.outcome) == ("cancelled", "day_closed", None)
        assert not ended
        self.oracle.begin_day()


def business_day(small: SmallHall) -> str:
    """Return the day of the hall's clock."""
    return small.hall.schedule.business_day(small.clock.at)
