"""Whoever waits is called in the end, whatever was changed, closed or set back meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from queue_server.domain.ticket import Ticket
from queue_server.hall import window_id_of
from queue_server.storage import plans
from queue_server.use_cases import run_window, serve
from queue_server.use_cases.call_next import call_chosen, call_next, recall
from queue_server.use_cases.change_plan import Wish, change_plan
from queue_server.use_cases.change_ticket import return_ticket
from queue_server.use_cases.hall_now import read_now
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from queue_server.use_cases.runner import Tx
from tests.use_cases.small_hall import SmallHall


def take(small: SmallHall, priority: str | None = None, queue: str = "A") -> str:
    """Take a number and return its id."""
    small.clock.pass_s(10)
    wish: dict[str, Any] = {"queue_id": f"q-{queue}", "item_code": None, "priority": priority}
    return small.do(lambda tx: issue_ticket(tx, None, **wish, language="zh-CN")[0].id)


def decide(small: SmallHall, **settings: Any) -> None:
    """Have these settings in force from now on."""

    def unit(tx: Tx) -> None:
        plan = tx.hall.plan
        after = replace(plan, settings=replace(plan.settings, **settings))
        change_plan(tx, Wish(plans.last_version(tx.conn), plan, after, "now"))

    small.do(unit, "manager")


def call(small: SmallHall, window: int = 1) -> str | None:
    """Press *next* and return whom it calls."""
    called = small.at(window, lambda tx, w: call_next(tx, w, None, None))
    return called.ticket.id if called else None


def miss(small: SmallHall, window: int = 1) -> None:
    """Call again and mark absent."""
    small.clock.pass_s(20)
    small.at(window, recall)
    small.at(window, serve.mark_absent)


def hold(small: SmallHall, window: int = 1) -> None:
    """Begin and set aside."""
    small.at(window, serve.start)
    small.at(window, lambda tx, w: serve.hold(tx, w, "copy"))


def send(small: SmallHall, position: str, **goal: str) -> None:
    """Send the citizen of the first window on."""
    to: dict[str, Any] = {"queue_id": None, "to_window": None, "to_clerk": None, **goal}
    small.at(1, lambda tx, w: serve.transfer(tx, w, **to, position=position, note=None))


def all_called(small: SmallHall) -> list[str]:
    """Serve one after the other and return who came."""
    found = []
    while (called := call(small)) is not None:
        small.at(1, serve.start)
        small.at(1, lambda tx, w: serve.finish(tx, w, "done", ()))
        found.append(called)
    return found


def stored(small: SmallHall, ticket_id: str) -> Ticket:
    """Return a ticket as it is stored."""
    return small.do(lambda tx: find(tx, ticket_id))


def come_back(small: SmallHall, ticket_id: str) -> None:
    """Return to the desk."""
    small.do(lambda tx: return_ticket(tx, find(tx, ticket_id)), "guide")


def test_a_hall_that_stops_taking_turns_calls_whom_it_had_given_a_turn(small: SmallHall) -> None:
    small.open(1)
    decide(small, order="interleave", return_after=0)
    held, missed, waiting = (take(small, "elderly") for _ in range(3))
    assert call(small) == held
    hold(small)
    assert call(small) == missed
    miss(small)
    come_back(small, missed)
    decide(small, order="effective_arrival")
    come_back(small, held)
    assert sorted(all_called(small)) == sorted((held, missed, waiting))


@pytest.mark.parametrize("goal", [{"to_window": "w-2"}, {"to_clerk": "clerk_2"}])
@pytest.mark.parametrize("set_aside", [miss, hold])
def test_who_comes_back_to_a_window_that_has_closed_waits_for_any_other(
    small: SmallHall, goal: dict[str, str], set_aside: Callable[[SmallHall, int], None]
) -> None:
    small.open(1, 2)
    ticket = take(small)
    assert call(small) == ticket
    send(small, "keep", **goal)
    assert call(small, 2) == ticket
    set_aside(small, 2)
    small.at(2, run_window.close_window)
    come_back(small, ticket)
    back = stored(small, ticket)
    assert (back.for_window_id, back.for_staff_id) == (None, None)
    assert call(small) == ticket


def test_who_comes_back_while_their_window_is_open_waits_for_it_still(small: SmallHall) -> None:
    small.open(1, 2)
    ticket = take(small)
    assert call(small) == ticket
    send(small, "keep", to_window="w-2")
    assert call(small, 2) == ticket
    small.at(2, serve.requeue)
    assert stored(small, ticket).for_window_id == "w-2"
    assert (call(small), call(small, 2)) == (None, ticket)


def test_the_back_of_a_queue_is_its_back_after_the_clock_was_set_back(small: SmallHall) -> None:
    small.open(1)
    first, *others = (take(small) for _ in range(3))
    assert call(small) == first
    small.clock.pass_s(-3600)
    send(small, "back", queue_id="q-A")
    later = take(small)
    assert all_called(small) == [*others, first, later]


def test_the_front_of_one_queue_is_not_the_front_of_the_next(small: SmallHall) -> None:
    small.open(1)
    ticket = take(small)
    assert call(small) == ticket
    send(small, "front", queue_id="q-A")
    assert call(small) == ticket
    small.clock.pass_s(-600)
    first_there = take(small, queue="B")
    small.clock.pass_s(900)
    later_there = take(small, queue="B")
    send(small, "keep", queue_id="q-B")
    with small.store.readers.connect() as conn:
        now = read_now(conn, small.hall, small.clock.at)
        order = [t.id for t in now.waiting_of[stored(small, ticket).queue_id]]
    assert order == [first_there, ticket, later_there], "by their own arrival"


@pytest.mark.parametrize("how", ["sent to the front", "come while the clock was set back"])
def test_whoever_returns_finds_room_behind_the_first_however_close_they_stand(
    small: SmallHall, how: str
) -> None:
    small.open(1)
    decide(small, return_after=1)
    take(small)
    small.clock.pass_s(-3600)
    second, first, missed = (take(small) for _ in range(3))
    if how == "sent to the front":
        goal: dict[str, Any] = {"queue_id": "q-A", "to_window": None, "position": "front", "note": None}
        for each in (second, first):
            small.do(lambda tx, each=each: serve.send_waiting_on(tx, find(tx, each), **goal), "guide")  # type: ignore[misc]
    else:
        assert call(small) is not None
        small.at(1, serve.start)
        small.at(1, lambda tx, w: serve.finish(tx, w, "done", ()))
        first, second = second, first
    small.at(1, lambda tx, w: call_chosen(tx, w, missed, "急"))
    miss(small)
    come_back(small, missed)
    assert all_called(small)[:3] == [first, missed, second]


def test_who_is_shown_first_is_who_is_called_though_another_is_sent_elsewhere(small: SmallHall) -> None:
    small.open(1, 2)
    decide(small, order="interleave", interleave_normal=1)
    sent, elder, normal = take(small, "elderly"), take(small, "elderly"), take(small)
    assert call(small) == normal, "nobody had a turn before the first other"
    small.at(1, serve.start)
    small.at(1, lambda tx, w: serve.finish(tx, w, "done", ()))
    next_normal = take(small)
    small.do(
        lambda tx: serve.send_waiting_on(
            tx,
            find(tx, sent),
            queue_id="q-A",
            to_window="w-2",
            position="keep",
            note=None,
        ),
        "guide",
    )
    with small.store.readers.connect() as conn:
        now = read_now(conn, small.hall, small.clock.at)
        shown = [t.id for t in now.order_for(window_id_of(1))]
    assert shown == [elder, next_normal]
    assert call(small) == elder


@pytest.mark.parametrize("after", [0, 1])
def test_the_call_that_was_missed_gives_nobody_a_turn(small: SmallHall, after: int) -> None:
    small.open(1)
    decide(small, order="interleave", interleave_normal=1, return_after=after)
    missed, other, elder = take(small), take(small), take(small, "elderly")
    assert call(small) == missed
    miss(small)
    come_back(small, missed)
    called = all_called(small)
    assert called.index(missed) == after
    assert sorted(called) == sorted((missed, other, elder))
