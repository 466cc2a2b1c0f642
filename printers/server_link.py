"""HTTP to the server: one question, one answer, one kept connection."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class ServerAwayError(Exception):
    """The server could not be asked or did not answer; the question may be repeated."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the JSON body, None when there is none."""

    status: int
    body: Any


class ServerLink:
    """Ask the server with a bearer token."""

    def __init__(self, base_url: str, token: str) -> None:
        """Name the server. Raises ValueError for an address that is no http(s) URL."""
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an http address: {base_url}")
        self._secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path.rstrip("/")
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, timeout_s: float = 10.0
    ) -> Answer:
        """Send one request and read the whole answer. Raises ServerAwayError; never repeats by itself."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = key
        connection = self._connected(timeout_s)
        try:
            connection.request(method, self._path + path, data, headers)
            response = connection.getresponse()
            raw = response.read()
            if response.will_close:
                self.close()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServerAwayError(f"{type(error).__name__}: {error}") from error
        except BaseException:
            self.close()
            raise
        return Answer(response.status, _json(raw))

    def close(self) -> None:
        """Let go of the kept connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self, timeout_s: float) -> http.client.HTTPConnection:
        connection = self._connection
        if connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            connection = kind(self._host, self._port, timeout=timeout_s)
            self._connection = connection
        connection.timeout = timeout_s
        if connection.sock is not None:
            connection.sock.settimeout(timeout_s)
        return connection


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
