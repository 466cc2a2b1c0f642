"""Print the self-test ticket and listen: which questions the printer answers, and after how long.

The barrier is found here and not asked of a person: a printer that answers GS r or GS ( H behind the ticket tells us, from
then on, when a ticket is out.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from printers import status as paper_status
from printers.commissioning.findings import Findings
from printers.status import Reply, ReplyReader
from printers.transports import PrinterError, Transport

ASK_S, SEND_S, CONFIRM_S = 1.0, 20.0, 20.0
BUSY_TRIES, BUSY_PAUSE_S = 3, 1.5
GS_R = b"\x1d\x72\x01"
GS_H_ID = b"TEST"
GS_H = b"\x1d\x28\x48\x06\x00\x30\x30" + GS_H_ID


def try_out(transport: Transport, ticket: bytes, confirm_s: float = CONFIRM_S) -> Findings:
    """Send the ticket once, with the barriers behind it, and listen. Never raises PrinterError; takes up to a minute.

    A printer in use serves one client at a time, so a closed door is knocked at again.
    """
    for tries_left in range(BUSY_TRIES - 1, -1, -1):
        try:
            transport.open()
            break
        except PrinterError as error:
            if error.permanent or not tries_left:
                return Findings("refused", error.reason)
            sleep(BUSY_PAUSE_S)
    listener = _Listener(transport)
    try:
        return _try_out(transport, listener, ticket, confirm_s)
    except PrinterError as error:
        return Findings("sent" if listener.began else "refused", error.reason)
    finally:
        transport.close(1.0)


def _try_out(transport: Transport, listener: _Listener, ticket: bytes, confirm_s: float) -> Findings:
    hears = transport.answers
    status = listener.status() if hears else {}
    if status:
        seen = paper_status.decide(status)
        if seen.state == "down":
            return Findings("refused", seen.why, dle_eot=True)
    listener.began = True
    sent = transport.write(ticket + GS_R, SEND_S)
    if sent < len(ticket):
        return Findings("sent" if sent else "refused", "not_answering", hears, bool(status))
    if not hears:
        return Findings("sent", "unconfirmed", hears=False)
    gs_r = listener.wait(lambda reply: reply.kind == "gs_r", confirm_s)
    transport.write(GS_H, ASK_S)
    gs_h = listener.wait(lambda reply: reply.kind == "block" and GS_H_ID in reply.data, confirm_s / 4)
    end = listener.status() if status else {}
    why = paper_status.decide(end).why if end else None
    confirmed = gs_r is not None or gs_h is not None
    if not confirmed and why is None:
        why = "unconfirmed"
    return Findings("printed" if confirmed else "sent", why, hears, bool(status), gs_r, gs_h)


class _Listener:
    """Tell answers apart while they come in."""

    def __init__(self, transport: Transport) -> None:
        self.began = False
        self.last = Reply("realtime", b"")
        self._transport = transport
        self._reader = ReplyReader()

    def status(self) -> dict[int, int]:
        """Ask DLE EOT 4, 2, 3, 1; silence to the first ends it."""
        answers: dict[int, int] = {}
        for n in (4, 2, 3, 1):
            self._transport.write(bytes((0x10, 0x04, n)), ASK_S)
            if self.wait(lambda reply: reply.kind == "realtime", ASK_S) is not None:
                answers[n] = self.last.data[0]
            elif n == 4:
                break
        return answers

    def wait(self, wanted: Callable[[Reply], bool], timeout_s: float) -> int | None:
        """Return after how many ms the wanted answer came, None when it did not."""
        began = monotonic()
        while (left := began + timeout_s - monotonic()) > 0:
            for reply in self._reader.feed(self._transport.read(left)):
                if wanted(reply):
                    self.last = reply
                    return int((monotonic() - began) * 1000)
        return None
