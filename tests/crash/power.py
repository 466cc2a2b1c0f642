"""Cut the power of a SQLite hall without cutting it: what its disk could hold at one instant.

The server is stopped in its tracks while the file and its log are copied, so that the copy is of one
instant. What had been written but not yet waited for may be missing after a real cut, or be torn: the
log's last commit counts as that. Earlier ones had been waited for before the next began.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import struct
import time
from pathlib import Path

from tests.hall import Hall

LOG_HEAD, FRAME_HEAD = 32, 24


def cut(hall: Hall, folder: Path) -> Path:
    """Copy the database and its log as they are at this instant and return the copy."""
    pid = hall.said["pid"]
    folder.mkdir()
    os.kill(pid, signal.SIGSTOP)
    try:
        _wait_until_stopped(pid)
        for name in ("hall.db", "hall.db-wal"):
            if (hall.data / name).exists():
                shutil.copyfile(hall.data / name, folder / name)
    finally:
        os.kill(pid, signal.SIGCONT)
    return folder / "hall.db"


def _wait_until_stopped(pid: int) -> None:
    threads = Path(f"/proc/{pid}/task")
    while any(
        (task / "stat").read_text().rsplit(")", 1)[1].split()[0] not in "TZ" for task in threads.iterdir()
    ):
        time.sleep(0.001)


def last_commit(log: bytes) -> tuple[int, int] | None:
    """Return where the log's last whole commit begins and ends, None when it has none."""
    if len(log) < LOG_HEAD:
        return None
    (page,) = struct.unpack(">I", log[8:12])
    salts, size = log[16:24], FRAME_HEAD + page
    begins = ends = LOG_HEAD
    found = None
    at = LOG_HEAD
    while at + size <= len(log) and log[at + 8 : at + 16] == salts:
        at += size
        if struct.unpack(">I", log[at - size + 4 : at - size + 8])[
            0
        ]:  # not zero: the commit ends with this frame
            begins, ends = ends, at
            found = (begins, ends)
    return found


def tear(copy: Path, dice: random.Random) -> bool:
    """Spoil the last commit as a cut in its middle would; False when the log holds none."""
    path = Path(f"{copy}-wal")
    log = path.read_bytes() if path.exists() else b""
    span = last_commit(log)
    if span is None:
        return False
    at = dice.randrange(*span)
    spoiled = dice.choice((log[:at], log[:at] + bytes(span[1] - at) + log[span[1] :]))
    path.write_bytes(spoiled)
    return True
