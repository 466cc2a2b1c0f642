"""The queue of one printer: claim a job, print it, report what became of it; look after the printer when idle.

It holds no state worth keeping: a job is the server's until its outcome has been reported. Killed between claim and
report, it leaves a lease that runs out, and the server marks the job uncertain; it is never handed out again.
"""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from time import monotonic
from typing import Any
from urllib.parse import quote

from printers.document import Document
from printers.escpos import encode
from printers.profile import Profile, ProfileError
from printers.raster import Fonts
from printers.server_link import Answer, ServerAwayError, ServerLink
from printers.slips import test_slip
from printers.spooler import Outcome, Result, printing, query_status
from printers.status import UNKNOWN, PrinterStatus, down
from printers.transports import PrinterError, transport_at

log = logging.getLogger("tinghao.print")

CLAIM_WAIT_S = 20.0
# With the longest question, a connection nobody answers and silence after it, still within ten seconds.
STATUS_EVERY_S = 5.0
STATUS_EVERY_WHEN_DOWN_S = 2.0
BACK_OFF_S = (0.1, 0.3, 1.0, 2.0)

# Staff are told what they can do something about; the finer reason stays with the job and in the log.
_WHY_TOLD = {
    "connection_refused": "not_answering",
    "lost": "not_answering",
    "bad_address": "not_answering",
    "no_permission": "not_answering",
    "no_driver": "not_answering",
    "overheated": "offline",
    "error": "offline",
}


@dataclass(frozen=True, slots=True)
class Printer:
    """Where the printer is and what it needs."""

    address: str
    profile: Profile


