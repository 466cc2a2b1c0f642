"""Virtual printers in processes of their own, and a hall with a kiosk at each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.demo_hall import ROOT
from printers.profile import Profile
from queue_server.clock import SystemClock
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.storage import people, prints
from queue_server.store import found_hall, open_store
from queue_server.use_cases.load_plan import printer_id_of
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint, new_token

STARTS_WITHIN_S = 20.0


class Printers:
    """So many running virtual printers; use it in a `with` statement."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folders = [folder / f"printer-{number}" for number in range(1, count + 1)]
        self._processes: list[subprocess.Popen[bytes]] = []
        self.addresses: list[str] = []

    def __enter__(self) -> Self:
        """Start them and wait for their ports."""
        for folder in self._folders:
            folder.mkdir(parents=True)
            command = [
                sys.executable,
                "-m",
                "printers.virtual",
                "--port",
                "0",
                "--dir",
                str(folder),
                "--with-parent",
            ]
            self._processes.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL))
        ends = time.monotonic() + STARTS_WITHIN_S
        for folder in self._folders:
            while not (folder / "port").exists():
                if time.monotonic() > ends:
                    raise RuntimeError("a virtual printer did not start")
                time.sleep(0.05)
            self.addresses.append(f"tcp://127.0.0.1:{(folder / 'port').read_text().strip()}")
        return self

    def play(self, **faults: bool) -> None:
        """Have all of them play these faults and no others."""
        for folder in self._folders:
            fresh = folder / "faults.fresh"
            fresh.write_text(json.dumps(faults))
            fresh.replace(folder / "faults.json")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop them."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()


def make_paper_hall(url: str, addresses: list[str]) -> dict[str, str]:
    """Make the sample hall with a printer and a kiosk at each address; returns the tokens.

    `kiosk_1` … print, `kiosk` has no printer.
    """
    clock, plan = SystemClock(), replace(load_plan(SAMPLE_HALL), printers=(), devices=())
    store = found_hall(open_store(url), plan, clock, lambda who: who.username)
    tokens = {name: new_token() for name in ("kiosk", *(f"kiosk_{n}" for n, _ in enumerate(addresses, 1)))}

    def devices(tx: Tx) -> None:
        bare = people.Device("load-kiosk", "kiosk", "load", None, None, None, None)
        people.put_device(tx.conn, bare, fingerprint(tokens["kiosk"]), tx.at)
        for number, address in enumerate(addresses, 1):
            printer = printer_id_of(number)
            prints.put_printer(tx.conn, prints.Printer(printer, printer, address, Profile().to_json()))
            device = people.Device(f"load-{number}", "kiosk", f"load-{number}", None, None, printer, None)
            people.put_device(tx.conn, device, fingerprint(tokens[f"kiosk_{number}"]), tx.at)

    assert store.hall is not None
    store.write(clock, store.hall, devices)
    store.close()
    return tokens
