"""The papers that came out, as pictures in a folder with a list of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

from printers.virtual.paper import Slip

INDEX_FILE = "index.json"
MAX_PAPERS = 200


class Papers:
    """The newest papers of a printer; the oldest make room."""

    def __init__(self, folder: Path) -> None:
        """Read what the folder already holds."""
        self._folder = folder
        self._index = _read_index(folder / INDEX_FILE)
        self._next_id = max((entry["id"] for entry in self._index), default=0) + 1

    def put(self, slip: Slip) -> None:
        """Write a slip as PNG and list it first. Raises OSError when the folder does not take it; it is then not listed."""
        name = f"paper-{self._next_id:06d}.png"
        replace_file(self._folder / name, lambda path: slip.image.convert("1").save(path, "PNG"))
        index = [self._entry(slip, name), *self._index]
        text = json.dumps(index[:MAX_PAPERS], ensure_ascii=False)
        replace_file(self._folder / INDEX_FILE, lambda path: path.write_text(text, encoding="utf-8"))
        self._next_id += 1
        self._index = index[:MAX_PAPERS]
        for old in index[MAX_PAPERS:]:
            (self._folder / str(old["file"])).unlink(missing_ok=True)

    def _entry(self, slip: Slip, name: str) -> dict[str, Any]:
        return {
            "id": self._next_id,
            "at": datetime.fromtimestamp(time(), UTC).isoformat(timespec="milliseconds"),
            "file": name,
            "width_px": slip.image.width,
            "height_px": slip.image.height,
            "cut": slip.cut,
            "text": [line.text for line in slip.lines],
            "qr": slip.qr,
            "warnings": slip.warnings,
            "errors": slip.errors,
        }


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that a reader sees the old or the new one, whole. Raises OSError, leaving no half file behind."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        write(temporary)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _read_index(path: Path) -> list[dict[str, Any]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [entry for entry in entries if isinstance(entry["id"], int) and isinstance(entry["file"], str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
