"""Waits as the hall's screens and paper get them: from its own windows, its own days and its own order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_server.domain.ids import QueueId
from queue_server.storage import service_times, tickets, windows
from queue_server.use_cases import serve
from queue_server.use_cases.call_next import call_next, recall
from queue_server.use_cases.hall_now import HallNow, read_now
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.outlook import glance, refresh
from queue_server.use_cases.run_window import pause_window
from tests.use_cases.small_hall import SmallHall

DAY = "2026-11-20"
A, B = QueueId("q-A"), QueueId("q-B")


def take(small: SmallHall, queue: str = "q-B", item: str | None = None, priority: str | None = None) -> str:
    return small.do(
        lambda tx: issue_ticket(tx, None, queue_id=queue, item_code=item, priority=priority, language="zh-CN")
    ).ticket.id


def serve_one(small: SmallHall, number: int, seconds: float, *, walk_s: float = 15) -> None:
    small.at(number, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(walk_s)
    small.at(number, serve.start)
    small.clock.pass_s(seconds)
    small.at(number, lambda tx, w: serve.finish(tx, w, "done", ()))


def now(small: SmallHall) -> HallNow:
    with small.store.readers.connect() as conn:
        found = read_now(conn, small.hall, small.clock.now())
        assert found.waits is not None  # all that the waits need is read by now
        return found


def learn(small: SmallHall) -> None:
    small.look(lambda conn: refresh(conn, small.hall, small.clock.now()))


def test_a_queue_whose_windows_are_all_shut_has_no_wait(small: SmallHall) -> None:
    take(small)
    assert now(small).wait(B, 1) is None
    small.open(2)
    assert now(small).wait(B, 1) is not None
    small.at(2, lambda tx, w: pause_window(tx, w, "away"))
    assert now(small).wait(B, 1) is None


def test_a_days_services_walks_turns_and_absences_are_added_up(small: SmallHall) -> None:
    small.open(2)
    for _ in range(3):
        take(small)
    serve_one(small, 2, 300)
    small.clock.pass_s(12)
    serve_one(small, 2, 500)
    small.clock.pass_s(600)
    small.at(2, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(30)
    small.at(2, recall)
    small.clock.pass_s(30)
    small.at(2, serve.mark_absent)
    tally = small.look(lambda conn: service_times.tally_of(conn, DAY))
    ((cell, services),) = tally.services.items()
    assert cell == (B, None) and services.n == 2
    assert services.total == pytest.approx(800, abs=1) and services.squares == pytest.approx(
        340_000, rel=0.01
    )
    assert tally.walks.n == 2 and tally.walks.mean == pytest.approx(15, abs=1)
    assert tally.turns.n == 1 and tally.turns.mean == pytest.approx(12, abs=1), "ten minutes are no turn"
    assert (tally.called, tally.absent) == (3, 1)
    assert small.look(lambda conn: service_times.tally_of(conn, "2026-11-19")).services == {}


def test_a_service_that_the_night_has_ended_is_no_service(small: SmallHall) -> None:
    small.open(2)
    small.clock.pass_s(14 * 3600 + 50 * 60)
    take(small)
    small.at(2, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(40 * 60)
    small.at(2, serve.start)
    small.clock.pass_s(100 * 60)
    small.do(tidy)
    issued, done, _ = small.look(lambda conn: windows.day_figures(conn, DAY))
    assert (issued, done) == (1, 0)
    assert small.look(lambda conn: service_times.tally_of(conn, DAY)).services == {}


def test_a_hall_of_short_services_learns_to_promise_shorter_waits(small: SmallHall) -> None:
    small.open(2)
    for _ in range(4):
        take(small)
    before = now(small).wait(B, 4)
    for _ in range(12):
        take(small)
        serve_one(small, 2, 90)
    learn(small)
    after = now(small).wait(B, 4)
    assert small.hall.lately.learned is not None and small.hall.lately.learned.known == 12
    assert before is not None and after is not None and after["high_s"] < before["high_s"]


def test_days_that_are_over_are_read_once_and_old_ones_forgotten(small: SmallHall) -> None:
    small.open(2)
    take(small)
    serve_one(small, 2, 90)
    learn(small)
    small.clock.pass_s(86_400)
    learn(small)
    assert small.hall.lately.days[DAY].called == 1
    kept = small.hall.lately.days[DAY]
    small.clock.pass_s(86_400)
    learn(small)
    assert small.hall.lately.days[DAY] is kept
    small.clock.pass_s(40 * 86_400)
    learn(small)
    assert DAY not in small.hall.lately.days and small.hall.lately.learned is not None
    assert small.hall.lately.learned.known == 0


def test_with_one_general_window_those_it_serves_first_are_before_everybody_else(small: SmallHall) -> None:
    small.open(1)
    for queue in ("q-A", "q-A", "q-B"):
        take(small, queue)
    waits = now(small).waits
    own, helped = (waits.outlook.wait(q, 0) for q in (A, B))
    assert own is not None and helped is not None
    assert own.mean_s == 0, "the window is free"
    assert helped.mean_s > 700, "two of its own are called before"


def test_the_wait_of_a_ticket_is_the_same_on_paper_and_on_a_screen(small: SmallHall) -> None:
    small.open(2)
    ids = [take(small) for _ in range(5)]
    small.at(2, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(240)
    hall = now(small)
    for ticket_id in ids[1:]:
        ticket = small.look(lambda conn, t=ticket_id: tickets.by_id(conn, t))  # type: ignore[misc]
        assert ticket is not None
        shown = hall.waits.of_ticket(ticket, hall.place_of[ticket_id])
        glanced = small.look(
            lambda conn: glance(conn, small.hall, hall.at, windows.staffing_later(conn)())
        ).of_ticket(ticket, hall.place_of[ticket_id])
        assert shown is not None and shown == glanced


def test_when_nobody_is_called_a_newcomer_is_not_promised_less_than_the_first_has_waited(
    small: SmallHall,
) -> None:
    small.open(2)
    first = take(small)
    small.clock.pass_s(2400)
    hall = now(small)
    found = hall.wait(B, 1)
    assert found is not None and found["high_s"] >= 2400
    head = small.look(lambda conn: tickets.by_id(conn, first))
    own = hall.waits.of_ticket(head, 0) if head else None
    assert own is not None and own["high_s"] <= 600, "the first themselves are next"
    small.open(1)
    small.clock.pass_s(60)
    helped = now(small).wait(B, 1)
    assert helped is not None and helped["high_s"] < 2400, "one more window is open since"


def test_another_class_is_not_bound_by_how_long_the_first_has_waited(small: SmallHall) -> None:
    small.open(2)
    take(small)
    small.clock.pass_s(2400)
    waits = now(small).waits
    ordinary, elderly = waits.of_newcomer(B, 1), waits.of_newcomer(B, 1, head_start_s=900)
    assert ordinary is not None and elderly is not None
    assert elderly["high_s"] < 2400 <= ordinary["high_s"]


def test_a_kept_look_is_dropped_when_a_window_opens_or_time_has_passed(small: SmallHall) -> None:
    for _ in range(4):
        take(small)
    at = small.clock.now()

    def look(after_s: float) -> object:
        return small.look(
            lambda conn: glance(
                conn, small.hall, at + timedelta(seconds=after_s), windows.staffing_later(conn)()
            )
        )

    kept = look(0)
    assert look(0.001) is kept and look(0.1) is not kept
    again = look(0.1005)
    small.open(2)
    assert look(0.1006) is not again
