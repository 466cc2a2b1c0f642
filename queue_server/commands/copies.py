"""`tinghao backup`, `restore` and `archive`: copies of the database, made and put back safely."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from queue_server.commands import which_hall
from queue_server.commands.which_hall import NoHallError

if TYPE_CHECKING:
    from queue_server.domain.events import Kind
    from queue_server.storage.archive import Record

STAMP = "%Y%m%d-%H%M%S"
NAMED = 5
COUNTED = ("ticket", "event", "spell", "rating", "print_job")


def add(commands: Any) -> None:
    """Add the commands."""
    backup = commands.add_parser("backup", help="备份，不用停 / copy the database while the hall runs")
    which_hall.add_options(backup)
    backup.add_argument(
        "--to", type=Path, help="放到哪个文件夹 / folder; backup in the data folder without it"
    )
    backup.add_argument("--keep", type=_many, help="只留最近几份 / keep only the newest N copies there")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="恢复 / put a copy back; the hall must be stopped")
    restore.add_argument("file", type=Path, help="备份文件 / the copy")
    which_hall.add_options(restore)
    restore.set_defaults(run=_restore)
    archive = commands.add_parser("archive", help="归档往年 / move past years into files of their own")
    archive.add_argument(
        "--before", type=int, required=True, metavar="YEAR", help="这一年以前的 / years before this one"
    )
    which_hall.add_options(archive)
    archive.add_argument(
        "--to", type=Path, help="放到哪个文件夹 / folder; archive in the data folder without it"
    )
    archive.set_defaults(run=_archive)


def _many(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"not a number of copies: {word}")
    return int(word)


def _stamp() -> str:
    from queue_server.clock import SystemClock

    return SystemClock().now().astimezone().strftime(STAMP)


def _or_say_why(act: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    """Return a command that ends with 1 and says why when it could not be done."""

    def run(options: argparse.Namespace) -> int:
        from queue_server.storage.disk import CopyError
        from queue_server.storage.engine import DatabaseError
        from queue_server.storage.migrate import TooNewError

        try:
            act(options)
        except (NoHallError, CopyError, TooNewError, OSError) as fault:
            print(fault, file=sys.stderr)
            return 1
        except DatabaseError as fault:
            print(f"数据库出错 / the database failed: {fault.orig}", file=sys.stderr)
            return 1
        return 0

    return run


@_or_say_why
def _backup(options: argparse.Namespace) -> None:
    from queue_server import media_copies
    from queue_server.storage.disk import CopyError
    from queue_server.storage.engine import check_integrity

    url, data = which_hall.existing(options)
    found = check_integrity(url)
    if found != "ok":
        # A copy of damage would in time push the last good copy out.
        raise CopyError(f"数据库有损坏，没有备份 / the database is damaged, nothing was copied: {found}")
    made = media_copies.back_up(url, data, options.to or data / "backup", _stamp())
    path, counts = made.database.path, made.database.counts
    print(f"✓ {path}  {path.stat().st_size / 1e6:.1f} MB  {_said(counts)}")
    for old in media_copies.keep_newest(path.parent, path.suffix, options.keep) if options.keep else ():
        print(f"  删除旧的 / deleted {old.name}")
    if made.short or made.missing:
        raise CopyError(_lacking("数据库已备份 / the database was copied", made.missing, made.short))
    if made.files:
        print(f"✓ {path.parent / media_copies.FOLDER}  图片和视频 / pictures and videos: {made.files}")


def _lacking(done: str, missing: Collection[str], why: str | None = None) -> str:
    """Say which pictures and videos are not there, and why."""
    names = ", ".join(sorted(missing)[:NAMED]) + ("…" if len(missing) > NAMED else "")
    said = f"{done}；图片和视频缺 {len(missing)} 个 / pictures and videos missing: {len(missing)}"
    return "\n  ".join(filter(None, (said, names, why)))


@_or_say_why
def _restore(options: argparse.Namespace) -> None:
    from queue_server import media_copies
    from queue_server.commands.replay import say_check
    from queue_server.storage.copies import kind_of, restore
    from queue_server.storage.disk import CopyError, folder_for_its_owner
    from queue_server.store import open_store

    url, data = which_hall.find(options)
    store_of_files, files = options.file.parent / media_copies.FOLDER, data / media_copies.FOLDER
    kind_of(options.file)
    folder_for_its_owner(data)
    media_copies.need_room(media_copies.bytes_listed(options.file, files), data)
    restored = restore(options.file, url, _stamp())
    store = open_store(url)  # brings an older copy to the present schema
    print(
        f"✓ 已恢复 / restored: {_said(restored.counts)}\n  原来的在 / the old one is kept as {restored.aside}"
    )
    try:
        print("正在用日志核对每张号票 / holding every ticket against the log", flush=True)
        with store.readers.connect() as conn:
            agrees = say_check(conn)
    finally:
        store.close()
    rows = media_copies.listed(url)
    missing = media_copies.bring(rows, store_of_files, files)
    if rows and not missing:
        print(f"✓ {files}  图片和视频 / pictures and videos: {len(rows)}")
    if not agrees:
        raise CopyError(
            "恢复了，但号票和日志对不上（见上） / restored, but the tables and the log differ (see above)"
        )
    if missing:
        raise CopyError(
            _lacking("数据库已恢复 / the database was restored", [rows[one].name for one in missing])
        )


@_or_say_why
def _archive(options: argparse.Namespace) -> None:
    from queue_server.clock import SystemClock
    from queue_server.storage.archive import first_year
    from queue_server.storage.disk import CopyError
    from queue_server.store import open_store

    url, data = which_hall.existing(options)
    store = open_store(url)
    try:
        if store.hall is None:
            raise CopyError("还没有大厅 / no hall yet")
        this_year = SystemClock().now().astimezone(store.hall.zone).year
        if options.before > this_year:
            raise CopyError(f"今年的不能归档，最大写 {this_year} / this year stays; {this_year} at most")
        with store.readers.connect() as conn:
            first = first_year(conn) or options.before
        for number in range(first, options.before):
            _archive_year(store, options.to or data / "archive", number)
    finally:
        store.close()


def _archive_year(store: Any, folder: Path, number: int) -> None:
    from datetime import datetime

    from queue_server.storage.archive import Year, archive_year
    from queue_server.storage.disk import CopyError, folder_for_its_owner, for_its_folder, to_disk
    from queue_server.storage.engine import check_integrity, open_writer
    from queue_server.storage.migrate import upgrade

    zone = store.hall.zone
    folder_for_its_owner(folder)
    path = folder / f"archive-{number}.db"
    archive = open_writer(f"sqlite:///{path}")
    try:
        upgrade(archive)
        year = Year(number, datetime(number, 1, 1, tzinfo=zone), datetime(number + 1, 1, 1, tzinfo=zone))
        moved: Counter[str] = archive_year(store.writer, archive, year, _recorder(path))
    finally:
        archive.dispose()
    path.chmod(0o600)
    for_its_folder(path)
    to_disk(folder)
    found = check_integrity(f"sqlite:///{path}")
    if found != "ok":
        raise CopyError(f"{path}: {found}")
    print(f"✓ {path}  {_said(moved)}")


def _recorder(path: Path) -> Record:
    """Return how the log is told of an archive: by whom, from which machine's account, into which file."""
    from queue_server.clock import SystemClock
    from queue_server.domain.events import Actor, Event
    from queue_server.storage import events

    clock, by = SystemClock(), _account()

    def record(conn: Any, kind: Kind, data: Mapping[str, Any]) -> None:
        said = {**data, "by": by, "file": path.name}
        events.append(conn, Event(kind, clock.now(), reason="command_line", data=said), Actor())

    return record


def _account() -> str:
    """Return who typed the command: the account's name, or its number where it has none."""
    import getpass

    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except KeyError:
        return str(os.getuid())


def _said(counts: dict[str, int]) -> str:
    return "  ".join(f"{name} {counts.get(name, 0)}" for name in COUNTED)
