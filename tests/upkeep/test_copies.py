"""A backup is of one moment, while the hall runs; a restore is whole or nothing; past years move without loss."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from queue_server.commands import run_command
from queue_server.domain.events import Event, Kind
from queue_server.storage import copies, events, notices, people, schema
from queue_server.storage.disk import CopyError
from queue_server.storage.engine import open_readers
from queue_server.store import open_store, sqlite_url
from queue_server.use_cases import serve
from queue_server.use_cases.announce import Wish, announce, begin_notice, settle_notice
from queue_server.use_cases.ask_help import ask_help
from queue_server.use_cases.call_next import call_next
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.replay import check
from queue_server.use_cases.runner import Tx
from tests.api.settings_page import signed_in
from tests.api.test_media import a_picture, send
from tests.databases import SQLITE, Place, on_sqlite
from tests.hall import Hall, everywhere
from tests.use_cases.hand_clock import HandClock
from tests.use_cases.small_hall import SmallHall
from tests.use_cases.test_runner import issue

STAMP = "20261120-090000"
NewHall = Callable[..., Hall]


@pytest.fixture
def config(place: Place, tmp_path: Path) -> Callable[[str], str]:
    """Give a way to write the file of a hall in a database."""

    def write(url: str) -> str:
        path = tmp_path / "hall.toml"
        path.write_text(f'[server]\ndata_dir = "data"\ndatabase_url = "{url}"\n', "utf-8")
        return str(path)

    return write


def count(url: str, table: Any = schema.ticket) -> int:
    """Return how many rows a table has."""
    engine = open_readers(url)
    with engine.connect() as conn:
        found = conn.execute(select(func.count()).select_from(table)).scalar_one()
    engine.dispose()
    return int(found)


def differences(url: str) -> int:
    """Return in how many places the tables and the log of a database differ."""
    engine = open_readers(url)
    with engine.connect() as conn:
        found = check(conn).differences
    engine.dispose()
    return len(found)


def test_a_copy_made_while_others_write_is_of_one_moment(
    small: SmallHall, place: Place, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            small.do(issue)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = [copies.back_up(small.url, tmp_path / "backup", f"2026112{n}-090000") for n in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "backup").iterdir()] == [0o600] * 3
    assert made[0].counts["ticket"] < made[2].counts["ticket"] <= count(small.url)
    for each in made:
        fresh = place.empty()
        restored = copies.restore(each.path, fresh, STAMP)
        assert restored.counts == each.counts
        open_store(fresh).close()
        assert count(fresh) == each.counts["ticket"] and differences(fresh) == 0


def test_what_was_there_is_kept_aside_and_the_copy_is_held_against_its_log(
    small: SmallHall, place: Place, config: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    small.do(issue)
    small.close()
    file = config(small.url)
    assert run_command(["backup", "--config", file]) == 0
    again = open_store(small.url)
    again.close()
    later = SmallHall(small.url)
    later.do(issue)
    later.close()
    (backup,) = (Path(file).parent / "data" / "backup").iterdir()
    assert count(small.url) == 2
    assert run_command(["restore", str(backup), "--config", file]) == 0
    assert "✓ 1 张号票" in capsys.readouterr().out
    assert count(small.url) == 1
    back = SmallHall(small.url)
    assert back.do(issue) == "A002", "the hall goes on from the copy"
    back.close()
    if place.backend == SQLITE:
        (aside,) = place.folder.glob("hall.db.before-*")
        assert count(f"sqlite:///{aside}") == 2


def test_a_copy_of_a_hall_whose_log_tells_another_story_is_restored_and_said(
    small: SmallHall, config: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small.do(issue)
    file = config(small.url)
    small.do(lambda tx: tx.conn.execute(update(schema.ticket).values(calls=7)))
    changed = copies.back_up(small.url, tmp_path, STAMP).path
    small.close()
    assert run_command(["restore", str(changed), "--config", file]) == 1
    said = capsys.readouterr()
    assert "A001 calls: log 0, table 7" in said.out and "differ" in said.err
    assert count(small.url) == 1, "it is in its place all the same"


def test_a_copy_that_is_not_whole_is_refused_and_nothing_changes(
    small: SmallHall, place: Place, tmp_path: Path
) -> None:
    for _ in range(20):
        small.do(issue)
    made = copies.back_up(small.url, tmp_path, STAMP)
    small.close()
    whole = made.path.read_bytes()
    dice = random.Random(3)
    broken = tmp_path / "broken"
    refused = 0
    for cut in (0, 3, len(whole) // 2, len(whole) - 600):
        broken.write_bytes(whole[:cut])
        with pytest.raises(CopyError):
            copies.restore(broken, small.url, STAMP)
        refused += 1
    for _ in range(5):
        at = dice.randrange(1, len(whole) // 4096 - 1) * 4096
        broken.write_bytes(whole[:at] + bytes(4096) + whole[at + 4096 :])
        try:
            copies.verify(broken)
        except CopyError:
            with pytest.raises(CopyError):
                copies.restore(broken, small.url, STAMP)
            refused += 1
    assert refused > 4 and count(small.url) == 20
    assert not list(tmp_path.glob("*.restoring"))


def test_a_copy_of_a_newer_release_and_of_the_other_database_is_refused(
    small: SmallHall, place: Place, tmp_path: Path
) -> None:
    with small.store.writer.connect() as conn, conn.begin():
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CopyError, match="newer release"):
        copies.back_up(small.url, tmp_path / "backup", STAMP)
    assert not list((tmp_path / "backup").iterdir()), "nothing half-made is left"
    other = tmp_path / "other"
    other.write_bytes(b"PGDMP" + bytes(40) if place.backend == SQLITE else b"SQLite format 3\0")
    with pytest.raises(CopyError, match="other kind"):
        copies.restore(other, small.url, STAMP)


@everywhere
def test_a_running_hall_is_backed_up_and_not_restored_over(new_hall: NewHall, tmp_path: Path) -> None:
    hall = new_hall()
    hall.issue("A")
    with signed_in(hall) as manager:
        shown = send(manager, a_picture()).ok(201)["url"]
    file = tmp_path / "hall.toml"
    file.write_text(f'[server]\ndata_dir = "{hall.data}"\ndatabase_url = "{hall.address}"\n', "utf-8")
    for _ in range(3):
        assert run_command(["backup", "--config", str(file), "--to", str(tmp_path / "b"), "--keep", "2"]) == 0
        hall.issue("A")
    copies_kept = [path for path in (tmp_path / "b").iterdir() if path.suffix in copies.SUFFIXES.values()]
    kept = sorted(copies_kept, key=lambda path: path.stem)
    assert len(kept) == 2
    assert run_command(["restore", str(kept[-1]), "--config", str(file)]) == 1
    assert hall.issue("A")["number"] == "A005"
    hall.stop()
    (hall.data / shown.removeprefix("/")).unlink()
    assert run_command(["restore", str(kept[-1]), "--config", str(file)]) == 0
    hall.start()
    assert hall.by("").get(shown).raw[:2] == b"\xff\xd8", "the picture is back"
    assert hall.issue("A")["number"] == "A004", "the third copy was made when three had been issued"


def lived_years(url: str) -> None:
    """Let a hall serve on a few days of three years."""
    clock = HandClock(datetime.fromisoformat("2023-12-29T09:00:00+08:00"))
    small = SmallHall(url, clock)
    for day in ("2023-12-29", "2023-12-31", "2024-01-02", "2024-06-03", "2025-01-02"):
        clock.at = datetime.fromisoformat(f"{day}T09:00:00+08:00")
        small.do(tidy)
        small.open(1)
        for _ in range(10):
            small.do(issue)
        for _ in range(6):
            small.at(1, lambda tx, w: call_next(tx, w, None, None))
            small.at(1, serve.start)
            small.at(1, lambda tx, w: serve.finish(tx, w, "done", ()))
            clock.pass_s(60)
        small.do(lambda tx: tx.record(Event(Kind.SIGNED_IN, tx.at)))
        small.do(say_something)
    small.close()


def say_something(tx: Tx) -> None:
    """Have an announcement spoken and another one not, in two zones, and somebody ask for help."""
    for ended, zones in (("spoken", ("东侧等候区", "西侧等候区")), ("unspoken", ())):
        announce(tx, Wish("请保管好随身物品", zones=zones))
        rows = begin_notice(tx, notices.to_be_spoken(tx.conn))
        settle_notice(tx, rows, "playing", ended, None)
    ask_help(tx, next(d for d in people.devices(tx.conn) if d.kind == "kiosk"), "help", None)


ROWS = (
    *(schema.ticket, schema.spell, schema.event, schema.print_job, schema.counter, schema.announcement),
    *(schema.spoken_notice, schema.help_call),
)


def test_past_years_move_into_files_of_their_own(
    place: Place, tmp_path: Path, config: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    url = place.hall()
    lived_years(url)
    before = {table.name: count(url, table) for table in ROWS}
    file = config(url)
    assert run_command(["archive", "--before", "2025", "--config", file]) == 0
    said = capsys.readouterr().out
    archives = {
        year: f"sqlite:///{tmp_path / 'data' / 'archive' / f'archive-{year}.db'}" for year in (2023, 2024)
    }
    for year, archive in archives.items():
        assert count(archive) == 20 and differences(archive) == 0
        assert f"archive-{year}.db" in said
    assert count(url) == 10 and differences(url) == 0
    after = {
        table.name: count(url, table) + sum(count(a, table) for a in archives.values()) for table in ROWS
    }
    told = [fact for year in archives for fact in ((year, "archive_begun"), (year, "year_archived"))]
    before["event"] += len(told)
    assert after == before, "no row was lost and none doubled"
    kept = [(data["year"], kind) for kind, data in facts_of_archiving(url)]
    assert kept == told
    for kind, data in facts_of_archiving(url):
        assert data["by"] and data["file"] == f"archive-{data['year']}.db"
        assert kind == "archive_begun" or data["rows"]["ticket"] == 20
    assert run_command(["archive", "--before", "2025", "--config", file]) == 0, (
        "again, there is nothing to do"
    )
    assert (
        count(url, schema.event) + sum(count(a, schema.event) for a in archives.values()) == before["event"]
    )
    assert run_command(["replay", "--check", "--config", file]) == 0
    with pytest.raises(Exception, match="append-only"):
        _change_the_log(url)
    small = SmallHall(url)
    assert small.do(issue)
    small.close()


def facts_of_archiving(url: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what the log says of years that left it: (kind, data), the oldest first."""
    e = schema.event
    engine = open_readers(url)
    with engine.connect() as conn:
        asked = select(e.c.kind, e.c.data).where(e.c.kind.in_(["archive_begun", "year_archived"]))
        found = [(row.kind, row.data) for row in conn.execute(asked.order_by(e.c.id))]
    engine.dispose()
    return found