class PrintQueue:
    """One loop for one printer: claim, print, report; when idle, look how the printer is."""

    def __init__(
        self,
        link: ServerLink,
        printer_id: str,
        fonts: Fonts,
        printer: Printer | None,
        stop: threading.Event | None = None,
    ) -> None:
        """Take what the loop needs; `printer` None is not known yet, or not understood."""
        self._link, self._printer_id, self._fonts = link, printer_id, fonts
        self.printer = printer
        self._reported: PrinterStatus | None = None
        self._look_at = self._told_at = 0.0
        self.stop = threading.Event() if stop is None else stop
        self.busy = False

    def run(self, once: bool = False) -> None:
        """Work until told to stop; with `once`, until one claim has been answered and dealt with."""
        try:
            if not once:
                self._warm_up()
            self._serve(once)
        finally:
            self._link.close()

    def _warm_up(self) -> None:
        """Draw a slip for nobody, so that the first citizen does not wait for fonts to be read."""
        profile = Profile() if self.printer is None else self.printer.profile
        encode(test_slip("", "", profile.columns), profile, self._fonts)

    def _serve(self, once: bool) -> None:
        failures = 0
        while not self.stop.is_set():
            try:
                self._look()
                done = self._step(0.0 if once else self._claim_wait())
                failures = 0
            except ServerAwayError as error:
                log.warning("server away: %s", error)
                self._reported = None  # it may have given the printer up meanwhile
                self.stop.wait(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
                failures += 1
                continue
            if once and done:
                return

    def _claim_wait(self) -> float:
        return min(CLAIM_WAIT_S, max(0.1, self._look_at - monotonic()))

    def _step(self, wait_s: float) -> bool:
        """Claim and print one job. Returns whether the server answered the claim."""
        started = monotonic()
        body = {"printer_id": self._printer_id, "wait_s": round(wait_s, 1)}
        # No idempotency key: a question held open would be answered with its own first "nothing". A job whose
        # answer is lost on the way stays claimed, and the server calls it uncertain when its lease is over.
        answer = self._link.send("POST", "/api/v1/print-jobs/claim", body, timeout_s=wait_s + 10)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerAwayError(f"claim answered {answer.status}")
        if answer.status == HTTPStatus.OK and isinstance(answer.body, dict):
            self._work(answer.body)
        elif answer.status == HTTPStatus.NO_CONTENT:
            # A server that does not hold the question must not be asked in a tight loop.
            self.stop.wait(max(0.0, min(wait_s, 0.3) - (monotonic() - started)))
        else:
            log.error("claim answered %s", answer.status)
            self.stop.wait(BACK_OFF_S[-1])
        return True

    def _work(self, job: dict[str, Any]) -> None:
        job_id = str(job.get("id", ""))
        self.busy = True
        try:
            report = _Report(self._link, job_id)
            with ExitStack() as held:
                outcome = self._print(job, job_id, held)
                log.info("job %s: %s %s", job_id, outcome.result, outcome.reason or "")
                told = report.send(outcome)  # letting go of a printer may take a second
            if not told:
                self._report_again(report, outcome)
        finally:
            self.busy = False
        seen = outcome.status
        if seen is not None and seen.state != "unknown":
            self._tell(seen)

    def _print(self, job: dict[str, Any], job_id: str, held: ExitStack) -> Outcome:
        """Print a job and say what became of it; the printer is let go with `held`."""
        try:
            printer = printer_in(job.get("printer"))
            payload = encode(Document.from_json(job.get("document")), printer.profile, self._fonts)
            transport = transport_at(printer.address)
        except ProfileError as error:
            log.error("job %s: profile refused: %s", job_id, error)
            return Outcome(Result.REFUSED, "bad_profile")
        except ValueError as error:
            # DocumentError, UnprintableTextError, a QR payload that is none.
            log.error("job %s: document refused: %s", job_id, error)
            return Outcome(Result.REFUSED, "bad_document")
        except PrinterError as error:
            return Outcome(Result.REFUSED, error.reason, down(error.reason))
        self.printer = printer
        recover = bool(job.get("recover"))
        return held.enter_context(printing(transport, payload, printer.profile, job=job_id, recover=recover))

    def _report_again(self, report: _Report, outcome: Outcome) -> None:
        """Tell the server until it knows, or until this agent has been told to stop."""
        tries = 0
        while not (self.stop.is_set() and tries >= len(BACK_OFF_S)):
            self.stop.wait(BACK_OFF_S[min(tries, len(BACK_OFF_S) - 1)])
            tries += 1
            if report.send(outcome):
                return
        log.error("stopped before the outcome of job %s could be reported", report.job_id)

    def _look(self) -> None:
        """Ask the idle printer how it is, when it is time, and tell the server."""
        if monotonic() < self._look_at:
            return
        printer, seen = self.printer, UNKNOWN
        if printer is not None:
            try:
                seen = query_status(transport_at(printer.address), printer.profile)
            except PrinterError as error:
                seen = down(error.reason)
        self._tell(seen)

    def _tell(self, seen: PrinterStatus) -> None:
        """Tell the server how the printer is; nothing new is told again only as often as of a printer that is well."""
        now = monotonic()
        self._look_at = now + _look_again_s(seen)
        if self._reported == seen and now - self._told_at < STATUS_EVERY_S:
            return
        if self._reported != seen:
            log.info("printer %s: %s %s", self._printer_id, seen.state, seen.why or "")
        why = _WHY_TOLD.get(seen.why, seen.why) if seen.why else None
        body = {"state": seen.state, "why": why}
        self._link.send("PUT", f"/api/v1/printers/{quote(self._printer_id, safe='')}/status", body)
        self._reported, self._told_at = seen, now


class _Report:
    """What the server is to know of one job; repeated under one key, it counts once."""

    def __init__(self, link: ServerLink, job_id: str) -> None:
        """Name the job."""
        self._link, self.job_id, self._key = link, job_id, token_hex(16)

    def send(self, outcome: Outcome) -> bool:
        """Say how the job ended; returns whether saying it again would be pointless."""
        path = f"/api/v1/print-jobs/{quote(self.job_id, safe='')}/{outcome.result.value}"
        body = {} if outcome.reason is None else {"reason": outcome.reason}
        try:
            answer = self._link.send("POST", path, body, key=self._key, timeout_s=10)
        except ServerAwayError:
            return False
        settled = _settled(answer)
        if settled and answer.status >= HTTPStatus.BAD_REQUEST:  # by its rules: it has decided meanwhile
            log.warning("report of job %s answered %s", self.job_id, answer.status)
        return settled


def printer_in(data: object) -> Printer:
    """Read a printer as the server shows it. Raises PrinterError(bad_address), ProfileError."""
    if not isinstance(data, dict) or not isinstance(data.get("address"), str):
        raise PrinterError("bad_address", permanent=True)
    return Printer(data["address"], Profile.from_json(data.get("profile") or {}))


def _settled(answer: Answer) -> bool:
    """Tell whether repeating a report would be pointless: it was taken, or refused for good."""
    again = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
    return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in again


def _look_again_s(seen: PrinterStatus) -> float:
    return STATUS_EVERY_WHEN_DOWN_S if seen.state == "down" else STATUS_EVERY_S
