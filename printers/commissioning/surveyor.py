"""What a print agent does for whoever sets printers up: look for printers, and try one out.

It runs beside the agent's queues in a thread of its own, takes one wish after the other from the server and brings
the result. A wish that is lost with the agent is asked again by the person who waits for it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import quote

from printers.commissioning.findings import Findings
from printers.commissioning.hosts import RangeError
from printers.commissioning.search import look
from printers.commissioning.self_test import self_test
from printers.commissioning.trial import try_out
from printers.server_link import ServerAwayError, ServerLink
from printers.transports import PrinterError, transport_at

log = logging.getLogger("tinghao.print")
WAIT_S = 20.0
PAUSE_S = 2.0
BRING_TRIES = 5


class Surveyor:
    """Take wishes until told to stop."""

    def __init__(self, link: ServerLink, stop: threading.Event) -> None:
        """Name the server; the link is this thread's own."""
        self._link, self._stop = link, stop

    def run(self) -> None:
        """Work until told to stop; a server that is away is asked again."""
        while not self._stop.is_set():
            try:
                self.step(WAIT_S)
            except ServerAwayError as error:
                log.debug("server away: %s", error)
                self._stop.wait(PAUSE_S)
        self._link.close()

    def step(self, wait_s: float) -> bool:
        """Do one wish if there is one within that time. Raises ServerAwayError."""
        began = monotonic()
        answer = self._link.send("POST", "/api/v1/probes/claim", {"wait_s": wait_s}, timeout_s=wait_s + 10)
        if answer.status != HTTPStatus.OK or not isinstance(answer.body, dict):
            # A server that does not hold the question, or refuses it, must not be asked in a tight loop.
            at_least = 0.3 if answer.status == HTTPStatus.NO_CONTENT else PAUSE_S
            self._stop.wait(max(0.0, min(wait_s, at_least) - (monotonic() - began)))
            return False
        self._bring(str(answer.body.get("id", "")), _done(answer.body))
        return True

    def _bring(self, probe_id: str, result: dict[str, Any]) -> None:
        for _ in range(BRING_TRIES):
            with contextlib.suppress(ServerAwayError):
                path = f"/api/v1/probes/{quote(probe_id, safe='')}/done"
                if (
                    self._link.send("POST", path, {"result": result}).status
                    < HTTPStatus.INTERNAL_SERVER_ERROR
                ):
                    return
            if self._stop.wait(PAUSE_S):
                return


def _done(wish: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a wish; one that cannot be done says so."""
    asked = wish.get("wish") or {}
    try:
        if wish.get("kind") == "find":
            return {"found": look(str(asked.get("where", "")))}
        address = str(asked.get("address", ""))
        return try_out(transport_at(address), self_test(address, str(asked.get("at", "")))).to_json()
    except RangeError as error:
        return {"found": [], "error": str(error)}
    except PrinterError as error:
        return Findings("refused", error.reason).to_json()
    except (OSError, ValueError) as error:
        log.exception("wish %s", wish.get("id"))
        return {"error": type(error).__name__}
