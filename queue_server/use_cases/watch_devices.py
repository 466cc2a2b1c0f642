"""How the hall's devices are at this moment: what their pages say of themselves, and what their boxes' sound checks found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.domain.events import Kind
from queue_server.domain.screen_health import NEVER, TROUBLES, ScreenHealth
from queue_server.storage import events, people
from queue_server.use_cases.hall_now import HallNow

ROOMS = {
    "kiosk": ("kiosk:{id}",),
    "display": ("board:", "screen:"),
    "sign": ("sign:{window}",),
    "evaluator": ("evaluator:{window}",),
}
"""Where a device's page stands, by kind; what ends in a colon many share. One given a screen may have /board open."""
Health = Callable[[tuple[str, ...], str | None], ScreenHealth]
"""How a device's screen is that stands in one of some rooms (`realtime.presence`)."""
COMES_WITHIN = timedelta(minutes=16)
"""How long after its wish a device has come at the latest: the wish is forgotten after 15 minutes."""
CHECKS_READ = 200
CHECK_HOLDS = timedelta(days=14)
"""How long a sound check says something: longer than any holiday a box stays dark."""


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """The newest sound check of a box: whether it reached the sound card, and if not why."""

    at: datetime
    ran: bool
    why: str


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """One device with a page, how the page is, and its newest sound check if it is to speak and its box makes them."""

    device: people.Device
    health: ScreenHealth
    checked: SoundCheck | None = None

    @property
    def check_failed(self) -> SoundCheck | None:
        """Return its newest sound check if that failed."""
        return self.checked if self.checked and not self.checked.ran else None


def devices_in_use(now: HallNow) -> list[people.Device]:
    """Return the hall's devices but those of windows it has no more."""
    return [d for d in people.devices(now.conn) if d.window_id is None or d.window_id in now.hall.windows]


def devices_now(now: HallNow, health: Health, awaited_since: datetime | None = None) -> list[DeviceNow]:
    """Return the devices with a page and how each is; a failed sound check is a trouble until one succeeds.

    One that was let in once and has not come since `awaited_since` is silent since then: after a power cut, the screen that
    stayed dark is the one to tell of. None: whatever has not come never was there.
    """
    checks = _sound_checks(now)
    missed = {} if awaited_since is None else _missed(now, awaited_since)
    found = []
    for device in devices_in_use(now):
        if device.kind not in ROOMS:
            continue
        rooms = tuple(room.format(id=device.id, window=device.window_id) for room in ROOMS[device.kind])
        checked = None if _is_mute(now, device) else checks.get(device.id)
        how = health(rooms, device.id)
        if how == NEVER and device.id in missed:
            how = ScreenHealth("silent", missed[device.id])
        one = DeviceNow(device, how, checked)
        if one.check_failed:
            ails = (*one.health.troubles, "sound_check")
            one = replace(one, health=replace(how, troubles=tuple(t for t in TROUBLES if t in ails)))
        found.append(one)
    return found


def _missed(now: HallNow, since: datetime) -> dict[str, datetime]:
    """Return since when each device that was let in is waited for; one just let in has a while to come."""
    wished = people.let_in(now.conn)
    due = {one: since if at is None else max(since, at + COMES_WITHIN) for one, at in wished.items()}
    return {one: at for one, at in due.items() if at < now.at}


def _is_mute(now: HallNow, device: people.Device) -> bool:
    """Tell whether a device is a sign, or was given a screen that is not to speak: it is no matter whether it could."""
    given = now.hall.screens.get(device.screen or "")
    return device.kind == "sign" or (given is not None and not given.is_to_speak)


def _sound_checks(now: HallNow) -> dict[str, SoundCheck]:
    """Return each device's newest sound check."""
    found: dict[str, SoundCheck] = {}
    for event in events.of_kind_since(now.conn, Kind.SOUND_CHECKED, now.at - CHECK_HOLDS, CHECKS_READ):
        said = event.data
        check = SoundCheck(event.at, said.get("ran") is True, str(said.get("why") or ""))
        found.setdefault(str(said.get("device")), check)
    return found
