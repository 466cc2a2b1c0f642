"""A connection that ends or breaks at any byte of a ticket: nobody is told that it was printed when it was not.

Every 50th byte under `HYPOTHESIS_PROFILE=soak`; in short, some bytes of each part of a ticket.
"""

from __future__ import annotations

import pytest

from printers import slips
from printers.escpos import PROFILE_80, encode
from printers.spooler import Result, barrier, print_once
from printers.transports.network import NetworkTransport
from tests.long_forms import LONG, long_form
from tests.paper.paper_hall import papers_of
from tests.printers.conftest import PrinterMaker
from tests.printers.tickets import ticket

TICKET = encode(slips.ticket_slip(ticket(number="C999")), PROFILE_80)
QUESTIONS = 4 * len(b"\x10\x04\x04")
WHOLE = QUESTIONS + len(TICKET) + len(barrier(PROFILE_80, ""))
STEP = 50 if LONG else WHOLE // 12


@long_form
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", ["close_after_bytes", "reset_after_bytes"])
def test_a_line_that_breaks_at_any_byte_is_never_called_printed(
    make_printer: PrinterMaker, fault: str
) -> None:
    machine = make_printer()
    refused: list[str] = []
    sent: list[str] = []
    for number, after in enumerate((*range(1, WHOLE, STEP), WHOLE - 1, WHOLE)):
        machine.set(**{fault: after})
        outcome = print_once(NetworkTransport("127.0.0.1", machine.port), _numbered(number), PROFILE_80)
        (refused if outcome.result is Result.REFUSED else sent).append(f"C{number:03d}")
        if after < QUESTIONS:
            assert outcome.result is Result.REFUSED, f"after {after} bytes: {outcome}"
        elif after < WHOLE:
            assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "lost"), (
                f"after {after} bytes: {outcome}"
            )
        else:  # the last byte is in: whether its answer came through is chance
            assert outcome.result is not Result.REFUSED, f"after {after} bytes: {outcome}"
    machine.set()
    last = print_once(NetworkTransport("127.0.0.1", machine.port), TICKET, PROFILE_80, recover=True)
    assert last.result is Result.PRINTED
    slips = machine.printer.slips
    assert [slip.errors for slip in papers_of("C999", slips)] == [[]]
    assert all(len(papers_of(number, slips)) <= 1 for number in sent)
    assert not any(papers_of(number, slips) for number in refused)


def _numbered(number: int) -> bytes:
    return TICKET.replace(b"C999", f"C{number:03d}".encode())
