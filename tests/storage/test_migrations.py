from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, event, inspect, select

from queue_server.storage import migrate
from queue_server.storage.engine import open_readers, open_writer
from queue_server.storage.migrate import HEAD, TooNewError, revision, upgrade
from queue_server.storage.schema import metadata
from tests.databases import BACKENDS, Place, on_postgresql, on_sqlite

AT = 1_763_600_400_000_000
FIRST_RELEASE: dict[str, dict[str, Any]] = {
    "plan": {"version": 1, "body": "{}", "at": AT},
    "staff": {
        "id": "s-1",
        "username": "clerk_1",
        "name": "王",
        "badge": "1",
        "post": "",
        "role": "clerk",
        "window_id": "w-1",
        "password_hash": "x",
    },
    "session": {"token_hash": "t", "staff_id": "s-1", "created_at": AT, "expires_at": AT + 1},
    "printer": {"id": "p-1", "name": "P", "address": "tcp://h:1", "profile": {"width": 80}},
    "device": {
        "id": "d-1",
        "kind": "kiosk",
        "name": "K",
        "staff_id": "s-1",
        "printer_id": "p-1",
        "created_at": AT,
    },
    "enrolment": {"poll_hash": "h", "code": "123456", "kind": "kiosk", "name": "K", "created_at": AT},
    "window": {"id": "w-1", "number": "1", "clerk_id": "s-1", "state": "open"},
    "counter": {"business_day": "2025-11-20", "queue_id": "q-A", "last": 7},
    "ticket": {
        "seq": 5,
        "id": "t-1",
        "number": "A007",
        "business_day": "2025-11-20",
        "queue_id": "q-A",
        "state": "waiting",
        "issued_at": AT,
        "arrived_at": AT,
        "rank_base": AT,
        "rank": AT,
        "rank_rule": "arrival",
        "token": "k",
        "code": "c",
        "language": "zh-CN",
        "head_start_s": 0,
        "calls": 0,
        "note": "补材料 😀",
    },
    "spell": {"id": "sp-1", "ticket_id": "t-1", "state": "waiting", "started_at": AT},
    "event": {"id": 9, "at": AT, "kind": "ticket_issued", "ticket_id": "t-1", "data": {"number": "A007"}},
    "print_job": {
        "id": "j-1",
        "printer_id": "p-1",
        "ticket_id": "t-1",
        "kind": "ticket",
        "document": {},
        "state": "queued",
        "created_at": AT,
        "changed_at": AT,
    },
    "rating_ask": {"spell_id": "sp-1", "ticket_id": "t-1", "window_id": "w-1", "asked_at": AT, "until": AT},
    "rating": {
        "id": "r-1",
        "spell_id": "sp-1",
        "ticket_id": "t-1",
        "window_id": "w-1",
        "level": 5,
        "options": [],
        "channel": "tablet",
        "rated_at": AT,
    },
    "announcement": {
        "id": 3,
        "ticket_id": "t-1",
        "number": "A007",
        "window_number": "1",
        "language": "zh-CN",
        "state": "queued",
        "created_at": AT,
    },
    "help_call": {"id": "h-1", "device_id": "d-1", "kind": "help", "why": "", "at": AT},
    "idempotency": {
        "scope": "d:1",
        "route": "POST /x",
        "key": "k",
        "body_hash": "h",
        "status": 201,
        "body": "{}",
        "at": AT,
    },
}
"""A row of every table as the first release wrote it."""


def writer(place: Place) -> Engine:
    return open_writer(place.empty())


def differences(engine: Engine) -> list[Any]:
    """Return how a database differs from the schema the code expects."""
    with engine.connect() as conn:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))


def test_the_migrations_lead_to_the_schema_the_code_expects(place: Place) -> None:
    engine = writer(place)
    upgrade(engine)
    assert differences(engine) == []
    engine.dispose()


