"""PostgreSQL's fast lane: what is posted travels with the next question, and no fault of it is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from bench.cluster import shared_cluster
from queue_server.domain.commands import Call
from queue_server.domain.errors import Refused
from queue_server.domain.ids import QueueId, TicketId, WindowId
from queue_server.domain.ticket import Ticket
from queue_server.storage import answers, events, tickets
from queue_server.storage.lane import Lane
from queue_server.storage.prepared import say, trust
from queue_server.use_cases.moves import find, move
from queue_server.use_cases.runner import Tx
from tests.databases import on_postgresql
from tests.domain.factories import waiting
from tests.use_cases.small_hall import SmallHall
from tests.use_cases.test_runner import held_together, issue

pytestmark = on_postgresql
DAY, QUEUE = "2026-11-20", QueueId("q-A")
WRONG = "INSERT INTO session (token_hash) VALUES (NULL)"


@pytest.fixture
def writing(small: SmallHall) -> Iterator[Connection]:
    """Give the writer's connection; nothing of it is kept."""
    small.runner.stop()
    with small.store.writer.connect() as conn:
        yield conn
        conn.rollback()


def lane_of(conn: Connection) -> Lane:
    """Return a connection's lane."""
    lane: Lane = conn.info["lane"]
    return lane


def test_values_come_back_as_they_went(writing: Connection) -> None:
    asked = "SELECT $1::varchar, $2::bigint, $3::boolean, $4::float8, $5::integer, $6::json, avg(n) FROM (VALUES (1), (2)) v(n)"
    sent = ("张三 ' \\ \n", -(2**60), True, 0.1, None, '{"a": [1, null]}')
    ((*back, mean),) = lane_of(writing).ask(asked, sent)[0]
    assert tuple(back) == sent
    assert float(mean) == 1.5


def test_a_text_with_a_nul_is_refused_before_it_is_sent(writing: Connection) -> None:
    with pytest.raises(psycopg.DataError):
        lane_of(writing).post("SELECT $1::varchar", ("a\0b",))


def test_what_is_posted_is_done_before_what_is_asked_and_in_its_order(writing: Connection) -> None:
    writing.begin()
    say(writing, "CREATE TEMPORARY TABLE line (n integer) ON COMMIT DROP")
    for n in (3, 1, 2):
        say(writing, f"INSERT INTO line SELECT {n} + 10 * count(*) FROM line")
    early = lane_of(writing).later("SELECT count(*) FROM line")
    say(writing, "DELETE FROM line WHERE n < 10")
    rows, _ = lane_of(writing).ask("SELECT n FROM line ORDER BY n")
    assert early.rows() == [(3,)], "a question posted earlier is answered as of then"
    assert rows == [(11,), (22,)]


def test_the_drivers_own_cursor_comes_after_what_is_posted(writing: Connection) -> None:
    writing.begin()
    say(writing, "CREATE TEMPORARY TABLE line (n integer) ON COMMIT DROP")
    say(writing, "INSERT INTO line VALUES (7)")
    assert writing.execute(text("SELECT n FROM line")).scalar_one() == 7


def test_a_posted_fault_is_raised_by_the_commit_and_nothing_is_kept(small: SmallHall) -> None:
    small.runner.stop()
    with small.store.writer.connect() as conn:
        transaction = conn.begin()
        tickets.next_value(conn, DAY, QUEUE, 1)
        say(conn, WRONG)
        with pytest.raises(IntegrityError):
            transaction.commit()
        transaction.rollback()
    assert small.look(lambda conn: tickets.issued_count(conn, DAY, QUEUE)) == 0


def test_a_change_of_one_row_that_was_none_is_found_before_the_commit(small: SmallHall) -> None:
    small.runner.stop()
    with small.store.writer.connect() as conn:
        transaction = conn.begin()
        trust(conn, trusting=True)
        tickets.next_value(conn, DAY, QUEUE, 1)
        assert tickets.save(conn, waiting(), replace(waiting(), calls=1)), "as far as is known by now"
        with pytest.raises(IntegrityError):
            transaction.commit()
        transaction.rollback()
    assert small.look(lambda conn: tickets.issued_count(conn, DAY, QUEUE)) == 0


