"""What the machine itself allows: a bare fsync, and a bare SQLite commit as the hall makes it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from bench.figures import Row

BLOCK = b"\0" * 4096


def fsync_row(folder: Path, count: int) -> Row:
    """Append 4 KiB and force it to disk, `count` times."""
    times = []
    handle = os.open(folder / "fsync.bin", os.O_WRONLY | os.O_CREAT)
    try:
        for _ in range(count):
            began = time.perf_counter()
            os.write(handle, BLOCK)
            os.fsync(handle)
            times.append(time.perf_counter() - began)
    finally:
        os.close(handle)
    return Row.of_times("bare fsync of 4 KiB", times, over_s=sum(times))


def commit_row(folder: Path, count: int) -> Row:
    """Insert one row a transaction with WAL and synchronous=FULL, `count` times."""
    times = []
    with contextlib.closing(sqlite3.connect(folder / "commit.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE ticket (id INTEGER PRIMARY KEY, number TEXT, at TEXT)")
        for n in range(count):
            began = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO ticket (number, at) VALUES (?, ?)", (f"A{n:03}", "2026-01-05T10:12:00"))
            db.execute("COMMIT")
            times.append(time.perf_counter() - began)
    return Row.of_times("bare SQLite commit (WAL, synchronous=FULL)", times, over_s=sum(times))
