"""What the tables promise: figures without gaps, one truth per ticket, and data as it was written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bench.cluster import shared_cluster
from bench.past import fill
from queue_server.domain.commands import Call
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.life import apply
from queue_server.domain.ticket import FIRST, NORMAL, State, Ticket
from queue_server.storage import engine, tickets, windows
from queue_server.storage.engine import check_integrity
from queue_server.store import open_store
from tests.databases import Place, on_postgresql, on_sqlite
from tests.domain.factories import NINE, POLICY, in_state, waiting
from tests.use_cases.small_hall import SmallHall

DAY = "2026-11-20"


@on_sqlite
def test_the_writer_keeps_every_commit_on_disk(small: SmallHall) -> None:
    with small.store.writer.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@on_postgresql
def test_the_writer_waits_for_the_disk_whatever_the_cluster_says(small: SmallHall) -> None:
    shared_cluster().sql("ALTER ROLE tinghao SET synchronous_commit = off")
    try:
        small.store.writer.dispose()  # its next connection is a new one
        with small.store.writer.connect() as conn:
            assert conn.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert conn.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"
    finally:
        shared_cluster().sql("ALTER ROLE tinghao RESET synchronous_commit")


def test_a_reader_sees_one_moment_and_writes_nothing(small: SmallHall) -> None:
    with small.store.readers.connect() as conn:
        before = conn.execute(text("SELECT count(*) FROM ticket")).scalar()
        small.do(lambda tx: tickets.add(tx.conn, waiting()))
        assert conn.execute(text("SELECT count(*) FROM ticket")).scalar() == before
    assert small.look(lambda conn: conn.execute(text("SELECT count(*) FROM ticket")).scalar()) == 1


def test_figures_run_per_queue_and_day_without_a_gap(small: SmallHall) -> None:
    def draw(day: str, queue: str) -> int:
        return small.do(lambda tx: tickets.next_value(tx.conn, day, QueueId(queue), 5))[0]

    assert [draw(DAY, "q-A") for _ in range(3)] == [1, 2, 3]
    assert (draw(DAY, "q-B"), draw("2026-11-21", "q-A"), draw(DAY, "q-A")) == (1, 1, 4)


@pytest.mark.parametrize("state", State)
def test_a_ticket_is_read_as_it_was_written(small: SmallHall, state: State) -> None:
    written = small.do(lambda tx: tickets.add(tx.conn, in_state(state, note="补材料 😀")))
    read = small.look(lambda conn: tickets.by_id(conn, written.id))
    assert read is not None
    for field in fields(Ticket):
        assert getattr(read, field.name) == getattr(written, field.name), field.name
        assert type(getattr(read, field.name)) is type(getattr(written, field.name)), field.name


def test_of_two_writers_with_the_same_old_state_one_wins(small: SmallHall) -> None:
    before = small.do(lambda tx: tickets.add(tx.conn, waiting()))
    one, _ = apply(before, Call(WindowId("w-1")), NINE, POLICY)
    other, _ = apply(before, Call(WindowId("w-2")), NINE, POLICY)
    assert small.do(lambda tx: tickets.save(tx.conn, before, one)) is True
    assert small.do(lambda tx: tickets.save(tx.conn, before, other)) is False
    read = small.look(lambda conn: tickets.by_id(conn, before.id))
    assert read is not None and read.window_id == "w-1"


def test_a_number_is_given_once_a_day_whatever_the_program_does(small: SmallHall) -> None:
    small.do(lambda tx: tickets.add(tx.conn, waiting(1)))
    with pytest.raises(IntegrityError):
        small.do(lambda tx: tickets.add(tx.conn, replace(waiting(2), number="A001")))
    small.do(lambda tx: tickets.add(tx.conn, replace(waiting(3), number="A001", business_day="2026-11-21")))


def test_the_waiting_are_read_by_rank_then_issue_and_counted_alike(small: SmallHall) -> None:
    made = [waiting(1, 2), waiting(2, 1), waiting(3, 20, "elderly"), waiting(4, 3, queue="q-B")]
    stored = [small.do(lambda tx, t=t: tickets.add(tx.conn, t)) for t in made]  # type: ignore[misc]
    order = [t for t in small.look(lambda conn: tickets.waiting(conn, DAY)) if t.queue_id == "q-A"]
    assert [t.number for t in order] == ["A002", "A001", "A003"]
    for ahead, ticket in enumerate(order):
        assert small.look(lambda conn, t=ticket: tickets.before(conn, t)) == ahead  # type: ignore[misc]
    heads = small.look(
        lambda conn: tickets.heads_of(conn, [QueueId("q-A"), QueueId("q-F")], DAY, (FIRST, NORMAL))
    )
    assert {q: {lane: t.number for lane, t in of.items()} for q, of in heads.items()} == {
        "q-A": {NORMAL: "A002"},
        "q-F": {},
    }
    front = small.look(lambda conn: tickets.first_in_turn(conn, QueueId("q-A"), DAY, 2))
    assert [t.number for t in front] == ["A002", "A001"]
    assert len(stored) == 4


def test_an_arrival_never_ranks_before_the_last_one_of_its_queue(small: SmallHall) -> None:
    def arrive(arrival: int) -> int:
        return small.do(lambda tx: tickets.next_value(tx.conn, DAY, QueueId("q-A"), arrival))[1]

    assert [arrive(at) for at in (100, 200, 150, 150, 9_000)] == [100, 200, 1_200, 2_200, 9_000]


LOOKED_INTO = {
    "the head of a lane": "ticket_in_turn",
    "those who wait before a ticket": "ticket_in_turn",
    "whom a ticket overtook": "ticket_in_turn",
    "the lanes of the last calls": "ticket_first_called",
    "what earlier days left open": "ticket_open",
    "what was sent to a window or a clerk": "ticket_sent",
}


def ask(what: str, conn: Connection, ticket: Ticket) -> None:
    """Ask one of the questions on the way of a call."""
    questions: dict[str, Callable[[], object]] = {
        "the head of a lane": lambda: tickets.heads_of(conn, [QueueId("q-A")], DAY, (FIRST, NORMAL)),
        "those who wait before a ticket": lambda: tickets.before(conn, ticket),
        "whom a ticket overtook": lambda: tickets.first_overtaken(conn, ticket),
        "the lanes of the last calls": lambda: tickets.last_lanes(conn, QueueId("q-A"), DAY, 2),
        "what earlier days left open": lambda: tickets.before_day(conn, DAY),
        "what was sent to a window or a clerk": lambda: tickets.sent_to(
            conn, WindowId("w-1"), "clerk_1", DAY
        ),
    }
    questions[what]()


def plan_of(small: SmallHall, what: str, ticket: Ticket, explain: str) -> list[str]:
    """Return the lines of the plan of a question's statements."""
    plan: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = conn.connection.driver_connection.execute(f"{explain} {statement}", parameters)
            plan.extend(str(row[-1]) for row in rows)

    event.listen(small.store.readers, "before_cursor_execute", note)
    small.look(lambda conn: ask(what, conn, ticket))
    return plan


