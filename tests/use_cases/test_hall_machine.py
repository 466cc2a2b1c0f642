"""The whole life of a hall: any sequence of what citizens, clerks, guides and managers may do.

Eight windows with their own queues and those they help; both policies, changed while the hall works; every
command in every state, each either done in both or refused with the code the oracle foresees, and then nothing
has changed. The server starts anew and the night ends the day in between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import Connection

from queue_server.domain import dispatch
from queue_server.domain.ticket import Ticket
from queue_server.domain.window import Window
from queue_server.hall import Hall, window_id_of
from queue_server.storage import tickets
from queue_server.use_cases import turns
from queue_server.use_cases.hall_now import read_now
from tests.databases import POSTGRESQL
from tests.long_forms import LONG
from tests.use_cases.machine import GROUPS, MOSTLY, TIERS, rules_of_the_hall
from tests.use_cases.machine_visits import GOALS, POSITIONS, Visits
from tests.use_cases.machine_windows import Windows
from tests.use_cases.oracle import ABSENT_AFTER, GAP_S, Rules

seeds = st.integers(0, 2**32 - 1)
LEAVING = {"close": None, "close, put back": "put_back", "close, hold": "hold"}
STEPS_OF: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "free": (
        ("a_clerk_presses_next", "go on", "come back", "choose", "desk sends on", "close", "pause"),
        (8, 3, 3, 2, 2, 1, 1),
    ),
    "called": (
        (
            "a_clerk_starts",
            "absent",
            "send on",
            "a_clerk_puts_back",
            "no_document_was_shown",
            "close, put back",
        ),
        (8, 5, 3, 2, 3, 1),
    ),
    "serving": (
        ("a_clerk_finishes", "a_clerk_holds", "send on", "hand over", "close, hold"),
        (5, 5, 5, 3, 2),
    ),
}
"""What a window does next for whom it has, and how often."""
STEPS = tuple(
    name
    for part in (Windows, Visits)
    for name in vars(part)
    if name.startswith(("a_", "an", "no_", "some", "the_"))
)
"""Every step of the machine that may be refused."""


def first_for(hall: Hall, conn: Connection, window: Window, day: str) -> str | None:
    """Return the number the database finds for a window without listing anybody, as *next* does."""
    found = dispatch.first_for(
        hall.tiers(window.id),
        lambda asked: turns.next_of(conn, asked, day, hall.policy),
        tickets.sent_to_later(conn, window.id, window.clerk_id, day),
    )
    return found.number if found else None


class HallMachine(Visits):
    """Do to the hall and to the oracle the same, and find them equal."""

    # -- what mostly happens

    @initialize(rules=rules_of_the_hall, seed=seeds)
    def the_hall_is_in_the_middle_of_its_day(self, rules: Rules, seed: int) -> None:
        self.open_the_hall(rules)
        luck = Random(f"{seed} {rules}")
        for _ in range(12):
            self.small.clock.pass_s(60)
            self.somebody_takes_a_number(luck.choice("ABC"), luck.choice(GROUPS), None)
        self.the_hall_works(seed, 40)

    @rule(seed=seeds, moves=st.integers(1, 8))
    def the_hall_works(self, seed: int, moves: int) -> None:
        """Have windows do what is next for whom they have: rules drawn one by one seldom bring anybody far."""
        luck = Random(f"{seed} {self.now()}")
        for _ in range(moves):
            self.small.clock.pass_s(luck.choice((0, 1, 60, 600, -300)))
            if luck.random() < 0.05:
                self._turns_its_order()
            self._goes_on(luck.choice(list(TIERS)), luck)

    def _turns_its_order(self) -> None:
        order = {"interleave": "effective_arrival", "effective_arrival": "interleave"}[
            self.oracle.rules.order
        ]
        self.the_manager_decides_otherwise(replace(self.oracle.rules, order=order))

    def _goes_on(self, window: int, luck: Random) -> None:
        booth, person, hand = self.oracle.booths[window], self.oracle.standing(window), MOSTLY + window - 1
        nowhere = next((clerk for clerk in TIERS if self.oracle.window_of(clerk) is None), 1)
        if booth.state == "closed":
            self.a_clerk_opens(hand, nowhere)
        elif booth.state == "paused" and booth.reason == "handover":
            self.another_clerk_takes_over(hand, nowhere)
        elif person is not None:
            steps, weights = STEPS_OF[person.state]
            self._step(luck.choices(steps, weights)[0], hand, luck)
        elif booth.state == "paused":
            self.a_clerk_resumes(hand)
        elif not self.oracle.people:
            self.a_clerk_presses_next(hand)
        else:
            steps, weights = STEPS_OF["free"]
            self._step(luck.choices(steps, weights)[0], hand, luck)

    def _step(self, step: str, hand: int, luck: Random) -> None:
        elsewhere = (luck.choice("ABC"), luck.choice(POSITIONS), luck.choice(GOALS), luck.randrange(100))
        pick = luck.randrange(MOSTLY)
        if step == "absent":
            self._does_not_come(hand)
        elif step == "send on":
            self.a_clerk_sends_somebody_on(hand, *elsewhere)
        elif step == "desk sends on":
            self.the_desk_sends_somebody_on(pick, *elsewhere)
        elif step == "come back":
            self.somebody_comes_back(pick)
        elif step == "choose":
            self.a_clerk_calls_a_chosen_one(hand, pick)
        elif step == "go on":
            self.a_held_one_goes_on(hand, pick, luck.random() < 0.5)
        elif step in LEAVING:
            self.a_clerk_closes(hand, LEAVING[step])
        elif step == "hand over":
            self.a_clerk_pauses(hand, "handover")
            self._goes_on(hand - MOSTLY + 1, luck)
        elif step == "pause":
            self.a_clerk_pauses(hand, "away")
            self.a_clerk_resumes(hand)
        else:
            getattr(self, step)(hand)

    def _does_not_come(self, hand: int) -> None:
        for _ in range(ABSENT_AFTER - 1):
            self.small.clock.pass_s(GAP_S)
            self.a_clerk_recalls(hand)
        self.small.clock.pass_s(self.oracle.rules.absent_min_s)
        self.a_clerk_marks_absent(hand)

    # -- what is always true

    @invariant()
    def the_hall_is_as_the_oracle_says(self) -> None:
        if not hasattr(self, "oracle"):
            return
        with self.small.store.readers.connect() as conn:
            now = read_now(conn, self.small.hall, self.small.clock.at)
            stored: dict[str, Ticket] = {t.id: t for t in tickets.of_day(conn, now.today, 10_000)}
            assert set(stored) == set(self.oracle.people), "nothing lost, nothing made up"
            found = [t.number for t in stored.values()]
            assert len(found) == len(set(found)) == sum(self.oracle.issued.values())
            for letter in "ABC":
                for ahead, person in enumerate(self.oracle.in_turn(letter)):
                    counted = turns.people_ahead(conn, stored[person.id], self.small.hall.policy)
                    assert counted == ahead, "people_ahead is exact"
            for person in self.oracle.people.values():
                assert (stored[person.id].state, stored[person.id].number) == (person.state, person.number)
            for n, booth in self.oracle.booths.items():
                window = now.windows[window_id_of(n)]
                assert (window.state, window.clerk_id) == (
                    booth.state,
                    booth.clerk and f"clerk_{booth.clerk}",
                )
                order = [t.number for t in now.order_for(window_id_of(n))]
                assert order == [p.number for p in self.oracle.expected(n)]
                if n == 1 + self.now() % len(TIERS):
                    first = first_for(self.small.hall, conn, window, now.today)
                    assert first == (order[0] if order else None), "who is shown first is who is called"
                standing = self.oracle.standing(n)
                assert window.ticket_id == (standing.id if standing else None)


class HallMachineOnPostgreSQL(HallMachine):
    """The same on the other database."""

    backend = POSTGRESQL


def _tested(machine: type[HallMachine], examples: int) -> Any:
    machine.played = Counter()
    machine.TestCase.settings = settings(
        max_examples=300 if LONG else examples, stateful_step_count=60 if LONG else 40, deadline=None
    )

    class Played(machine.TestCase):  # type: ignore[name-defined,misc]
        """Play, and make sure that everything was done: a machine that only knocks at closed windows proves nothing."""

        @pytest.mark.hypothesis
        def runTest(self) -> None:  # noqa: N802  (unittest's own name)
            super().runTest()
            missing = [step for step in STEPS if not machine.played[step, "done"]]
            assert not missing, f"never played: {missing}"

    return pytest.mark.timeout(3000 if LONG else 120)(Played)


TestHallMachine = _tested(HallMachine, 12)
TestHallMachineOnPostgreSQL = _tested(HallMachineOnPostgreSQL, 6)
