"""Open a hall's database, and make a hall of a plan in an empty one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.security import generate_password_hash

from queue_server.clock import Clock
from queue_server.domain.events import Actor
from queue_server.hall import Hall
from queue_server.obstacles import ObstacleError
from queue_server.plan import HallPlan, StaffPlan
from queue_server.storage import plans
from queue_server.storage.engine import AddressError, close, open_readers, open_writer
from queue_server.storage.migrate import TooNewError, upgrade
from queue_server.use_cases.load_plan import load_plan
from queue_server.use_cases.runner import Tx


@dataclass(frozen=True)
class Store:
    """An open database; `hall` is None while it is empty."""

    writer: Engine
    readers: Engine
    hall: Hall | None

    def write(self, clock: Clock, hall: Hall, unit: Callable[[Tx], None]) -> None:
        """Run one unit before the server does: at set-up, with nobody else at the database."""
        with self.writer.connect() as conn, conn.begin():
            unit(Tx(conn, hall, clock.now(), Actor(), ""))

    def close(self) -> None:
        """Close every connection, and have none opened again; SQLite then leaves one file."""
        close(self.readers)
        close(self.writer)


def sqlite_url(data_dir: Path) -> str:
    """Return the address of the database in a data folder."""
    return f"sqlite:///{data_dir / 'hall.db'}"


def open_store(url: str) -> Store:
    """Open a database at the present schema; raises ObstacleError."""
    try:
        writer, readers = open_writer(url), open_readers(url)
    except AddressError as error:
        raise ObstacleError("不是数据库地址 / database_url is no address of a database") from error
    try:
        upgrade(writer)
        with readers.connect() as conn:
            plan, version = plans.newest(conn), plans.in_force(conn)
    except DBAPIError as error:
        why = " ".join(str(error.orig).split())
        raise ObstacleError(f"打不开数据库 / cannot open the database: {writer.url}: {why}") from error
    except TooNewError as error:
        raise ObstacleError(f"数据库比程序新 / the database is of a newer release: {writer.url}") from error
    return Store(writer, readers, Hall(plan, version) if plan else None)


def found_hall(store: Store, plan: HallPlan, clock: Clock, password_of: Callable[[StaffPlan], str]) -> Store:
    """Make the plan's hall in an empty database and return the store with it.

    `password_of` gives a password for staff that the plan gives none. Raises Refused `window_open`
    when there is a hall already; then nothing is changed.
    """
    hall = Hall(plan)
    hashes = {w.username: w.password_hash or generate_password_hash(password_of(w)) for w in plan.staff}
    store.write(clock, hall, lambda tx: load_plan(tx, plan, lambda who: hashes[who.username]))
    return Store(store.writer, store.readers, Hall(plan.without_secrets(), 1))
