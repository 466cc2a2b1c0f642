"""One place commits: units share a commit and not their failures; the hall hears afterwards."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from sqlalchemy import text

from queue_server.domain.errors import Refused, refuse
from queue_server.domain.events import Event, Kind
from queue_server.domain.ids import QueueId
from queue_server.storage import events, tickets
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.once import Key, Reply, once
from queue_server.use_cases.runner import Tx
from tests.use_cases.small_hall import SmallHall


def issue(tx: Tx, queue: str = "A") -> str:
    """Issue a ticket and return its number."""
    made = issue_ticket(
        tx, None, queue_id=f"q-{queue}", item_code=None, priority=None, language="zh-CN"
    ).ticket
    return made.number


def held_together(small: SmallHall, units: list[Any]) -> list[Any]:
    """Run units from as many threads while the committer is held, so that they share one commit."""
    gate, results = threading.Event(), list[Any]([None] * len(units))

    def hold() -> None:
        with contextlib.suppress(Refused):
            small.do(lambda tx: gate.wait(10))

    holder = threading.Thread(target=hold)
    holder.start()

    def run(n: int) -> None:
        try:
            results[n] = small.do(units[n])
        except BaseException as error:  # noqa: BLE001  (looked at by the test)
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(units))]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in (holder, *threads):
        thread.join(10)
    return results


def test_a_failed_unit_takes_nothing_with_it_and_nothing_from_the_others(small: SmallHall) -> None:
    def refusing(tx: Tx) -> None:
        issue(tx)
        raise refuse("queue_closed", reason="x")

    def broken(tx: Tx) -> None:
        issue(tx)
        raise ZeroDivisionError

    def against_the_schema(tx: Tx) -> None:
        issue(tx)
        tx.conn.execute(text("INSERT INTO session (token_hash) VALUES (NULL)"))

    results = held_together(small, [issue, refusing, issue, broken, issue, against_the_schema, issue])
    good = [r for r in results if isinstance(r, str)]
    assert sorted(good) == ["A001", "A002", "A003", "A004"]
    assert [type(r).__name__ for r in results if not isinstance(r, str)] == [
        "Refused",
        "ZeroDivisionError",
        "IntegrityError",
    ]
    issued = [e for e in small.heard if e.kind is Kind.TICKET_ISSUED]
    assert len(issued) == 4, "what was rolled back is told to nobody"
    assert small.look(lambda c: tickets.issued_count(c, "2026-11-20", QueueId("q-A"))) == 4


@pytest.mark.parametrize(("changes", "runs"), [(False, 1), (True, 2)], ids=["before", "after"])
def test_a_unit_refused_before_it_changes_anything_has_no_batch_run_again(
    small: SmallHall, changes: bool, runs: int
) -> None:
    ran: list[int] = []

    def refused(tx: Tx) -> None:
        ran.append(tickets.issued_count(tx.conn, tx.today, QueueId("q-A")))
        if changes:
            issue(tx)
        raise refuse("queue_closed", reason="x")

    assert small.do(issue) == "A001"
    with pytest.raises(Refused):
        small.do(refused)
    assert ran == [1] * runs, "and each run finds the hall as it was"
    assert small.do(issue) == "A002"


def test_a_commit_that_fails_fails_every_unit_in_it_and_the_next_one_works(small: SmallHall) -> None:
    runner = small.runner
    works = runner._to_disk

    def full_disk(work: Any) -> Any:
        from sqlalchemy.exc import OperationalError

        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    runner._to_disk = full_disk
    results = held_together(small, [issue, issue])
    assert [r.code for r in results if isinstance(r, Refused)] == ["storage_away"] * 2
    assert not [e for e in small.heard if e.kind is Kind.TICKET_ISSUED]
    runner._to_disk = works
    assert small.do(issue) == "A001", "no number was lost with the disk"


def test_the_hall_hears_only_of_what_is_on_disk_and_in_its_order(small: SmallHall) -> None:
    seen: list[tuple[str, int]] = []
    small.runner._react = lambda happened: seen.extend((e.kind, small.look(events.version)) for e in happened)
    before = small.look(events.version)
    small.do(issue)
    small.do(issue)
    small.do(lambda tx: None)  # the second reaction is over when the committer takes the next unit
    assert [version for _, version in seen] == [before + 1, before + 2]


def test_a_reaction_that_fails_takes_no_answer_with_it(small: SmallHall) -> None:
    def fails(happened: list[Event]) -> None:
        raise ZeroDivisionError

    small.runner._react = fails
    assert small.do(issue) == "A001"
    assert small.do(issue) == "A002"


def keyed(small: SmallHall, body: str, act: Any) -> Reply:
    """Run a command under one key."""
    key = Key("d:kiosk-1", "POST /x", "k", body)
    return small.do(lambda tx: once(tx, key, act, lambda refusal: {"code": refusal.code}))


def test_a_refusal_under_a_key_rolls_its_work_back_and_is_kept(small: SmallHall) -> None:
    def act(tx: Tx) -> Reply:
        issue(tx)
        raise refuse("daily_limit_reached")

    first = keyed(small, "b", act)
    again = keyed(small, "b", lambda tx: Reply(201, {"number": issue(tx)}))
    assert (first.status, first.replay) == (409, False) and (again.status, again.replay) == (409, True)
    assert again.body == {"code": "daily_limit_reached"}
    assert not [e for e in small.heard if e.kind is Kind.TICKET_ISSUED]
    assert small.do(issue) == "A001"


def test_another_body_under_a_key_is_refused(small: SmallHall) -> None:
    keyed(small, "b", lambda tx: Reply(201, {}))
    with pytest.raises(Refused, match="idempotency_key_reused"):
        keyed(small, "c", lambda tx: Reply(201, {}))
