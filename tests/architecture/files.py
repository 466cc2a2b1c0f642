"""List the repository's own files, as git sees them or, without git, as an sdist holds them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGES = ("kiosk", "queue_server", "display", "printers", "boxes")
BUILD = "queue_server/static/build"
_NOT_OURS = {".git", ".venv", "node_modules", "var", "dist", "__pycache__"}
_TOOL_CACHES = "_cache"


def own_files(root: Path) -> list[str]:
    """Return the paths, relative to the root, of what is or would be committed."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split("\0")
        return sorted(name for name in listed if name and (root / name).is_file())
    return sorted(_walk(root))


def _walk(root: Path) -> Iterator[str]:
    for folder, names, files in os.walk(root):
        here = Path(folder).relative_to(root)
        names[:] = [
            name
            for name in names
            if name not in _NOT_OURS
            and not name.endswith((_TOOL_CACHES, ".egg-info"))
            and name != ".hypothesis"
            and (here / name).as_posix() != BUILD
        ]
        yield from (
            (here / name).as_posix() for name in files if not name.endswith(".pyc") and name != "PKG-INFO"
        )


def of(files: Iterable[str], suffixes: tuple[str, ...], folders: tuple[str, ...] = ()) -> list[str]:
    """Choose the files that end so and stand in one of these top-level folders (any, when none is named)."""
    return [
        name
        for name in files
        if name.endswith(suffixes) and (not folders or name.split("/", 1)[0] in folders)
    ]
