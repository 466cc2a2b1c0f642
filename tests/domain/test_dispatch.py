"""Whom a window calls next, and why each ticket stands where it stands."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dispatch import Tier, in_order, order_key, why
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import Claim, RankRule, Ticket
from tests.domain.factories import MICROS, waiting

HERE, THERE = WindowId("w-1"), WindowId("w-2")
OWN = Tier((QueueId("q-A"), QueueId("q-B")))
HELPED = Tier((QueueId("q-C"),))


def numbers(order: list[Ticket]) -> list[int]:
    """Return the orders of issue."""
    return [t.seq for t in order]


def test_a_window_calls_its_own_queues_by_rank_and_helps_afterwards() -> None:
    tickets = [
        waiting(1, 0, queue="q-C"),
        waiting(2, 5, queue="q-B"),
        waiting(3, 3),
        waiting(4, 1, queue="q-D"),
    ]
    assert numbers(in_order(tickets, (OWN, HELPED), HERE)) == [3, 2, 1]


def test_a_ticket_sent_to_a_window_stands_among_its_own_and_nowhere_else() -> None:
    sent = replace(waiting(1, 0, queue="q-D"), for_window_id=HERE)
    own = waiting(2, 1)
    assert numbers(in_order([own, sent], (OWN, HELPED), HERE)) == [1, 2]
    assert numbers(in_order([own, sent], (OWN, Tier((QueueId("q-D"),))), THERE)) == [2]


def test_equal_ranks_keep_the_order_of_issue() -> None:
    assert numbers(in_order([waiting(3), waiting(1), waiting(2)], (OWN,), HERE)) == [1, 2, 3]


@given(st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=30))
def test_nobody_overtakes_more_than_its_head_start(arrivals: list[tuple[int, bool]]) -> None:
    tickets = [waiting(n, minute, "elderly" if elder else None) for n, (minute, elder) in enumerate(arrivals)]
    order = in_order(tickets, (OWN,), HERE)
    for place, ticket in enumerate(order):
        for overtaken in order[place + 1 :]:
            lead = ticket.rank_base - overtaken.rank_base
            assert lead <= ticket.head_start_s * MICROS
            if not ticket.priority:
                assert order_key(ticket)[0] <= overtaken.rank_base


def test_the_first_and_the_others_in_order_say_so() -> None:
    first, second = waiting(1, 0), waiting(2, 1)
    assert why(first, [first, second]).as_dict() == {"code": "earliest", "params": {}}
    assert why(second, [first, second]).code == "in_order"


def test_a_priority_names_the_first_it_overtook_and_by_how_much() -> None:
    plain, elder, other = waiting(1, 0), waiting(2, 10, "elderly"), waiting(3, 2)
    order = sorted([plain, elder, other], key=order_key)
    assert numbers(order) == [2, 1, 3]
    assert why(elder, order).params == {
        "class": "elderly",
        "minutes": 15,
        "ahead_of": "A001",
        "ahead_minutes": 10,
    }
    assert why(elder, [elder]).params == {"class": "elderly", "minutes": 15}


def test_a_claim_that_awaits_the_desk_is_no_reason() -> None:
    soldier = waiting(1, priority="military")
    assert soldier.claim is Claim.AWAITING_DESK and why(soldier, [soldier]).code == "earliest"


def test_a_returned_and_a_transferred_ticket_say_so() -> None:
    back = replace(waiting(1), rank_rule=RankRule.RETURNED)
    assert why(back, [back]).code == "returned" and "at" in why(back, [back]).params
    for rule in (RankRule.TRANSFERRED, RankRule.FRONT, RankRule.BACK):
        moved = replace(waiting(1), rank_rule=rule)
        assert why(moved, [moved]).code == rule.value