@on_sqlite
@pytest.mark.parametrize("what", LOOKED_INTO)
def test_a_question_on_the_way_of_a_call_looks_into_its_index(small: SmallHall, what: str) -> None:
    index = LOOKED_INTO[what]
    a_ticket = small.do(lambda tx: tickets.add(tx.conn, waiting()))
    plan = plan_of(small, what, a_ticket, "EXPLAIN QUERY PLAN")
    looks = [step for step in plan if step.startswith(("SEARCH", "SCAN ticket"))]
    assert looks and all("SEARCH" in step and index in step for step in looks), plan
    in_order = not any("TEMP B-TREE" in step for step in plan)
    assert in_order or index == "ticket_sent", "the index gives the order, but of the few who were sent"


@on_postgresql
@pytest.mark.parametrize("past", [0, 5000])
def test_postgresql_looks_into_them_too_whatever_its_statistics_say(small: SmallHall, past: int) -> None:
    if past:
        fill(small.url, past)  # and look: of all that is known now, nobody waits
    a_queue = [waiting(n, n / 100) for n in range(1, 500)]
    a_ticket = small.do(lambda tx: [tickets.add(tx.conn, ticket) for ticket in a_queue])[-1]
    for what, index in LOOKED_INTO.items():
        plan = plan_of(small, what, a_ticket, "EXPLAIN")
        scans = [step for step in plan if "Scan" in step]
        assert scans and all(f"using {index} " in step or f" on {index} " in step for step in scans), (
            f"{what}: {plan}"
        )


def test_times_are_kept_to_the_microsecond_and_come_back_aware(small: SmallHall) -> None:
    at = NINE.replace(microsecond=123_457)
    written = small.do(lambda tx: tickets.add(tx.conn, replace(waiting(), issued_at=at)))
    read = small.look(lambda conn: tickets.by_id(conn, written.id))
    assert read is not None and read.issued_at == at and read.issued_at.tzinfo is not None


def test_a_store_opens_again_with_its_hall_and_is_whole(small: SmallHall) -> None:
    small.do(lambda tx: tickets.add(tx.conn, waiting()))
    again = open_store(small.url)
    assert again.hall is not None and again.hall.plan == small.hall.plan
    again.close()
    assert check_integrity(small.url) == check_integrity(small.url, quick=True) == "ok"


def test_no_password_and_no_token_lies_in_the_database(small: SmallHall, place: Place) -> None:
    assert small.look(lambda conn: conn.execute(text("SELECT count(*) FROM staff")).scalar()) == 8
    found = place.stored_bytes(small.url)
    assert b"clerk_1" in found
    assert b"secret-enough" not in found


def test_an_absent_ticket_of_yesterday_is_left_over(small: SmallHall) -> None:
    small.do(lambda tx: tickets.add(tx.conn, waiting()))
    assert [t.number for t in small.look(lambda conn: tickets.before_day(conn, "2026-11-21"))] == ["A001"]
    assert not small.look(lambda conn: tickets.before_day(conn, DAY))


def test_figures_of_the_day_are_plain_numbers(small: SmallHall) -> None:
    served = replace(
        in_state(State.DONE), started_at=NINE, ended_at=NINE + timedelta(minutes=4), window_id=WindowId("w-1")
    )
    small.do(lambda tx: tickets.add(tx.conn, served))
    day = small.look(lambda conn: windows.day_of(conn, DAY))["w-1"]
    assert (day.done, day.absent, day.mean_s) == (1, 0, 240)
    issued, done, wait = small.look(lambda conn: windows.day_figures(conn, DAY))
    assert (issued, done) == (1, 1) and isinstance(wait, float)


def test_a_closed_store_lets_who_is_asking_end_and_opens_for_nobody_after(
    small: SmallHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ENDS_WITHIN_S", 60.0)
    store = open_store(small.url)
    asking = store.readers.connect()
    closing = threading.Thread(target=store.close)
    closing.start()
    assert asking.execute(text("SELECT 1")).scalar() == 1
    assert closing.is_alive(), "it waits for the question"
    asking.close()
    closing.join()
    with pytest.raises(OperationalError):
        store.readers.connect()
