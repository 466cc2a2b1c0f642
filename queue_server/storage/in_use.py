"""Know whether a server has a SQLite file open, and whether the last one closed it: one small file beside it.

The file exists as long as a server has the database open, and is locked by it. Found unlocked, its
server ended without closing: a kill or a power cut. PostgreSQL keeps account of its own crashes.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from queue_server.storage import postgresql
from queue_server.storage.engine import POSTGRESQL, address


class InUseError(Exception):
    """A server has this database open."""


class InUse:
    """The claim of one server on its database, given up by `release` or by the end of the process.

    `unclean` tells whether the last server ended without releasing. Raises InUseError.
    """

    def __init__(self, url: str) -> None:
        self.unclean = False
        self._file: int | None = None
        self._path = marker(url)
        if self._path is None:
            return
        self.unclean = self._path.exists()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise InUseError(url) from error

    def release(self) -> None:
        """Say that the database has been closed in order."""
        if self._path is not None and self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def marker(url: str) -> Path | None:
    """Return the file that says a SQLite database is open; None for another database."""
    where = address(url)
    if where.get_backend_name() == POSTGRESQL or not where.database:
        return None
    return Path(f"{where.database}.open")


def is_in_use(url: str) -> bool:
    """Tell whether a server has the database open; raises DBAPIError when PostgreSQL cannot be asked."""
    path = marker(url)
    if path is None:
        return _has_servers(url)
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _has_servers(url: str) -> bool:
    engine = postgresql.open_single(address(url))
    try:
        with engine.connect() as connection:
            return postgresql.servers(connection) > 0
    finally:
        engine.dispose()