def test_a_commit_of_a_transaction_that_had_failed_is_no_commit(small: SmallHall) -> None:
    small.runner.stop()
    with small.store.writer.connect() as conn:
        transaction = conn.begin()
        with pytest.raises(IntegrityError):
            conn.execute(text(WRONG))
        with pytest.raises(Exception, match="had failed"):
            transaction.commit()
        transaction.rollback()


def test_a_posted_fault_fails_its_own_unit_and_no_other_of_the_batch(small: SmallHall) -> None:
    def against_the_schema(tx: Tx) -> str:
        number = issue(tx)
        say(tx.conn, WRONG)
        return number

    results = held_together(small, [issue, against_the_schema, issue, issue])
    assert sorted(r for r in results if isinstance(r, str)) == ["A001", "A002", "A003"]
    assert isinstance(results[1], IntegrityError)
    assert small.look(lambda conn: tickets.issued_count(conn, DAY, QUEUE)) == 3


def test_values_the_schema_does_not_take_fail_their_unit_alone(small: SmallHall) -> None:
    def too_long(tx: Tx) -> str:
        answers.keep(tx.conn, "x" * 65, "r", "k", answers.Answer("h", 200, "{}"), tx.at)
        return issue(tx)

    results = held_together(small, [issue, too_long, issue])
    assert isinstance(results[1], DataError)
    assert sorted(r for r in results if isinstance(r, str)) == ["A001", "A002"]


def test_a_ticket_that_is_no_longer_as_it_was_read_is_refused_and_the_others_of_the_batch_go_on(
    small: SmallHall,
) -> None:
    stale: list[Ticket] = []

    def read(tx: Tx) -> None:
        issue(tx)
        (ticket,) = tickets.by_number(tx.conn, DAY, "A001")
        stale.append(replace(ticket, calls=5))

    small.do(read)
    results = held_together(small, [issue, lambda tx: move(tx, stale[0], Call(WindowId("w-1"))), issue])
    assert isinstance(results[1], Refused) and results[1].code == "ticket_changed"
    assert sorted(r for r in results if isinstance(r, str)) == ["A002", "A003"]
    kept = small.do(lambda tx: find(tx, TicketId(stale[0].id)))
    assert (kept.state.value, kept.calls) == ("waiting", 0)


def test_after_the_server_has_ended_its_connections_the_first_request_is_answered(small: SmallHall) -> None:
    small.do(issue)
    small.look(events.version)
    name = small.url.split("@/")[1].split("?")[0]
    shared_cluster().sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    ended = threading.Event()
    for _ in range(200):  # the server tells its backends to go, and they go in their own time
        if _backends(name) == 0:
            break
        ended.wait(0.02)
    assert small.look(events.version) > 0
    assert small.do(issue) == "A002"


def test_a_connection_lost_halfway_is_storage_away_and_the_next_one_works(small: SmallHall) -> None:
    ends = "SELECT pg_terminate_backend(pg_backend_pid())"

    def lost(tx: Tx) -> None:
        issue(tx)
        lane_of(tx.conn).post(ends)
        issue(tx)

    with pytest.raises(Refused, match="storage_away"):
        small.do(lost)
    assert small.do(issue) == "A001"

    def look(conn: Connection) -> int:
        lane_of(conn).post(ends)
        return events.version(conn)

    with pytest.raises(OperationalError):
        small.look(look)
    assert small.look(events.version) > 0


def _backends(name: str) -> int:
    cluster = shared_cluster()
    with psycopg.connect(
        dbname="postgres", host=str(cluster.folder), user="tinghao", autocommit=True
    ) as conn:
        row = conn.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)).fetchone()
        assert row is not None
        return int(row[0])
