"""A printer on the network, raw TCP (port 9100).

Closing with unread answers makes the kernel send RST, and the printer then throws away what it has
not printed yet. So closing means: no more from us, read what is left, then let go.
"""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
from collections.abc import Sequence
from time import monotonic
from urllib.parse import urlsplit

from printers.transports.base import Found, PrinterError

DEFAULT_PORT = 9100
CONNECT_S = 3.0
MOST_HOSTS = 256


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
        if not host or port == 0:
            raise PrinterError("bad_address", permanent=True)
        return cls(host, port or DEFAULT_PORT)

    @property
    def answers(self) -> bool:
        """Whether the printer can be heard: always."""
        return True

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
        connection.settimeout(max(timeout_s, 0.0))
        try:
            data = connection.recv(4096)
        except (TimeoutError, BlockingIOError):
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


def find(hosts: Sequence[str], port: int = DEFAULT_PORT, within_s: float = CONNECT_S) -> list[Found]:
    """Return which of these addresses (IPv4 numbers, at most MOST_HOSTS) accept a connection, in the order given.

    All are asked at once, nothing is sent to any. Raises ValueError for too many or for a name.
    """
    if len(hosts) > MOST_HOSTS:
        raise ValueError(f"more than {MOST_HOSTS} addresses")
    for host in hosts:
        try:
            socket.inet_pton(socket.AF_INET, host)
        except OSError as error:
            raise ValueError(f"no IPv4 address: {host}") from error
    heard: set[str] = set()
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as waiting:
        for host in dict.fromkeys(hosts):
            connection = stack.enter_context(socket.socket())
            connection.setblocking(False)
            if connection.connect_ex((host, port)) in (0, errno.EINPROGRESS):
                waiting.register(connection, selectors.EVENT_WRITE, host)
        end = monotonic() + within_s
        while waiting.get_map() and (left := end - monotonic()) > 0:
            for key, _ in waiting.select(left):
                waiting.unregister(key.fileobj)
                if isinstance(key.fileobj, socket.socket) and not key.fileobj.getsockopt(
                    socket.SOL_SOCKET, socket.SO_ERROR
                ):
                    heard.add(key.data)
    return [Found(f"tcp://{host}:{port}", host) for host in dict.fromkeys(hosts) if host in heard]
