"""A whole hall against a simple oracle: any sequence of what citizens, clerks, guides and managers may do.

Eight windows with their own queues and those they help; both policies; every command in every state, each
either done in both or refused with the code the oracle foresees, and then nothing has changed.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from queue_server.domain.ticket import Ticket
from queue_server.hall import window_id_of
from queue_server.storage import tickets
from queue_server.use_cases import serve, turns
from queue_server.use_cases.call_next import recall
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket, set_priority
from queue_server.use_cases.hall_now import read_now
from tests.databases import POSTGRESQL
from tests.long_forms import LONG
from tests.use_cases.machine import groups, numbers, queues
from tests.use_cases.machine_windows import Windows
from tests.use_cases.oracle import (
    ABSENT_AFTER,
    FIRST,
    GAP_S,
    MAX_CALLS,
    NORMAL,
    SECOND,
    Person,
)


class HallMachine(Windows):
    """Do to the hall and to the oracle the same, and find them equal."""

    # -- at the window

    def step(self, window: int, states: tuple[str, ...]) -> tuple[Person | None, str | None]:
        """Return who stands at a window, and why a step of these states is not possible there."""
        person = self.oracle.standing(window)
        if person is None:
            closed = self.oracle.booths[window].state == "closed"
            return None, "window_closed" if closed else "no_ticket"
        return person, None if person.state in states else "wrong_state"

    @rule(window=numbers)
    def a_clerk_recalls(self, window: int) -> None:
        person, foreseen = self.step(window, ("called",))
        if person and foreseen is None:
            gap = self.now() + 1 - person.called
            if person.calls >= MAX_CALLS:
                foreseen = "recall_limit"
            elif 0 <= gap < GAP_S * SECOND:
                foreseen = "recall_too_soon"
        self.play(foreseen, self.at(window, recall))
        if person and foreseen is None:
            person.calls, person.called = person.calls + 1, self.now()

    @rule(window=numbers)
    def a_clerk_starts(self, window: int) -> None:
        person, foreseen = self.step(window, ("called",))
        self.play(foreseen, self.at(window, serve.start))
        if person and foreseen is None:
            person.state = "serving"

    @rule(window=numbers)
    def a_clerk_finishes(self, window: int) -> None:
        person, foreseen = self.step(window, ("serving",))
        self.play(foreseen, self.at(window, lambda tx, w: serve.finish(tx, w, "done", ())))
        if person and foreseen is None:
            person.state = "done"

    @rule(window=numbers)
    def a_clerk_marks_absent(self, window: int) -> None:
        person, foreseen = self.step(window, ("called",))
        if person and foreseen is None:
            if person.calls < ABSENT_AFTER:
                foreseen = "absent_too_soon"
            elif 0 <= self.now() + 1 - person.first_called < self.oracle.rules.absent_min_s * SECOND:
                foreseen = "absent_wait"
        self.play(foreseen, self.at(window, serve.mark_absent))
        if person and foreseen is None:
            person.state, person.missed = "absent", self.now()

    @rule(window=numbers)
    def a_clerk_puts_back(self, window: int) -> None:
        person, foreseen = self.step(window, ("called",))
        self.play(foreseen, self.at(window, serve.requeue))
        if person and foreseen is None:
            self.oracle.wait_again(person)

    @rule(window=numbers)
    def no_document_was_shown(self, window: int) -> None:
        person, foreseen = self.step(window, ("called",))
        claimed = person is not None and person.group and person.counts and not person.confirmed
        if foreseen is None and not claimed:
            foreseen = "no_priority"
        self.play(foreseen, self.at(window, serve.priority_not_shown))
        if person and foreseen is None:
            self.oracle.wait_again(person)
            person.group = None
            self.oracle.rank(person)

    @rule(window=numbers)
    def a_clerk_holds(self, window: int) -> None:
        person, foreseen = self.step(window, ("serving",))
        self.play(foreseen, self.at(window, lambda tx, w: serve.hold(tx, w, "copy")))
        if person and foreseen is None:
            person.state = "held"

    @precondition(lambda self: self.oracle.people)
    @rule(window=numbers, data=st.data(), call=st.booleans())
    def a_held_one_goes_on(self, window: int, data: st.DataObject, call: bool) -> None:
        person = self.somebody(data, "held")
        foreseen = self.free(window)
        if foreseen is None and person.state != "held":
            foreseen = "wrong_state"
        elif foreseen is None and person.window != window and not self.oracle.serves(window, person.queue):
            foreseen = "not_served_here"
        self.play(foreseen, self.at(window, lambda tx, w: serve.resume_held(tx, w, person.id, call=call)))
        if foreseen is None and call:
            self.oracle.call(person, window, self.now())
        elif foreseen is None:
            person.state, person.window = "serving", window

    @rule(window=numbers, letter=queues)
    def somebody_is_served_without_a_number(self, window: int, letter: str) -> None:
        foreseen = self.free(window)
        if foreseen is None and not self.oracle.serves(window, letter):
            foreseen = "not_served_here"
        made = self.play(
            foreseen,
            self.at(
                window,
                lambda tx, w: serve.serve_direct(
                    tx, w, queue_id=f"q-{letter}", item_code=None, language="zh-CN"
                ),
            ),
        )
        if foreseen is None:
            person = self._welcome(made, letter, None)
            person.state, person.window = "serving", window

    @rule(
        window=numbers,
        letter=queues,
        position=st.sampled_from(["keep", "front", "back"]),
        goal=st.sampled_from([None, "window", "clerk"]),
        other=numbers,
    )
    def a_clerk_sends_somebody_on(
        self, window: int, letter: str, position: str, goal: str | None, other: int
    ) -> None:
        person, foreseen = self.step(window, ("called", "serving"))
        if foreseen is None and goal == "window" and self.oracle.booths[other].state == "closed":
            foreseen = "target_closed"
        elif foreseen is None and goal == "clerk" and self.oracle.window_of(other) is None:
            foreseen = "clerk_away"
        first = next(iter(self.oracle.in_turn(letter)), None)
        self.play(
            foreseen,
            self.at(
                window,
                lambda tx, w: serve.transfer(
                    tx,
                    w,
                    queue_id=f"q-{letter}",
                    to_window=f"w-{other}" if goal == "window" else None,
                    to_clerk=f"clerk_{other}" if goal == "clerk" else None,
                    position=position,
                    note=None,
                ),
            ),
        )
        if person is None or foreseen is not None:
            return
        self.oracle.wait_again(person)
        person.queue = letter
        person.for_window = other if goal == "window" else None
        person.for_clerk = other if goal == "clerk" else None
        if position == "front":
            self.oracle.place(person, FIRST, first.rank - 1 if first else self.now())
        elif position == "back":
            self.oracle.place(person, NORMAL, self.now())
        else:
            person.placed = False

    # -- the desk

    @precondition(lambda self: self.oracle.people)
    @rule(data=st.data())
    def somebody_gives_up(self, data: st.DataObject) -> None:
        person = self.somebody(data)
        foreseen = None if person.state in ("waiting", "called", "held", "absent") else "wrong_state"
        self.play(foreseen, self.of(person, lambda tx, t: cancel_ticket(tx, t, "by_staff")))
        if foreseen is None:
            person.state = "cancelled"

    @precondition(lambda self: self.oracle.people)
    @rule(data=st.data(), group=groups, confirmed=st.booleans())
    def the_desk_sets_a_priority(self, data: st.DataObject, group: str | None, confirmed: bool) -> None:
        person = self.somebody(data)
        foreseen = None if person.state in ("waiting", "called") else "wrong_state"
        self.play(
            foreseen,
            self.of(person, lambda tx, t: set_priority(tx, t, group, confirmed=confirmed, reason=None)),
        )
        if foreseen is None:
            person.group, person.confirmed = group, confirmed
            person.counts = confirmed or group != "military"
            self.oracle.rank(person)

    @precondition(lambda self: self.oracle.people)
    @rule(data=st.data())
    def somebody_comes_back(self, data: st.DataObject) -> None:
        person = self.somebody(data, "absent")
        rules, foreseen = self.oracle.rules, None
        if person.state not in ("absent", "called", "held"):
            foreseen = "wrong_state"
        elif person.state == "absent":
            others = [p for p in self.oracle.people.values() if p.queue == person.queue]
            passed = sum(p.first_called > person.missed for p in others)
            if rules.missed == "void":
                foreseen = "void_after_missed"
            elif self.now() + 1 - person.missed > rules.within_s * SECOND:
                foreseen = "return_too_late"
            elif rules.within_places and passed > rules.within_places:
                foreseen = "return_too_many"
        before = self.oracle.in_turn(person.queue)
        back = self.play(foreseen, self.of(person, return_ticket))
        if foreseen is not None:
            return
        missed = person.state == "absent"
        self.oracle.wait_again(person)
        if missed:
            self.oracle.place(person, back.lane, back.rank)
            place = self.oracle.in_turn(person.queue).index(person)
            assert place == min(rules.after, len(before)), "it lets exactly the hall's number pass"

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
                standing = self.oracle.standing(n)
                assert window.ticket_id == (standing.id if standing else None)


class HallMachineOnPostgreSQL(HallMachine):
    """The same on the other database."""

    backend = POSTGRESQL


def _tested(machine: type[HallMachine], examples: int) -> Any:
    machine.TestCase.settings = settings(
        max_examples=300 if LONG else examples, stateful_step_count=60 if LONG else 40, deadline=None
    )
    return pytest.mark.timeout(3000 if LONG else 120)(machine.TestCase)


TestHallMachine = _tested(HallMachine, 12)
TestHallMachineOnPostgreSQL = _tested(HallMachineOnPostgreSQL, 6)