def test_a_hall_of_the_first_release_keeps_every_row_on_the_way_up(place: Place) -> None:
    engine = writer(place)
    upgrade(engine, "0001")
    before = MetaData()
    before.reflect(engine)
    with engine.begin() as conn:
        for name, row in FIRST_RELEASE.items():
            conn.execute(before.tables[name].insert(), row)
    assert set(FIRST_RELEASE) == set(before.tables) - {"alembic_version"}
    upgrade(engine)
    assert revision(engine) == HEAD
    assert differences(engine) == []
    after = MetaData()
    after.reflect(engine)
    with engine.connect() as conn:
        for name, row in FIRST_RELEASE.items():
            found = conn.execute(select(after.tables[name])).mappings().one()
            kept = {column: value for column, value in row.items() if column in found}
            assert {column: found[column] for column in kept} == kept, name
            assert kept.keys() >= row.keys() - {"rank"}, f"a column of {name} was dropped"
    engine.dispose()


@on_sqlite
def test_lasting_keys_are_never_given_twice_on_sqlite(place: Place) -> None:
    engine = writer(place)
    upgrade(engine)
    with engine.connect() as conn:
        asked = "SELECT sql FROM sqlite_master WHERE name IN ('event', 'announcement')"
        assert all("AUTOINCREMENT" in row[0] for row in conn.exec_driver_sql(asked))
    engine.dispose()


def test_the_partial_indexes_are_in_the_database(place: Place) -> None:
    engine, wanted = writer(place), writer(place)
    upgrade(engine)
    metadata.create_all(wanted)
    made, expected = partial_indexes(engine), partial_indexes(wanted)
    assert len(expected) >= 5
    assert made == expected
    engine.dispose()
    wanted.dispose()


def partial_indexes(engine: Engine) -> dict[str, str]:
    """Return the condition of each partial index by its name."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'"
        " AND schemaname = 'public'",
    }
    with engine.connect() as conn:
        rows = conn.exec_driver_sql(asked[engine.dialect.name]).all()
    return {row[0]: re.sub(r"\s+", " ", row[1].split(" WHERE ")[1]) for row in rows}


def test_a_migration_that_is_cut_off_leaves_the_database_as_it_was_and_is_done_at_the_next_start(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    engine = writer(place)
    upgrade(engine, "0010")
    before = partial_indexes(engine)

    def cut_off(*called: Any) -> None:
        if called[2].startswith("CREATE INDEX ticket_first_called"):
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", cut_off)
    with pytest.raises(KeyboardInterrupt):
        upgrade(engine)
    event.remove(engine, "before_cursor_execute", cut_off)
    assert (revision(engine), partial_indexes(engine)) == ("0010", before)
    upgrade(engine)
    assert differences(engine) == []
    said = [record.getMessage() for record in caplog.records]
    assert [text.split("，")[0] for text in said[:2]] == [f"正在升级数据库 0010 → {HEAD}"] * 2, (
        "one waits, told why"
    )
    assert said[2].startswith("数据库已升级")
    engine.dispose()


def test_a_second_start_changes_nothing(place: Place) -> None:
    engine = writer(place)
    upgrade(engine)
    before = inspect(engine).get_table_names()
    upgrade(engine)
    assert inspect(engine).get_table_names() == before
    engine.dispose()


def test_a_database_of_a_newer_release_is_left_alone(place: Place) -> None:
    engine = writer(place)
    upgrade(engine)
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(TooNewError):
        upgrade(engine)
    engine.dispose()


@on_postgresql
def test_a_migration_has_all_the_time_it_needs_and_serving_has_not(place: Place) -> None:
    engine = writer(place)
    upgrade(engine)
    with engine.connect() as conn:
        assert conn.exec_driver_sql("SHOW statement_timeout").scalar() == "6s"
    readers = open_readers(str(engine.url.render_as_string(hide_password=False)))
    with readers.connect() as conn:
        assert conn.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
    engine.dispose()
    readers.dispose()


def test_the_newest_migration_is_the_one_a_start_looks_for() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_current_head() == HEAD
    assert len(BACKENDS) == 2
