"""Who is connected, and how each screen says it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from queue_server.clock import Clock


@dataclass
class Connection:
    """One open socket: its screen, its room, and its last report on itself."""

    sid: str
    screen: str
    room: str
    since: datetime
    alive_at: datetime
    credential: str | None = None
    device_id: str | None = None
    audio_ready: bool = False
    report: dict[str, Any] = field(default_factory=dict)


class Connections:
    """The open sockets, in memory: a restarted server learns them anew as they come back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_sid: dict[str, Connection] = {}
        self._rooms: dict[str, dict[str, Connection]] = {}
        self._last: dict[str, datetime] = {}

    def add(
        self, sid: str, screen: str, room: str, credential: str | None, device_id: str | None = None
    ) -> Connection:
        """Note a new socket, and the fingerprint of the token that let it in (None when it needs none)."""
        at = self._clock.now()
        made = Connection(sid, screen, room, at, at, credential, device_id)
        self._by_sid[sid] = made
        self._rooms.setdefault(room, {})[sid] = made
        self._last[room] = at
        return made

    def remove(self, sid: str) -> Connection | None:
        """Forget a closed socket and return what it was."""
        gone = self._by_sid.pop(sid, None)
        if gone is not None:
            members = self._rooms.get(gone.room, {})
            members.pop(sid, None)
            if not members:
                self._rooms.pop(gone.room, None)
            self._last[gone.room] = self._clock.now()
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

    def heard(self, sid: str, report: dict[str, Any]) -> None:
        """Note a screen's report on itself."""
        found = self._by_sid.get(sid)
        if found is None:
            return
        found.alive_at = self._last[found.room] = self._clock.now()
        found.audio_ready = report.get("audio_ready") is True
        kept = ("version", "drawn_frames", "audio_ready", "errors")
        found.report = {k: report[k] for k in kept if isinstance(report.get(k), int | bool | float)}

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

    def seen(self, room: str) -> datetime | None:
        """Return when a screen was last heard of since the server started."""
        if room.endswith(":"):
            return max((at for name, at in self._last.items() if name.startswith(room)), default=None)
        return self._last.get(room)

    def report(self, room: str) -> dict[str, Any]:
        """Return a screen's last report on itself."""
        for name in self._rooms:
            if name == room or (room.endswith(":") and name.startswith(room)):
                for member in self.members(name):
                    return member.report
        return {}
