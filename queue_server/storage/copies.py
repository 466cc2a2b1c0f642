"""Copies of a hall's database: made while it is used, checked before they count, put back whole or not at all."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from queue_server.storage import copies_postgresql, copies_sqlite
from queue_server.storage.disk import CopyError, folder_for_its_owner, for_its_folder, numbered, to_disk
from queue_server.storage.engine import SQLITE, address
from queue_server.storage.in_use import is_in_use

SUFFIXES = {SQLITE: ".db", "postgresql": ".dump"}
_HEADS = {b"SQLite format 3\0": SQLITE, b"PGDMP": "postgresql"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A verified copy: where it is, and how many rows of each table it holds."""

    path: Path
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy put back: its rows by table, and where the old database is now."""

    counts: dict[str, int]
    aside: str


def back_up(url: str, folder: Path, stamp: str) -> Copy:
    """Copy a database that may be in use into a folder and verify the copy; raises CopyError.

    The copy is of one moment. It is on disk, and has been read back, before it bears its name.
    """
    where = address(url)
    kind = where.get_backend_name()
    folder_for_its_owner(folder)
    path, part = _claimed(folder, f"tinghao-{stamp}", SUFFIXES[kind])
    try:
        make = copies_sqlite.copy if kind == SQLITE else copies_postgresql.copy
        expected = make(where, part)
        part.chmod(0o600)
        for_its_folder(part)
        to_disk(part)
        found = verify(part)
        if found != expected:
            raise CopyError(f"副本和数据库行数不一致 / rows differ: {_differences(expected, found)}")
        part.replace(path)
        to_disk(folder)
    finally:
        part.unlink(missing_ok=True)
    return Copy(path, found)


def _claimed(folder: Path, name: str, suffix: str) -> tuple[Path, Path]:
    """Claim a name nobody has, even of the same second; returns where the copy is to be, and its part till then."""
    for stem in numbered(name):
        path = folder / f"{stem}{suffix}"
        part = folder / f".{path.name}.part"
        with contextlib.suppress(FileExistsError):
            part.open("xb").close()
            if not path.exists():
                return path, part
            part.unlink()
    raise AssertionError("numbers have no end")


def verify(path: Path) -> dict[str, int]:
    """Read a copy through and return how many rows of each table it holds; raises CopyError."""
    if kind_of(path) == SQLITE:
        return copies_sqlite.verify(path)
    return copies_postgresql.verify(path)


def restore(path: Path, url: str, stamp: str) -> Restored:
    """Put a copy in the place of a database that no server has open; the old one is kept aside.

    Raises CopyError; then the old database is still in its place.
    """
    where = address(url)
    if kind_of(path) != where.get_backend_name():
        raise CopyError("副本不是这种数据库的 / the copy is of the other kind of database")
    if is_in_use(url):
        raise CopyError("服务器正在使用这个数据库，先停掉 / a server has the database open, stop it first")
    put_back = copies_sqlite.restore if kind_of(path) == SQLITE else copies_postgresql.restore
    counts = verify(path)
    return Restored(counts, put_back(path, where, counts, stamp))


def kind_of(path: Path) -> str:
    """Return which database a file is a copy of; raises CopyError."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise CopyError(f"{path}: {error.strerror}") from error
    for magic, kind in _HEADS.items():
        if head.startswith(magic):
            return kind
    raise CopyError(f"{path} 不是备份 / is no backup")


def keep_newest(folder: Path, suffix: str, many: int) -> list[Path]:
    """Delete all but the newest copies of a kind in a folder; return what was deleted."""
    # By the bare name: of two of one second the second bears a number, and is the newer.
    there = sorted(folder.glob(f"tinghao-[0-9]*-[0-9]*{suffix}"), key=lambda path: path.stem)
    old = there[: max(0, len(there) - many)]
    for path in old:
        path.unlink()
    return old


def _differences(expected: dict[str, int], found: dict[str, int]) -> str:
    names = sorted(n for n in expected.keys() | found.keys() if expected.get(n) != found.get(n))
    return ", ".join(f"{n} {expected.get(n)} → {found.get(n)}" for n in names)
