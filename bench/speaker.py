"""One credential on one kept-open connection, with nothing between the clock and the socket."""

from __future__ import annotations

import http.client
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

ANSWERS_WITHIN_S = 20.0


class Speaker:
    """Speak the protocol; belongs to one thread."""

    def __init__(self, base_url: str, token: str | None = None) -> None:
        where = urlsplit(base_url)
        assert where.hostname is not None
        self._line = http.client.HTTPConnection(where.hostname, where.port, timeout=ANSWERS_WITHIN_S)
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask a question; returns status and body."""
        self._line.request("GET", path, headers=self._headers)
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def command(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """Give a command with a fresh idempotency key; returns status and body."""
        headers = {
            **self._headers,
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(16),
        }
        self._line.request("POST", path, json.dumps(body or {}).encode(), headers)
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def done(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Give a command that must succeed; returns the object answered, None of 204."""
        status, said = self.command(path, body)
        if status >= 300:
            raise RuntimeError(f"POST {path} answered {status}: {said.decode('utf-8', 'replace')[:300]}")
        return json.loads(said) if said else None

    def close(self) -> None:
        """Close the connection."""
        self._line.close()
