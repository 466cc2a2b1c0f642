"""A demo hall of one's own: started on a free port with data in a temporary folder, and stopped again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 40.0
STOPS_WITHIN_S = 12.0
REAL_PRINTER_BYTES_PER_S = 16_000  # a ticket in one to two seconds, as thermal printers take


class DemoHall:
    """A running `tinghao demo`; use it in a `with` statement.

    `begins` sets its clock to another time of day, which `set_clock` moves on. Its printer is as slow as a real one
    unless `quick_paper`. `prepare` is given the data folder before the start and returns the address of a database
    with another hall in it, and that hall's tokens; `environment` is added to the program's.
    """

    def __init__(
        self,
        *options: str,
        begins: datetime | None = None,
        quick_paper: bool = False,
        prepare: Callable[[Path], tuple[str, dict[str, str]]] | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self._options = options
        self._environment = environment or {}
        self._tokens: dict[str, str] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="tinghao-bench-")
        self._process: subprocess.Popen[bytes] | None = None
        self._offset = self.data.parent / "clock"
        self._moved = begins is not None
        self.said: dict[str, Any] = {}
        if begins is not None:
            self.set_clock(begins)
        if prepare is not None:
            url, self._tokens = prepare(self.data)
            self._options = (*options, "--database", url)
        if not quick_paper:
            paper = self.data / "paper"
            paper.mkdir(parents=True, exist_ok=True)
            (paper / "faults.json").write_text(json.dumps({"slow_bytes_per_s": REAL_PRINTER_BYTES_PER_S}))

    @property
    def data(self) -> Path:
        """Return its data folder."""
        return Path(self._folder.name) / "data"

    @property
    def base_url(self) -> str:
        """Return where it listens."""
        return str(self.said["base_url"])

    @property
    def pid(self) -> int:
        """Return the id of the server process, not of its supervisor."""
        return int(self.said["pid"])

    def token(self, name: str) -> str:
        """Return a token by its name: one of the hall that was prepared, or of demo.json."""
        return self._tokens.get(name) or str(self.said["tokens"][name])

    def window_id(self, number: int) -> str:
        """Return a window's id."""
        return str(self.said["window_ids"][str(number)])

    @property
    def windows(self) -> list[int]:
        """Return the numbers of all windows."""
        return sorted(int(number) for number in self.said["window_ids"])

    def set_clock(self, to: datetime) -> None:
        """Make it that time in the hall now; the clock goes on from there."""
        fresh = self._offset.with_suffix(".fresh")
        fresh.write_text(str(to.timestamp() - time.time()))
        fresh.replace(self._offset)

    def log(self) -> str:
        """Return the end of what it has said."""
        path = self.data.parent / "log"
        return path.read_text(encoding="utf-8", errors="replace")[-2000:] if path.exists() else ""

    def __enter__(self) -> Self:
        """Start it and wait until its port answers; raises RuntimeError with its log when it does not."""
        return self.start()

    def start(self, *more: str) -> Self:
        """Start it with more options, as entering does."""
        (self.data / "demo.json").unlink(missing_ok=True)
        environment = {k: v for k, v in os.environ.items() if k != "TINGHAO_CLOCK_OFFSET_FILE"}
        environment |= self._environment
        if self._moved:
            environment["TINGHAO_CLOCK_OFFSET_FILE"] = str(self._offset)
        command = [sys.executable, "-m", "queue_server", "demo", "--port", "0", "--data", str(self.data)]
        with (self.data.parent / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self._options, *more],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        ends = time.monotonic() + STARTS_WITHIN_S
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > ends:
                self.stop()
                raise RuntimeError(f"the demo hall did not start:\n{self.log()}")
            time.sleep(0.05)
        return self

    def start_again(self) -> None:
        """Stop it as an administrator does, and start it at the same port."""
        port = self.base_url.rsplit(":", 1)[1]
        self.stop()
        self.start("--port", port)

    def kill_server(self) -> None:
        """Kill the server process as a power cut would; its supervisor starts it again."""
        os.kill(self.pid, signal.SIGKILL)

    def know_server(self) -> None:
        """Learn which process the server is after it was killed; raises RuntimeError when there is none."""
        before, ends = self.pid, time.monotonic() + STARTS_WITHIN_S
        while not self._ready() or self.pid == before:
            if time.monotonic() > ends:
                raise RuntimeError(f"the server did not come back:\n{self.log()}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            self.said = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return True

    def stop(self) -> None:
        """Stop it; its supervisor takes the server, the printer and the print agent along."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it and remove its data."""
        self.stop()
        self._folder.cleanup()
