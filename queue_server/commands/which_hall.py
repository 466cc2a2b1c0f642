"""Which hall a command is about: its file, as `serve` reads it, or the data folder of a hall on SQLite."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from queue_server.plan_faults import PlanErrors

CONFIG = "hall.toml"


class NoHallError(Exception):
    """There is no such hall; its text says why."""


def add_options(command: argparse.ArgumentParser) -> None:
    """Add `--config` and `--data`."""
    command.add_argument("--config", type=Path, help=f"大厅的文件 / the hall's file, {CONFIG} without it")
    command.add_argument("--data", type=Path, help="或数据文件夹 / or the data folder of a hall on SQLite")


def find(options: argparse.Namespace) -> tuple[str, Path]:
    """Return the hall's database address and its data folder; raises NoHallError."""
    from queue_server.config import load_server
    from queue_server.store import sqlite_url

    if options.data is not None:
        return sqlite_url(options.data.absolute()), options.data.absolute()
    path = options.config or Path(CONFIG)
    try:
        server = load_server(path)
    except PlanErrors as faults:
        raise NoHallError(f"{faults.text('zh-CN')}\n{faults.text('en')}") from None
    return server.database_url or sqlite_url(server.data_dir), server.data_dir


def existing(options: argparse.Namespace) -> tuple[str, Path]:
    """Return the same of a hall that has been made; raises NoHallError when its file is not there."""
    from queue_server.storage.engine import SQLITE, AddressError, address

    url, data = find(options)
    try:
        where = address(url)
    except AddressError:
        raise NoHallError(f"database_url: {url}") from None
    if where.get_backend_name() == SQLITE and not Path(str(where.database)).is_file():
        raise NoHallError(f"{where.database} 不存在 / does not exist")
    return url, data


def complain(fault: Exception) -> int:
    """Say what is wrong and return the exit code for it."""
    print(str(fault), file=sys.stderr)
    return 1
