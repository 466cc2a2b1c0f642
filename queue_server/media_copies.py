"""Copies of the pictures and videos, beside the copies of the database that refers to them.

A file's name is the hash of what it holds, so a folder of copies keeps each file once, however many nights refer to it, and
a file can be held against its own name. Beside each copy of the database a list says which files it refers to: what no list
names any more may go. Files are copied before the database and after it, so none is missed that came or went meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from queue_server.clock import SystemClock
from queue_server.media_files import MIB, is_name
from queue_server.storage import copies, media, plans
from queue_server.storage.copies import Copy
from queue_server.storage.disk import CopyError, folder_for_its_owner, for_its_folder, to_disk
from queue_server.storage.engine import SQLITE, address, look_once

FOLDER: Final = "media"
LIST: Final = ".media"
LEFT_FREE: Final = 64 * MIB
UNLISTED_FOR_S: Final = 86_400
"""So long a file that no list names stays: another backup may be copying it for a list still to come."""
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A copy of a hall: its database, how many files it refers to, and what of them could not be copied and why."""

    database: Copy
    files: int
    missing: tuple[str, ...]
    short: str | None


def listed(url: str) -> dict[str, media.Media]:
    """Return the files a database refers to, by id; none where it is older than the pictures."""
    return look_once(url, lambda conn: media.all_media(conn) if media.are_kept(conn) else {})


def shown_by(url: str) -> dict[str, str]:
    """Return the ids of the files that screens are to show, now or by settings to come, each with a screen's name."""
    to_come = look_once(url, lambda conn: plans.to_come(conn) if media.are_kept(conn) else [])
    screens = [screen for plan in to_come for screen in plan.screens]
    return {entry.media: screen.name for screen in screens for entry in screen.entries if entry.media}


def is_whole(path: Path) -> bool:
    """Tell whether a file is there and holds what its name says."""
    try:
        with path.open("rb") as file:
            return _is_named(path, hashlib.file_digest(file, hashlib.sha256))
    except FileNotFoundError:
        return False


def _is_named(path: Path, found: hashlib._Hash) -> bool:
    return found.hexdigest().startswith(path.stem)


def back_up(url: str, data: Path, folder: Path, stamp: str) -> Made:
    """Copy a hall that may be in use into a folder: database and files; raises CopyError when the database was not copied.

    What of the files could not be copied is told, and does not keep the database from being copied.
    """
    source, kept = data / FOLDER, folder / FOLDER
    folder_for_its_owner(folder)
    before, short = listed(url), None
    lacking: set[str] = set()
    try:
        lacking |= bring(before, source, kept, spare=_size(url))
    except CopyError as fault:
        short = str(fault)
    made = copies.back_up(url, folder, stamp)
    after = listed(url)
    try:
        lacking |= bring(
            {} if short else {one: row for one, row in after.items() if one not in before}, source, kept
        )
    except CopyError as fault:
        short = str(fault)
    if short:
        lacking |= {one for one in {**before, **after} if not (kept / one).is_file()}
    there = sorted((one, row.size) for one, row in {**before, **after}.items() if one not in lacking)
    if there:
        list_of(made.path).write_text("".join(f"{one} {size}\n" for one, size in there), "utf-8")
        for_its_folder(list_of(made.path))
    return Made(made, len(after), tuple(after[one].name for one in lacking & after.keys()), short)


def list_of(copy: Path) -> Path:
    """Return where the list of a copy of the database is."""
    return copy.with_suffix(LIST)


def bring(files: Mapping[str, media.Media], source: Path, target: Path, *, spare: int = 0) -> set[str]:
    """Have files in a folder, each held against its name; return the ids of those that are whole in neither place.

    Raises CopyError when the disk has no room for them and `spare` bytes more, before anything is copied.
    """
    there = {one for one in files if is_whole(target / one)}
    for one in there:
        os.utime(target / one)
    wanted = {one: row.size for one, row in files.items() if one not in there}
    if not wanted:
        return set()
    folder_for_its_owner(target)
    need_room(sum(wanted.values()), target, spare)
    lacking = {one for one in wanted if not _copy(source / one, target / one)}
    to_disk(target)
    return lacking


def need_room(size: int, folder: Path, spare: int = 0) -> None:
    """Raise CopyError unless a disk has room for pictures and videos of some bytes, and for `spare` more."""
    free = shutil.disk_usage(folder).free
    if size and size + spare + LEFT_FREE > free:
        need, left = (size + spare + LEFT_FREE) / MIB, free / MIB
        raise CopyError(
            f"磁盘不够：图片和视频要 {need:.0f} MB，{folder} 只剩 {left:.0f} MB"
            f" / disk full: pictures and videos take {need:.0f} MB, {left:.0f} MB are left"
        )


def _copy(source: Path, target: Path) -> bool:
    """Copy one file; tell whether it was there and whole."""
    part, digest = target.with_name(f".{target.name}.part"), hashlib.sha256()
    try:
        with source.open("rb") as file, part.open("wb") as out:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
        if not _is_named(target, digest):
            return False
        part.chmod(0o600)
        for_its_folder(part)
        to_disk(part)
        part.replace(target)
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise CopyError(f"{target}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def bytes_listed(copy: Path, target: Path) -> int:
    """Return how many bytes of the files a copy's list names are still to come into a folder; 0 without a list."""
    return sum(size for one, size in _read_list(list_of(copy)).items() if not (target / one).is_file())


def _read_list(path: Path) -> dict[str, int]:
    if not path.is_file():
        return {}
    pairs = (line.split() for line in path.read_text("utf-8").splitlines())
    return {
        pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and is_name(pair[0]) and pair[1].isdecimal()
    }


def keep_newest(folder: Path, suffix: str, many: int) -> list[Path]:
    """Delete all but the newest copies in a folder, and the files that only they referred to; return what was deleted."""
    old = copies.keep_newest(folder, suffix, many)
    for path in old:
        list_of(path).unlink(missing_ok=True)
    named = {one for path in folder.glob(f"tinghao-*{LIST}") for one in _read_list(path)}
    return [*old, *_unnamed(folder / FOLDER, named)]


def _unnamed(kept: Path, named: Iterable[str]) -> list[Path]:
    since, known = SystemClock().now().timestamp() - UNLISTED_FOR_S, set(named)
    gone = [path for path in kept.glob("*") if is_name(path.name) and path.name not in known]
    gone = [path for path in gone if path.stat().st_mtime < since]
    for path in gone:
        path.unlink()
    return gone


def _size(url: str) -> int:
    where = address(url)
    return Path(str(where.database)).stat().st_size if where.get_backend_name() == SQLITE else 0
