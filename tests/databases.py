"""The same tests on both databases: `place` gives a test its databases, on SQLite and again on PostgreSQL."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import make_url
from werkzeug.security import generate_password_hash

from bench.cluster import shared_cluster
from queue_server.clock import Clock
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.plan import HallPlan
from queue_server.store import found_hall, open_store, sqlite_url
from tests.use_cases.hand_clock import HandClock

SQLITE, POSTGRESQL = BACKENDS = ("sqlite", "postgresql")
LIGHT = "scrypt:1024:8:1"
"""How passwords are hashed here, as a hall's file may give them: each signing in takes a tenth of a second else."""


def password_of(username: str) -> str:
    """Return the password of somebody who works in a hall that is made here."""
    return f"{username}-secret"


def found(url: str, plan: HallPlan, clock: Clock) -> None:
    """Make a plan's hall in an empty database."""
    store = open_store(url)
    staff = tuple(
        replace(who, password_hash=generate_password_hash(password_of(who.username), method=LIGHT))
        for who in plan.staff
    )
    found_hall(store, replace(plan, staff=staff), clock, lambda who: password_of(who.username))
    store.close()


def _make_hall(url: str) -> None:
    found(url, load_plan(SAMPLE_HALL), HandClock())


@cache
def _sqlite_template() -> Path:
    folder = Path(mkdtemp(prefix="tinghao-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _make_hall(sqlite_url(folder))
    return folder / "hall.db"


@cache
def _postgresql_template() -> str:
    cluster = shared_cluster()
    name = cluster.create()
    _make_hall(cluster.url(name))
    return name


def sample_on_postgresql() -> str:
    """Return the name of a new database of the cluster with the sample hall in it."""
    return shared_cluster().create(_postgresql_template())


def sample_in(file: Path) -> None:
    """Make a file a database with the sample hall in it."""
    shutil.copy(_sqlite_template(), file)


class Place:
    """Where a test's databases lie."""

    def __init__(self, backend: str, folder: Path) -> None:
        self.backend = backend
        self.folder = folder
        self._made: list[str] = []
        self._names = count()

    def empty(self) -> str:
        """Return the address of a new, empty database."""
        if self.backend == POSTGRESQL:
            return self._remember(shared_cluster().create())
        return f"sqlite:///{self._file()}"

    def hall(self) -> str:
        """Return the address of a new database with the sample hall in it."""
        if self.backend == POSTGRESQL:
            return self._remember(sample_on_postgresql())
        file = self._file()
        sample_in(file)
        return f"sqlite:///{file}"

    def stored_bytes(self, url: str) -> bytes:
        """Return all the bytes a database has put on disk."""
        if self.backend == SQLITE:
            file = Path(str(make_url(url).database))
            return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        shared_cluster().sql("CHECKPOINT")
        data = shared_cluster().folder / "data"
        return b"".join(
            p.read_bytes() for part in ("base", "pg_wal") for p in (data / part).rglob("*") if p.is_file()
        )

    def close(self) -> None:
        """Drop what was made on the server."""
        for name in self._made:
            shared_cluster().sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _file(self) -> Path:
        """Return a new file, the first named as a hall's data folder names it."""
        n = next(self._names)
        return self.folder / (f"hall-{n}.db" if n else "hall.db")

    def _remember(self, name: str) -> str:
        self._made.append(name)
        return shared_cluster().url(name)


on_postgresql = pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)
on_sqlite = pytest.mark.parametrize("backend", [SQLITE], indirect=True)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Name the database of this test; each test that asks runs on both."""
    return str(request.param)


@pytest.fixture
def place(backend: str, tmp_path: Path) -> Iterator[Place]:
    """Give the test's databases."""
    made = Place(backend, tmp_path)
    yield made
    made.close()
