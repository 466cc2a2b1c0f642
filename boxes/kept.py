"""What a box keeps: its token, whole or not at all through a power cut, and how it is just now."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write_whole(path: Path, text: str) -> None:
    """Replace a file by another in one step, readable by its owner alone. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(fresh).unlink()
        raise


class Token:
    """The token by which the server knows this box."""

    def __init__(self, folder: Path) -> None:
        """Name the folder it is kept in."""
        self.path = folder / "token"

    def read(self) -> str:
        """Return it, empty when there is none."""
        try:
            return self.path.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    def keep(self, token: str) -> bool:
        """Keep another one; False when the disk takes nothing (it lasts until the box is switched off then)."""
        try:
            write_whole(self.path, token + "\n")
        except OSError:
            return False
        return True


def write_status(folder: Path, status: dict[str, Any]) -> None:
    """Say how the box is, for `tinghao device check`; moments in it are seconds of the machine's monotonic clock."""
    with contextlib.suppress(OSError):
        path = folder / "status.json"
        fresh = path.with_suffix(".fresh")
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(status, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)


def forget_status(folder: Path) -> None:
    """Take back what was said: nothing runs any more, or not yet."""
    (folder / "status.json").unlink(missing_ok=True)


def read_status(folder: Path) -> dict[str, Any] | None:
    """Return what the running box said last, None when it runs not."""
    try:
        found: dict[str, Any] = json.loads((folder / "status.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found
