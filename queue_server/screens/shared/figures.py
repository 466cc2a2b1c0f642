"""Make the figure font of paper slips from the web font, once for each build.

Stands alone (standard library, fontTools and brotli), so that the build hook can load it by its path
before the project is installed.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

_SOURCE = "node_modules/@fontsource/barlow-semi-condensed/files/barlow-semi-condensed-latin-600-normal.woff2"
_TARGET = "queue_server/static/build/figures.ttf"


def write_figures_ttf(root: Path, target: Path | None = None) -> Path:
    """Write figures.ttf (Barlow Semi Condensed 600, latin) under the repository `root` and return its path.

    Leaves the file untouched when its bytes would be the same. Raises FileNotFoundError without node_modules.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(root / _SOURCE, recalcTimestamp=False)
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    path = target or root / _TARGET
    if not path.exists() or _digest(path.read_bytes()) != _digest(made.getvalue()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.getvalue())
    return path


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


if __name__ == "__main__":
    print(write_figures_ttf(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
