"""Bring a database to the present schema: Alembic's steps, from the first release on."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Engine, inspect

from queue_server.storage.engine import be_patient

_LOG = logging.getLogger(__name__)
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

    Each is done wholly or not at all: one that is cut off leaves the database as it was, and is done at the next start.
    Raises TooNewError when a newer release has moved the database on: its rows are not to be guessed at.
    """
    found = revision(engine)
    if found == to:
        return
    if found is not None and not is_known(found):
        raise TooNewError(found)
    if found is not None:
        _LOG.warning(
            "正在升级数据库 %s → %s，号多时要几分钟，断电也不会丢号"
            " / bringing the database up to date: minutes when it holds many tickets; a power cut loses nothing",
            found,
            to,
        )
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
    if found is not None:
        _LOG.warning("数据库已升级 / the database is up to date")
