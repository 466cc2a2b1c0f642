"""A whole hall against a simple oracle: any sequence of what citizens, clerks and guides may do."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from queue_server.domain.errors import Refused
from queue_server.domain.ticket import FIRST, NORMAL, State, Ticket, micros
from queue_server.hall import window_id_of
from queue_server.storage import tickets
from queue_server.use_cases import serve, turns
from queue_server.use_cases.call_next import call_next, recall
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket
from queue_server.use_cases.hall_now import read_now
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from tests.databases import POSTGRESQL, SQLITE, Place
from tests.use_cases.small_hall import SmallHall

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
HEAD_START = 900_000_000
WINDOWS = {1: [["A"], ["B"], ["C"], ["D"], ["E"], ["F"]], 2: [["B"]], 3: [["C"]]}
windows = st.sampled_from(sorted(WINDOWS))
queues = st.sampled_from("ABC")


@dataclass
class Known:
    """A ticket as the oracle knows it: its place is (lane, place, seq), in microseconds."""

    id: str
    number: str
    queue: str
    seq: int
    arrived: int
    place: int
    claims: bool
    plain: int
    state: str = "waiting"
    window: int | None = None
    only: int | None = None
    calls: int = 0
    moved: bool = False
    lane: int = NORMAL

    @property
    def key(self) -> tuple[int, int, int]:
        """Return what the waiting are ordered by."""
        return self.lane, self.place, self.seq


class HallMachine(RuleBasedStateMachine):
    """Do to the hall and to the oracle the same, and find them equal."""

    backend = SQLITE

    @initialize()
    def open_the_hall(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tinghao-machine-")
        self.place = Place(self.backend, Path(self.folder.name))
        self.small = SmallHall(self.place.hall())
        self.small.open(*WINDOWS)
        self.known: dict[str, Known] = {}
        self.issued: dict[str, int] = defaultdict(int)

    def teardown(self) -> None:
        if hasattr(self, "small"):
            self.small.close()
            self.place.close()
            self.folder.cleanup()

    # -- the oracle's own small rules

    def queue(self, letter: str) -> list[Known]:
        """Return the waiting of a queue in order."""
        return sorted(
            (k for k in self.known.values() if (k.state, k.queue) == ("waiting", letter)), key=lambda k: k.key
        )

    def expected(self, window: int) -> list[Known]:
        """Return whom a window may call, in order."""
        order: list[Known] = []
        for n, tier in enumerate(WINDOWS[window]):
            here = [k for letter in tier for k in self.queue(letter) if k.only is None]
            here += [k for k in self.known.values() if n == 0 and k.state == "waiting" and k.only == window]
            order += sorted(here, key=lambda k: k.key)
        return order

    def standing(self, window: int) -> Known | None:
        """Return the ticket at a window."""
        return next(
            (k for k in self.known.values() if k.window == window and k.state in ("called", "serving")), None
        )

    def back(self, known: Known) -> None:
        """Let a ticket wait again."""
        known.state, known.window, known.calls = "waiting", None, 0

    # -- what people do

    @rule(letter=queues, elderly=st.booleans())
    def a_citizen_takes_a_number(self, letter: str, elderly: bool) -> None:
        def unit(tx: object) -> Ticket:
            return issue_ticket(
                tx,  # type: ignore[arg-type]
                None,
                queue_id=f"q-{letter}",
                item_code=None,
                priority="elderly" if elderly else None,
                language="zh-CN",
            )[0]

        made = self.small.do(unit)
        self.issued[letter] += 1
        assert made.number == f"{letter}{self.issued[letter]:03d}"
        arrived = micros(made.issued_at)
        place = arrived - HEAD_START * elderly
        self.known[made.id] = Known(made.id, made.number, letter, made.seq, arrived, place, elderly, arrived)

    @rule(seconds=st.sampled_from([1, 20, 60, 600, 1000]))
    def time_goes_by(self, seconds: int) -> None:
        self.small.clock.pass_s(seconds)

    @rule(window=windows)
    def a_clerk_presses_next(self, window: int) -> None:
        if self.standing(window) is not None:
            with pytest.raises(Refused, match="ticket_open"):
                self.small.at(window, lambda tx, w: call_next(tx, w, None, None))
            return
        expected = self.expected(window)
        got = self.small.at(window, lambda tx, w: call_next(tx, w, None, None))
        if not expected:
            assert got is None
            return
        assert got is not None and got.ticket.number == expected[0].number
        chosen = expected[0]
        for left in self.queue(chosen.queue):
            if left is not chosen and not left.moved and not chosen.moved and left.only is None:
                assert chosen.arrived - left.arrived <= HEAD_START * chosen.claims, "overtaking has its bound"
        chosen.state, chosen.window, chosen.calls = "called", window, 1

    @precondition(lambda self: any(k.state in ("called", "serving") for k in self.known.values()))
    @rule(
        window=windows, step=st.sampled_from(["recall", "start", "finish", "absent", "requeue", "not_shown"])
    )
    def a_clerk_goes_on(self, window: int, step: str) -> None:
        standing = self.standing(window)
        if standing is None:
            with pytest.raises(Refused, match="no_ticket"):
                self.small.at(window, serve.start)
            return
        called = standing.state == "called"
        if step == "recall":
            why: str | None = None
            try:
                standing.calls = self.small.at(window, recall).calls
            except Refused as refusal:
                why = refusal.code
            assert why in ((None, "recall_too_soon", "recall_limit") if called else ("wrong_state",))
        elif step == "start":
            self._either(called, lambda: self.small.at(window, serve.start))
            standing.state = "serving"
        elif step == "finish":
            self._either(
                not called, lambda: self.small.at(window, lambda tx, w: serve.finish(tx, w, "done", ()))
            )
            standing.state = "called" if called else "done"
        elif step == "absent":
            possible = called and standing.calls >= 2
            self._either(possible, lambda: self.small.at(window, serve.mark_absent))
            standing.state = "absent" if possible else standing.state
        elif step == "requeue":
            self._either(called, lambda: self.small.at(window, serve.requeue))
            if called:
                self.back(standing)
        else:
            possible = called and standing.claims
            self._either(possible, lambda: self.small.at(window, serve.priority_not_shown))
            if possible:
                self.back(standing)
                standing.claims, standing.place = False, standing.plain

    def _either(self, possible: bool, act: object) -> None:
        """Do it if the oracle holds it possible, else see it refused."""
        assert callable(act)
        if possible:
            act()
        else:
            with pytest.raises(Refused):
                act()

    @rule(
        window=windows, letter=queues, position=st.sampled_from(["keep", "front", "back"]), goal=st.booleans()
    )
    def a_clerk_sends_somebody_on(self, window: int, letter: str, position: str, goal: bool) -> None:
        standing = self.standing(window)
        if standing is None:
            return
        first = next(iter(self.queue(letter)), None)
        only = 3 if goal else None
        moved = self.small.at(
            window,
            lambda tx, w: serve.transfer(
                tx,
                w,
                queue_id=f"q-{letter}",
                to_window=f"w-{only}" if only else None,
                position=position,
                note=None,
            ),
        )
        self.back(standing)
        standing.queue, standing.only, standing.moved = letter, only, True
        now = micros(self.small.clock.at)
        if position == "front":
            standing.lane, standing.place = FIRST, first.place - 1 if first else now
            standing.plain = standing.place
        elif position == "back":
            standing.lane, standing.place, standing.plain = NORMAL, now, now
        assert moved.rank == standing.place

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def somebody_gives_up(self, data: st.DataObject) -> None:
        known = self.known[data.draw(st.sampled_from(sorted(self.known)))]
        possible = known.state in ("waiting", "called", "absent")
        self._either(
            possible, lambda: self.small.do(lambda tx: cancel_ticket(tx, find(tx, known.id), "by_staff"))
        )
        if possible:
            known.state, known.window = "cancelled", None

    @precondition(lambda self: any(k.state == "absent" for k in self.known.values()))
    @rule(data=st.data())
    def the_absent_comes_back(self, data: st.DataObject) -> None:
        absent = sorted(k.id for k in self.known.values() if k.state == "absent")
        known = self.known[data.draw(st.sampled_from(absent))]
        before = self.queue(known.queue)
        try:
            back = self.small.do(lambda tx: return_ticket(tx, find(tx, known.id)))
        except Refused as refusal:
            if refusal.code != "return_too_late":
                raise
            return
        self.back(known)
        known.moved = True
        known.lane, known.place, known.plain = back.lane, back.rank, back.rank
        assert self.queue(known.queue).index(known) == min(2, len(before)), "it lets exactly two pass"

    # -- what is always true

    @invariant()
    def the_hall_is_as_the_oracle_says(self) -> None:
        if not hasattr(self, "small"):
            return
        with self.small.store.readers.connect() as conn:
            now = read_now(conn, self.small.hall, self.small.clock.at)
            stored: dict[str, Ticket] = {t.id: t for t in tickets.in_states(conn, list(State))}
            open_spells = (
                "SELECT ticket_id, sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END) FROM spell GROUP BY 1"
            )
            spells = {str(row[0]): row[1] for row in conn.execute(text(open_spells))}
            assert set(stored) == set(self.known), "nothing lost, nothing made up"
            numbers = [t.number for t in stored.values()]
            assert len(numbers) == len(set(numbers)) == sum(self.issued.values())
            for letter in "ABC":
                order = self.queue(letter)
                for ahead, known in enumerate(order):
                    assert turns.people_ahead(conn, stored[known.id], self.small.hall.policy) == ahead, (
                        "people_ahead is exact"
                    )
        for known in self.known.values():
            ticket = stored[known.id]
            assert (ticket.state, ticket.number) == (known.state, known.number)
            assert spells[known.id] == (known.state not in ("done", "cancelled"))
        for window in WINDOWS:
            assert [t.number for t in now.order_for(window_id_of(window))] == [
                k.number for k in self.expected(window)
            ]
            standing = self.standing(window)
            assert now.windows[window_id_of(window)].ticket_id == (standing.id if standing else None)
        held = [w.ticket_id for w in now.windows.values() if w.ticket_id]
        assert len(held) == len(set(held)), "one ticket, one window"


class HallMachineOnPostgreSQL(HallMachine):
    """The same on the other database."""

    backend = POSTGRESQL


def _tested(machine: type[HallMachine], examples: int) -> Any:
    machine.TestCase.settings = settings(
        max_examples=300 if LONG else examples, stateful_step_count=60 if LONG else 30, deadline=None
    )
    return pytest.mark.timeout(3000 if LONG else 90)(machine.TestCase)


TestHallMachine = _tested(HallMachine, 12)
TestHallMachineOnPostgreSQL = _tested(HallMachineOnPostgreSQL, 6)
