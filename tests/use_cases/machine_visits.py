"""The visits of the machine: what is done to a citizen at a window and at the desk."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from queue_server.use_cases import serve
from queue_server.use_cases.call_next import recall
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket, set_priority
from tests.use_cases.machine import groups, hands, picks, queues
from tests.use_cases.machine_windows import Windows
from tests.use_cases.oracle import ABSENT_AFTER, FIRST, GAP_S, MAX_CALLS, NORMAL, SECOND, Person

POSITIONS = ("keep", "front", "back")
GOALS = (None, "window", "clerk")
positions, goals = st.sampled_from(POSITIONS), st.sampled_from(GOALS)


class Visits(Windows):
    """What clerks do with whom they have, and guides with everybody."""

    # -- at the window

    def step(self, hand: int, *states: str) -> tuple[int, Person | None, str | None]:
        """Return a window, who stands at it, and why a step of these states is not possible there."""
        window = self.window_with(hand, *states)
        person = self.oracle.standing(window)
        if person is None:
            closed = self.oracle.booths[window].state == "closed"
            return window, None, "window_closed" if closed else "no_ticket"
        return window, person, None if person.state in states else "wrong_state"

    @rule(hand=hands)
    def a_clerk_recalls(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "called")
        if person and foreseen is None:
            gap = self.now() + 1 - person.called
            if person.calls >= MAX_CALLS:
                foreseen = "recall_limit"
            elif 0 <= gap < GAP_S * SECOND:
                foreseen = "recall_too_soon"
        self.play(foreseen, self.at(window, recall))
        if person and foreseen is None:
            person.calls, person.called = person.calls + 1, self.now()

    @rule(hand=hands)
    def a_clerk_starts(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "called")
        self.play(foreseen, self.at(window, serve.start))
        if person and foreseen is None:
            person.state = "serving"

    @rule(hand=hands)
    def a_clerk_finishes(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "serving")
        self.play(foreseen, self.at(window, lambda tx, w: serve.finish(tx, w, "done", ())))
        if person and foreseen is None:
            person.state = "done"

    @rule(hand=hands)
    def a_clerk_marks_absent(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "called")
        if person and foreseen is None:
            if person.calls < ABSENT_AFTER:
                foreseen = "absent_too_soon"
            elif 0 <= self.now() + 1 - person.first_called < self.oracle.rules.absent_min_s * SECOND:
                foreseen = "absent_wait"
        self.play(foreseen, self.at(window, serve.mark_absent))
        if person and foreseen is None:
            person.state, person.missed = "absent", self.now()

    @rule(hand=hands)
    def a_clerk_puts_back(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "called")
        self.play(foreseen, self.at(window, serve.requeue))
        if person and foreseen is None:
            self.oracle.wait_again(person)

    @rule(hand=hands)
    def no_document_was_shown(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "called")
        claimed = person is not None and person.group and person.counts and not person.confirmed
        if foreseen is None and not claimed:
            foreseen = "no_priority"
        self.play(foreseen, self.at(window, serve.priority_not_shown))
        if person and foreseen is None:
            person.group = None
            self.oracle.wait_again(person)

    @rule(hand=hands)
    def a_clerk_holds(self, hand: int) -> None:
        window, person, foreseen = self.step(hand, "serving")
        self.play(foreseen, self.at(window, lambda tx, w: serve.hold(tx, w, "copy")))
        if person and foreseen is None:
            person.state = "held"

    @precondition(lambda self: self.oracle.people)
    @rule(hand=hands, pick=picks, call=st.booleans())
    def a_held_one_goes_on(self, hand: int, pick: int, call: bool) -> None:
        window, person = self.free_window(hand), self.somebody(pick, "held")
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

    @rule(hand=hands, letter=queues)
    def somebody_is_served_without_a_number(self, hand: int, letter: str) -> None:
        window = self.free_window(hand)
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

    @rule(hand=hands, letter=queues, position=positions, goal=goals, to=hands)
    def a_clerk_sends_somebody_on(
        self, hand: int, letter: str, position: str, goal: str | None, to: int
    ) -> None:
        window, person, foreseen = self.step(hand, "called", "serving")
        where, foreseen = self._goal(letter, position, goal, to, foreseen)
        self.play(foreseen, self.at(window, lambda tx, w: serve.transfer(tx, w, **where)))
        if person is not None and foreseen is None:
            self._sent(person, where)

    @precondition(lambda self: self.oracle.people)
    @rule(pick=picks, letter=queues, position=positions, goal=goals, to=hands)
    def the_desk_sends_somebody_on(
        self, pick: int, letter: str, position: str, goal: str | None, to: int
    ) -> None:
        person = self.somebody(pick, "waiting", "held")
        foreseen = None if person.state in ("waiting", "held") else "wrong_state"
        where, foreseen = self._goal(letter, position, goal, to, foreseen)
        self.play(foreseen, self.of(person, lambda tx, t: serve.send_waiting_on(tx, t, **where)))
        if foreseen is None:
            self._sent(person, where)

    def _goal(
        self, letter: str, position: str, goal: str | None, to: int, foreseen: str | None
    ) -> tuple[dict[str, Any], str | None]:
        """Return where to, and why nobody can be sent there."""
        other = self.window(to, lambda n: self.oracle.booths[n].state != "closed")
        if foreseen is None and goal == "window" and self.oracle.booths[other].state == "closed":
            foreseen = "target_closed"
        elif foreseen is None and goal == "clerk" and self.oracle.window_of(other) is None:
            foreseen = "clerk_away"
        where: dict[str, Any] = {
            "queue_id": f"q-{letter}",
            "to_window": f"w-{other}" if goal == "window" else None,
            "to_clerk": f"clerk_{other}" if goal == "clerk" else None,
            "position": position,
            "note": None,
        }
        self.first = next(iter(self.oracle.in_turn(letter)), None)
        return where, foreseen

    def _sent(self, person: Person, where: dict[str, Any]) -> None:
        self.oracle.wait_again(person)
        letter = person.queue = where["queue_id"][-1]
        person.for_window = where["to_window"] and int(where["to_window"][2:])
        person.for_clerk = where["to_clerk"] and int(where["to_clerk"][6:])
        if where["position"] == "front":
            self.oracle.place(person, FIRST, self.first.rank - SECOND if self.first else self.now())
        elif where["position"] == "back":
            self.oracle.place(person, NORMAL, max(self.now(), self.oracle.last_rank[letter] + 1))
        else:
            self.oracle.keep(person)

    # -- the desk

    @precondition(lambda self: self.oracle.people)
    @rule(pick=picks)
    def somebody_gives_up(self, pick: int) -> None:
        person = self.somebody(pick)
        foreseen = None if person.state in ("waiting", "called", "held", "absent") else "wrong_state"
        self.play(foreseen, self.of(person, lambda tx, t: cancel_ticket(tx, t, "by_staff")))
        if foreseen is None:
            person.state = "cancelled"

    @precondition(lambda self: self.oracle.people)
    @rule(pick=picks, group=groups, confirmed=st.booleans())
    def the_desk_sets_a_priority(self, pick: int, group: str | None, confirmed: bool) -> None:
        person = self.somebody(pick, "waiting", "called")
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
    @rule(pick=picks)
    def somebody_comes_back(self, pick: int) -> None:
        person = self.somebody(pick, "absent")
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
            person.came = self.now()
            self.oracle.place(person, back.lane, back.rank)
            place = self.oracle.in_turn(person.queue).index(person)
            assert place == min(rules.after, len(before)), "it lets exactly the hall's number pass"
