"""A real demo hall for tests: the whole of `tinghao demo` as processes on a free loopback port.

A hall is started once per way of running threads and worker, shared by the tests that ask for `hall`,
and cleared before each of them: windows closed, nobody waiting. Its clock begins at nine in the morning
of the hall's own day, so that no test depends on the hour it runs at, and moves by `advance`.
A test that kills its hall, or must begin with an empty one, asks for `new_hall`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.types.string import TextLoader
from sqlalchemy import make_url

from bench.cluster import ROLE, shared_cluster
from queue_server.plan import HallPlan
from tests.client import Answer, Client
from tests.databases import SQLITE
from tests.founding import found_by, founded
from tests.ways import MODES, both_databases, both_modes, everywhere, on_a_file

__all__ = [
    "Answer",
    "Client",
    "Hall",
    "both_databases",
    "both_modes",
    "eventually",
    "everywhere",
    "on_a_file",
]

ROOT = Path(__file__).resolve().parent.parent
ZONE = ZoneInfo("Asia/Shanghai")
ALL_MODES = os.environ.get("TINGHAO_ALL_MODES") == "1"
STARTS_WITHIN_S = 40.0
STOPS_WITHIN_S = 12.0
MANY = 8  # more waiting than this are ended by the next morning
EVENING = 20
NOBODY_LISTENS = "tcp://127.0.0.1:9"

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)

T = TypeVar("T")


def _end_with_parent() -> None:
    """Have the kernel end a demo whose test run is killed, so that none is left behind."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def eventually(look: Callable[[], T | None], what: str, within_s: float = 10.0) -> T:
    """Return the first true answer of `look`; fails when there is none in time."""
    ends = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends:
            pytest.fail(f"not within {within_s:.0f} s: {what}")
        time.sleep(0.03)