def _change_the_log(url: str) -> None:
    store = open_store(url)
    try:
        with store.writer.connect() as conn, conn.begin():
            conn.exec_driver_sql("DELETE FROM event")
    finally:
        store.close()


def test_this_year_is_never_archived_and_the_newest_fact_stays(
    place: Place, config: Callable[[str], str]
) -> None:
    url = place.hall()
    lived_years(url)
    file = config(url)
    assert run_command(["archive", "--before", "2099", "--config", file]) == 1
    version = _version(url)
    assert run_command(["archive", "--before", "2026", "--config", file]) == 0
    assert _version(url) > version, "screens compare versions: it never falls"


def _version(url: str) -> int:
    engine = open_readers(url)
    with engine.connect() as conn:
        found = events.version(conn)
    engine.dispose()
    return found


def test_an_archive_broken_off_anywhere_is_finished_by_the_next(
    place: Place, config: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from queue_server.storage import archive

    url = place.hall()
    lived_years(url)
    before = count(url, schema.event)
    calls = iter(range(1000))
    delete = archive._delete

    def breaks(*values: Any) -> None:
        if next(calls) == 9:
            raise OSError("pulled the plug")
        delete(*values)

    monkeypatch.setattr(archive, "_delete", breaks)
    file = config(url)
    assert run_command(["archive", "--before", "2025", "--config", file]) == 1
    assert run_command(["archive", "--before", "2025", "--config", file]) == 0
    assert differences(url) == 0
    folder = Path(file).parent / "data" / "archive"
    told = [(data["year"], kind) for kind, data in facts_of_archiving(url)]
    begun, ended = "archive_begun", "year_archived"
    assert told == [(2023, begun), (2023, begun), (2023, ended), (2024, begun), (2024, ended)]
    assert before + len(told) == count(url, schema.event) + sum(
        count(f"sqlite:///{path}", schema.event) for path in folder.glob("*.db")
    )


@on_sqlite
def test_doctor_names_what_is_wrong(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--data", str(tmp_path / "nowhere")]) == 1
    place.hall()
    run_command(["doctor", "--data", str(place.folder)])
    assert "database: ok" in capsys.readouterr().out
    file = Path(sqlite_url(place.folder).removeprefix("sqlite:///"))
    whole = bytearray(file.read_bytes())
    whole[4096 * 3 : 4096 * 4] = bytes(4096)
    file.write_bytes(whole)
    assert run_command(["doctor", "--data", str(place.folder)]) == 1
    assert run_command(["backup", "--data", str(place.folder)]) == 1
    assert "nothing was copied" in capsys.readouterr().err


def test_doctor_looks_at_either_database(
    place: Place, config: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = config(place.hall())
    run_command(["doctor", "--config", file])
    said = capsys.readouterr().out
    assert "database: ok" in said
    assert ("PostgreSQL 1" in said) == (place.backend != SQLITE)
