"""Speak with Chromium over two pipes: its DevTools protocol, without a port that others on the machine could open.

One question at a time, each with its own patience: whoever asks is a loop that has nothing else to wait for.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import time
from typing import Any

CHUNK = 1 << 16
MOST = 32 * 1024 * 1024


class BrowserGoneError(Exception):
    """The browser has closed its end."""


class NoAnswerError(Exception):
    """No answer in time: busy, frozen, or its page has just become another."""


class DevTools:
    """A conversation with one browser and the one page it shows."""

    def __init__(self, reads: int, writes: int) -> None:
        """Take over both ends: `reads` is what the browser says, `writes` what it hears."""
        self._reads, self._writes = reads, writes
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self._rest = b""
        self.crashed = False
        os.set_blocking(writes, False)

    def close(self) -> None:
        """Let go of the pipes."""
        os.close(self._reads)
        os.close(self._writes)

    def attach(self, within_s: float) -> None:
        """Find the page and speak with it from now on. Raises NoAnswerError, BrowserGoneError."""
        ends = time.monotonic() + within_s
        self._session = None
        while True:
            left = max(0.1, ends - time.monotonic())
            found = self.ask("Target.getTargets", {}, left)["targetInfos"]
            pages = [each["targetId"] for each in found if each["type"] == "page"]
            if pages:
                break
            if time.monotonic() > ends:
                raise NoAnswerError("no page")
            time.sleep(0.05)
        to = {"targetId": pages[0], "flatten": True}
        self._session = self.ask("Target.attachToTarget", to, within_s)["sessionId"]
        self.crashed = False
        self.ask("Inspector.enable", {}, within_s)

    def ask(self, method: str, parameters: dict[str, Any], within_s: float) -> Any:
        """Ask one thing and return its result. Raises NoAnswerError, also when it is refused, and BrowserGoneError."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        ends = time.monotonic() + within_s
        self._send(json.dumps(message).encode() + b"\0", ends)
        while True:
            said = self._next(ends)
            if said.get("method") in ("Inspector.targetCrashed", "Target.targetCrashed"):
                self.crashed = True
                raise NoAnswerError("the page crashed")
            if said.get("id") == number:
                if "error" in said:
                    raise NoAnswerError(str(said["error"].get("message")))
                return said["result"]

    def evaluate(self, expression: str, within_s: float) -> Any:
        """Return what an expression comes to in the page, waiting for a promise. It is no touch: sound stays as it was."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self.ask("Runtime.evaluate", asked, within_s)
        if "exceptionDetails" in answer:
            raise NoAnswerError(str(answer["exceptionDetails"].get("text")))
        return answer["result"].get("value")

    def _send(self, data: bytes, ends: float) -> None:
        while data:
            _, ready, _ = select.select([], [self._writes], [], max(0.0, ends - time.monotonic()))
            if not ready:
                raise NoAnswerError("it takes nothing")
            try:
                data = data[os.write(self._writes, data) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise BrowserGoneError(str(error)) from error

    def _next(self, ends: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reads], [], [], max(0.0, ends - time.monotonic()))
            if not ready:
                raise NoAnswerError("no answer")
            chunk = os.read(self._reads, CHUNK)
            if not chunk or len(self._rest) > MOST:
                raise BrowserGoneError("closed")
            self._rest += chunk
        message, self._rest = self._rest.split(b"\0", 1)
        said: dict[str, Any] = json.loads(message)
        return said
