"""What every way of copying needs: a fault to raise, and files that are on disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path


class CopyError(Exception):
    """A copy that could not be made, is not whole, or cannot be put back; its text is for the person."""


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def for_its_folder(path: Path) -> None:
    """Give a file or folder that root has made to whoever has the folder it lies in.

    Services are stopped and started by root, who types the next command too; the hall then runs as another user.
    """
    if os.geteuid() == 0:
        owner = path.parent.stat()
        with contextlib.suppress(
            PermissionError
        ):  # a stick or share that knows no owners, or says itself whose all is
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def folder_for_its_owner(path: Path) -> None:
    """Make a folder, unless it is there, for whoever has the one it lies in."""
    if not path.is_dir():
        path.mkdir(parents=True, mode=0o700)
        for_its_folder(path)


def numbered(name: str, link: str = "-") -> Iterator[str]:
    """Give a name, then the same with a number: what is made twice within a second is to have two."""
    yield name
    yield from (f"{name}{link}{number}" for number in count(2))
