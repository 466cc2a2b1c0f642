"""Whom a window calls next, and why each ticket stands where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain import dispatch
from queue_server.domain.commands import Spot
from queue_server.domain.dispatch import STEP, Tier, in_order, in_turn, why_in
from queue_server.domain.ids import QueueId, StaffId, WindowId
from queue_server.domain.policy import Policy
from queue_server.domain.ticket import FIRST, NORMAL, PRIORITY, Claim, RankRule, Ticket, order_key, ranked
from tests.domain.factories import MICROS, POLICY, waiting

HERE, THERE = WindowId("w-1"), WindowId("w-2")
OWN = Tier((QueueId("q-A"), QueueId("q-B")))
HELPED = Tier((QueueId("q-C"),))
TURNS = replace(POLICY, order="interleave", interleave_normal=2)
ABSOLUTE = replace(POLICY, classes=tuple(replace(c, absolute=c.code == "military") for c in POLICY.classes))
arrivals = st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=30)


def numbers(order: list[Ticket]) -> list[int]:
    """Return the orders of issue."""
    return [t.seq for t in order]


def by_queue(tickets: list[Ticket], policy: Policy = POLICY) -> dict[QueueId, list[Ticket]]:
    """Return each queue's tickets in turn."""
    found: dict[QueueId, list[Ticket]] = {}
    for ticket in sorted(tickets, key=order_key):
        found.setdefault(ticket.queue_id, []).append(ticket)
    return {queue: in_turn(order, policy) for queue, order in found.items()}


def came(arrived: list[tuple[int, bool]], policy: Policy) -> list[Ticket]:
    """Return tickets of those who came at a minute, elderly or not, sorted as the storage does."""
    made = [waiting(n, minute, "elderly" if elder else None) for n, (minute, elder) in enumerate(arrived)]
    return sorted((ranked(t, policy) for t in made), key=order_key)


def test_a_window_calls_its_own_queues_by_rank_and_helps_afterwards() -> None:
    tickets = [
        waiting(1, 0, queue="q-C"),
        waiting(2, 5, queue="q-B"),
        waiting(3, 3),
        waiting(4, 1, queue="q-D"),
    ]
    assert numbers(in_order(by_queue(tickets), (OWN, HELPED))) == [3, 2, 1]


def test_a_ticket_sent_to_a_window_or_its_clerk_stands_among_its_own_and_nowhere_else() -> None:
    to_window = replace(waiting(1, 0, queue="q-D"), for_window_id=HERE)
    to_clerk = replace(waiting(3, 2, queue="q-D"), for_staff_id=StaffId("clerk_1"))
    own = waiting(2, 1)
    queues = by_queue([t for t in (own, to_window, to_clerk) if not dispatch.sent_away(t)])
    sent = [t for t in (to_window, to_clerk) if dispatch.sent_to(t, HERE, "clerk_1")]
    assert numbers(in_order(queues, (OWN, HELPED), sent)) == [1, 2, 3]
    assert not dispatch.sent_to(to_clerk, HERE, None) and not dispatch.sent_to(own, HERE, None)
    assert numbers(in_order(queues, (OWN, Tier((QueueId("q-D"),))))) == [2]


def test_equal_ranks_keep_the_order_of_issue() -> None:
    assert numbers(in_order(by_queue([waiting(3), waiting(1), waiting(2)]), (OWN,))) == [1, 2, 3]


@given(arrivals)
def test_nobody_overtakes_more_than_its_head_start(arrived: list[tuple[int, bool]]) -> None:
    order = in_turn(came(arrived, POLICY), POLICY)
    for place, ticket in enumerate(order):
        for overtaken in order[place + 1 :]:
            lead = ticket.rank_base - overtaken.rank_base
            assert lead <= ticket.head_start_s * MICROS


@given(arrivals, st.sampled_from([POLICY, TURNS, ABSOLUTE]), st.integers(0, 5))
def test_those_of_a_class_stay_in_the_order_they_came(
    arrived: list[tuple[int, bool]], policy: Policy, run: int
) -> None:
    order = in_turn(came(arrived, policy), policy, run)
    assert sorted(numbers(order)) == list(range(len(arrived))), "nobody is lost and nobody twice"
    for elderly in (True, False):
        of_class = [(t.rank_base, t.seq) for t in order if (t.priority is not None) is elderly]
        assert of_class == sorted(of_class)


@given(arrivals, st.integers(1, 4), st.integers(0, 6))
def test_a_priority_has_its_turn_after_every_n_others(
    arrived: list[tuple[int, bool]], every: int, run: int
) -> None:
    policy = replace(TURNS, interleave_normal=every)
    since, left = min(run, every), Counter(elder for _, elder in arrived)
    for ticket in in_turn(came(arrived, policy), policy, run):
        elder = ticket.lane == PRIORITY
        if left[True] and left[False]:
            assert elder is (since >= every), "neither starves: each has its turn while both wait"
        left[elder] -= 1
        since = 0 if elder else since + 1


@given(arrivals, st.sampled_from([POLICY, TURNS, ABSOLUTE]), st.integers(0, 5))
def test_the_people_ahead_are_counted_without_listing_them(
    arrived: list[tuple[int, bool]], policy: Policy, run: int
) -> None:
    sorted_waiting = came(arrived, policy)
    counts = Counter(t.lane for t in sorted_waiting)
    for ahead, ticket in enumerate(in_turn(sorted_waiting, policy, run)):
        place = sum(order_key(t) < order_key(ticket) for t in sorted_waiting if t.lane == ticket.lane)
        if policy.order == "interleave" or ticket.lane == FIRST:
            assert dispatch.ahead_in_turn(ticket.lane, place, counts, policy, run) == ahead
        others = [t for t in sorted_waiting if t is not ticket and order_key(t) < order_key(ticket)]
        if policy.order != "interleave":
            assert len(others) == ahead


