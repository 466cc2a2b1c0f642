"""Hear what other servers of the same hall have committed (PostgreSQL): a knock in the commit, the facts from the log.

Theory: events are numbered in the order of their commits, so whoever knows up to which number it has
heard misses nothing. The knock (NOTIFY) only says when to look; a look every two seconds would do as well.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

from queue_server.domain.events import Event
from queue_server.storage import events
from queue_server.storage.postgresql import SERVER_KEY, open_single, servers
from queue_server.storage.prepared import say

_LOG = logging.getLogger(__name__)
CHANNEL = "tinghao"
LOOK_EVERY_S = 2.0
AGAIN_AFTER_S = 1.0
AT_A_TIME = 500


class Relay:
    """One server's ear; `react` is told what the others did, in order. `loop` runs in a task of its own."""

    def __init__(self, readers: Engine, react: Callable[[list[Event]], None]) -> None:
        self._readers = readers
        self._listener = open_single(readers.url)
        self._react = react
        self._name = secrets.token_hex(8)
        self._own: set[int] = set()
        self._heard: int | None = None
        self._pid = 0
        self._stopped = False

    def tell_others(self, conn: Connection, own: range) -> None:
        """Knock at the other servers when this transaction commits; these events are this server's own."""
        self._own.update(own)
        say(conn, f"SELECT pg_notify('{CHANNEL}', '{self._name}')")

    def alone(self) -> bool:
        """Tell whether no other server of this hall runs; raises when the database is away."""
        with self._readers.connect() as conn:
            return servers(conn, self._pid) == 0

    def stop(self) -> None:
        """End the loop at its next look."""
        self._stopped = True

    def loop(self) -> None:
        """Listen until stopped; a lost connection is made anew, and what was missed is read from the log."""
        while not self._stopped:
            try:
                with self._listener.connect() as conn:
                    conn.exec_driver_sql(f"SELECT pg_advisory_lock_shared({SERVER_KEY})")
                    conn.exec_driver_sql(f"LISTEN {CHANNEL}")
                    self._listen(conn)
            except Exception as error:  # noqa: BLE001  (the hall's own tasks outlive any one failure)
                _LOG.warning("not hearing the other servers: %s", error)
                time.sleep(AGAIN_AFTER_S)

    def _listen(self, conn: Connection) -> None:
        raw: Any = conn.connection.driver_connection
        self._pid = raw.info.backend_pid
        self._catch_up()
        while not self._stopped:
            knocks = list(raw.notifies(timeout=LOOK_EVERY_S, stop_after=1))
            if not knocks or any(knock.payload != self._name for knock in knocks):
                self._catch_up()

    def _catch_up(self) -> None:
        while not self._stopped:
            with self._readers.connect() as conn:
                if self._heard is None:
                    self._heard = events.version(conn)
                found = events.since(conn, self._heard, AT_A_TIME)
            if not found:
                return
            self._heard = found[-1][0]
            others = [event for number, event in found if event is not None and number not in self._own]
            self._own = {number for number in self._own if number > self._heard}
            if others:
                self._react(others)
