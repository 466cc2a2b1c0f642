"""The disk is full or the database is gone: every answer says so, nothing is half-written, and all works again."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from bench.cluster import Cluster
from queue_server.domain.errors import Refused
from queue_server.storage import postgresql
from queue_server.storage.engine import READERS, address, check_integrity, open_readers
from queue_server.storage.postgresql import WRITER_KEY
from queue_server.use_cases.replay import check
from queue_server.use_cases.runner import Tx
from tests.databases import Place, on_postgresql, on_sqlite
from tests.hall import Hall, both_modes, eventually, on_a_file
from tests.realtime.sockets import Watching
from tests.use_cases.small_hall import SmallHall
from tests.use_cases.test_runner import issue

QUEUE = {"queue_id": "q-A"}
MORE_THAN_CONNECTIONS = 2 * READERS + 4


def whole(url: str) -> bool:
    """Tell whether a database is sound, and its log rebuilds every ticket."""
    engine = open_readers(url)
    with engine.connect() as conn:
        found = check(conn)
    engine.dispose()
    return check_integrity(url) == "ok" and not found.differences


@contextlib.contextmanager
def full_disk(hall: Hall) -> Iterator[None]:
    """Let no file of the server grow: as a full disk does, and for others to set and lift while it runs."""
    pid = hall.said["pid"]
    limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@on_a_file
@both_modes
def test_a_full_disk_is_said_and_heals_by_itself(new_hall: Callable[..., Hall]) -> None:
    hall = new_hall()
    first = hall.issue("A")
    kiosk = Watching(hall, {"screen": "kiosk", "token": hall.token("kiosk")})
    with full_disk(hall):
        for path, body in (("/api/v1/tickets", QUEUE), (f"/api/v1/windows/{hall.window_id(1)}/open", {})):
            who = "kiosk" if body else "clerk_1"
            refused = hall.by(who).post(path, body, key="lost" if body else None).refused(503, "storage_away")
            assert refused["retry_after"]
        hall.by("").get("/readyz").refused(503, "storage_away")
        assert hall.by("").get("/healthz").status == 200, "the process itself is well"
        assert hall.by("guide").get(f"/api/v1/tickets/{first['id']}").ok(), "reading goes on"
    again = hall.by("kiosk").post("/api/v1/tickets", QUEUE, key="lost").ok(201)
    assert again["ticket"]["number"] == "A002", "no number was lost with the disk"
    hall.by("").get("/readyz").ok()
    hall.open(1)
    hall.serve(1)
    kiosk.until(lambda s: s["version"] >= hall.version(), "the kiosk keeps up")
    kiosk.close()
    assert whole(hall.address)
    said = hall.log()
    assert "Traceback" not in said
    assert said.count("the storage is back") == 1


@both_modes
def test_a_hall_whose_words_nobody_can_keep_goes_on(tmp_path: Path, mode: str) -> None:
    hall = Hall(tmp_path / "hall", mode)
    hall.log_file.symlink_to("/dev/full")
    try:
        hall.start()
        hall.issue("A")
        eventually(lambda: hall.sql("SELECT 1 FROM print_job WHERE state = 'printed'"), "the paper is out")
        pid = hall.said["pid"]
        os.kill(pid, signal.SIGKILL)  # its end is a line the supervisor cannot write
        hall.by("kiosk").close()
        eventually(lambda: not Path(f"/proc/{pid}").exists(), "the end was seen")
        assert hall.issue("A")["number"] == "A002"
        assert hall.stop() == 0
    finally:
        hall.stop()


def on_a_small_disk(tmp_path: Path, async_mode: str) -> None:
    small_disk = tmp_path / "disk"
    small_disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small_disk], check=True)
    hall = Hall(small_disk / "data", async_mode)
    try:
        hall.start()
        hall.issue("A")
        filler = small_disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65536))
        answers = [hall.by("kiosk").post("/api/v1/tickets", QUEUE) for _ in range(40)]
        refused = [answer for answer in answers if answer.status != 201]
        assert refused and all(answer.code == "storage_away" for answer in refused)
        filler.unlink()
        hall.issue("A")
        numbers = [row[0] for row in hall.sql("SELECT number FROM ticket ORDER BY seq")]
        assert numbers == [f"A{n:03}" for n in range(1, len(numbers) + 1)]
        assert len(numbers) == 2 + len(answers) - len(refused)
        assert whole(hall.address)
    finally:
        hall.stop()
        subprocess.run(["umount", "--lazy", small_disk], check=True)


if os.geteuid() == 0:  # only root may mount; the limit above says the same without
    test_a_disk_that_is_really_full = on_a_small_disk


def outcome(small: SmallHall) -> str:
    """Issue a ticket and return its number, or the code of the refusal."""
    try:
        return small.do(issue)
    except Refused as refusal:
        return refusal.code


@on_sqlite
def test_a_quota_inside_sqlite_leaves_nothing_half_written(small: SmallHall) -> None:
    with small.store.writer.connect() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
    answers = [outcome(small) for _ in range(60)]
    numbers = [answer for answer in answers if answer != "storage_away"]
    assert 0 < len(numbers) < len(answers)
    with small.store.writer.connect() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    numbers.append(small.do(issue))
    assert numbers == [f"A{n:03}" for n in range(1, len(numbers) + 1)]
    assert small.look(lambda conn: conn.execute(text("SELECT count(*) FROM spell")).scalar()) == len(numbers)
    small.close()
    assert whole(small.url)


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """Give a PostgreSQL of the test's own, to be stopped and killed."""
    cluster = Cluster(durable=True).start()
    yield cluster
    cluster.remove()


