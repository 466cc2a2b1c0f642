from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from queue_server.storage import migrate
from queue_server.storage.engine import open_writer
from queue_server.storage.migrate import HEAD, upgrade
from queue_server.storage.schema import metadata


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hall.db'}"


def test_the_migrations_lead_to_the_schema_the_code_expects(url: str) -> None:
    upgrade(open_writer(url))
    with create_engine(url).connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_the_partial_indexes_and_lasting_keys_are_in_the_database(url: str) -> None:
    upgrade(open_writer(url))
    with create_engine(url).connect() as conn:
        made = {
            row[0]: row[1]
            for row in conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        }
    wanted = create_engine("sqlite://")
    metadata.create_all(wanted)
    with wanted.connect() as conn:
        expected = {
            row[0]: row[1]
            for row in conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        }
    partial = {name for name, sql in expected.items() if " WHERE " in sql}
    assert len(partial) >= 5
    assert {n: made[n].split(" WHERE ")[1] for n in partial} == {
        n: expected[n].split(" WHERE ")[1] for n in partial
    }
    assert "AUTOINCREMENT" in made["event"]


def test_a_second_start_changes_nothing(url: str) -> None:
    engine = open_writer(url)
    upgrade(engine)
    before = inspect(create_engine(url)).get_table_names()
    upgrade(engine)
    assert inspect(create_engine(url)).get_table_names() == before


def test_the_newest_migration_is_the_one_a_start_looks_for() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_current_head() == HEAD
