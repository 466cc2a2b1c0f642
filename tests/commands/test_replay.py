"""The log alone rebuilds every ticket, and what was changed behind its back is found."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, String, Table, select, update

from queue_server.commands import run_command
from queue_server.storage import schema, tickets
from queue_server.storage.engine import open_writer
from queue_server.store import sqlite_url
from queue_server.use_cases import run_window, serve
from queue_server.use_cases.call_next import call_chosen, call_next, recall
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket, set_priority
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find, window_at
from queue_server.use_cases.replay import check
from queue_server.use_cases.runner import Tx
from tests.databases import SQLITE, Place
from tests.use_cases.small_hall import SmallHall

DAY_S = 86_400


def _take(small: SmallHall, priority: str | None = None) -> str:
    def unit(tx: Tx) -> str:
        made = issue_ticket(tx, None, queue_id="q-A", item_code=None, priority=priority, language="zh-CN")
        return made[0].id

    return small.do(unit)


def _call(small: SmallHall) -> str:
    called = small.at(1, lambda tx, w: call_next(tx, w, None, None))
    assert called is not None
    return called.ticket.id


def _before_the_service(small: SmallHall) -> None:
    taken = [_take(small) for _ in range(8)]
    _take(small, "elderly")
    for priority, why in (("elderly", "证件已看"), (None, "点错了")):
        small.do(
            lambda tx, p=priority, w=why: set_priority(  # type: ignore[misc]
                tx, find(tx, taken[7]), p, confirmed=True, reason=w
            )
        )
    small.do(lambda tx: cancel_ticket(tx, find(tx, taken[6]), "by_citizen"))
    _call(small)
    small.at(1, serve.priority_not_shown)
    missed = _call(small)
    small.clock.pass_s(30)
    small.at(1, recall)
    small.at(1, serve.mark_absent)
    small.do(lambda tx: return_ticket(tx, find(tx, missed)))
    _call(small)
    small.at(1, serve.requeue)


def _served(small: SmallHall) -> None:
    held = _call(small)
    small.at(1, serve.start)
    small.at(1, lambda tx, w: serve.hold(tx, w, "copy"))
    small.at(1, lambda tx, w: serve.serve_direct(tx, w, queue_id="q-A", item_code=None, language="en"))
    small.at(1, lambda tx, w: serve.finish(tx, w, "enquiry", ()))
    small.at(1, lambda tx, w: serve.resume_held(tx, w, held, call=False))
    goal: dict[str, Any] = {"queue_id": "q-B", "to_window": None, "to_clerk": "clerk_2", "position": "front"}
    small.at(1, lambda tx, w: serve.transfer(tx, w, **goal, note="缺一份", items=("AQ02",)))
    small.at(2, run_window.close_window)
    chosen = small.look(lambda conn: tickets.waiting(conn, "2026-11-20"))[-1]
    small.at(1, lambda tx, w: call_chosen(tx, w, chosen.id, "孩子在等"))
    small.at(1, lambda tx, w: run_window.pause_window(tx, w, "handover"))
    small.do(lambda tx: run_window.take_over(tx, window_at(tx, "w-1"), "clerk_2"), "clerk_2")


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    """Give the folder of a hall in which everything that can happen to a ticket has happened."""
    small = SmallHall(Place(SQLITE, tmp_path).hall())
    small.open(1, 2)
    _before_the_service(small)
    _served(small)
    small.clock.pass_s(DAY_S)
    small.do(tidy)
    small.close()
    return tmp_path


def test_a_days_life_is_rebuilt_without_a_difference(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["replay", "--check", "--data", str(lived)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("✓ 10 张号票")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ticket SET state = 'done' WHERE number = 'A003'", "A003 state"),
        ("UPDATE ticket SET rank = rank - 1 WHERE number = 'A004'", "A004 rank"),
        ("DELETE FROM ticket WHERE number = 'A005'", "in the log"),
        ("UPDATE ticket SET number = 'A099' WHERE number = 'A005'", "missing [5], too many [99]"),
        ("UPDATE counter SET last = 11 WHERE queue_id = 'q-A'", "missing [11]"),
        ("DELETE FROM spell WHERE rowid = (SELECT max(rowid) FROM spell)", "spells follow one another"),
        ("UPDATE spell SET ended_at = NULL WHERE rowid = 1", "open spells"),
        ("UPDATE spell SET started_at = started_at + 1 WHERE state = 'called'", "spells follow one another"),
        ("UPDATE spell SET staff_id = 'clerk_3' WHERE state = 'serving'", "spell: log"),
        ("UPDATE window SET ticket_id = 'gone' WHERE number = '1'", "w-1 ticket at the window"),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(
    lived: Path, change: str, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db = sqlite3.connect(lived / "hall.db")
    assert db.execute(change).rowcount >= 1
    db.commit()
    db.close()
    assert run_command(["replay", "--check", "--data", str(lived)]) == 1
    assert found in capsys.readouterr().out


NOT_TOLD = {("ticket", "token"), ("ticket", "code"), ("counter", "last_rank")}
"""What the log does not tell: secrets, and what only an order after a clock set back rests on."""


@pytest.mark.parametrize("table", [schema.ticket, schema.spell, schema.counter], ids=lambda t: t.name)
def test_no_column_can_be_changed_unseen(lived: Path, table: Table) -> None:
    """Change each column of one row, one by one, and see each change found."""
    engine = open_writer(sqlite_url(lived))
    unseen = []
    for column in table.c:
        with engine.connect() as conn, conn.begin() as change:
            assert check(conn).differences == []
            key, old = _a_row(conn, column)
            row = update(table).where(table.primary_key.columns[0] == key)
            conn.execute(row.values({column.name: _other(column, old)}))
            if not check(conn).differences:
                unseen.append((table.name, column.name))
            change.rollback()
    engine.dispose()
    assert set(unseen) == {each for each in NOT_TOLD if each[0] == table.name}


def _a_row(conn: Connection, column: Column[Any]) -> tuple[Any, Any]:
    """Return the key of a row and what it has in a column, of one that has something there if there is one."""
    rows = select(column.table.primary_key.columns[0], column)
    if column is schema.spell.c.id:
        rows = rows.where(schema.spell.c.state == "serving")  # the others' ids mean nothing
    found = conn.execute(rows).all()
    row = next((row for row in found if row[1] is not None), found[0])
    return row[0], row[1]


def _other(column: Column[Any], old: Any) -> Any:
    if old is None:
        return "x" if isinstance(column.type, String) else datetime(2026, 11, 20, tzinfo=UTC)
    if isinstance(old, str):
        return f"{old}x"
    return old + {int: 1000, list: ["AQ99"], datetime: timedelta(seconds=1)}[type(old)]


@pytest.mark.parametrize("change", ["UPDATE event SET reason = 'x'", "DELETE FROM event"])
def test_the_log_itself_cannot_be_changed(lived: Path, change: str) -> None:
    db = sqlite3.connect(lived / "hall.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(change)
    db.close()


def test_the_story_of_a_number_names_who_and_why(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["replay", "a002", "--day", "2026-11-20", "--data", str(lived)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "ticket_issued" in lines[0] and "王秀兰" in "".join(lines)
    assert run_command(["replay", "A999", "--day", "2026-11-20", "--data", str(lived)]) == 1
    assert run_command(["replay", "--data", str(lived)]) == 2
    assert run_command(["replay", "--check", "--data", str(lived / "nowhere")]) == 1
