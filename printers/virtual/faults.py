"""The faults a virtual printer is playing, read from a small JSON file while it runs.

Each comes from a manual, a firmware's source or a measured printer: docs/printer-faults.md names it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

FAULTS_FILE = "faults.json"
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the printer; all off is a good printer.

    Bytes are counted per connection, rows in dots. `paper_out_mid_ticket` are the rows after which the paper of
    the next slip ends, `near_end_below` the rows left under which it is near its end; None puts a new roll in.
    """

    near_end: bool = False
    paper_out: bool = False
    paper_out_mid_ticket: int | None = None
    near_end_below: int | None = None
    cover_open: bool = False
    cutter: bool = False
    overheated: bool = False
    broken: bool = False
    offline: bool = False
    power_off: bool = False
    not_taken: bool = False

    refuse: bool = False
    hang: bool = False
    mute: bool = False
    second_refused: bool = False
    close_after_bytes: int | None = None
    reset_after_bytes: int | None = None
    slow_bytes_per_s: int | None = None
    idle_close_s: int | None = None

    no_dle_eot: bool = False
    no_gs_r: bool = False
    no_gs_h: bool = False
    replies_in_order: bool = False
    mixed_answers: bool = False
    near_end_sets_offline: bool = False

    chinese_off: bool = False
    esc_enlarges_chinese: bool = False
    gb2312_only: bool = False
    four_byte: Literal["print", "box", "error"] = "print"
    no_native_qr: bool = False
    half_command_survives: bool = False

    @property
    def stops_printing(self) -> bool:
        """Whether the printer keeps what it is sent and prints nothing."""
        return (
            self.paper_out
            or self.cover_open
            or self.offline
            or self.cutter
            or self.overheated
            or self.broken
            or self.power_off
        )

    @property
    def is_deaf(self) -> bool:
        """Whether the printer reads nothing of what it is sent."""
        return self.hang or self.power_off


GROUPS: dict[str, tuple[str, ...]] = {
    "machine": (
        "paper_out",
        "near_end",
        "cover_open",
        "cutter",
        "overheated",
        "broken",
        "offline",
        "power_off",
        "not_taken",
        "paper_out_mid_ticket",
        "near_end_below",
    ),
    "line": (
        "hang",
        "mute",
        "refuse",
        "second_refused",
        "close_after_bytes",
        "reset_after_bytes",
        "slow_bytes_per_s",
        "idle_close_s",
    ),
    "answers": (
        "no_dle_eot",
        "no_gs_r",
        "no_gs_h",
        "replies_in_order",
        "mixed_answers",
        "near_end_sets_offline",
    ),
    "commands": (
        "chinese_off",
        "esc_enlarges_chinese",
        "gb2312_only",
        "four_byte",
        "no_native_qr",
        "half_command_survives",
    ),
}
"""The faults as a page shows them; every one is in exactly one group."""

WHEN_SWITCHED_ON = {
    "paper_out_mid_ticket": 400,
    "near_end_below": 2000,
    "close_after_bytes": 300,
    "reset_after_bytes": 300,
    "slow_bytes_per_s": 2000,
    "idle_close_s": 3,
}
"""The figure a switch begins with."""


def read_faults(data: object) -> Faults:
    """Return the faults in a JSON value; unknown names and values of the wrong kind are left out."""
    if not isinstance(data, dict):
        return Faults()
    return Faults(**{name: value for name, value in data.items() if is_fault(name, value)})


def is_fault(name: object, value: object) -> bool:
    """Tell whether a fault of this name can have this value."""
    kind = _KINDS.get(str(name))
    if kind is bool:
        return isinstance(value, bool)
    if kind == int | None:
        return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST)
    return value in get_args(kind)


_KINDS: dict[str, Any] = get_type_hints(Faults)


def described() -> list[dict[str, Any]]:
    """Return the groups of faults for a page: [{group, faults: [{name, kind, figure or choices and off}]}]."""
    defaults = asdict(Faults())
    return [
        {"group": group, "faults": [_described(name, defaults[name]) for name in names]}
        for group, names in GROUPS.items()
    ]


def _described(name: str, off: Any) -> dict[str, Any]:
    kind = _KINDS[name]
    if kind is bool:
        return {"name": name, "kind": "switch"}
    if kind == int | None:
        return {"name": name, "kind": "number", "figure": WHEN_SWITCHED_ON[name]}
    return {"name": name, "kind": "choice", "choices": list(get_args(kind)), "off": off}


class FaultFile:
    """The control file, read again whenever it has changed."""

    def __init__(self, folder: Path) -> None:
        """Read the file in this folder, writing one without faults if there is none and room for it."""
        self._path = folder / FAULTS_FILE
        self._seen: tuple[int, int] | None = None
        self._faults = Faults()
        with suppress(OSError):
            if not self._path.exists():
                self._path.write_text(json.dumps(asdict(Faults()), indent=1) + "\n", encoding="utf-8")

    def now(self) -> Faults:
        """Return the faults of this moment; an unreadable file changes nothing."""
        try:
            stat = self._path.stat()
            mark = (stat.st_mtime_ns, stat.st_ino)
            if mark != self._seen:
                self._faults = read_faults(json.loads(self._path.read_text(encoding="utf-8")))
                self._seen = mark
        except FileNotFoundError:
            self._faults, self._seen = Faults(), None
        except (OSError, ValueError):
            pass
        return self._faults


def status_byte(n: int, faults: Faults) -> int:
    """Return the answer to DLE EOT n (1 to 4), from the table of the TM-T88III."""
    near_offline = faults.near_end and faults.near_end_sets_offline
    if n == 1:
        byte = 0x1E if faults.stops_printing or near_offline else 0x16
        return byte | (0x80 if faults.not_taken else 0)
    if n == 2:
        byte = 0x12 | (0x04 if faults.cover_open else 0)
        byte |= 0x40 if faults.cutter or faults.overheated or faults.broken else 0
        return byte | (0x20 if faults.paper_out or near_offline else 0)
    if n == 3:
        byte = 0x12 | (0x08 if faults.cutter else 0) | (0x20 if faults.broken else 0)
        return byte | (0x40 if faults.overheated else 0)
    return 0x12 | (0x0C if faults.near_end or faults.paper_out else 0) | (0x60 if faults.paper_out else 0)


def asb_bytes(faults: Faults) -> bytes:
    """Return the four bytes of automatic status."""
    first = 0x10 | (0x08 if faults.stops_printing else 0) | (0x20 if faults.cover_open else 0)
    second = 0x08 if faults.cutter else 0
    third = (0x03 if faults.near_end else 0) | (0x0C if faults.paper_out else 0)
    return bytes((first, second, third, 0))
