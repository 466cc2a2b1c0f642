"""Bring a database to the present schema: Alembic's steps, from the first release on."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect

from queue_server.storage.engine import be_patient

HEAD = "0011"
"""The newest migration; a database that has it is opened without looking at the scripts."""

SCRIPTS = Path(__file__).parent / "migrations"


class TooNewError(Exception):
    """The database has been moved on by a newer release."""


def revision(engine: Engine) -> str | None:
    """Return the last migration a database has had, None when it has had none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def is_known(name: str) -> bool:
    """Tell whether a migration is one of this release's."""
    return name.isalnum() and any(SCRIPTS.glob(f"versions/{name}_*.py"))


def upgrade(engine: Engine, to: str = HEAD) -> None:
    """Run every migration the database has not had, up to one; none when it is up to date.

    Raises TooNewError when a newer release has moved the database on: its rows are not to be guessed at.
    """
    found = revision(engine)
    if found == to:
        return
    if found is not None and not is_known(found):
        raise TooNewError(found)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        with connection.begin():
            be_patient(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()  # the patient connection is not for serving with
