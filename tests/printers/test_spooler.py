from __future__ import annotations

import socket
import threading
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import pytest

from printers import slips
from printers.escpos import PROFILE_80, Profile, encode
from printers.spooler import RECOVERY, Outcome, Result, print_once, printing, query_status
from printers.transports.memory import MemoryTransport
from printers.transports.network import NetworkTransport
from tests.printers.conftest import Machine, PrinterMaker
from tests.printers.tickets import PLAIN

TICKET = encode(slips.ticket_slip(PLAIN), PROFILE_80)


def send(machine: Machine, profile: Profile = PROFILE_80, **options: Any) -> Outcome:
    return print_once(NetworkTransport("127.0.0.1", machine.port), TICKET, profile, **options)


def test_a_good_printer_prints_and_says_so(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    outcome = send(machine)
    assert outcome.result is Result.PRINTED
    assert outcome.status is not None and outcome.status.state == "ok"
    assert machine.slips(1)[0].errors == []
    assert machine.printer.connections == 1


def test_what_became_of_a_slip_is_known_before_the_printer_is_let_go() -> None:
    transport = MemoryTransport(lambda _: b"\x00")
    profile = replace(PROFILE_80, status="none")
    with printing(transport, TICKET, profile) as outcome:
        assert outcome.result is Result.PRINTED
        assert transport.is_open
    assert not transport.is_open


@pytest.mark.parametrize("barrier", ["gs_r", "gs_h"])
@pytest.mark.parametrize("status", ["dle_eot", "none"])
def test_each_barrier_confirms(make_printer: PrinterMaker, barrier: str, status: str) -> None:
    profile = Profile.from_json({"barrier": barrier, "status": status})
    assert send(make_printer(), profile, job="job-000123").result is Result.PRINTED


def test_near_end_prints_and_is_told(make_printer: PrinterMaker) -> None:
    for faults in ({"near_end": True}, {"near_end": True, "near_end_sets_offline": True}):
        outcome = send(make_printer(**faults))
        assert outcome.result is Result.PRINTED
        assert outcome.status is not None and outcome.status.state == "near_end"


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ({"paper_out": True}, "paper_out"),
        ({"cover_open": True}, "cover_open"),
        ({"offline": True}, "offline"),
        ({"cutter": True}, "cutter"),
        ({"hang": True}, "not_answering"),
        ({"mute": True}, "not_answering"),
    ],
)
def test_a_fault_seen_beforehand_refuses_and_sends_nothing(
    make_printer: PrinterMaker, faults: dict[str, bool], reason: str
) -> None:
    machine = make_printer(**faults)
    started = monotonic()
    outcome = send(machine)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, reason)
    assert monotonic() - started < 3
    machine.set()
    sleep(0.2)
    assert machine.printer.slips == []
    assert send(machine).result is Result.PRINTED
    machine.slips(1)


def test_a_printer_that_does_not_listen_refuses_at_once(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    machine.set(refuse=True)
    sleep(0.3)
    started = monotonic()
    assert send(machine) == Outcome(Result.REFUSED, "connection_refused", send(machine).status)
    assert monotonic() - started < 1
    machine.set()
    sleep(0.3)
    assert send(machine).result is Result.PRINTED


def test_paper_that_ends_in_the_middle_leaves_it_uncertain_with_the_reason(
    make_printer: PrinterMaker,
) -> None:
    machine = make_printer(paper_out_mid_ticket=300)
    started = monotonic()
    outcome = send(machine)
    assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "paper_out")
    assert 1.9 < monotonic() - started < 4
    assert send(machine).reason == "paper_out"
    machine.set()
    # A real printer keeps its buffer: with new paper the ticket comes out, once.
    slip = machine.slips(1)[0]
    assert slip.cut == "partial" and slip.errors == []


def test_a_cover_opened_in_the_middle_leaves_it_uncertain_with_the_reason(make_printer: PrinterMaker) -> None:
    machine = make_printer(slow_bytes_per_s=40_000)
    threading.Timer(0.3, machine.set, kwargs={"cover_open": True}).start()
    outcome = send(machine)
    assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "cover_open")


