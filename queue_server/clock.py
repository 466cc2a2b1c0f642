"""The one place that reads the wall clock."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


def machine_seconds() -> float:
    """Return the machine's own time in seconds, for what the socket engine has noted by it; never the hall's time."""
    return time.time()


class Clock(Protocol):
    """Tell the time; everything that needs it is given one of these."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock, moved by the seconds written in a rehearsal file if one is named.

    A hall that is rehearsed (or tested) may be set to another hour through the file named by
    `TINGHAO_CLOCK_OFFSET_FILE`; the file holds one number, in seconds, and is read at each call.
    """

    def __init__(self, offset_file: Path | None = None) -> None:
        named = os.environ.get("TINGHAO_CLOCK_OFFSET_FILE")
        self._offset_file = offset_file or (Path(named) if named else None)

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        at = datetime.now(UTC)
        return at if self._offset_file is None else at + self._offset()

    def _offset(self) -> timedelta:
        assert self._offset_file is not None
        try:
            return timedelta(seconds=float(self._offset_file.read_text()))
        except (OSError, ValueError):
            return timedelta(0)
