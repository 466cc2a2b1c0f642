"""The windows of the machine: who is at them, and whom they call."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from queue_server.use_cases import run_window
from queue_server.use_cases.call_next import call_chosen, call_next
from tests.use_cases.machine import Citizens, hands, numbers, picks
from tests.use_cases.oracle import Person


class Windows(Citizens):
    """What a clerk and the manager do with a window."""

    def window_that_is(self, hand: int, state: str) -> int:
        """Return a window, mostly one in this state."""
        return self.window(hand, lambda n: self.oracle.booths[n].state == state)

    @rule(hand=hands, clerk=numbers)
    def a_clerk_opens(self, hand: int, clerk: int) -> None:
        window = self.window_that_is(hand, "closed")
        booth, elsewhere = self.oracle.booths[window], self.oracle.window_of(clerk)
        foreseen = None
        if elsewhere not in (None, window):
            foreseen = "clerk_at_other_window"
        elif booth.state != "closed":
            foreseen = "window_open" if booth.clerk == clerk else "window_taken"
        who = f"clerk_{clerk}"
        self.play(foreseen, self.at(window, lambda tx, w: run_window.open_window(tx, w, who)))
        if foreseen is None:
            booth.state, booth.clerk = "open", clerk

    @rule(hand=hands, reason=st.sampled_from(["away", "handover"]))
    def a_clerk_pauses(self, hand: int, reason: str) -> None:
        window = self.window_that_is(hand, "open")
        booth = self.oracle.booths[window]
        foreseen = "window_closed" if booth.state == "closed" else None
        self.play(foreseen, self.at(window, lambda tx, w: run_window.pause_window(tx, w, reason)))
        if foreseen is None:
            booth.state, booth.reason = "paused", reason

    @rule(hand=hands)
    def a_clerk_resumes(self, hand: int) -> None:
        window = self.window_that_is(hand, "paused")
        booth = self.oracle.booths[window]
        foreseen = {"closed": "window_closed", "open": "not_paused", "paused": None}[booth.state]
        self.play(foreseen, self.at(window, run_window.resume_window))
        if foreseen is None:
            booth.state, booth.reason = "open", None

    @rule(hand=hands, leaving=st.sampled_from([None, None, "put_back", "hold", "finish"]))
    def a_clerk_closes(self, hand: int, leaving: Any) -> None:
        window = self.window_with(hand, "called" if leaving == "put_back" else "serving")
        booth, person = self.oracle.booths[window], self.oracle.standing(window)
        foreseen = "window_closed" if booth.state == "closed" else None
        if foreseen is None and person is not None:
            fits = {"put_back": "called", "hold": "serving", "finish": "serving"}
            foreseen = "ticket_open" if leaving is None else None
            if leaving is not None and fits[leaving] != person.state:
                foreseen = "wrong_state"
        self.play(foreseen, self.at(window, lambda tx, w: run_window.close_window(tx, w, leaving)))
        if foreseen is None:
            self._let_go(person, leaving)
            self.oracle.leave(window)

    def _let_go(self, person: Person | None, leaving: str | None) -> None:
        if person is None:
            return
        if leaving == "put_back":
            self.oracle.wait_again(person)
        else:
            person.state = "held" if leaving == "hold" else "done"

    @rule(hand=hands)
    def the_manager_ends_a_forgotten_window(self, hand: int) -> None:
        window = self.window_with(hand, "called", "serving")
        booth, person = self.oracle.booths[window], self.oracle.standing(window)
        foreseen = "window_closed" if booth.state == "closed" else None
        self.play(foreseen, self.at(window, run_window.end_forgotten))
        if foreseen is None:
            called = person is not None and person.state == "called"
            self._let_go(person, "put_back" if called else "hold")
            self.oracle.leave(window)

    @rule(hand=hands, clerk=numbers)
    def another_clerk_takes_over(self, hand: int, clerk: int) -> None:
        window = self.window(hand, lambda n: self.oracle.booths[n].reason == "handover")
        booth, elsewhere = self.oracle.booths[window], self.oracle.window_of(clerk)
        foreseen = None
        if elsewhere not in (None, window):
            foreseen = "clerk_at_other_window"
        elif booth.state == "closed":
            foreseen = "window_closed"
        elif booth.clerk == clerk:
            foreseen = "window_open"
        elif (booth.state, booth.reason) != ("paused", "handover"):
            foreseen = "not_handing_over"
        self.play(foreseen, self.at(window, lambda tx, w: run_window.take_over(tx, w, f"clerk_{clerk}")))
        if foreseen is None:
            for person in self.oracle.people.values():
                if person.state == "waiting" and person.for_clerk == booth.clerk:
                    person.for_clerk = None
            booth.state, booth.clerk, booth.reason = "open", clerk, None

    # -- calls

    @rule(hand=hands)
    def a_clerk_presses_next(self, hand: int) -> None:
        window = self.free_window(hand)
        foreseen, expected = self.free(window), self.oracle.expected(window)
        got = self.play(foreseen, self.at(window, lambda tx, w: call_next(tx, w, None, None)))
        if foreseen is not None:
            return
        assert (got and got.ticket.number) == (expected[0].number if expected else None)
        if expected:
            self.oracle.call(expected[0], window, self.now())

    @precondition(lambda self: self.oracle.people)
    @rule(hand=hands, pick=picks)
    def a_clerk_calls_a_chosen_one(self, hand: int, pick: int) -> None:
        window = self.free_window(hand)
        person = self.somebody(pick, "waiting")
        foreseen = self.free(window)
        clerk = self.oracle.booths[window].clerk
        sent = person.for_window is not None or person.for_clerk is not None
        here = person.for_window == window or (person.for_clerk is not None and person.for_clerk == clerk)
        if foreseen is None and (person.state != "waiting" or (sent and not here)):
            foreseen = "ticket_not_callable"
        elif foreseen is None and not sent and not self.oracle.serves(window, person.queue):
            foreseen = "not_served_here"
        self.play(foreseen, self.at(window, lambda tx, w: call_chosen(tx, w, person.id, "孩子在等")))
        if foreseen is None:
            self.oracle.call(person, window, self.now())
