"""Who is connected, and how each screen says it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from queue_server.clock import Clock
from queue_server.domain.screen_health import NEVER, QUIET_AFTER_S, TROUBLES, PageHealth, ScreenHealth

DEVICES: Final = ("kiosk", "display", "screen", "sign", "evaluator")
"""The screens that stand in the hall by themselves: when each was last heard is kept, and missed."""
SPEAKING: Final = ("display", "screen")
"""The kinds of screen that may speak."""


@dataclass
class Connection:
    """One open socket: its screen, its room, and its last report on itself."""

    sid: str
    screen: str
    room: str
    since: datetime
    alive_s: float
    """When it last said anything, in seconds of a clock that is never set."""
    health: PageHealth
    credential: str | None = None
    device_id: str | None = None
    new: bool = False
    """Whether it still waits for its first snapshot."""
    welcomed: int | None = None
    """How many looks at the hall had begun when it was ready for that one; None before."""

    def may_be_told(self, look: int) -> bool:
        """Tell whether it may be sent what a look saw: a new one only of a look that began after it was ready."""
        return not self.new or (self.welcomed is not None and self.welcomed < look)

    @property
    def audio_ready(self) -> bool:
        """Tell whether it may be asked to speak."""
        return self.health.audio_ready


class Connections:
    """The open sockets, in memory: a restarted server learns them anew as they come back."""

    def __init__(
        self,
        clock: Clock,
        build: str = "",
        seconds: Callable[[], float] = time.monotonic,
        voice_room: Callable[[str], str | None] = lambda room: room,
    ) -> None:
        self._clock = clock
        self._voice_room = voice_room
        self._seconds = seconds
        self._build = build
        self._by_sid: dict[str, Connection] = {}
        self._rooms: dict[str, dict[str, Connection]] = {}
        self._last: dict[str, dict[str | None, datetime]] = {}
        self._quiet: set[str] = set()

    def add(
        self,
        sid: str,
        screen: str,
        room: str,
        credential: str | None,
        device_id: str | None = None,
        *,
        new: bool = False,
    ) -> Connection:
        """Note a socket, the fingerprint of the token that let it in (None when it needs none), and whose that is.

        A `new` one is told nothing before the publisher welcomes it.
        """
        at = self._clock.now()
        seconds = self._seconds()
        health = PageHealth(seconds, self._build)
        made = Connection(sid, screen, room, at, seconds, health, credential, device_id, new)
        self._by_sid[sid] = made
        self._rooms.setdefault(room, {})[sid] = made
        self._note(made, at)
        return made

    def _note(self, one: Connection, at: datetime) -> None:
        """Remember when a device was last heard of; of phones, which are without number, nothing is kept."""
        if one.screen in DEVICES:
            self._last.setdefault(one.room, {})[one.device_id] = at

    def remove(self, sid: str) -> Connection | None:
        """Forget a closed socket and return what it was."""
        gone = self._by_sid.pop(sid, None)
        if gone is not None:
            members = self._rooms.get(gone.room, {})
            members.pop(sid, None)
            if not members:
                self._rooms.pop(gone.room, None)
            self._note(gone, self._clock.now())
            self._quiet.discard(sid)
        return gone

    def credentials(self) -> set[str]:
        """Return the fingerprints of all tokens that sockets were let in with."""
        return {c.credential for c in self._by_sid.values() if c.credential is not None}

    def holding(self, credentials: set[str]) -> list[Connection]:
        """Return the open sockets that were let in with one of these."""
        return [c for c in self._by_sid.values() if c.credential in credentials]

    def of_device(self, device_id: str) -> list[Connection]:
        """Return the open sockets of a device."""
        return [c for c in self._by_sid.values() if c.device_id == device_id]

    def by_sid(self, sid: str) -> Connection | None:
        """Return an open socket."""
        return self._by_sid.get(sid)

    def voice(self, one: Connection) -> str | None:
        """Return the room a page speaks for by the settings in force, None for one that is not to speak."""
        return self._voice_room(one.room) if one.screen in SPEAKING else None

    def _troubles(self, one: Connection, at: float) -> tuple[str, ...]:
        return one.health.troubles(at, speaks=self.voice(one) is not None)

    def heard(self, sid: str, said: dict[str, Any]) -> bool:
        """Note a screen's report on itself; returns whether somebody is to be shown something new of it."""
        found = self._by_sid.get(sid)
        if found is None:
            return False
        at = self._seconds()
        before = (self._troubles(found, found.alive_s), found.audio_ready, sid in self._quiet)
        found.health.heard(said, at)
        found.alive_s = at
        self._note(found, self._clock.now())
        self._quiet.discard(sid)
        return before != (self._troubles(found, at), found.audio_ready, False)

    def told(self, sids: list[str], version: float) -> None:
        """Note that a snapshot of this version was sent to these sockets."""
        at = self._seconds()
        for sid in sids:
            found = self._by_sid.get(sid)
            if found is not None:
                found.new = False
                found.health.told(version, at)

    def fallen_quiet(self) -> list[str]:
        """Return the rooms of devices that have said nothing for too long while their socket lives; each once."""
        at = self._seconds()
        fresh = [
            c
            for c in self._by_sid.values()
            if c.screen in DEVICES and c.sid not in self._quiet and at - c.alive_s > QUIET_AFTER_S
        ]
        self._quiet.update(c.sid for c in fresh)
        return [c.room for c in fresh]

    def rooms(self) -> list[str]:
        """Return the rooms somebody is in."""
        return list(self._rooms)

    def members(self, room: str) -> list[Connection]:
        """Return the open sockets of a room."""
        return list(self._rooms.get(room, {}).values())

    def of_screen(self, *screens: str) -> list[Connection]:
        """Return the open sockets of some kinds of screen, the longest connected first."""
        return sorted((c for c in self._by_sid.values() if c.screen in screens), key=lambda c: c.since)

    def connected(self, room: str) -> bool:
        """Tell whether a screen is connected; a room that ends in a colon stands for all that begin so."""
        if room.endswith(":"):
            return any(name.startswith(room) for name in self._rooms)
        return room in self._rooms

    def back_since(self, room: str) -> datetime | None:
        """Return when a screen's oldest connection of now was made, None when it is not connected."""
        return min((c.since for c in self.members(room)), default=None)

    def health(self, rooms: tuple[str, ...], device_id: str | None = None) -> ScreenHealth:
        """Return how a device's screen is, which stands in one of some rooms.

        A name that ends in a colon means all rooms that begin so: many devices share those, and `device_id` says whose
        page is meant. Several pages of one device count as one that has the troubles of all: none of them is hidden by
        a page that is well.
        """
        lasts: list[datetime] = []
        pages: list[Connection] = []
        for name, shared in self._standing(rooms):
            last = self._last.get(name, {}).copy()
            lasts += [at for owner, at in last.items() if not shared or owner == device_id]
            there = [c for c in self.members(name) if c.screen in DEVICES]
            pages += [c for c in there if not shared or c.device_id == device_id]
        at = self._seconds()
        heard = [c for c in pages if at - c.alive_s <= QUIET_AFTER_S]
        if not lasts:
            return NEVER
        if not heard:
            return ScreenHealth("silent", max(lasts))
        ails = {trouble for c in heard for trouble in self._troubles(c, at)}
        drawn = min(c.health.drawn_at for c in heard)
        return ScreenHealth(
            "online",
            max(lasts),
            tuple(trouble for trouble in TROUBLES if trouble in ails),
            self._clock.now() - timedelta(seconds=at - drawn),
            heard[0].health.report,
            sum(c.health.errors for c in heard),
        )

    def _standing(self, rooms: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
        """List the rooms that are meant by some names, and whether each is shared."""
        for room in rooms:
            if room.endswith(":"):
                yield from ((name, True) for name in list(self._last) if name.startswith(room))
            else:
                yield room, False
