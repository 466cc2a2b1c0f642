"""Push fresh snapshots to the rooms concerned: the urgent ones at once, the others in turn.

Theory: a change marks rooms as stale. One task takes those that are due, looks at the hall once, and
sends each room its new snapshot if it differs from the last one sent there. Changes that arrive
while it works are taken together in the next round, so a busy hall costs a round, not a push per
change and room. What is not urgent comes at once to a room that has had its peace, and else when
the peace is over. The screens that people look up at come first in a round, and a round ends early
for an urgent change: a call waits for no hundred phones. Between two pushes the requests at the door
have their turn. A screen that has just connected is told in the next round like all others: when hundreds
come back at once after a restart, a look at the hall serves two dozen rooms and not one socket.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from queue_server.domain.errors import Refused
from queue_server.realtime.presence import Connections
from queue_server.realtime.wire import body_of, whole
from queue_server.site import Site

_LOG = logging.getLogger(__name__)
REFRESH_S = 20.0
LOOK_AT_DAY_S = 1.0
ROOMS_A_ROUND = 24
FAILED_AGAIN_S = 1.0
PEACE_S = {"clerk": 0.5, "desk": 0.5}
"""How long a room is left alone by what is not urgent, by kind of screen; others a second."""
PATIENCE_S = {"kiosk": 0.1, "desk": 0.5, "admin": 1.0, "phone": 1.0}
"""How much later than due a room may come for the sake of the others."""

Snapshot = dict[str, Any]
Shows = Callable[[Any, str, Site], Snapshot]


class Publisher:
    """Keep every connected room's snapshot fresh."""

    def __init__(
        self,
        site: Site,
        connections: Connections,
        shows: dict[str, Shows],
        send: Callable[[Iterable[str], str], None],
        dismiss: Callable[[str], None] = lambda sid: None,
    ) -> None:
        self._site = site
        self._connections = connections
        self._shows = shows
        self._send = send
        self._dismiss = dismiss
        self._looks = 0
        self._due: dict[str, float] = {}
        self._pushed: dict[str, float] = {}
        self._sent: dict[str, str] = {}
        self._hurry = False
        self._wake = threading.Event()
        self._stopped = False

    def stale(self, rooms: Iterable[str], *, urgent: bool) -> None:
        """Mark rooms as stale; an urgent one is pushed at once, another when it has had its peace."""
        now = time.monotonic()
        for room in rooms:
            due = now if urgent else max(now, self._pushed.get(room, 0) + PEACE_S.get(_kind(room), 1.0))
            self._due[room] = min(due, self._due.get(room, due))
            self._hurry |= urgent
        if self._due:
            self._wake.set()

    def welcome(self, sid: str) -> None:
        """Have a socket that has just been let in told what its room shows, by a look that begins from now on."""
        one = self._connections.by_sid(sid)
        if one is not None:
            one.welcomed = self._looks
            self._due[one.room] = min(time.monotonic(), self._due.get(one.room, float("inf")))
            self._wake.set()

    def forget(self, room: str) -> None:
        """Forget what was sent to a room that has become empty."""
        if not self._connections.connected(room):
            for kept in (self._sent, self._due, self._pushed):
                kept.pop(room, None)

    def loop(self) -> None:
        """Push until stopped; a failed round is logged and tried again."""
        while not self._stopped:
            self._wake.wait(self._pause())
            self._wake.clear()
            try:
                self._round()
            except Refused as refusal:
                _LOG.warning("no snapshots now: %s", refusal.code)
                time.sleep(0.5)
            except Exception:  # noqa: BLE001  (one bad snapshot must not stop all screens)
                _LOG.exception("a round of snapshots failed")
                time.sleep(0.5)

    def refresh_loop(self) -> None:
        """Mark every room now and then, and when another day begins: some of what they show follows the clock alone."""
        day, marked = self._day(), time.monotonic()
        while not self._stopped:
            time.sleep(LOOK_AT_DAY_S)
            today, at = self._day(), time.monotonic()
            if today != day or at - marked >= REFRESH_S:
                day, marked = today, at
                self.stale(self._connections.rooms(), urgent=False)

    def stop(self) -> None:
        """End the loops."""
        self._stopped = True
        self._wake.set()

    def _day(self) -> str:
        return self._site.hall.schedule.business_day(self._site.clock.now())

    def _pause(self) -> float:
        dues = list(self._due.values())
        return max(0.0, min(dues) - time.monotonic()) if dues else 5.0

    def _round(self) -> None:
        at = time.monotonic()
        ready = sorted((due + _patience(room), room) for room, due in list(self._due.items()) if due <= at)
        rooms = [room for _, room in ready[:ROOMS_A_ROUND]]
        if not rooms:
            return
        for room in rooms:  # before looking: a change that comes from now on marks its rooms again
            self._due.pop(room, None)
        self._hurry = False
        self._looks += 1
        try:
            with self._site.looking() as now:
                while rooms:
                    self._push(now, rooms[0])
                    rooms.pop(0)
                    time.sleep(0)
                    if self._hurry:
                        break
        except Exception:
            if rooms:  # whatever is wrong with the first, the others go before it now
                self._due[rooms.pop(0)] = at + FAILED_AGAIN_S
            raise
        finally:
            self._due.update((room, min(at, self._due.get(room, at))) for room in rooms)

    def _push(self, now: Any, room: str) -> None:
        members = [one for one in self._connections.members(room) if one.may_be_told(self._looks)]
        if not members:
            return
        self._pushed[room] = time.monotonic()
        try:
            snapshot = self._shows[members[0].screen](now, room, self._site)
        except Refused:
            for one in members:
                if one.new:  # asked again at the door, it is refused there and told why
                    self._dismiss(one.sid)
            return
        body = body_of(snapshot)
        news = self._sent.get(room) != body
        sids = [one.sid for one in members if news or one.new]
        if sids:
            self._sent[room] = body
            self._send(sids, whole(snapshot, body))
            self._connections.told(sids, snapshot["version"])


def _kind(room: str) -> str:
    return room.split(":", 1)[0]


def _patience(room: str) -> float:
    return PATIENCE_S.get(_kind(room), 0.0)
