"""A ticket's spells as stays, the log's facts as shifts, and what a day shows of its clerks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.events import Kind
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.past_day import Shift, Spell, Stay, Visitor, day_of, shifts_of, stays_of
from queue_server.domain.ticket import RankRule, State, Ticket, micros
from tests.domain.factories import NINE, waiting

A, B = QueueId("q-A"), QueueId("q-B")
HERE, THERE = WindowId("w-1"), WindowId("w-2")
START = micros(NINE)
WAITS, CALLED, SERVED, HELD, GONE = State.WAITING, State.CALLED, State.SERVING, State.HELD, State.ABSENT


def at(minute: float) -> int:
    return START + round(minute * 60_000_000)


def length(minutes: float) -> int:
    return at(minutes) - START


def spell(state: State, begins: float, ends: float | None, **more: Any) -> Spell:
    where = {"window_id": HERE if state in (CALLED, SERVED) else None, "queue_id": A, **more}
    return Spell(state=state, started_at=at(begins), ended_at=None if ends is None else at(ends), **where)


def ended(minute: float, **more: Any) -> Ticket:
    return replace(waiting(), ended_at=NINE + timedelta(minutes=minute), **more)


def test_a_plain_visit_is_one_stay() -> None:
    spells = [spell(WAITS, 0, 5), spell(CALLED, 5, 6), spell(SERVED, 6, 14)]
    plain = Stay(A, RankRule.ARRIVAL, at(0), at(5), HERE, length(9))
    assert stays_of(ended(14), spells) == (plain,)


@pytest.mark.parametrize(
    ("spells", "found"),
    [
        pytest.param(
            [
                spell(WAITS, 0, 5),
                spell(CALLED, 5, 7),
                spell(GONE, 7, 20),
                spell(WAITS, 20, 30, reason="returned"),
                spell(CALLED, 30, 31),
                spell(SERVED, 31, 35),
            ],
            [(RankRule.ARRIVAL, 0, 5, 2, 0), (RankRule.RETURNED, 20, 30, 5, 13)],
            id="missed and back",
        ),
        pytest.param(
            [
                spell(WAITS, 0, 5),
                spell(CALLED, 5, 6),
                spell(WAITS, 6, 9, reason="requeued"),
                spell(CALLED, 9, 10),
                spell(SERVED, 10, 12),
            ],
            [(RankRule.ARRIVAL, 0, 9, 3, 0)],
            id="a call taken back",
        ),
        pytest.param(
            [
                spell(WAITS, 0, 5),
                spell(SERVED, 5, 8),
                spell(WAITS, 8, 12, reason="transferred", queue_id=B),
                spell(SERVED, 12, 15, queue_id=B),
            ],
            [(RankRule.ARRIVAL, 0, 5, 3, 0), (RankRule.TRANSFERRED, 8, 12, 3, 0)],
            id="sent on",
        ),
        pytest.param(
            [spell(WAITS, 0, 5), spell(SERVED, 5, 8), spell(HELD, 8, 20), spell(SERVED, 20, 23)],
            [(RankRule.ARRIVAL, 0, 5, 6, 0)],
            id="held in between",
        ),
        pytest.param(
            [
                spell(WAITS, 0, 5),
                spell(SERVED, 5, 8),
                spell(HELD, 8, 20),
                spell(WAITS, 20, 25, reason="requeued"),
                spell(SERVED, 25, 26),
            ],
            [(RankRule.ARRIVAL, 0, 5, 3, 0), (RankRule.TRANSFERRED, 20, 25, 1, 12)],
            id="held, then put back",
        ),
    ],
)
def test_a_visit_is_told_by_its_stays(
    spells: list[Spell], found: list[tuple[RankRule, Any, Any, Any, Any]]
) -> None:
    told = [(s.rule, s.began, s.called, s.busy, s.after) for s in stays_of(ended(40), spells)]
    assert told == [(rule, at(a), at(b), length(c), length(d)) for rule, a, b, c, d in found]


def test_who_gives_up_leaves_and_whom_the_evening_ends_does_not() -> None:
    spells = [spell(WAITS, 0, 30)]
    (gave_up,) = stays_of(ended(30, reason="by_citizen"), spells)
    (closed,) = stays_of(ended(30, reason="day_closed"), spells)
    assert (gave_up.called, gave_up.left) == (None, at(30))
    assert (closed.called, closed.left) == (None, None)


def test_a_service_that_only_the_evening_ended_says_nothing_of_its_length() -> None:
    (stay,) = stays_of(ended(600, reason="day_closed"), [spell(WAITS, 0, 5), spell(SERVED, 5, 600)])
    assert (stay.called, stay.busy) == (at(5), None)


def test_somebody_sent_to_one_window_waits_for_it_and_who_walked_up_does_not_wait() -> None:
    sent = replace(ended(9), for_window_id=THERE)
    assert stays_of(sent, [spell(WAITS, 0, 5), spell(SERVED, 5, 9)])[0].only == THERE
    direct = stays_of(ended(9), [spell(WAITS, 0, 0), spell(SERVED, 0, 9, reason="direct")])[0]
    assert direct.direct and direct.window_id == HERE


def test_shifts_lie_between_the_facts_of_the_log() -> None:
    opened, paused, resumed, closed = (
        Kind.WINDOW_OPENED,
        Kind.WINDOW_PAUSED,
        Kind.WINDOW_RESUMED,
        Kind.WINDOW_CLOSED,
    )
    facts = [(at(5), HERE, opened), (at(7), THERE, closed), (at(20), HERE, paused), (at(30), HERE, resumed)]
    assert shifts_of(facts, at(0), at(60)) == [
        Shift(THERE, at(0), at(7)),
        Shift(HERE, at(5), at(20)),
        Shift(HERE, at(30), at(60)),
    ]


def visit(n: int, came: float, called: float, minutes: float, window: WindowId = HERE) -> Visitor:
    stay = Stay(A, RankRule.ARRIVAL, at(came), at(called), window, length(minutes))
    return Visitor(waiting(n), (stay,))


def test_a_clerks_turn_is_learned_from_those_who_were_there_already() -> None:
    shift = [Shift(HERE, at(0), at(30)), Shift(HERE, at(40), at(90))]
    visits = [
        visit(1, 0, 0, 5),
        visit(2, 1, 6, 4),
        visit(3, 1, 12, 3),
        visit(4, 20, 22, 3),
        visit(5, 24, 41, 1),
    ]
    day = day_of(visits, shift)
    assert day.turns == {
        HERE: length(1.5)
    }  # 1 and 2 minutes; the fourth came later, the fifth had a pause before
    assert day.usual == {A: length(3.2)} and day.usual_else == length(3.2)


def test_a_window_the_log_knows_nothing_of_worked_from_its_first_call_to_its_last() -> None:
    day = day_of([visit(1, 0, 2, 3, THERE), visit(2, 0, 10, 3, THERE)], [Shift(HERE, at(0), at(5))])
    assert day.shifts[1] == Shift(THERE, at(2), at(13) + 1)
    assert day.closing == at(13) + 1
