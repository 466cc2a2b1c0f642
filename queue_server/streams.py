"""Output that never stops the speaker.

What a hall says goes to a journal, a file or a terminal, and each of them may be full or gone one day.
Nobody must lose their place in the queue for a line that could not be written: it is dropped.
"""

from __future__ import annotations

import io
import sys
from typing import Any


class _Dropping(io.FileIO):
    """A file whose failures to write are nobody's concern."""

    def write(self, data: Any) -> int:
        """Write what can be written and claim all of it; a full pipe that nobody reads counts as gone."""
        try:
            written = super().write(data)
        except OSError:
            written = None
        return len(data) if written is None else written


def never_fail() -> None:
    """Let this process's standard output and error drop what cannot be written; for what runs for years."""
    for name in ("stdout", "stderr"):
        before = getattr(sys, name)
        raw: io.RawIOBase = _Dropping(before.fileno(), "wb", closefd=False)
        stream = io.TextIOWrapper(
            io.BufferedWriter(raw), before.encoding, "backslashreplace", line_buffering=True
        )
        setattr(sys, name, stream)
