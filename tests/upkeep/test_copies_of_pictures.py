"""Backups take the pictures and videos along, each once; a restore brings them back whole; the doctor misses none."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from queue_server import media_copies
from queue_server.commands import run_command
from queue_server.plan_screens import EntryPlan
from queue_server.storage import copies
from queue_server.storage.media import Media
from queue_server.use_cases.change_plan import Wish, change_plan
from queue_server.use_cases.media import add_media, remove_media
from tests.databases import SQLITE, Place
from tests.use_cases.small_hall import SmallHall
from tests.use_cases.test_runner import issue

SOMEBODY = 65534
OLD_S = 2 * media_copies.UNLISTED_FOR_S


class Pictured:
    """A hall with pictures, its file, and a folder its copies go to."""

    def __init__(self, small: SmallHall, folder: Path) -> None:
        self.small, self.data, self.to = small, folder / "data", folder / "away"
        self.files = self.data / "media"
        self.files.mkdir(parents=True)
        self.config = folder / "hall.toml"
        self.config.write_text(f'[server]\ndata_dir = "data"\ndatabase_url = "{small.url}"\n', "utf-8")

    def put(self, content: bytes, name: str = "a.jpg") -> str:
        """Take a picture in, as an upload leaves it."""
        found = f"{hashlib.sha256(content).hexdigest()[:24]}.jpg"
        (self.files / found).write_bytes(content)
        row = Media(found, name, "picture", "image/jpeg", len(content), None, self.small.clock.now())
        self.small.do(lambda tx: add_media(tx, row))
        return found

    def remove(self, media_id: str) -> None:
        self.small.do(lambda tx: remove_media(tx, media_id))
        (self.files / media_id).unlink()

    def show(self, media_id: str) -> None:
        """Put a picture on a notice screen."""
        hall = self.small.hall
        first, *rest = hall.plan.screens
        screens = (replace(first, layout="notice", entries=(EntryPlan(media=media_id),)), *rest)
        wish = Wish(hall.version, hall.plan, replace(hall.plan, screens=screens), "now")
        self.small.do(lambda tx: change_plan(tx, wish))

    def back_up(self, *options: str) -> int:
        return run_command(["backup", "--config", str(self.config), "--to", str(self.to), *options])

    def restore(self, copy: Path) -> int:
        return run_command(["restore", str(copy), "--config", str(self.config)])

    def doctor(self) -> int:
        return run_command(["doctor", "--config", str(self.config)])

    def copies(self) -> list[Path]:
        """Return the copies of the database, the oldest first."""
        return sorted(
            (p for p in self.to.glob("tinghao-*") if p.suffix != media_copies.LIST), key=lambda p: p.stem
        )

    def kept(self) -> set[str]:
        return {path.name for path in (self.to / "media").iterdir()}


@pytest.fixture
def hall(small: SmallHall, place: Place, tmp_path: Path) -> Pictured:
    return Pictured(small, tmp_path)


def test_pictures_go_with_every_copy_and_come_back_with_it(
    hall: Pictured, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, other = hall.put(b"one" * 9999), hall.put(b"two", "b.jpg")
    hall.show(shown)
    assert hall.back_up() == 0
    assert "pictures and videos: 2" in capsys.readouterr().out
    assert hall.kept() == {shown, other}
    assert {(hall.to / "media" / one).stat().st_mode & 0o777 for one in hall.kept()} == {0o600}
    hall.remove(other)
    late = hall.put(b"three", "c.jpg")
    assert hall.back_up() == 0
    assert hall.kept() == {shown, other, late}, "each file is there once, for both copies"
    first, second = hall.copies()
    for path in hall.files.iterdir():
        path.unlink()
    (hall.files / shown).write_bytes(b"spoilt")
    hall.small.close()
    assert hall.restore(first) == 0
    assert {path.name: path.read_bytes() for path in hall.files.iterdir()} == {
        shown: b"one" * 9999,
        other: b"two",
    }
    assert hall.restore(second) == 0
    assert (hall.files / late).read_bytes() == b"three"


def test_what_root_copies_and_puts_back_belongs_to_whom_the_hall_runs_as(
    hall: Pictured, place: Place
) -> None:
    """The manual has root stop the service, restore and start it: the service then runs as its own user."""
    hall.put(b"one")
    whose = SOMEBODY if os.geteuid() == 0 else os.geteuid()
    for folder in (hall.data, place.folder):
        os.chown(folder, whose, -1)
    assert run_command(["backup", "--config", str(hall.config)]) == 0
    (copy,) = (path for path in (hall.data / "backup").glob("tinghao-*") if path.suffix != media_copies.LIST)
    shutil.rmtree(hall.files)
    hall.small.close()
    assert hall.restore(copy) == 0
    made = [*hall.data.rglob("*"), *([place.folder / "hall.db"] if place.backend == SQLITE else [])]
    assert sum(path.is_file() for path in made) >= 4, "the copy, its list, the picture twice"
    assert {path.stat().st_uid for path in made} == {whose}


def test_two_copies_and_two_restores_of_one_second_stand_side_by_side(
    hall: Pictured, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("queue_server.commands.copies._stamp", lambda: "20261126-093000")
    for many in range(1, 4):
        hall.small.do(issue)
        assert hall.back_up() == 0
        assert len(hall.copies()) == many
    assert hall.back_up("--keep", "2") == 0
    hall.small.close()
    assert [path.stem for path in hall.copies()] == ["tinghao-20261126-093000-3", "tinghao-20261126-093000-4"]
    capsys.readouterr()
    for _ in range(3):
        assert hall.restore(hall.copies()[0]) == 0
    asides = {line.rsplit(" ", 1)[1] for line in capsys.readouterr().out.splitlines() if "is kept as" in line}
    assert len(asides) == 3, "each old database is kept"


def test_pictures_no_copy_refers_to_any_more_go_with_the_last_that_did(hall: Pictured) -> None:
    old, stays = hall.put(b"old"), hall.put(b"stays", "b.jpg")
    assert hall.back_up() == 0
    hall.remove(old)
    for name in (old, stays):
        path = hall.to / "media" / name
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - OLD_S))
    assert hall.back_up("--keep", "2") == 0
    assert hall.kept() == {old, stays}, "the first copy refers to it"
    fresh = hall.to / "media" / f"{'0' * 24}.jpg"
    fresh.write_bytes(b"of a backup that is still copying")
    assert hall.back_up("--keep", "2") == 0
    assert hall.kept() == {stays, fresh.name}


def test_a_picture_that_is_gone_or_spoilt_is_named_and_the_database_copied_all_the_same(
    hall: Pictured, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, spoilt, well = (hall.put(name.encode(), f"{name}.jpg") for name in ("gone", "spoilt", "well"))
    hall.show(gone)
    assert hall.doctor() in (0, 1)
    assert "pictures and videos: 3" in capsys.readouterr().out
    (hall.files / gone).unlink()
    (hall.files / spoilt).write_bytes(b"other bytes")
    assert hall.back_up() == 1
    said = capsys.readouterr().err
    assert "missing: 2" in said and "gone.jpg, spoilt.jpg" in said
    (copy,) = hall.copies()
    assert hall.kept() == {well}
    assert hall.doctor() == 1
    said = capsys.readouterr().out
    screen = hall.small.hall.plan.screens[0].name
    assert f"gone.jpg 不见了或坏了 / is gone or damaged，屏“{screen}”要放" in said
    assert "✗ 图片和视频 / pictures and videos: spoilt.jpg" in said and "well.jpg" not in said
    hall.small.close()
    assert hall.restore(copy) == 1
    assert "the database was restored" in capsys.readouterr().err
    hall.files.joinpath(gone).write_bytes(b"gone")
    hall.files.joinpath(spoilt).write_bytes(b"spoilt")
    assert hall.back_up() == 0, "found again, they are copied"


def test_a_disk_without_room_keeps_the_database_and_says_what_is_short(
    hall: Pictured, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = hall.put(b"x" * 3_000_000)
    assert hall.back_up() == 0
    for path in hall.files.iterdir():
        path.unlink()
    usage = shutil.disk_usage(hall.to)
    full = usage._replace(free=media_copies.LEFT_FREE + 1_000_000)
    monkeypatch.setattr("queue_server.media_copies.shutil.disk_usage", lambda where: full)
    copy = hall.copies()[0]
    hall.small.do(issue)
    hall.small.close()
    assert hall.restore(copy) == 1
    assert "磁盘不够" in capsys.readouterr().err
    again = SmallHall(hall.small.url)
    assert again.do(issue) == "A002", "nothing was restored"
    again.close()
    (hall.to / "media" / name).rename(hall.files / name)
    assert hall.back_up() == 1
    said = capsys.readouterr().err
    assert "the database was copied" in said and "a.jpg" in said and "65 MB are left" in said
    assert len(hall.copies()) == 2


def test_a_file_that_came_while_the_database_was_copied_is_not_missed(
    hall: Pictured, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    make: Callable[..., object] = copies.back_up

    def while_copying(*values: object) -> object:
        copied.append(hall.put(b"late", "late.jpg"))
        return make(*values)

    monkeypatch.setattr("queue_server.media_copies.copies.back_up", while_copying)
    assert hall.back_up() == 0
    assert hall.kept() == set(copied)
