"""Bring a database to the present schema: Alembic's steps, from the first release on."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

HEAD = "0002"
"""The newest migration; a database that has it is opened without looking at the scripts."""


def upgrade(engine: Engine) -> None:
    """Run every migration the database has not had; none when it is up to date."""
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == HEAD:
            return
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
