"""Snapshots on their way to the sockets: put into words once for a room, and never too many waiting for one socket.

Theory: whole snapshots may be large (a desk's list has a quarter of a megabyte), and a room's screens all get the
same. So a snapshot becomes text once; that text tells whether anything has changed, and it is the frame's content.
A screen that has stopped reading, on a broken radio link or by ill will, would keep every frame sent
to it in this process. Its connection is cut instead; a screen that lives comes back and is given the present.
"""

from __future__ import annotations

import contextlib
import json
import logging
import socket
from collections.abc import Iterable
from typing import Any

from engineio.packet import MESSAGE, Packet
from flask_socketio import SocketIO

from queue_server.api.asker import asker_of

_LOG = logging.getLogger(__name__)
MOST_WAITING = 32
OF_THE_MOMENT = ("version", "now")


def body_of(snapshot: dict[str, Any]) -> str:
    """Return as JSON all that a snapshot shows; its version and moment alone are no news."""
    return _text({k: v for k, v in snapshot.items() if k not in OF_THE_MOMENT})


def whole(snapshot: dict[str, Any], body: str) -> str:
    """Return the whole snapshot as JSON, of a body already put into words."""
    moment = _text({k: snapshot[k] for k in OF_THE_MOMENT})
    return f"{moment[:-1]},{body[1:]}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Wire:
    """Send snapshots to sockets by their ids."""

    def __init__(self, sio: SocketIO) -> None:
        self._server = sio.server

    def send(self, sids: Iterable[str], snapshot: str) -> None:
        """Put a snapshot's text into each socket's queue; cut off whoever lets its queue run full."""
        packet = Packet(MESSAGE, f'2["snapshot",{snapshot}]')
        for sid in sids:
            name = self._server.manager.eio_sid_from_sid(sid, "/")
            queued = self._server.eio.sockets.get(name)
            if queued is None:
                continue
            if queued.queue.qsize() < MOST_WAITING:
                self._server.eio.send_packet(name, packet)
            else:
                _LOG.warning("a screen has stopped reading and is cut off")
                self._cut(sid)

    def _cut(self, sid: str) -> None:
        """End a connection from below: who waits for it, to read or to write, finds it gone and tidies up."""
        asker = asker_of(self._server.get_environ(sid, "/") or {})
        if asker is not None:
            with contextlib.suppress(OSError):
                asker.shutdown(socket.SHUT_RDWR)