@dataclass
class Hall:
    """A running demo and what its demo.json says."""

    data: Path
    mode: str = "eventlet"
    options: tuple[str, ...] = ()
    database_url: str | None = None
    process: subprocess.Popen[bytes] | None = None
    said: dict[str, Any] = field(default_factory=dict)
    began_at: float = 0.0
    took_s: float = 0.0
    _clients: dict[str, Client] = field(default_factory=dict)
    _offset_s: float = 0.0

    def start(self) -> Hall:
        """Start the demo and wait until its port answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        if not self._clock_file.exists():
            now = datetime.now(UTC).astimezone(ZONE)
            nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
            self._set_offset((nine - now).total_seconds() % 86400)
        else:
            self._offset_s = float(self._clock_file.read_text())
        (self.data / "demo.json").unlink(missing_ok=True)
        self.began_at = time.monotonic()
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "queue_server", "demo", "--port", "0"),
                    *("--data", str(self.data), "--async-mode", self.mode, *self.options),
                    *(("--database", self.database_url) if self.database_url else ()),
                ],
                cwd=ROOT,
                env={**os.environ, "TINGHAO_CLOCK_OFFSET_FILE": str(self._clock_file)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  (one call, and the child execs at once)
            )
        try:
            self.said = eventually(self._demo_json, "demo.json", STARTS_WITHIN_S)
        except BaseException:
            self.stop()  # one that does not start would try again for as long as the tests last
            print(self.log()[-2000:])
            raise
        self.took_s = time.monotonic() - self.began_at
        return self

    def _demo_json(self) -> dict[str, Any] | None:
        if self.process is not None and self.process.poll() is not None:
            pytest.fail(f"the demo ended with {self.process.returncode}: {self.log()[-2000:]}")
        try:
            return dict(json.loads((self.data / "demo.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None

    def read_again(self) -> dict[str, Any]:
        """Read demo.json anew, as after a restart."""
        self.said = eventually(self._demo_json, "demo.json")
        return self.said

    def family(self) -> set[int]:
        """Return the process ids of the demo and all its descendants."""
        assert self.process is not None
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def _hang_up(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def leave(self) -> None:
        """Have the demo end by itself while the next test begins; `halls` waits for it in the end."""
        self._hang_up()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            _LEAVING.append(self)

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Stop the demo and return its exit code; what does not end is killed."""
        self._hang_up()
        if self.process is None:
            return 0
        family = self.family()
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            for pid in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
            return -9
        finally:
            self.process = None

    @property
    def base_url(self) -> str:
        """Return where it listens."""
        return str(self.said["base_url"])

    @property
    def log_file(self) -> Path:
        """Return the file of all its output."""
        return self.data.parent / f"{self.data.name}.log"

    def log(self) -> str:
        """Return all it has said."""
        return self.log_file.read_text(encoding="utf-8", errors="replace") if self.log_file.is_file() else ""

    def token(self, name: str) -> str:
        """Return a token by its name in demo.json."""
        return str(self.said["tokens"][name])

    def window_id(self, number: int | str) -> str:
        """Return a window's id."""
        return str(self.said["window_ids"][str(number)])

    def client(self, name: str | None = None) -> Client:
        """Return a new client with a token of demo.json, or with none; the caller closes it."""
        return Client(self.base_url, None if name is None else self.token(name))

    def by(self, name: str) -> Client:
        """Return the kept client of a token; for the test's own thread only. "" has no credential, and no cookie."""
        if name not in self._clients:
            self._clients[name] = self.client(name or None)
        kept = self._clients[name]
        if not name:
            kept.session.cookies.clear()  # a page it opened may have enrolled it
        return kept

    def at(self, number: int, command: str, body: Any = None, **more: Any) -> Answer:
        """Give a window's command by its clerk."""
        path = f"/api/v1/windows/{self.window_id(number)}/{command}"
        return self.by(f"clerk_{number}").post(path, body, **more)

    def open(self, *numbers: int) -> None:
        """Open windows."""
        for number in numbers:
            self.at(number, "open").ok()

    def issue(self, queue: str = "A", **more: Any) -> dict[str, Any]:
        """Take a ticket of a queue (by its letter) at the kiosk and return it."""
        body = {"queue_id": f"q-{queue}", **more}
        return dict(self.by("kiosk").post("/api/v1/tickets", body).ok(201)["ticket"])

    def serve(self, number: int) -> dict[str, Any]:
        """Call, start and finish the next ticket at an open window, and return it."""
        self.at(number, "call-next").ok()
        self.at(number, "start").ok()
        return dict(self.at(number, "finish").ok())

    def version(self) -> int:
        """Return the hall's version: the number of its last fact."""
        return int(self.by("display").get("/api/v1/board").ok()["version"])

    @property
    def address(self) -> str:
        """Return the address of its database."""
        return self.database_url or f"sqlite:///{self.data / 'hall.db'}"

    def twin(self, data: Path) -> Hall:
        """Return another server of the same hall, not started: the same database, devices and hour."""
        other = Hall(data, self.mode, self.options, self.database_url)
        data.mkdir()
        shutil.copy(self.data / "secrets.json", data / "secrets.json")
        shutil.copy(self._clock_file, other._clock_file)
        return other

    def sql(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database directly, reading only."""
        if self.database_url:
            asked = re.sub(r"\bwindow\b", '"window"', question.replace("%", "%%").replace("?", "%s"))
            name, host = make_url(self.database_url).database, make_url(self.database_url).query["host"]
            with psycopg.connect(dbname=name, host=str(host), user=ROLE, autocommit=True) as conn:
                conn.adapters.register_loader("json", TextLoader)  # as SQLite gives it
                return conn.execute(asked, values or None).fetchall()
        with contextlib.closing(sqlite3.connect(f"file:{self.data / 'hall.db'}?mode=ro", uri=True)) as db:
            return db.execute(question, values).fetchall()

    def now(self) -> datetime:
        """Return the hall's time."""
        return datetime.now(UTC).astimezone(ZONE) + timedelta(seconds=self._offset_s)

    def advance(self, seconds: float) -> None:
        """Move the hall's clock, back when negative."""
        self._set_offset(self._offset_s + seconds)

    @property
    def _clock_file(self) -> Path:
        return self.data.parent / f"{self.data.name}.clock"

    def _set_offset(self, seconds: float) -> None:
        self._offset_s = seconds
        fresh = self._clock_file.with_suffix(".fresh")
        fresh.write_text(str(seconds))
        fresh.replace(self._clock_file)

    def clear(self) -> None:
        """End what earlier tests left: windows closed, nobody waiting or absent."""
        for number, state, ticket_state in self.sql(
            "SELECT w.number, w.state, t.state FROM window w LEFT JOIN ticket t ON t.id = w.ticket_id"
        ):
            if state == "closed":
                continue
            if ticket_state == "called":
                self.at(number, "requeue")
            elif ticket_state == "serving":
                self.at(number, "finish")
            self.at(number, "close").ok()
        left = "SELECT id FROM ticket WHERE state IN ('waiting', 'absent', 'held')"
        if len(self.sql(left)) > MANY or self.now().hour >= EVENING:
            nine = self.now().replace(hour=9, minute=0, second=0) + timedelta(days=1)
            self.advance((nine - self.now()).total_seconds())
            eventually(lambda: not self.sql(left), "the end of yesterday's tickets")
        for _ in range(3):  # a command of the test before may still have been on its way
            for (ticket_id,) in self.sql(left):
                self.by("guide").post(f"/api/v1/tickets/{ticket_id}/cancel")
        assert not self.sql(left), "somebody is still waiting"


_RUNNING: dict[tuple[str, str], Hall] = {}
_LEAVING: list[Hall] = []


def _new_database(database: str) -> str | None:
    """Return the address of a new PostgreSQL database, None for the file in a hall's own folder."""
    if database == SQLITE:
        return None
    cluster = shared_cluster()
    return cluster.url(cluster.create())


@pytest.fixture(scope="session")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Hall]]:
    """Give the shared hall of a way of running threads and a database, started at first use."""

    def get(mode: str, database: str = SQLITE) -> Hall:
        running = _RUNNING.get((mode, database))
        if running is None or running.process is None or running.process.poll() is not None:
            running = Hall(tmp_path_factory.mktemp("halls") / f"{mode}-{database}", mode)
            founded(running, database)
            _RUNNING[mode, database] = running.start()
        return running

    yield get
    while _RUNNING:
        _RUNNING.popitem()[1].stop()
    while _LEAVING:
        assert _LEAVING.pop().stop() == 0, "a hall that was told to end has ended by itself"


