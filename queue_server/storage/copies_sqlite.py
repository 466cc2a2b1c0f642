"""Copies of a SQLite file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL

from queue_server.storage.disk import CopyError, folder_for_its_owner, for_its_folder, numbered, to_disk
from queue_server.storage.migrate import is_known


def copy(where: URL, target: Path) -> dict[str, int]:
    """Copy the database as it is at one moment, while others use it; return its rows by table."""
    source = Path(str(where.database))
    if not source.is_file():
        raise CopyError(f"{source} 不存在 / does not exist")
    try:
        with _open(source, "rw") as db, _open(target, "rwc") as other:
            db.execute("BEGIN")
            rows = _counts(db)  # the first look fixes the moment; the pages copied are of the same one
            db.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")
            return rows
    except sqlite3.Error as error:
        raise CopyError(f"备份失败 / the backup failed: {error}") from error


def verify(path: Path) -> dict[str, int]:
    """Check every page, index and reference of a file and return its rows by table."""
    _is_whole(path)
    try:
        with _open(path, "ro") as db:
            found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise CopyError(f"{path.name}: {found}")
            broken = db.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise CopyError(f"{path.name}: {broken[0]} → {broken[2]}")
            version = db.execute("SELECT version_num FROM alembic_version").fetchone()
            if version is None or not is_known(version[0]):
                raise CopyError(f"{path.name} 来自更新的版本 / is of a newer release")
            return _counts(db)
    except sqlite3.Error as error:
        raise CopyError(f"{path.name}: {error}") from error


def _is_whole(path: Path) -> None:
    """Hold the file's length against its own header: SQLite reads zeros where the end is missing."""
    with path.open("rb") as file:
        head = file.read(32)
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if path.stat().st_size != (65536 if page == 1 else page) * pages:
        raise CopyError(f"{path.name} 不完整 / is cut short")


def restore(path: Path, where: URL, expected: dict[str, int], stamp: str) -> str:
    """Put a copy in the place of the file; the old one stands beside it under another name."""
    place = Path(str(where.database))
    names = (Path(name) for name in numbered(f"{place}.before-{stamp}"))
    fresh, aside = Path(f"{place}.restoring"), next(name for name in names if not name.exists())
    folder_for_its_owner(place.parent)
    try:
        shutil.copyfile(path, fresh)
        fresh.chmod(0o600)
        for_its_folder(fresh)
        to_disk(fresh)
        if verify(fresh) != expected:
            raise CopyError(f"{path.name} 拷到 {place.parent} 后不一样了 / differs after copying")
        _set_aside(place, aside)
        fresh.replace(place)
        to_disk(place.parent)
    except OSError as error:
        raise CopyError(f"{error.filename}: {error.strerror}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return str(aside)


def _set_aside(place: Path, aside: Path) -> None:
    """Give the old file a second name, with its log; the place itself is never empty."""
    if not place.exists():
        return
    with contextlib.suppress(sqlite3.Error), _open(place, "rw") as db:  # one too damaged keeps its log
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.link(place, aside)
    log = Path(f"{place}-wal")
    if log.exists():
        log.replace(f"{aside}-wal")
    Path(f"{place}-shm").unlink(missing_ok=True)
    to_disk(place.parent)


@contextlib.contextmanager
def _open(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        yield db
    finally:
        db.close()


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [row[0] for row in db.execute(asked)]
    counted = ((name, db.execute(f'SELECT count(*) FROM "{name}"')) for name in names)  # noqa: S608  (its own names)
    return {name: int(cursor.fetchone()[0]) for name, cursor in counted}
