"""What a hall asks all day costs the same after a year: no question reads a growing table through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from queue_server.domain.ticket import State
from queue_server.storage import answers, calls, people, prints, spells, tickets
from queue_server.storage.schema import metadata
from queue_server.use_cases.call_next import call_next, recall
from queue_server.use_cases.hall_now import read_now
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.serve import finish, start
from queue_server.use_cases.views import ticket_view
from tests.databases import on_sqlite
from tests.use_cases.small_hall import SmallHall

AS_LARGE_AS_THE_HALL = {"window", "staff", "device", "printer", "plan", "counter"}
GROWING = {table for table in metadata.tables if table not in AS_LARGE_AS_THE_HALL}
OF_THE_CALLED = {"ticket_first_called", "ticket_called"}
OF_THE_OPEN = {
    i.name
    for table in metadata.tables.values()
    for i in table.indexes
    if i.kwargs.get("sqlite_where") is not None
} - OF_THE_CALLED
KIOSK = people.Device("kiosk-1", "kiosk", "取号机", None, None, "printer-1", None)


def visit(small: SmallHall) -> None:
    """Let a citizen take a number, be called twice and be served."""

    def take(tx: Tx) -> None:
        ticket = issue_ticket(
            tx, KIOSK, queue_id="q-A", item_code=None, priority="elderly", language="en"
        ).ticket
        ticket_view(tx.conn, tx.hall, ticket, tx.public_url)

    small.do(take)
    small.at(1, lambda tx, window: call_next(tx, window, None, None))
    small.clock.pass_s(30)
    small.at(1, recall)
    small.at(1, start)
    small.at(1, lambda tx, window: finish(tx, window, "done", ()))
    small.do(take)


def look(small: SmallHall, conn: Connection) -> None:
    """Read what the screens show."""
    now = read_now(conn, small.hall, small.clock.now())
    assert now.waiting and now.recent_calls and now.days
    for part in ("windows", "staff", "asks", "at_windows", "dealt", "ticket_at"):
        getattr(now, part)
    shown = tickets.of_day(conn, now.today, 300)
    prints.papers_of(conn, [t.id for t in shown])
    prints.newest_of_device(conn, KIOSK.id)
    prints.next_job(conn, "printer-1", now.at)
    calls.last_announcements(conn, [t.id for t in shown])
    calls.next_of_zones(conn)
    calls.is_queued(conn, 1)
    calls.last_help(conn, KIOSK.id, "help", now.at)
    calls.unspoken_since(conn, now.at)
    answers.find(conn, "d:kiosk-1", "POST /api/v1/tickets", "k", now.at)
    tickets.open_in_state(conn, State.ABSENT, now.today)
    for ticket in shown:
        tickets.by_token(conn, ticket.token)
        spells.last_service(conn, ticket.id)


@on_sqlite
@pytest.mark.parametrize(
    "doing",
    [visit, lambda small: small.do(tidy), lambda small: small.look(lambda c: look(small, c))],
    ids=["a visit", "tidying", "a look"],
)
def test_no_question_reads_a_growing_table_through(
    small: SmallHall, doing: Callable[[SmallHall], None]
) -> None:
    small.open(1)
    small.do(lambda tx: people.put_device(tx.conn, KIOSK, "f" * 64, tx.at))
    visit(small)
    asked: dict[str, Any] = {}

    def note(_conn: Any, _cursor: Any, words: str, values: Any, *_: Any) -> None:
        if words.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.setdefault(words, values)

    for engine in (small.store.writer, small.store.readers):
        event.listen(engine, "before_cursor_execute", note)
    doing(small)
    assert asked
    through = []
    with small.store.readers.connect() as conn:
        for words, values in list(asked.items()):
            for _, _, _, step in conn.exec_driver_sql("EXPLAIN QUERY PLAN " + words, values):
                first, _, rest = step.partition(" ")
                if first == "SCAN" and rest.split()[0] in GROWING and rest.split()[-1] not in OF_THE_OPEN:
                    through.append((step, words))
    assert through == []
