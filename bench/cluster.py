"""A PostgreSQL of one's own, for tests and benchmarks: a socket in a folder of /tmp, never as root, gone with its parent."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

APT_LINE = "no PostgreSQL server: sudo apt install postgresql"
ROLE = "tinghao"
STARTS_WITHIN_S = 30.0
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
_QUICK = ("autovacuum=off", "fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_wal_size=4GB")


def programs() -> Path:
    """Return the folder of the newest server's programs; fails with the line to type when there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not found:
        raise RuntimeError(APT_LINE)
    return max(found, key=lambda folder: int(folder.parent.name))


def _not_root() -> dict[str, Any]:
    """Return how to start a process: the server refuses to run as root, so Debian's `postgres` runs it then."""
    if os.geteuid() != 0:
        return {}
    who = pwd.getpwnam("postgres")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


class Cluster:
    """One server and its data in a folder, a new one unless named; `durable` works as a hall's would, else it is quick."""

    def __init__(self, *, durable: bool = False, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="tinghao-pg-"))
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._names = count()
        if not (self.folder / "data").exists():
            self._make()

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        made = subprocess.run(
            [
                *(programs() / "initdb", "-D", self.folder / "data", "-U", ROLE, "-A", "trust", "-E", "UTF8"),
                *("--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **_not_root(),
        )
        assert made.returncode == 0, made.stderr

    def start(self) -> Cluster:
        """Start the server and wait until it answers."""
        options = [f"unix_socket_directories={self.folder}", "listen_addresses="]
        options += [] if self.durable else _QUICK
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.folder / "data", *(f"--{each}" for each in options)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  (one call, and the child execs at once)
                **_not_root(),
            )
        ends = time.monotonic() + STARTS_WITHIN_S
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < ends, (self.folder / "log").read_text()
            time.sleep(0.03)
        return self

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        asked = [str(programs() / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(asked, check=False).returncode == 0

    def stop(self, with_signal: int = signal.SIGINT) -> None:
        """Stop it: SIGINT ends what is running and stops in order, SIGQUIT leaves all as a crash would."""
        if self.process is not None:
            self.process.send_signal(with_signal)
            self.process.wait(30)
            self.process = None

    def freeze(self) -> None:
        """Halt its every process: it answers nothing more, and its connections stay open."""
        self._tell_all(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on where it was frozen."""
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, what: signal.Signals) -> None:
        assert self.process is not None
        first = self.process.pid
        os.kill(first, what)  # frozen first, it makes no more of them
        for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), what)

    def remove(self) -> None:
        """Stop it and delete its data."""
        if self.process is not None:
            self.go_on()
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://{ROLE}@/{name}?host={self.folder}"

    def sql(self, text: str) -> None:
        """Run a statement as the cluster's owner, outside any transaction."""
        with psycopg.connect(dbname="postgres", host=str(self.folder), user=ROLE, autocommit=True) as conn:
            conn.execute(text.encode())

    def create(self, template: str = "template0", *, large: bool = False) -> str:
        """Make a database, empty or a copy of another one, and return its name; of a large one no page goes through the log."""
        name = f"t{next(self._names)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {'FILE_COPY' if large else 'WAL_LOG'}")
        return name


@cache
def shared_cluster() -> Cluster:
    """Return this test process's own cluster, started at first use and removed at its end."""
    cluster = Cluster().start()
    atexit.register(cluster.remove)
    return cluster
