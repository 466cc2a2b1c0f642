"""Who asked a question that is answered late: whether anybody is still there to hear."""

from __future__ import annotations

import socket
from typing import Any

_SOCKETS_OF_SERVERS = ("eventlet.input", "werkzeug.socket")


def asker_of(environ: dict[str, Any]) -> socket.socket | None:
    """Return the socket a request came by, None where the web server does not show it."""
    for key in _SOCKETS_OF_SERVERS:
        held = environ.get(key)
        if held is not None:
            raw = held if isinstance(held, socket.socket) else held.get_socket()
            # The coroutine server's own kind of socket would wait instead of looking.
            return getattr(raw, "fd", raw)
    return None


def asker_is_gone(asker: socket.socket | None) -> bool:
    """Say whether the other side has closed the connection; takes nothing from it and never waits."""
    if asker is None:
        return False
    try:
        return asker.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        return True
