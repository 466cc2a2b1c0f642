"""Speak the protocol with a running hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import requests

ANSWERS_WITHIN_S = 20.0


@dataclass(frozen=True)
class Answer:
    """What the server answered; `body` is parsed JSON, or text when it is none."""

    status: int
    body: Any
    headers: requests.structures.CaseInsensitiveDict[str]
    raw: bytes = b""

    def __getitem__(self, name: str) -> Any:
        """Return a field of the body."""
        return self.body[name]

    @property
    def code(self) -> str | None:
        """Return the problem's code."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    def ok(self, status: int = 200) -> Any:
        """Return the body of an answer with that status; fails for any other."""
        assert self.status == status, f"{self.status}: {self.body}"
        return self.body

    def refused(self, status: int, code: str | None = None) -> Any:
        """Return the problem; fails when the answer is no problem of that status (and code)."""
        assert self.status == status, f"{self.status}: {self.body}"
        assert self.headers["Content-Type"].split(";")[0] == "application/problem+json"
        assert {"type", "title", "status", "code", "detail"} <= set(self.body), self.body
        assert self.body["status"] == status
        if code is not None:
            assert self.body["code"] == code, self.body
        return self.body


class Client:
    """Speak the protocol with one credential; one client belongs to one thread."""

    def __init__(self, base_url: str, token: str | None = None) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.trust_env = False
        if token is not None:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> Answer:
        """Send a request; `body` goes as JSON unless `data` is given."""
        headers = dict(more.pop("headers", {}))
        if key is not None:
            headers["Idempotency-Key"] = key
        got = self.session.request(
            method,
            self.base_url + path,
            json=body if "data" not in more else None,
            headers=headers,
            timeout=more.pop("timeout", ANSWERS_WITHIN_S),
            allow_redirects=False,
            **more,
        )
        try:
            parsed: Any = got.json()
        except ValueError:
            parsed = got.text
        return Answer(got.status_code, parsed, got.headers, got.content)

    def get(self, path: str, **more: Any) -> Answer:
        """Ask a question."""
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        """Give a command."""
        return self.ask("POST", path, {} if body is None else body, **more)

    def close(self) -> None:
        """Close its connections."""
        self.session.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self.close()
