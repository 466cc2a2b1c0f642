"""The life of a ticket: every state with every command, the guards, and the ranks they leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.commands import (
    Call,
    Cancel,
    CloseDay,
    Command,
    Finish,
    Hold,
    MarkAbsent,
    Recall,
    Release,
    Requeue,
    ResumeHeld,
    Return,
    ServeDirect,
    SetPriority,
    Spot,
    Start,
    TakeOver,
    Transfer,
    WithdrawPriority,
)
from queue_server.domain.errors import Refused
from queue_server.domain.events import Kind
from queue_server.domain.ids import QueueId, SpellId, StaffId, WindowId
from queue_server.domain.life import apply, recall_wait_s
from queue_server.domain.ticket import (
    FIRST,
    NORMAL,
    OPEN_STATES,
    PRIORITY,
    TRANSITIONS,
    Claim,
    RankRule,
    State,
    Ticket,
    micros,
    ranked,
)
from tests.domain.factories import COMMANDS, MICROS, MINUTE, NINE, POLICY, in_state, waiting

LATER = NINE + MINUTE
POSSIBLE = {
    (State.WAITING, Call): State.CALLED,
    (State.WAITING, ServeDirect): State.SERVING,
    (State.WAITING, Transfer): State.WAITING,
    (State.WAITING, Release): State.WAITING,
    (State.WAITING, Cancel): State.CANCELLED,
    (State.WAITING, CloseDay): State.CANCELLED,
    (State.WAITING, SetPriority): State.WAITING,
    (State.CALLED, Recall): State.CALLED,
    (State.CALLED, Start): State.SERVING,
    (State.CALLED, MarkAbsent): State.ABSENT,
    (State.CALLED, Requeue): State.WAITING,
    (State.CALLED, WithdrawPriority): State.WAITING,
    (State.CALLED, Transfer): State.WAITING,
    (State.CALLED, TakeOver): State.CALLED,
    (State.CALLED, Cancel): State.CANCELLED,
    (State.CALLED, CloseDay): State.CANCELLED,
    (State.CALLED, SetPriority): State.CALLED,
    (State.SERVING, Finish): State.DONE,
    (State.SERVING, Hold): State.HELD,
    (State.SERVING, Transfer): State.WAITING,
    (State.SERVING, TakeOver): State.SERVING,
    (State.SERVING, CloseDay): State.CANCELLED,
    (State.HELD, ResumeHeld): State.SERVING,
    (State.HELD, Call): State.CALLED,
    (State.HELD, Requeue): State.WAITING,
    (State.HELD, Transfer): State.WAITING,
    (State.HELD, Cancel): State.CANCELLED,
    (State.HELD, CloseDay): State.CANCELLED,
    (State.ABSENT, Return): State.WAITING,
    (State.ABSENT, Cancel): State.CANCELLED,
    (State.ABSENT, CloseDay): State.CANCELLED,
}


def refused(ticket: Ticket, command: Command, at_minutes: float = 1) -> Refused:
    """Return why a command is refused."""
    with pytest.raises(Refused) as refusal:
        apply(ticket, command, NINE + at_minutes * MINUTE, POLICY)
    return refusal.value


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("state", State)
def test_every_state_takes_exactly_the_commands_of_the_table(state: State, command: Command) -> None:
    ticket = in_state(state, for_window_id=WindowId("w-9")) if state is State.WAITING else in_state(state)
    after = POSSIBLE.get((state, type(command)))
    if after is None:
        before = replace(ticket)
        refusal = refused(ticket, command)
        assert (refusal.code, refusal.status, refusal.params) == ("wrong_state", 409, {"number": "A001"})
        assert ticket == before
        assert type(command) not in TRANSITIONS[state]
    else:
        changed, happened = apply(ticket, command, LATER, POLICY)
        assert changed.state is after is TRANSITIONS[state][type(command)]
        assert (changed.ended_at is None) is (after in OPEN_STATES)
        assert [event.at for event in happened] == [LATER] and happened[0].ticket_id == ticket.id
        assert (changed.id, changed.number, changed.seq, changed.token) == (
            ticket.id,
            ticket.number,
            ticket.seq,
            ticket.token,
        )


def test_the_table_has_every_state_and_these_tests_every_command() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {command for steps in TRANSITIONS.values() for command in steps} == {type(c) for c in COMMANDS}


def test_a_new_ticket_ranks_by_its_arrival_less_its_head_start() -> None:
    plain, elder, soldier = waiting(1), waiting(2, priority="elderly"), waiting(3, priority="military")
    assert plain.rank == plain.rank_base == micros(NINE)
    assert elder.rank == micros(NINE) - 900 * MICROS and elder.claim is Claim.CLAIMED
    assert soldier.rank == micros(NINE) and soldier.claim is Claim.AWAITING_DESK


def test_an_unknown_priority_class_is_refused() -> None:
    with pytest.raises(Refused, match="priority_unknown"):
        waiting(priority="royal")


@pytest.mark.parametrize(("seconds", "left"), [(0, 20), (0.5, 20), (19, 1), (19.001, 1), (20, 0), (400, 0)])
def test_a_recall_waits_whole_seconds_for_the_gap(seconds: float, left: int) -> None:
    called, at = in_state(State.CALLED), NINE + timedelta(seconds=seconds)
    assert recall_wait_s(called, at, POLICY) == left
    if left:
        with pytest.raises(Refused) as refusal:
            apply(called, Recall(), at, POLICY)
        assert (refusal.value.code, refusal.value.params) == ("recall_too_soon", {"wait_s": left})
    else:
        again, (event,) = apply(called, Recall(), at, POLICY)
        assert (again.calls, again.called_at, again.first_called_at) == (3, at, NINE)
        assert event.kind is Kind.TICKET_RECALLED


def test_a_ticket_is_called_no_more_than_the_hall_allows() -> None:
    assert refused(in_state(State.CALLED, calls=3), Recall()).params == {"max_calls": 3}


def test_a_miss_needs_the_halls_number_of_calls() -> None:
    refusal = refused(in_state(State.CALLED, calls=1), MarkAbsent())
    assert (refusal.code, refusal.params) == ("absent_too_soon", {"need": 2, "calls": 1})
    missed, _ = apply(in_state(State.CALLED, calls=2), MarkAbsent(), LATER, POLICY)
    assert (missed.absent_at, missed.reason) == (LATER, "not_come")


def test_a_requeued_ticket_has_its_old_place_and_no_calls() -> None:
    before = in_state(State.CALLED)
    back, _ = apply(before, Requeue(), LATER, POLICY)
    assert (back.rank, back.seq, back.rank_rule) == (before.rank, before.seq, before.rank_rule)
    assert (back.calls, back.window_id, back.called_at, back.reason) == (0, None, None, "requeued")
    assert back.priority == "elderly"


def test_a_withdrawn_priority_falls_back_exactly_to_its_arrival() -> None:
    back, (event,) = apply(in_state(State.CALLED), WithdrawPriority(), LATER, POLICY)
    assert (back.rank, back.priority, back.claim, back.head_start_s) == (micros(NINE), None, None, 0)
    assert back.reason == "priority_not_shown" and event.data == {"was": "elderly"}


@pytest.mark.parametrize("more", [{"priority": None, "claim": None}, {"claim": Claim.CONFIRMED}])
def test_only_an_unshown_claim_can_be_withdrawn(more: dict[str, object]) -> None:
    assert refused(in_state(State.CALLED, **more), WithdrawPriority()).code == "no_priority"


def test_a_missed_ticket_returns_right_behind_the_named_rank() -> None:
    back, _ = apply(in_state(State.ABSENT), Return(Spot(NORMAL, 5_001)), LATER, POLICY)
    assert (back.rank, back.rank_base, back.rank_rule) == (5_001, 5_001, RankRule.RETURNED)
    assert (back.arrived_at, back.reason, back.absent_at, back.calls) == (LATER, "returned", None, 0)
    alone, _ = apply(in_state(State.ABSENT), Return(None), LATER, POLICY)
    assert alone.rank == micros(LATER)


def test_a_missed_ticket_returns_until_the_halls_limit_and_not_later() -> None:
    apply(in_state(State.ABSENT), Return(None), NINE + 30 * MINUTE, POLICY)
    refusal = refused(in_state(State.ABSENT), Return(None), 30.001)
    assert (refusal.code, refusal.params) == ("return_too_late", {"minutes": 30})


@pytest.mark.parametrize(
    ("position", "rule"),
    [("keep", RankRule.TRANSFERRED), ("front", RankRule.FRONT), ("back", RankRule.BACK)],
)
def test_a_transferred_ticket_keeps_its_number_and_takes_the_place_named(
    position: str, rule: RankRule
) -> None:
    before = in_state(State.SERVING)
    front = Spot(FIRST, micros(NINE - 40 * MINUTE))
    command = Transfer(QueueId("q-B"), WindowId("w-4"), position, front, "补材料", items=("AQ02",))
    moved, (event,) = apply(before, command, LATER, POLICY)
    place = {"keep": before.rank, "front": front.rank, "back": micros(LATER)}[position]
    assert (moved.rank, moved.rank_rule, moved.number) == (place, rule, before.number)
    assert (moved.queue_id, moved.for_window_id, moved.note) == ("q-B", "w-4", "补材料")
    assert moved.lane == (FIRST if position == "front" else NORMAL)
    assert event.data["from_queue"] == "q-A" and event.data["rank"] == place
    assert event.data["items"] == ["AQ02"]


@pytest.mark.parametrize("position", ["front", "back"])
def test_a_place_given_by_a_transfer_owes_nothing_to_the_priority(position: str) -> None:
    moved, _ = apply(
        in_state(State.CALLED), Transfer(QueueId("q-B"), None, position, Spot(FIRST, 7)), LATER, POLICY
    )
    called, _ = apply(moved, Call(WindowId("w-2")), LATER, POLICY)
    back, _ = apply(called, WithdrawPriority(), LATER, POLICY)
    assert back.rank == moved.rank, "an unshown document moves nobody who stood there for another reason"
    removed, _ = apply(moved, SetPriority(None, True), LATER, POLICY)
    assert removed.rank == moved.rank


def test_the_front_of_an_empty_queue_is_now() -> None:
    moved, _ = apply(in_state(State.CALLED), Transfer(QueueId("q-B"), None, "front", None), LATER, POLICY)
    assert (moved.lane, moved.rank) == (FIRST, micros(LATER))


def test_a_priority_given_and_removed_leaves_the_rank_as_it_was() -> None:
    before = waiting()
    given, _ = apply(before, SetPriority("elderly", True), LATER, POLICY)
    assert given.rank == before.rank - 900 * MICROS and given.claim is Claim.CONFIRMED
    removed, (event,) = apply(given, SetPriority(None, True, "误选"), LATER, POLICY)
    assert (removed.rank, removed.priority, removed.claim) == (before.rank, None, None)
    assert event.reason == "误选"


def test_a_claim_for_the_desk_counts_once_it_is_confirmed() -> None:
    claimed = waiting(priority="military")
    kept, _ = apply(claimed, SetPriority("military", False), LATER, POLICY)
    assert kept.rank == claimed.rank and kept.claim is Claim.AWAITING_DESK
    confirmed, _ = apply(claimed, SetPriority("military", True), LATER, POLICY)
    assert confirmed.rank == claimed.rank - 600 * MICROS


def test_a_returned_ticket_gains_no_second_head_start() -> None:
    back, _ = apply(in_state(State.ABSENT), Return(Spot(NORMAL, 5_001)), LATER, POLICY)
    again, _ = apply(back, SetPriority("elderly", True), LATER, POLICY)
    assert again.rank == back.rank


def test_a_finished_service_keeps_its_spell_for_the_rating() -> None:
    serving, _ = apply(in_state(State.CALLED), Start(SpellId("s_9")), LATER, POLICY)
    done, (event,) = apply(serving, Finish("accepted", ("AQ01",)), LATER + MINUTE, POLICY)
    assert (done.spell_id, done.outcome, done.ended_at) == ("s_9", "accepted", LATER + MINUTE)
    assert event.data == {"outcome": "accepted", "items": ["AQ01"], "spell_id": "s_9"}


def test_a_miss_needs_the_halls_least_time_too() -> None:
    slow = replace(POLICY, absent_min_s=90)
    called = in_state(State.CALLED)
    with pytest.raises(Refused) as refusal:
        apply(called, MarkAbsent(), NINE + MINUTE, slow)
    assert (refusal.value.code, refusal.value.params) == ("absent_wait", {"wait_s": 30})
    missed, _ = apply(called, MarkAbsent(), NINE + 1.5 * MINUTE, slow)
    assert missed.state is State.ABSENT


def test_a_call_in_the_future_of_a_clock_set_back_holds_nobody_up() -> None:
    called = in_state(State.CALLED)
    earlier = NINE - 60 * MINUTE
    assert recall_wait_s(called, earlier, POLICY) == 0
    apply(called, Recall(), earlier, POLICY)
    apply(called, MarkAbsent(), earlier, replace(POLICY, absent_min_s=600))


def test_a_hall_may_void_a_missed_number_or_count_places() -> None:
    absent = in_state(State.ABSENT)
    with pytest.raises(Refused, match="void_after_missed"):
        apply(absent, Return(None), LATER, replace(POLICY, missed="void"))
    places = replace(POLICY, return_within_places=3)
    with pytest.raises(Refused, match="return_too_many"):
        apply(absent, Return(None, passed=4), LATER, places)
    assert apply(absent, Return(None, passed=3), LATER, places)[0].state is State.WAITING


def test_a_held_ticket_goes_on_in_a_service_of_its_own_anywhere() -> None:
    held, (event,) = apply(in_state(State.SERVING), Hold("copy"), LATER, POLICY)
    assert (held.held_at, held.reason, held.window_id) == (LATER, "copy", "w-1")
    assert event.kind is Kind.TICKET_HELD and event.reason == "copy"
    on, _ = apply(held, ResumeHeld(WindowId("w-2"), SpellId("s_2")), LATER + MINUTE, POLICY)
    assert (on.window_id, on.spell_id, on.started_at, on.held_at) == ("w-2", "s_2", LATER + MINUTE, None)
    called, _ = apply(held, Call(WindowId("w-3"), "resumed"), LATER + MINUTE, POLICY)
    assert (called.calls, called.started_at, called.held_at) == (1, None, None)
    back, _ = apply(held, Requeue(), LATER + MINUTE, POLICY)
    assert (back.rank, back.window_id, back.held_at) == (held.rank, None, None)


def test_a_ticket_sent_to_a_clerk_is_released_into_its_queue_at_the_same_place() -> None:
    sent, _ = apply(
        in_state(State.CALLED),
        Transfer(QueueId("q-A"), None, "keep", None, for_staff_id=StaffId("clerk_2")),
        LATER,
        POLICY,
    )
    free, (event,) = apply(sent, Release(), LATER, POLICY)
    assert (free.for_staff_id, free.for_window_id, free.rank) == (None, None, sent.rank)
    assert event.data["was_for_clerk"] == "clerk_2"
    with pytest.raises(Refused, match="wrong_state"):
        apply(free, Release(), LATER, POLICY)


def test_what_the_day_left_open_is_flagged_and_not_served() -> None:
    closed, (event,) = apply(in_state(State.SERVING), CloseDay(), LATER, POLICY)
    assert (closed.state, closed.reason, closed.outcome) == (State.CANCELLED, "day_closed", None)
    assert (event.reason, event.data["was"]) == ("day_closed", "serving")


def test_another_policy_gives_a_waiting_ticket_another_lane_and_back() -> None:
    elder, plain = waiting(priority="elderly"), waiting()
    turns = replace(POLICY, order="interleave")
    assert (ranked(elder, turns).lane, ranked(elder, turns).rank) == (PRIORITY, micros(NINE))
    assert ranked(ranked(elder, turns), POLICY) == elder
    assert ranked(plain, turns) == plain
    first = replace(POLICY, classes=tuple(replace(c, absolute=True) for c in POLICY.classes))
    assert (ranked(elder, first).lane, ranked(elder, first).rank) == (FIRST, micros(NINE))
    returned = replace(elder, rank_rule=RankRule.RETURNED, rank=7, rank_base=7)
    assert ranked(returned, turns) == returned


def test_who_stands_in_a_lane_that_takes_turns_is_not_left_there_when_the_hall_takes_none() -> None:
    turns = replace(POLICY, order="interleave")
    behind_an_elder = Return(Spot(PRIORITY, micros(NINE)))
    returned, _ = apply(in_state(State.ABSENT), behind_an_elder, LATER, turns)
    assert (returned.lane, ranked(returned, turns)) == (PRIORITY, returned)
    free, _ = apply(returned, SetPriority(None, False, "plan_changed"), LATER, POLICY)
    assert (free.lane, free.rank, free.rank_rule) == (NORMAL, returned.rank, RankRule.RETURNED)
    held = replace(in_state(State.HELD), lane=PRIORITY, rank=micros(NINE), head_start_s=0)
    back, _ = apply(held, Requeue(), LATER, POLICY)
    assert (back.lane, back.rank) == (NORMAL, micros(NINE) - 900 * MICROS)
    for position in ("keep", "back"):
        moved, _ = apply(held, Transfer(QueueId("q-B"), None, position, None), LATER, POLICY)
        assert moved.lane == NORMAL


@pytest.mark.parametrize("first", ["front", "back", "returned"])
def test_a_place_given_in_one_queue_is_not_carried_into_another(first: str) -> None:
    if first == "returned":
        placed, _ = apply(in_state(State.ABSENT), Return(Spot(FIRST, 7)), LATER, POLICY)
    else:
        command = Transfer(QueueId("q-B"), None, first, Spot(FIRST, 7))
        placed, _ = apply(in_state(State.CALLED), command, LATER, POLICY)
    moved, _ = apply(placed, Transfer(QueueId("q-C"), None, "keep", None), LATER + MINUTE, POLICY)
    arrived = LATER if first == "returned" else NINE
    assert (moved.lane, moved.rank_base) == (NORMAL, micros(arrived)), "by its own arrival"
    assert moved.rank == micros(arrived) - 900 * MICROS and moved.rank_rule is RankRule.TRANSFERRED


def test_the_back_is_behind_the_last_arrival_whatever_the_clock_says() -> None:
    last = micros(LATER + 60 * MINUTE)
    command = Transfer(QueueId("q-B"), None, "back", None, least=last + 1)
    moved, _ = apply(in_state(State.CALLED), command, LATER, POLICY)
    assert (moved.rank, moved.lane) == (last + 1, NORMAL)