@pytest.mark.parametrize("ending", ["stopped", "killed"])
def test_a_database_that_goes_and_comes_back(
    durable: Cluster, tmp_path: Path, mode: str, ending: str
) -> None:
    hall = Hall(tmp_path / "hall", mode, database_url=durable.url(durable.create())).start()
    try:
        hall.issue("A")
        board = Watching(hall, {"screen": "display", "token": hall.token("display")})
        durable.stop(signal.SIGINT if ending == "stopped" else signal.SIGQUIT)
        hall.by("kiosk").post("/api/v1/tickets", QUEUE, key="lost").refused(503, "storage_away")
        hall.by("guide").get("/api/v1/tickets?number=A001").refused(503, "storage_away")
        hall.by("").get("/readyz").refused(503, "storage_away")
        durable.start()
        again = hall.by("kiosk").post("/api/v1/tickets", QUEUE, key="lost").ok(201)
        assert again["ticket"]["number"] == "A002", "the first request after it is back is answered"
        hall.open(1)
        called = hall.at(1, "call-next").ok()
        board.until(lambda s: called["number"] in str(s), "the board follows again", 15)
        board.close()
        assert whole(hall.address)
    finally:
        hall.stop()


def test_a_frozen_database_is_said_in_time_and_heals_by_itself(
    durable: Cluster, tmp_path: Path, mode: str
) -> None:
    hall = Hall(tmp_path / "hall", mode, database_url=durable.url(durable.create())).start()

    def ask(path: str | None) -> tuple[int, str | None]:
        with hall.client("kiosk" if path is None else "guide") as client:
            answer = client.post("/api/v1/tickets", QUEUE, key="lost") if path is None else client.get(path)
            return answer.status, answer.code

    try:
        first = hall.issue("A")
        board = Watching(hall, {"screen": "display", "token": hall.token("display")})
        reading = ["/readyz", *[f"/api/v1/tickets/{first['id']}"] * MORE_THAN_CONNECTIONS]
        durable.freeze()
        with ThreadPoolExecutor(len(reading) + 1) as callers:
            answers = list(callers.map(ask, [None, *reading]))  # each within its client's patience
        assert set(answers) == {(503, "storage_away")}
        assert hall.by("").get("/healthz").status == 200, "the server itself is well"
        durable.go_on()
        eventually(lambda: ask("/readyz")[0] == 200, "storage again")
        again = hall.by("kiosk").post("/api/v1/tickets", QUEUE, key="lost").ok(201)
        assert again["ticket"]["number"] == "A002", "the key of a lost answer is good"
        hall.open(1)
        called = hall.at(1, "call-next").ok()
        board.until(lambda s: called["number"] in str(s), "the board follows again", 15)
        board.close()
        assert whole(hall.address)
    finally:
        hall.stop()


@pytest.fixture
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have connections wait a second for a lock, not five."""
    options = postgresql._CONNECT["options"]
    assert "lock_timeout=5s" in options
    monkeypatch.setitem(postgresql._CONNECT, "options", options.replace("lock_timeout=5s", "lock_timeout=1s"))


def waits_for_a_lock(look: psycopg.Connection[Any]) -> datetime | None:
    """Return since when a statement of this database has waited for a lock, None when none does."""
    asked = "SELECT query_start FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    found = look.execute(asked).fetchone()
    return None if found is None else found[0]


@on_postgresql
def test_a_lock_in_the_way_is_waited_for_and_then_said(sooner: None, small: SmallHall, place: Place) -> None:
    where = address(small.url)
    at: dict[str, Any] = {"dbname": where.database, "host": str(where.query["host"]), "user": "tinghao"}
    with psycopg.connect(**at) as other, psycopg.connect(**at, autocommit=True) as look:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_KEY,))
        with ThreadPoolExecutor(1) as caller:
            number = caller.submit(small.do, issue)
            first = eventually(lambda: waits_for_a_lock(look), "the writer waits")
            eventually(lambda: (waits_for_a_lock(look) or first) > first, "it waits once more")
            other.rollback()
            assert number.result(10) == "A001", "the batch was run once more"
        other.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_KEY,))
        with pytest.raises(Refused, match="storage_away"):
            small.do(issue)
    assert small.do(issue) == "A002"


@on_postgresql
def test_a_connection_cut_in_the_middle_of_a_batch_keeps_nothing_of_it(small: SmallHall) -> None:
    def cut(tx: Tx) -> None:
        issue(tx)
        tx.conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Refused, match="storage_away"):
        small.do(cut)
    assert not [e for e in small.heard if e.kind == "ticket_issued"]
    assert small.do(issue) == "A001"
    eventually(lambda: whole(small.url), "a sound database")
