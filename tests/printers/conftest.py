from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from printers.virtual import FAULTS_FILE, Slip, VirtualPrinter

PrinterMaker = Callable[..., "Machine"]


class Machine:
    """A virtual printer and the hands of the person beside it."""

    def __init__(self, folder: Path, width: int, faults: dict[str, Any]) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.set(**faults)
        self.printer = VirtualPrinter(folder, 0, width).start()
        self.port = self.printer.port
        self.address = f"tcp://127.0.0.1:{self.port}"

    def set(self, **faults: Any) -> None:
        """Play these faults and no others."""
        temporary = self.folder / "new-faults"
        temporary.write_text(json.dumps(faults), encoding="utf-8")
        temporary.replace(self.folder / FAULTS_FILE)

    def slips(self, count: int, timeout_s: float = 5.0) -> list[Slip]:
        """Wait until that many slips have come out."""
        end = monotonic() + timeout_s
        while len(self.printer.slips) < count and monotonic() < end:
            sleep(0.01)
        assert len(self.printer.slips) == count
        return self.printer.slips

    def index(self, count: int, timeout_s: float = 10.0) -> list[dict[str, Any]]:
        """Wait until that many papers are in the folder and return their list; they are written when nobody waits."""
        path, end = self.folder / "index.json", monotonic() + timeout_s
        while True:
            data: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
            if len(data) >= count:
                return data
            assert monotonic() < end, f"{len(data)} papers, not {count}"
            sleep(0.01)


@pytest.fixture
def make_printer(tmp_path: Path) -> Iterator[PrinterMaker]:
    machines: list[Machine] = []

    def make(width: int = 576, **faults: Any) -> Machine:
        machine = Machine(tmp_path / f"printer{len(machines)}", width, faults)
        machines.append(machine)
        return machine

    yield make
    for machine in machines:
        machine.printer.stop()
