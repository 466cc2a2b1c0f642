"""The faults a virtual printer is playing, read from a small JSON file while it runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FAULTS_FILE = "faults.json"


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the printer; all off is a good printer.

    Bytes are counted per connection. `paper_out_mid_ticket` is the number of dot rows after which the
    paper of the next slip ends; setting it back to None puts a new roll in.
    """

    near_end: bool = False
    near_end_sets_offline: bool = False
    paper_out: bool = False
    cover_open: bool = False
    offline: bool = False
    cutter: bool = False
    hang: bool = False
    mute: bool = False
    no_gs_r: bool = False
    refuse: bool = False
    close_after_bytes: int | None = None
    reset_after_bytes: int | None = None
    slow_bytes_per_s: int | None = None
    paper_out_mid_ticket: int | None = None

    @property
    def stops_printing(self) -> bool:
        """Whether the printer keeps what it is sent and prints nothing."""
        return self.paper_out or self.cover_open or self.offline or self.cutter


def read_faults(data: object) -> Faults:
    """Return the faults in a JSON value; unknown names and values of the wrong kind are left out."""
    if not isinstance(data, dict):
        return Faults()
    values: dict[str, bool | int] = {}
    for spec in fields(Faults):
        value = data.get(spec.name)
        if spec.default is None:
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                values[spec.name] = value
        elif isinstance(value, bool):
            values[spec.name] = value
    return Faults(**values)  # type: ignore[arg-type]


class FaultFile:
    """The control file, read again whenever it has changed."""

    def __init__(self, folder: Path) -> None:
        """Read the file in this folder, writing one without faults if there is none."""
        self._path = folder / FAULTS_FILE
        self._seen: tuple[int, int] | None = None
        self._faults = Faults()
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
        return 0x1E if faults.stops_printing or near_offline else 0x16
    if n == 2:
        byte = 0x12 | (0x04 if faults.cover_open else 0) | (0x40 if faults.cutter else 0)
        return byte | (0x20 if faults.paper_out or near_offline else 0)
    if n == 3:
        return 0x1A if faults.cutter else 0x12
    return 0x12 | (0x0C if faults.near_end or faults.paper_out else 0) | (0x60 if faults.paper_out else 0)