@pytest.fixture
def mode(request: pytest.FixtureRequest, async_mode: str) -> str:
    """Name the way of running threads of this test."""
    return str(getattr(request, "param", async_mode))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Name the database of this test's hall."""
    return str(getattr(request, "param", request.config.getoption("--database")))


@pytest.fixture
def hall(halls: Callable[..., Hall], mode: str, database: str) -> Hall:
    """Give the shared hall, cleared."""
    shared = halls(mode, database)
    shared.clear()
    return shared


@pytest.fixture
def new_hall(
    tmp_path: Path, mode: str, database: str, halls: Callable[..., Hall]
) -> Iterator[Callable[..., Hall]]:
    """Give halls of the test's own: `new_hall("--hours", "8:30-17:00")`, `new_hall(plan=…)`; told to stop at its end.

    They are founded before they start, unless the test wants that done by the demo: `new_hall(from_nothing=True)`.
    """
    made: list[Hall] = []

    def make(*options: str, plan: HallPlan | None = None, from_nothing: bool = False) -> Hall:
        fresh = Hall(tmp_path / f"hall-{len(made)}", mode, options)
        made.append(fresh)
        if plan is None and not from_nothing:
            founded(fresh, database)
        else:
            fresh.database_url = _new_database(database)
        if plan is not None:
            found_by(fresh, plan)
        return fresh.start()

    yield make
    for each in made:
        each.leave()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With TINGHAO_ALL_MODES=1 run each test through the server with each way of running threads."""
    named = any("mode" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if ALL_MODES and "mode" in metafunc.fixturenames and not named:
        metafunc.parametrize("mode", MODES, indirect=True)
