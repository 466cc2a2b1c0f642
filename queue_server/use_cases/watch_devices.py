"""How the hall's devices are at this moment: what their pages say of themselves, and what their boxes' sound checks found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.domain.events import Kind
from queue_server.domain.screen_health import TROUBLES, ScreenHealth
from queue_server.storage import events, people
from queue_server.use_cases.hall_now import HallNow

ROOMS = {
    "kiosk": "kiosk:{id}",
    "display": "board:",
    "sign": "sign:{window}",
    "evaluator": "evaluator:{window}",
}
"""Where a device's page stands, by kind; what ends in a colon many devices share."""
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
    """One device with a page, how the page is, and its newest sound check if its box makes them."""

    device: people.Device
    health: ScreenHealth
    checked: SoundCheck | None = None


def devices_in_use(now: HallNow) -> list[people.Device]:
    """Return the hall's devices but those of windows it has no more."""
    return [d for d in people.devices(now.conn) if d.window_id is None or d.window_id in now.hall.windows]


def devices_now(now: HallNow, health: Callable[[str, str | None], ScreenHealth]) -> list[DeviceNow]:
    """Return the devices with a page and how each is; a failed sound check is a trouble until one succeeds."""
    checks = _sound_checks(now)
    found = []
    for device in devices_in_use(now):
        pattern = ROOMS.get(device.kind)
        if pattern is None:
            continue
        how = health(pattern.format(id=device.id, window=device.window_id), device.id)
        checked = checks.get(device.id)
        if checked is not None and not checked.ran:
            how = replace(how, troubles=tuple(t for t in TROUBLES if t in (*how.troubles, "sound_check")))
        found.append(DeviceNow(device, how, checked))
    return found


def _sound_checks(now: HallNow) -> dict[str, SoundCheck]:
    """Return each device's newest sound check."""
    found: dict[str, SoundCheck] = {}
    for event in events.of_kind_since(now.conn, Kind.SOUND_CHECKED, now.at - CHECK_HOLDS, CHECKS_READ):
        said = event.data
        check = SoundCheck(event.at, said.get("ran") is True, str(said.get("why") or ""))
        found.setdefault(str(said.get("device")), check)
    return found
