"""What the machine of the whole hall stands on: eight windows, an oracle, and citizens who come."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from queue_server.domain.errors import Refused
from queue_server.domain.ticket import Ticket, micros
from queue_server.hall import Hall, window_id_of
from queue_server.storage import people, windows
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from queue_server.use_cases.replay import check
from queue_server.use_cases.runner import Tx
from tests.databases import SQLITE, Place
from tests.use_cases.oracle import (
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
queues = st.sampled_from("ABC")
groups = st.sampled_from([None, None, "elderly", "maternity", "military"])
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

    @initialize(rules=rules_of_the_hall)
    def open_the_hall(self, rules: Rules) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tinghao-machine-")
        self.lies = Place(self.backend, Path(self.folder.name))
        self.small = SmallHall(self.lies.hall())
        self.small.in_force.put(hall_of(self.small.hall, rules))
        self.small.do(self._two_more)
        self.small.open(*range(1, 7))
        self.oracle = Oracle(rules, {n: Booth(tiers) for n, tiers in TIERS.items()})
        for n in range(1, 7):
            self.oracle.booths[n].state, self.oracle.booths[n].clerk = "open", n

    @staticmethod
    def _two_more(tx: Tx) -> None:
        windows.add_missing(tx.conn, {window_id_of(n): str(n) for n in (7, 8)})
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

    def free(self, window: int) -> str | None:
        """Foresee why a window may call nobody."""
        if (state := self.oracle.booths[window].state) != "open":
            return f"window_{state}"
        return "ticket_open" if self.oracle.standing(window) else None

    def somebody(self, data: st.DataObject, state: str | None = None) -> Person:
        """Return any person, of a state if there is one in it."""
        everybody = sorted(self.oracle.people.values(), key=lambda p: p.seq)
        wanted = [p for p in everybody if p.state == state] or everybody
        return wanted[data.draw(st.integers(0, len(wanted) - 1))]

    # -- citizens

    def _welcome(self, made: Ticket, letter: str, group: str | None) -> Person:
        self.oracle.issued[letter] += 1
        assert made.number == f"{letter}{self.oracle.issued[letter]:03d}"
        arrived = max(self.now(), self.oracle.last_rank[letter] + 1)
        self.oracle.last_rank[letter] = arrived
        person = Person(made.id, made.number, letter, made.seq, arrived, group, counts=group != "military")
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
