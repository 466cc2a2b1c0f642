"""Tell systemd that this process is ready and alive."""

from __future__ import annotations

import contextlib
import os
import socket


def notify(state: str) -> None:
    """Send one line, such as READY=1 or WATCHDOG=1; without systemd nobody is told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(state.encode(), address)
