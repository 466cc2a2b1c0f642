"""Every way to a printer keeps the same promises: nothing blocks, nothing is lost unnoticed, old answers are dropped."""

from __future__ import annotations

import errno
import os
import pty
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from printers.profile import PROFILE_80
from printers.spooler import Result, print_once, query_status
from printers.transports import PrinterError, network, open_transport, transport_at, usb
from printers.transports.file import FileTransport
from printers.transports.serial import SerialTransport
from printers.transports.usb import UsbTransport
from tests.printers.usb_stand_in import Plugged, UsbStandIn, good_printer

BODY = bytes(range(32, 127)) * 200


@contextmanager
def line(
    answer: Callable[[bytes], bytes] = good_printer, *, reads: bool = True
) -> Iterator[tuple[str, bytearray]]:
    """A pseudo-terminal with a printer at its other end: the path, and what the printer got."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    path, got = os.ttyname(theirs), bytearray()
    stop_read, stop_write = os.pipe()

    def printer() -> None:
        import select

        while True:
            ready, _, _ = select.select([stop_read, *([ours] if reads else [])], [], [])
            if stop_read in ready:
                return
            data = os.read(ours, 4096)
            got.extend(data)
            os.write(ours, answer(data))

    thread = threading.Thread(target=printer)
    thread.start()
    try:
        yield path, got
    finally:
        os.write(stop_write, b"x")
        thread.join(10)
        for descriptor in (ours, theirs, stop_read, stop_write):
            os.close(descriptor)


@pytest.mark.parametrize("scheme", ["serial", "file"])
def test_a_printer_at_a_line_prints_and_says_so(scheme: str) -> None:
    with line() as (path, got):
        outcome = print_once(transport_at(f"{scheme}://{path}"), BODY, PROFILE_80)
        assert outcome.result is Result.PRINTED
        assert BODY in got
        assert query_status(transport_at(f"{scheme}://{path}"), PROFILE_80).state == "ok"


@pytest.mark.parametrize("scheme", ["serial", "file"])
def test_a_line_whose_printer_takes_nothing_more_never_blocks(scheme: str) -> None:
    with line(reads=False) as (path, _):
        transport = open_transport(f"{scheme}://{path}")
        started = monotonic()
        assert transport.write(bytes(10_000_000), 0.3) < 10_000_000
        assert transport.read(0.1) == b""
        transport.close()
        assert 0.3 <= monotonic() - started < 10


@pytest.mark.parametrize("scheme", ["serial", "file"])
def test_a_silent_line_refuses_before_anything_is_sent(scheme: str) -> None:
    with line(lambda data: b"") as (path, got):
        outcome = print_once(transport_at(f"{scheme}://{path}"), BODY, PROFILE_80)
        assert (outcome.result, outcome.reason) == (Result.REFUSED, "not_answering")
        assert BODY not in got


def test_a_line_is_ours_alone() -> None:
    with line() as (path, _):
        first = open_transport(f"serial://{path}")
        with pytest.raises(PrinterError):
            open_transport(f"serial://{path}")
        first.close()
        open_transport(f"serial://{path}").close()


def test_the_settings_of_a_line_are_in_its_address() -> None:
    import termios

    with line() as (path, _):
        transport = SerialTransport.at(f"serial://{path}?baud=19200&flow=xonxoff&parity=even&stop=2")
        transport.open()
        iflag, _, cflag, _, ispeed, _, _ = termios.tcgetattr(transport._port.fileno())  # type: ignore[union-attr]
        assert ispeed == termios.B19200 and iflag & termios.IXON
        # A pseudo-terminal has no parity: what pyserial was told is all there is to see.
        assert cflag & termios.CSTOPB and transport._port.parity == "E"  # type: ignore[union-attr]
        transport.close()


def test_a_device_that_is_not_there_or_not_ours_refuses(tmp_path: Path) -> None:
    for address in (f"file://{tmp_path}/lp9", f"serial://{tmp_path}/ttyUSB9"):
        with pytest.raises(PrinterError) as caught:
            open_transport(address)
        assert (caught.value.reason, caught.value.permanent) == ("not_answering", False)


def test_a_regular_file_is_never_written_over(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("words")
    with pytest.raises(PrinterError) as caught:
        open_transport(f"file://{precious}")
    assert caught.value.permanent
    assert precious.read_text() == "words"


def test_a_pipe_nobody_reads_refuses_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    started = monotonic()
    outcome = print_once(transport_at(f"file://{tmp_path}/lp0"), BODY, PROFILE_80)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, "not_answering")
    assert monotonic() - started < 1


def test_a_device_that_cannot_be_read_is_printed_at_without_questions(tmp_path: Path) -> None:
    path, got = tmp_path / "lp0", bytearray()
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        outcome = print_once(FileTransport(str(path)), BODY, PROFILE_80)
        assert (outcome.result, outcome.reason) == (Result.UNCERTAIN, "unconfirmed")
        got += os.read(reader, 65536)
        assert bytes(got) == BODY
        accepted = replace(PROFILE_80, sent_is_done=True)
        assert print_once(FileTransport(str(path)), BODY, accepted).result is Result.PRINTED
    finally:
        os.close(reader)


def test_a_pipe_that_fills_up_is_uncertain_and_never_blocks(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        transport = open_transport(f"file://{path}")
        assert 0 < transport.write(bytes(1_000_000), 0.2) < 1_000_000
        transport.close()
    finally:
        os.close(reader)


def printer_at_usb(**facts: object) -> tuple[Plugged, UsbTransport]:
    plugged = Plugged(0x04B8, 0x0E15, **facts)  # type: ignore[arg-type]
    return plugged, UsbTransport(0x04B8, 0x0E15, backend=UsbStandIn(plugged))


def test_a_printer_at_usb_prints_and_says_so_though_the_kernel_held_it() -> None:
    plugged, transport = printer_at_usb()
    assert print_once(transport, BODY, PROFILE_80).result is Result.PRINTED
    assert BODY in plugged.written
    assert not plugged.claimed and not plugged.answers


def test_a_printer_at_usb_that_stalls_is_uncertain_and_never_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printers.spooler.SEND_S", 0.2)
    plugged, transport = printer_at_usb(room=5000)
    outcome = print_once(transport, BODY, PROFILE_80)
    assert outcome.result is Result.UNCERTAIN
    assert not plugged.claimed


def test_a_printer_at_usb_unplugged_in_the_middle_is_uncertain() -> None:
    _, transport = printer_at_usb(unplug_after=9000)
    outcome = print_once(transport, BODY, PROFILE_80)
    assert outcome.result is Result.UNCERTAIN


def test_a_printer_at_usb_without_a_way_back_is_not_asked() -> None:
    plugged, transport = printer_at_usb(one_way=True)
    assert print_once(transport, BODY, PROFILE_80).reason == "unconfirmed"
    assert bytes(plugged.written) == BODY


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"refuses": errno.EACCES}, "no_permission"),
        ({"refuses": errno.EBUSY}, "connection_refused"),
        ({"refuses": errno.EIO}, "not_answering"),
    ],
)
def test_a_printer_at_usb_we_may_not_have_refuses_with_the_reason(facts: dict[str, int], reason: str) -> None:
    plugged, transport = printer_at_usb(**facts)
    assert print_once(transport, BODY, PROFILE_80).reason == reason
    assert not plugged.written


def test_of_two_alike_the_one_with_the_serial_number_is_meant() -> None:
    one, two = Plugged(1, 2, serial="A1"), Plugged(1, 2, serial="B2", name="POS-80 打印机")
    bus = UsbStandIn(one, two, Plugged(9, 9, interface_class=3))
    assert print_once(UsbTransport(1, 2, "B2", backend=bus), BODY, PROFILE_80).result is Result.PRINTED
    assert not one.written and two.written
    with pytest.raises(PrinterError):
        UsbTransport(1, 2, "C3", backend=bus).open()
    found = usb.find(bus)
    assert [(each.address, each.name) for each in found] == [
        ("usb://0001:0002/A1", "0001:0002/A1"),
        ("usb://0001:0002/B2", "POS-80 打印机"),
    ]


LP = """#!/bin/sh
echo "$0 $*" >> "$HOME/said"
case "$(basename $0) $1" in
  "lp "*) cat > "$HOME/got"; touch "$HOME/held"; echo "request id is hall-7 (0 file(s))" ;;
  "lpstat -p") echo "printer $2 is idle.  enabled since today"; test ! -e "$HOME/off" || echo "printer $2 disabled" ;;
  "lpstat -W") test -e "$HOME/stuck" && echo "hall-7 me 1024 today"; rm -f "$HOME/held" ;;
  "lpstat -e") echo hall ;;
