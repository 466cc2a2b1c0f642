"""A printer on the network, raw TCP (port 9100).

Closing with unread answers makes the kernel send RST, and the printer then throws away what it has
not printed yet. So closing means: no more from us, read what is left, then let go.
"""

from __future__ import annotations

import contextlib
import socket
from time import monotonic
from urllib.parse import urlsplit

from printers.transports.base import PrinterError

DEFAULT_PORT = 9100
CONNECT_S = 3.0


class NetworkTransport:
    """One TCP connection to one printer."""

    def __init__(self, host: str, port: int = DEFAULT_PORT, connect_s: float = CONNECT_S) -> None:
        """Name the printer; nothing is opened yet."""
        self._host, self._port, self._connect_s = host, port, connect_s
        self._socket: socket.socket | None = None

    @classmethod
    def at(cls, address: str) -> NetworkTransport:
        """Read `tcp://host[:port]`. Raises PrinterError(bad_address)."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        else:
            if parts.scheme != "tcp":
                host = None
        if not host:
            raise PrinterError("bad_address", permanent=True)
        return cls(host, port or DEFAULT_PORT)

    def open(self) -> None:
        """Connect. Raises PrinterError: connection_refused or not_answering."""
        try:
            connection = socket.create_connection((self._host, self._port), self._connect_s)
        except ConnectionRefusedError as error:
            raise PrinterError("connection_refused") from error
        except OSError as error:
            raise PrinterError("not_answering") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection

    def write(self, data: bytes, timeout_s: float) -> int:
        """Send, returning how many bytes the network took. Raises PrinterError(lost) when none was."""
        connection = self._opened()
        end = monotonic() + timeout_s
        view, sent = memoryview(data), 0
        while sent < len(data):
            left = end - monotonic()
            if left <= 0:
                break
            connection.settimeout(left)
            try:
                sent += connection.send(view[sent : sent + 16384])
            except TimeoutError:
                break
            except OSError as error:
                if not sent:
                    raise PrinterError("lost") from error
                break
        return sent

    def read(self, timeout_s: float) -> bytes:
        """Return what arrives first. Raises PrinterError(lost) when the printer has closed."""
        connection = self._opened()
        connection.settimeout(max(timeout_s, 0.001))
        try:
            data = connection.recv(4096)
        except TimeoutError:
            return b""
        except OSError as error:
            raise PrinterError("lost") from error
        if not data:
            raise PrinterError("lost")
        return data

    def close(self, linger_s: float = 1.0) -> None:
        """Shut our side, drain for at most `linger_s`, close."""
        connection, self._socket = self._socket, None
        if connection is None:
            return
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            end = monotonic() + linger_s
            while (left := end - monotonic()) > 0:
                connection.settimeout(left)
                if not connection.recv(4096):
                    break
        connection.close()

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise PrinterError("lost")
        return self._socket
