"""The key to the X server of a box: made anew at each of its starts, for one user."""

from __future__ import annotations

import os
import pwd
import secrets
import struct
from pathlib import Path

ANY_ADDRESS = 0xFFFF
METHOD = b"MIT-MAGIC-COOKIE-1"


def entry(display: str, key: bytes) -> bytes:
    """Write one entry of an authority file, for a display at whatever name the machine has (a box may be renamed)."""
    parts = (b"", display.encode(), METHOD, key)
    return struct.pack(">H", ANY_ADDRESS) + b"".join(struct.pack(">H", len(part)) + part for part in parts)


def make(path: Path, display: str, user: str) -> None:
    """Write a new key which only this user (and root) can read. Raises OSError, KeyError when there is no such user."""
    fresh = path.with_name(path.name + ".fresh")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(entry(display, secrets.token_bytes(16)))
        os.fchown(file.fileno(), pwd.getpwnam(user).pw_uid, -1)
    os.replace(fresh, path)
