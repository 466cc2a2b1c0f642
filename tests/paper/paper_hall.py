"""The real server with a clock of the test's own, a kiosk, and what stands between it and the paper."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from werkzeug.serving import make_server

import kiosk
from printers.profile import Profile
from printers.virtual import Slip
from queue_server.app import Parts, create_app
from queue_server.hall import Hall
from queue_server.storage import people, prints
from queue_server.store import open_store
from queue_server.use_cases.housekeeping import tidy
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint
from tests.databases import SQLITE, Place
from tests.domain.factories import NINE

FIRST, SECOND = "printer-1", "printer-2"
KIOSK_TOKEN, AGENT_TOKEN = "kiosk-token", "agent-token"
SETTLED = ("printed", "uncertain", "expired")


class JumpClock:
    """A clock that goes with the machine's and jumps ahead when told."""

    def __init__(self) -> None:
        self._began, self.ahead_s = monotonic(), 0.0

    def now(self) -> datetime:
        """Return the hall's instant, from nine in the morning on."""
        return NINE + timedelta(seconds=monotonic() - self._began + self.ahead_s)


class PaperHall:
    """A hall of one kiosk with a printer or two, served by the whole application."""

    def __init__(
        self,
        folder: Path,
        *addresses: str,
        printer_down: Literal["issue", "refuse", "second"] = "issue",
        profile: Profile | None = None,
    ) -> None:
        self.clock = JumpClock()
        store = open_store(Place(SQLITE, folder).hall())
        assert store.hall is not None
        plan = store.hall.plan
        settings = replace(plan.settings, printer_down=printer_down)
        hall = Hall(replace(plan, hours=None, settings=settings), 1)
        profile = Profile() if profile is None else profile
        store.write(self.clock, hall, lambda tx: _devices(tx, addresses, profile))
        self._store = store
        self.served = create_app(
            Parts(
                hall=hall, clock=self.clock, writer=store.writer, readers=store.readers, data_dir=folder,
                public_url="http://192.168.1.20:8000", async_mode="threading", off_hub=lambda work: work(),
                demo=None, voice=False, unclean=False,
            )
        )  # fmt: skip
        self._http = make_server("127.0.0.1", 0, self.served.app, threaded=True)
        self.base_url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self.served.stop()
        self._store.close()

    def ask(self, method: str, path: str, body: Any = None, token: str = KIOSK_TOKEN) -> Any:
        """Ask the server and return what it answers."""
        request = Request(f"{self.base_url}/api/v1{path}", method=method)
        request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=30) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def refused(self, method: str, path: str, body: Any, token: str) -> int:
        """Ask what is to be refused and return the status it is refused with."""
        try:
            self.ask(method, path, body, token)
        except HTTPError as refusal:
            with refusal:
                return refusal.code
        raise AssertionError(f"{method} {path} was not refused")

    def issue(self) -> tuple[str, str]:
        """Take a number at the kiosk; returns it and the id of its paper's job."""
        got = self.ask("POST", "/tickets", {"queue_id": "q-A"})
        return got["ticket"]["number"], got["print_job"]["id"]

    def job(self, job_id: str) -> prints.PrintJob:
        """Return a job as it is stored."""
        with self.served.site.reading() as conn:
            found = prints.job(conn, job_id)
        assert found is not None
        return found

    def jobs(self) -> list[prints.PrintJob]:
        """Return all jobs."""
        with self.served.site.reading() as conn:
            return prints.jobs(conn, state=None, limit=10_000)

    def printer(self, printer_id: str = FIRST) -> prints.Printer:
        """Return a printer as the server knows it."""
        with self.served.site.reading() as conn:
            return prints.printers(conn)[printer_id]

    def shown(self) -> dict[str, Any]:
        """Return what the kiosk is shown."""
        with self.served.site.looking() as now:
            return dict(kiosk.screen.snapshot(now, "kiosk:kiosk-1", self.served.site))

    def calls(self) -> list[str]:
        """Return the kinds of what staff have been called for."""
        with self.served.site.reading() as conn:
            return [row[0] for row in conn.exec_driver_sql("SELECT kind FROM help_call ORDER BY at")]

    def pass_s(self, seconds: float) -> None:
        """Let time go by, do what is due, and wake who waits for it."""
        self.clock.ahead_s += seconds
        self.served.site.run(tidy)
        self.served.site.extras["paper_wakes"].wake()

    def settled(self, job_id: str, states: tuple[str, ...], within_s: float = 20.0) -> prints.PrintJob:
        """Wait until a job is in one of these states, letting the time for trying again go by."""
        ends = monotonic() + within_s
        while (job := self.job(job_id)).state not in states:
            assert monotonic() < ends, f"still {job.state} {job.reason}, not {states}"
            sleep(0.02)
            if job.state == "refused":
                self.pass_s(3.5)
        return job


def _devices(tx: Tx, addresses: tuple[str, ...], profile: Profile) -> None:
    for printer_id, address in zip((FIRST, SECOND), addresses, strict=False):
        found = prints.Printer(printer_id, f"打印机 {printer_id[-1]}", address, profile.to_json())
        prints.put_printer(tx.conn, found)
    second = SECOND if len(addresses) > 1 else None
    at_kiosk = people.Device("kiosk-1", "kiosk", "取号机", None, None, FIRST, None, second)
    people.put_device(tx.conn, at_kiosk, fingerprint(KIOSK_TOKEN), tx.at)
    agent = people.Device("print_agent-1", "print_agent", "打印程序", None, None, None, None)
    people.put_device(tx.conn, agent, fingerprint(AGENT_TOKEN), tx.at)


def papers_of(number: str, slips: list[Slip]) -> list[Slip]:
    """Return the papers on which a ticket's number stands."""
    return [slip for slip in slips if any(number in line.text.split() for line in slip.lines)]


def eventually(look: Callable[[], object], what: str, within_s: float = 20.0) -> None:
    """Wait until something is so."""
    ends = monotonic() + within_s
    while not look():
        assert monotonic() < ends, what
        sleep(0.02)