@pytest.mark.parametrize("fault", ["close_after_bytes", "reset_after_bytes"])
@pytest.mark.parametrize("after", [13, 100, 5000, 20_000])
def test_a_connection_lost_after_the_first_byte_leaves_it_uncertain(
    make_printer: PrinterMaker, fault: str, after: int
) -> None:
    machine = make_printer(**{fault: after})
    started = monotonic()
    outcome = send(machine)
    assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "lost")
    assert monotonic() - started < 2


@pytest.mark.parametrize("after", [1, 3, 4])
def test_a_connection_lost_before_the_first_byte_refuses(make_printer: PrinterMaker, after: int) -> None:
    machine = make_printer(reset_after_bytes=after)
    assert send(machine).result is Result.REFUSED
    assert machine.printer.slips == []


def test_a_slow_printer_is_waited_for(make_printer: PrinterMaker) -> None:
    machine = make_printer(slow_bytes_per_s=8000)
    started = monotonic()
    assert send(machine).result is Result.PRINTED
    assert monotonic() - started > 2
    assert machine.slips(1)[0].errors == []


def test_a_printer_without_the_barrier_is_uncertain_and_printed_all_the_same(
    make_printer: PrinterMaker,
) -> None:
    machine = make_printer(no_gs_r=True)
    outcome = send(machine, confirm_s=3.0)
    assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "not_answering")
    assert machine.slips(1)[0].errors == []
    assert send(machine, replace(PROFILE_80, barrier="none")).reason == "unconfirmed"


def test_what_a_broken_connection_left_half_sent_does_not_swallow_the_next_ticket() -> None:
    transport = MemoryTransport()
    print_once(transport, b"ticket", replace(PROFILE_80, barrier="none", status="none"), recover=True)
    assert bytes(transport.written) == RECOVERY + b"ticket"
    assert len(RECOVERY) > 128 * 72


def test_replies_never_read_do_not_cost_the_printer_its_ticket() -> None:
    """A close with unread bytes would send RST, and the peer would lose what it has not read."""
    listener = socket.create_server(("127.0.0.1", 0))
    body = bytes(range(32, 127)) * 640
    received = bytearray()

    def printer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"\x12" * 200)
            while data := connection.recv(1024):
                received.extend(data)
                if len(received) % 8192 < 1024:
                    sleep(0.005)

    thread = threading.Thread(target=printer)
    thread.start()
    profile = replace(PROFILE_80, barrier="none", status="none")
    outcome = print_once(NetworkTransport("127.0.0.1", listener.getsockname()[1]), body, profile)
    thread.join(10)
    listener.close()
    assert outcome.reason == "unconfirmed"
    assert bytes(received) == body


def test_a_stale_answer_is_not_taken_for_a_new_one(make_printer: PrinterMaker) -> None:
    """The first bytes on the wire are answers nobody asked for: near end off, all well."""

    def answer(data: bytes) -> bytes:
        if data[:2] != b"\x10\x04":
            return b""
        return {4: b"\x7e", 2: b"\x32", 3: b"\x12", 1: b"\x1e"}[data[2]]

    transport = MemoryTransport(answer)
    transport._replies += b"\x12\x12\x16"
    assert print_once(transport, TICKET, PROFILE_80).reason == "paper_out"


def test_an_idle_printer_tells_how_it_is(make_printer: PrinterMaker) -> None:
    machine = make_printer()

    def ask() -> tuple[str, str | None]:
        seen = query_status(NetworkTransport("127.0.0.1", machine.port), PROFILE_80)
        return seen.state, seen.why

    assert ask() == ("ok", None)
    machine.set(near_end=True)
    assert ask() == ("near_end", None)
    machine.set(cover_open=True)
    assert ask() == ("down", "cover_open")
    machine.set(mute=True)
    assert ask() == ("down", "not_answering")
    assert machine.printer.slips == []


def test_a_second_client_waits_for_the_first(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    with socket.create_connection(("127.0.0.1", machine.port)):
        sleep(0.2)
        assert send(machine).reason == "not_answering"
    assert send(machine).result is Result.PRINTED
