"""A past day lived again: as it was under the arrangement it had, and otherwise under another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from queue_server.domain.dispatch import Tier
from queue_server.domain.trial import Called, as_it_went, figures
from queue_server.domain.trial_run import live_again
from tests.domain.lived_day import MINUTE, OPENING, QUEUES, WINDOWS, Citizen, Hall, Plan, citizens, plans

A, B, C = QUEUES
ONE, TWO, _ = WINDOWS


@given(plans, citizens)
def test_under_its_own_arrangement_a_day_goes_as_it_went(plan: Plan, came: list[Citizen]) -> None:
    lived = Hall(plan, came).live()
    day = lived.day(plan)
    again = live_again(day, plan.arrangement)
    assert again.calls == [Called(OPENING + at * MINUTE, window, who) for at, window, who in lived.calls]
    went = as_it_went(day)
    assert sorted(again.waits) == sorted(went.waits)
    assert again.windows == {w: work for w, work in went.windows.items() if w in plan.tiers}


def test_of_who_came_first_everybody_is_called_first_where_all_are_alike() -> None:
    """Serve one queue at two windows: the trial calls the same people in the same order at the same windows."""
    came = [Citizen(minute, A, busy) for minute, busy in ((0, 9), (1, 4), (2, 7), (3, 1), (9, 5), (9, 2))]
    tier = (Tier((A,)),)
    plan = Plan({ONE: tier, TWO: tier}, {ONE: [(0, 60)], TWO: [(5, 60)]})
    lived = Hall(plan, came).live()
    again = live_again(lived.day(plan), plan.arrangement)
    assert [call.ticket_id for call in again.calls] == ["t_0", "t_1", "t_2", "t_3", "t_4", "t_5"]
    assert [(call.window_id, call.ticket_id) for call in again.calls] == [c[1:] for c in lived.calls]


def busy_day() -> tuple[Plan, list[Citizen]]:
    """Return a morning on which one window drowns and the other has nothing to do."""
    plan = Plan({ONE: (Tier((A,)),), TWO: (Tier((B,)),)}, {ONE: [(0, 100)], TWO: [(0, 100)]})
    return plan, [Citizen(0, A, 10) for _ in range(8)]


def test_a_window_that_helps_takes_half_of_the_work() -> None:
    plan, came = busy_day()
    day = Hall(plan, came).live().day(plan)
    helping = replace(plan, tiers={**plan.tiers, TWO: (Tier((B,)), Tier((A,)))})
    before, after = live_again(day, plan.arrangement), live_again(day, helping.arrangement)
    assert [before.windows[w].calls for w in (ONE, TWO)] == [8, 0]
    assert [after.windows[w].calls for w in (ONE, TWO)] == [4, 4]
    assert [round(after.windows[w].share, 2) for w in (ONE, TWO)] == [0.4, 0.4]
    was, would_be = figures(before.waits, 1800), figures(after.waits, 1800)
    assert (was.mean_s, was.longest_s, was.p90_s, was.over) == (2100, 4200, 4200, 4)
    assert (would_be.mean_s, would_be.longest_s, would_be.over, would_be.uncalled) == (900, 1800, 0, 0)


def test_who_is_called_by_nobody_waits_to_the_end_and_is_counted() -> None:
    plan, came = busy_day()
    day = Hall(plan, came).live().day(plan)
    nobody = replace(plan, tiers={ONE: (Tier((B,)),), TWO: (Tier((B,)),)})
    found = figures(live_again(day, nobody.arrangement).waits, 1800)
    assert (found.people, found.uncalled, found.mean_s, found.over) == (8, 8, 6000, 8)


def test_a_window_the_day_did_not_have_does_not_work_in_the_trial() -> None:
    plan, came = busy_day()
    day = Hall(plan, came).live().day(plan)
    third = replace(plan, tiers={**plan.tiers, WINDOWS[2]: (Tier((A,)),)})
    after = live_again(day, third.arrangement)
    assert WINDOWS[2] not in after.windows and after.windows[ONE].calls == 8


def test_who_has_given_up_is_not_called_and_who_was_never_called_takes_the_usual_time() -> None:
    plan, came = busy_day()
    day = Hall(plan, came).live().day(plan)
    impatient = [
        replace(
            v,
            stays=(replace(v.stays[0], left=OPENING + 25 * MINUTE, called=None, busy=None, window_id=None),),
        )
        if v.ticket.id == "t_3"
        else v
        for v in day.visitors
    ]
    day = replace(day, visitors=impatient)
    alone = live_again(day, plan.arrangement)
    assert "t_3" not in [call.ticket_id for call in alone.calls]
    assert [w.length for w in alone.waits if w.ticket_id == "t_3"] == [25 * MINUTE]
    helping = replace(plan, tiers={**plan.tiers, TWO: (Tier((B,)), Tier((A,)))})
    helped = live_again(day, helping.arrangement)
    assert Called(OPENING + 10 * MINUTE, TWO, "t_3") in helped.calls
    assert helped.windows[TWO].busy == 40 * MINUTE


def test_people_of_a_queue_that_is_gone_wait_where_their_item_leads_or_are_left_out() -> None:
    plan, came = busy_day()
    day = Hall(plan, came).live().day(plan)
    at_home = replace(day.visitors[0], ticket=replace(day.visitors[0].ticket, item_code="X"))
    day = replace(day, visitors=[at_home, *day.visitors[1:]])
    how = replace(plan.arrangement, queues=frozenset({B, C}), home={"X": B})
    after = live_again(day, how)
    assert [(call.window_id, call.ticket_id) for call in after.calls] == [(TWO, "t_0")]
    assert after.left_out == 7


@settings(max_examples=30)
@given(plans, citizens, plans)
def test_under_any_other_arrangement_nobody_is_called_twice_at_once_or_by_who_does_not_serve_them(
    plan: Plan, came: list[Citizen], other: Plan
) -> None:
    day = Hall(plan, came).live().day(plan)
    how = replace(other.arrangement, policy=plan.policy)
    after = live_again(day, how)
    assert after == live_again(day, how)
    queue_of = {str(v.ticket.id): v.ticket.queue_id for v in day.visitors}
    busy_until = dict.fromkeys(WINDOWS, 0)
    for call in after.calls:
        assert queue_of[call.ticket_id] in {q for tier in how.tiers[call.window_id] for q in tier.queues}
        assert call.at >= busy_until[call.window_id]
        assert any(s.begins <= call.at < s.ends for s in day.shifts if s.window_id == call.window_id)
        busy_until[call.window_id] = call.at + MINUTE
    assert {wait.ticket_id for wait in after.waits} == set(queue_of)
    assert len(after.waits) <= sum(len(v.stays) for v in day.visitors)
