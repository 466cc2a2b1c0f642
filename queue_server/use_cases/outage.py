"""A storage that is away is said once, and once more when it is back: not at every request of a long morning."""

from __future__ import annotations

import logging

_LOG = logging.getLogger(__name__)


class Outage:
    """What is known of the storage being away; one thread tells it."""

    def __init__(self) -> None:
        self._said: str | None = None
        self._refused = 0

    def refused(self, requests: int, why: str) -> None:
        """Count the requests a failed commit refuses, and say so when the cause is new."""
        self._refused += requests
        if why != self._said:
            _LOG.error("storage away: %s", why)
            self._said = why

    def over(self) -> None:
        """Say that the storage is back, if it was away."""
        if self._said is not None:
            _LOG.warning("the storage is back; %d requests were refused meanwhile", self._refused)
            self._said, self._refused = None, 0
