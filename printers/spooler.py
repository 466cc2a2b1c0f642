"""Send one slip to one printer and know what became of it.

Three outcomes. PRINTED: the printer itself said so, by a barrier command it executes in print order.
REFUSED: nothing was sent, so any printer may try again. UNCERTAIN: something was sent and not
confirmed; nobody may print it again silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from printers import status as paper_status
from printers.profile import Profile
from printers.status import PrinterStatus, Reply, ReplyReader
from printers.transports.base import PrinterError, Transport

_Wanted = Callable[[Reply], bool]

ASK_S = 1.0
QUIET_S = 2.0
CONFIRM_S = 15.0
SEND_S = 12.0
# As long as the longest picture band, so that a printer still waiting for the rest of one gets it.
RECOVERY = bytes(128 * 72 + 64) + b"\x1b\x40"


class Result(StrEnum):
    """What became of a slip."""

    PRINTED = "printed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, its reason code (None when printed) and the printer's status if it was seen.

    Reasons: paper_out cover_open offline cutter overheated error not_answering connection_refused
    lost bad_address unconfirmed (the profile has no barrier).
    """

    result: Result
    reason: str | None = None
    status: PrinterStatus | None = None


def print_once(
    transport: Transport,
    payload: bytes,
    profile: Profile,
    *,
    job: str = "0001",
    recover: bool = False,
    confirm_s: float | None = None,
) -> Outcome:
    """Send a slip and let go of the printer; see `printing`."""
    with printing(transport, payload, profile, job=job, recover=recover, confirm_s=confirm_s) as outcome:
        return outcome


@contextmanager
def printing(
    transport: Transport,
    payload: bytes,
    profile: Profile,
    *,
    job: str = "0001",
    recover: bool = False,
    confirm_s: float | None = None,
) -> Iterator[Outcome]:
    """Ask for faults, send once, wait for the confirmation; what became of the slip is known before the printer is let go.

    `job` are the four characters GS ( H echoes. `recover` first fills up a picture that an earlier,
    broken connection may have left half sent. Never raises PrinterError; takes at most about 30 s.
    """
    try:
        transport.open()
    except PrinterError as error:
        yield Outcome(Result.REFUSED, error.reason, paper_status.down(error.reason))
        return
    outcome = Outcome(Result.UNCERTAIN, "lost")
    try:
        patience_s = CONFIRM_S if confirm_s is None else confirm_s
        outcome = _try(transport, payload, _as_heard(profile, transport), job, recover, patience_s)
        yield outcome
    finally:
        transport.close(0.2 if outcome.result is Result.PRINTED else 1.0)


def _try(
    transport: Transport, payload: bytes, profile: Profile, job: str, recover: bool, patience_s: float
) -> Outcome:
    """Send a slip to a printer that is open, if nothing is wrong with it."""
    talk = _Talk(transport)
    try:
        before = talk.status() if profile.status == "dle_eot" else paper_status.UNKNOWN
        if before.state == "down":
            return Outcome(Result.REFUSED, before.why, before)
        body = (RECOVERY if recover else b"") + payload + barrier(profile, job)
        return _send(talk, body, profile, job, before, patience_s)
    except PrinterError as error:
        return Outcome(Result.REFUSED, error.reason, paper_status.down(error.reason))


def query_status(transport: Transport, profile: Profile) -> PrinterStatus:
    """Ask an idle printer how it is; a profile without status only shows whether it can be reached."""
    try:
        transport.open()
    except PrinterError as error:
        return paper_status.down(error.reason)
    try:
        asked = _as_heard(profile, transport).status == "dle_eot"
        return _Talk(transport).status() if asked else paper_status.REACHED
    except PrinterError as error:
        return paper_status.down(error.reason)
    finally:
        transport.close(0.2)


def _as_heard(profile: Profile, transport: Transport) -> Profile:
    """Return the profile without questions where no answer can come back."""
    return profile if transport.answers else replace(profile, barrier="none", status="none")


def barrier(profile: Profile, job: str) -> bytes:
    """Return the command whose answer proves that all before it was processed."""
    if profile.barrier == "gs_r":
        return b"\x1d\x72\x01"
    if profile.barrier == "gs_h":
        return b"\x1d\x28\x48\x06\x00\x30\x30" + _job_bytes(job)
    return b""


def _job_bytes(job: str) -> bytes:
    text = "".join(char for char in job if " " <= char <= "~")[-4:].rjust(4, "0")
    return text.encode("ascii")