esac
exit 0
"""


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the CUPS client: what was printed is in `got`, `stuck` holds the queue, `said` is its log."""
    for name in ("lp", "lpstat", "cancel"):
        (tmp_path / name).write_text(LP)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_a_queue_of_cups_gets_the_bytes_as_they_are(cups: Path) -> None:
    outcome = print_once(transport_at("cups://hall"), BODY, replace(PROFILE_80, sent_is_done=True))
    assert outcome.result is Result.PRINTED
    assert (cups / "got").read_bytes() == BODY
    assert " -d hall -o raw " in (cups / "said").read_text()


def test_a_stuck_queue_of_cups_gives_the_slip_back_instead_of_printing_it_late(
    cups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printers.spooler.SEND_S", 0.1)
    (cups / "stuck").touch()
    outcome = print_once(transport_at("cups://hall"), BODY, replace(PROFILE_80, sent_is_done=True))
    assert outcome.result is Result.UNCERTAIN
    assert (cups / "said").read_text().splitlines()[-1].endswith("cancel hall-7")


def test_a_machine_without_cups_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = print_once(transport_at("cups://hall"), BODY, PROFILE_80)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, "no_driver")


@pytest.mark.parametrize(
    "address",
    [
        "", "tcp://", "tcp://host:port", "tcp://h:99999", "tcp://h:0", "[::1", "lp0", "ftp://h", "memory://x", "usb://1/2",
        "usb://04b8", "usb://04b8:0e15/", "usb://04b8:zzzz", "serial://ttyS0", "serial:///", "serial:///dev/ttyS0?baud=9601",
        "serial:///dev/ttyS0?flow=maybe", "serial:///dev/ttyS0?speed=9600", "file://lp0", "file:///", "file:///dev/\0", "cups://",
        "cups://-d", "cups://a/b", "cups://a%20b",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_for_good(address: str) -> None:
    with pytest.raises(PrinterError) as caught:
        transport_at(address)
    assert (caught.value.reason, caught.value.permanent) == ("bad_address", True)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.168.1.50", "tcp://[fe80::1]:9100", "usb://04B8:0e15", "usb://04b8:0e15/J8M0-1", "serial:///dev/ttyUSB0",
        "serial:///dev/serial/by-id/usb-1?baud=9600&flow=rtscts&parity=odd&stop=2", "file:///dev/usb/lp0", "cups://hall_80",
        "cups://%E5%A4%A7%E5%8E%85",
    ],
)  # fmt: skip
def test_an_address_of_each_kind_is_read(address: str) -> None:
    transport_at(address)


def test_printers_on_the_network_are_found_among_given_addresses() -> None:
    with socket.create_server(("127.0.0.2", 0)) as listener:
        port = listener.getsockname()[1]
        hosts = [f"127.0.0.{n}" for n in range(1, 9)]
        assert [one.address for one in network.find(hosts, port, 1.0)] == [f"tcp://127.0.0.2:{port}"]
    for wrong in (["printer.example"], ["127.0.0.1"] * 257):
        with pytest.raises(ValueError, match="address"):
            network.find(wrong)