@given(arrivals, st.sampled_from([POLICY, TURNS, ABSOLUTE]), st.integers(0, 5), st.booleans())
def test_somebody_new_would_wait_behind_as_many_as_it_then_does(
    arrived: list[tuple[int, bool]], policy: Policy, run: int, elder: bool
) -> None:
    before = came(arrived, policy)
    new = ranked(waiting(99, 121, "elderly" if elder else None), policy)
    order = in_turn(sorted([*before, new], key=order_key), policy, run)
    assert dispatch.ahead_of_new(before, (new.lane, new.rank), policy, run) == order.index(new)


@given(arrivals, st.sampled_from([POLICY, TURNS, ABSOLUTE]), st.integers(0, 5), st.integers(0, 6))
def test_whoever_returns_lets_exactly_the_halls_number_pass(
    arrived: list[tuple[int, bool]], policy: Policy, run: int, after: int
) -> None:
    before = came(arrived, policy)
    spot = dispatch.spot_behind(in_turn(before, policy, run)[: after + 1], after)
    if spot is None:
        assert not before
        return
    back = replace(waiting(99), rank_rule=RankRule.RETURNED, lane=spot.lane, rank=spot.rank)
    minutes = [t.rank for t in before]
    order = in_turn(sorted([*before, back], key=order_key), policy, run)
    if len(set(minutes)) == len(minutes):  # of two who came in one instant nobody stands between
        assert order.index(back) == min(after, len(before))


@given(arrivals, st.sampled_from([POLICY, TURNS, ABSOLUTE]), st.integers(0, 5))
def test_calling_one_after_another_follows_the_order_that_was_shown(
    arrived: list[tuple[int, bool]], policy: Policy, run: int
) -> None:
    left, called = came(arrived, policy), []
    shown = numbers(in_turn(left, policy, run))
    lanes = [NORMAL] * run
    while left:
        heads = {t.lane: t for t in reversed(left)}
        chosen = dispatch.next_of(heads, policy, dispatch.run_of(lanes))
        assert chosen is not None
        called.append(chosen.seq)
        left.remove(chosen)
        lanes.insert(0, chosen.lane)
    assert called == shown


def test_an_absolute_class_stands_before_everybody() -> None:
    soldier = replace(waiting(3, 60, "military"), claim=Claim.CONFIRMED)
    made = [ranked(t, ABSOLUTE) for t in (waiting(1, 0), waiting(2, 50, "elderly"), soldier)]
    order = in_turn(sorted(made, key=order_key), ABSOLUTE)
    assert numbers(order) == [3, 1, 2] and order[0].lane == FIRST
    assert why_in(order[0], order, ABSOLUTE).as_dict() == {
        "code": "absolute",
        "params": {"class": "military", "ahead_of": "A001", "ahead_minutes": 60},
    }


def test_the_front_of_a_queue_is_before_all_lanes() -> None:
    soldier = ranked(replace(waiting(3, 60, "military"), claim=Claim.CONFIRMED), ABSOLUTE)
    assert dispatch.front_of(None) is None
    assert dispatch.front_of(soldier) == Spot(FIRST, soldier.rank - STEP)
    assert dispatch.front_of(waiting(1)) == Spot(FIRST, waiting(1).rank - STEP)


def test_the_first_and_the_others_in_order_say_so() -> None:
    first, second = waiting(1, 0), waiting(2, 1)
    assert why_in(first, [first, second], POLICY).as_dict() == {"code": "earliest", "params": {}}
    assert why_in(second, [first, second], POLICY).code == "in_order"


def test_a_priority_names_the_first_it_overtook_and_by_how_much() -> None:
    plain, elder, other = waiting(1, 0), waiting(2, 10, "elderly"), waiting(3, 2)
    order = sorted([plain, elder, other], key=order_key)
    assert numbers(order) == [2, 1, 3]
    assert why_in(elder, order, POLICY).params == {
        "class": "elderly",
        "minutes": 15,
        "ahead_of": "A001",
        "ahead_minutes": 10,
    }
    assert why_in(elder, [elder], POLICY).params == {"class": "elderly", "minutes": 15}
    turn = ranked(elder, TURNS)
    assert why_in(turn, [turn], TURNS).as_dict() == {
        "code": "interleaved",
        "params": {"class": "elderly", "normal": 2},
    }


def test_a_claim_that_awaits_the_desk_is_no_reason() -> None:
    soldier = waiting(1, priority="military")
    assert soldier.claim is Claim.AWAITING_DESK and why_in(soldier, [soldier], POLICY).code == "earliest"


def test_a_returned_a_booked_and_a_transferred_ticket_say_so() -> None:
    back = replace(waiting(1), rank_rule=RankRule.RETURNED)
    assert why_in(back, [back], POLICY).code == "returned"
    assert why_in(back, [back], POLICY).params["after"] == POLICY.return_after
    booked = replace(waiting(1), rank_rule=RankRule.BOOKED, booked_at=waiting(1).issued_at)
    assert why_in(booked, [booked], POLICY).code == "booked"
    for rule in (RankRule.TRANSFERRED, RankRule.FRONT, RankRule.BACK):
        moved = replace(waiting(1), rank_rule=rule)
        assert why_in(moved, [moved], POLICY).code == rule.value