def _send(
    talk: _Talk, body: bytes, profile: Profile, job: str, before: PrinterStatus, confirm_s: float
) -> Outcome:
    """Send what cannot be taken back. Raises PrinterError only while nothing was taken."""
    sent = talk.transport.write(body, SEND_S)
    if not sent:
        return Outcome(Result.REFUSED, "not_answering", paper_status.down("not_answering"))
    try:
        if sent < len(body):
            return _cut_short(talk, profile)
        if profile.barrier == "none":
            if profile.sent_is_done:
                return Outcome(Result.PRINTED, None, before)
            return Outcome(Result.UNCERTAIN, "unconfirmed", before)
        outcome = _confirm(talk, profile, job, confirm_s)
    except PrinterError as error:
        return Outcome(Result.UNCERTAIN, error.reason, paper_status.down(error.reason))
    return _with_near_end(outcome, before)


def _with_near_end(outcome: Outcome, before: PrinterStatus) -> Outcome:
    """Keep what was seen of the paper before printing; not every barrier tells it."""
    if before.near_end and outcome.status == paper_status.OK:
        return replace(outcome, status=before)
    return outcome


def _cut_short(talk: _Talk, profile: Profile) -> Outcome:
    """Find the reason why a printer stopped taking bytes."""
    seen = talk.status() if profile.status == "dle_eot" else paper_status.down("not_answering")
    why = seen.why if seen.state == "down" else "lost"
    return Outcome(Result.UNCERTAIN, why, seen)


def _confirm(talk: _Talk, profile: Profile, job: str, confirm_s: float) -> Outcome:
    """Wait for the barrier; when it is quiet, ask what is wrong."""
    end = monotonic() + confirm_s
    while (left := end - monotonic()) > 0:
        reply = talk.wait_for(lambda found: _is_barrier(found, profile, job), min(QUIET_S, left))
        if reply is not None:
            return _printed(talk, profile, reply)
        if profile.status == "dle_eot" and end - monotonic() > 0:
            seen = talk.status()
            # A late confirmation may have come in among the answers.
            reply = talk.take(lambda found: _is_barrier(found, profile, job))
            if reply is not None:
                return _printed(talk, profile, reply)
            if seen.state == "down" and seen.why != "not_answering":
                return Outcome(Result.UNCERTAIN, seen.why, seen)
    return Outcome(Result.UNCERTAIN, "not_answering", paper_status.down("not_answering"))


def _is_barrier(reply: Reply, profile: Profile, job: str) -> bool:
    if profile.barrier == "gs_r":
        return reply.kind == "gs_r"
    return reply.kind == "block" and reply.data == b"\x37\x22" + _job_bytes(job) + b"\x00"


def _printed(talk: _Talk, profile: Profile, reply: Reply) -> Outcome:
    """Look at the cutter, which no barrier vouches for; a stuck one may hold the slip back."""
    seen = paper_status.from_gs_r(reply.data[0]) if reply.kind == "gs_r" else paper_status.OK
    if profile.status == "dle_eot":
        try:
            error = talk.ask(3)
        except PrinterError:
            error = None
        if error is not None and error & 0x08:
            return Outcome(Result.UNCERTAIN, "cutter", paper_status.down("cutter", seen.near_end))
    return Outcome(Result.PRINTED, None, seen)


class _Talk:
    """Questions and answers over one open transport."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._reader = ReplyReader()
        self._replies: list[Reply] = []

    def status(self) -> PrinterStatus:
        """Ask paper, cover, errors and the rest; silence to the first question is an answer too."""
        answers: dict[int, int] = {}
        for n in (4, 2, 3, 1):
            answer = self.ask(n)
            if answer is not None:
                answers[n] = answer
            elif n == 4:
                break
        return paper_status.decide(answers)

    def ask(self, n: int) -> int | None:
        """Ask DLE EOT n. Answers to earlier questions still on the way are dropped first."""
        self._drain()
        self._replies = [reply for reply in self._replies if reply.kind != "realtime"]
        self.transport.write(bytes((0x10, 0x04, n)), ASK_S)
        reply = self.wait_for(lambda found: found.kind == "realtime", ASK_S)
        return None if reply is None else reply.data[0]

    def wait_for(self, wanted: _Wanted, timeout_s: float) -> Reply | None:
        """Return the first answer wanted, None when it does not come in time."""
        end = monotonic() + timeout_s
        while True:
            reply = self.take(wanted)
            if reply is not None:
                return reply
            left = end - monotonic()
            if left <= 0:
                return None
            self._replies += self._reader.feed(self.transport.read(left))

    def take(self, wanted: _Wanted) -> Reply | None:
        """Return and forget the first answer wanted among those already read."""
        for index, reply in enumerate(self._replies):
            if wanted(reply):
                return self._replies.pop(index)
        return None

    def _drain(self) -> None:
        self._replies += self._reader.feed(self.transport.read(0.0))
