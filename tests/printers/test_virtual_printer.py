"""The virtual printer alone: each fault it plays, seen from a bare socket."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from printers.virtual.faults import GROUPS, WHEN_SWITCHED_ON, Faults, described, is_fault, read_faults
from printers.virtual.paper import Roll
from printers.virtual.parser import Parser
from tests.printers.conftest import Machine, PrinterMaker

START = b"\x1b\x40\x1c\x26"
CUT = b"\x1d\x56\x42\x00"
LINE = START + "一行字\n".encode("gb18030")
TICKET = LINE + CUT + b"\x1d\x72\x01"
DOC = Path(__file__).parents[2] / "docs" / "printer-faults.md"


@contextmanager
def talk(machine: Machine) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", machine.port), 3) as wire:
        wire.settimeout(3)
        yield wire


def ask(machine: Machine, question: bytes, length: int = 1) -> bytes:
    with talk(machine) as wire:
        wire.sendall(question)
        answer = b""
        while len(answer) < length and (more := wire.recv(length - len(answer))):
            answer += more
        return answer


def is_quiet(wire: socket.socket) -> bool:
    wire.settimeout(0.15)
    try:
        return wire.recv(1) == b"never"
    except TimeoutError:
        return True


def status(machine: Machine, n: int) -> int:
    return ask(machine, bytes((0x10, 0x04, n)))[0]


STATUS_TABLE = [
    ({}, (0x16, 0x12, 0x12, 0x12)),
    ({"near_end": True}, (0x16, 0x12, 0x12, 0x1E)),
    ({"paper_out": True}, (0x1E, 0x32, 0x12, 0x7E)),
    ({"cover_open": True}, (0x1E, 0x16, 0x12, 0x12)),
    ({"cutter": True}, (0x1E, 0x52, 0x1A, 0x12)),
    ({"overheated": True}, (0x1E, 0x52, 0x52, 0x12)),
    ({"broken": True}, (0x1E, 0x52, 0x32, 0x12)),
    ({"offline": True}, (0x1E, 0x12, 0x12, 0x12)),
    ({"near_end": True, "near_end_sets_offline": True}, (0x1E, 0x32, 0x12, 0x1E)),
    ({"not_taken": True}, (0x96, 0x12, 0x12, 0x12)),
]


@pytest.mark.parametrize(
    ("faults", "answers"), STATUS_TABLE, ids=[",".join(row[0]) or "ok" for row in STATUS_TABLE]
)
def test_each_state_answers_as_the_manual_says(
    make_printer: PrinterMaker, faults: dict[str, Any], answers: tuple[int, ...]
) -> None:
    assert tuple(status(make_printer(**faults), n) for n in (1, 2, 3, 4)) == answers


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "cutter", "overheated", "broken", "offline"])
def test_a_stopped_printer_keeps_what_it_was_sent_and_prints_it_later(
    make_printer: PrinterMaker, fault: str
) -> None:
    machine = make_printer(**{fault: True})
    with talk(machine) as wire:
        wire.sendall(TICKET)
        assert is_quiet(wire)
        assert machine.printer.slips == []
        machine.set()
        wire.settimeout(3)
        assert wire.recv(1) == b"\x00"
    machine.slips(1)


def test_without_power_what_was_sent_is_lost_and_the_connection_with_it(make_printer: PrinterMaker) -> None:
    machine = make_printer(power_off=True)
    with talk(machine) as wire:
        wire.sendall(TICKET)
        assert is_quiet(wire)
        machine.set()
        wire.settimeout(3)
        with pytest.raises(ConnectionResetError):
            wire.recv(1)
    assert ask(machine, TICKET) == b"\x00"
    machine.slips(1)


def test_the_roll_ends_in_the_middle_of_a_slip_and_a_new_one_goes_on(make_printer: PrinterMaker) -> None:
    machine = make_printer(paper_out_mid_ticket=40)
    with talk(machine) as wire:
        wire.sendall(START + b"1\n2\n3\n" + CUT + b"\x1d\x72\x01")
        assert is_quiet(wire)
        machine.set()
        wire.settimeout(3)
        assert wire.recv(1) == b"\x00"
    assert [line.text for line in machine.slips(1)[0].lines] == ["1", "2", "3"]


def test_the_paper_is_near_its_end_once_little_is_left(make_printer: PrinterMaker) -> None:
    machine = make_printer(paper_out_mid_ticket=1000, near_end_below=900)
    assert status(machine, 4) == 0x12
    assert ask(machine, LINE * 5 + CUT + b"\x1d\x72\x01") == b"\x03"
    assert status(machine, 4) == 0x1E


def test_a_hanging_printer_reads_nothing_until_it_wakes(make_printer: PrinterMaker) -> None:
    machine = make_printer(hang=True)
    with talk(machine) as wire:
        wire.sendall(TICKET)
        assert is_quiet(wire)
        machine.set()
        wire.settimeout(3)
        assert wire.recv(1) == b"\x00"


def test_a_mute_printer_prints_and_never_answers(make_printer: PrinterMaker) -> None:
    machine = make_printer(mute=True)
    with talk(machine) as wire:
        wire.sendall(b"\x10\x04\x04" + TICKET)
        assert is_quiet(wire)
    machine.slips(1)


def test_a_printer_that_refuses_is_not_there(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    machine.set(refuse=True)
    refused_soon(machine)
    machine.set()
    end = monotonic() + 5
    while monotonic() < end:
        try:
            assert status(machine, 4) == 0x12
            return
        except ConnectionError:
            sleep(0.02)
    pytest.fail("the printer did not come back")


def refused_soon(machine: Machine) -> None:
    end = monotonic() + 5
    while monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", machine.port), 1).close()
            sleep(0.02)
        except ConnectionRefusedError:
            return
        except ConnectionResetError:  # caught while it was closing
            sleep(0.02)
    pytest.fail("the printer went on listening")


def test_a_second_client_waits_for_the_first(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    with talk(machine) as first:
        first.sendall(b"\x10\x04\x04")
        assert first.recv(1) == b"\x12"
        with talk(machine) as second:
            second.sendall(b"\x10\x04\x04")
            assert is_quiet(second)
            first.close()
            second.settimeout(3)
            assert second.recv(1) == b"\x12"


def test_a_second_client_is_refused_by_boards_that_do_so(make_printer: PrinterMaker) -> None:
    machine = make_printer(second_refused=True)
    with talk(machine) as first:
        first.sendall(b"\x10\x04\x04")
        assert first.recv(1) == b"\x12"
        refused_soon(machine)


@pytest.mark.parametrize("limit", [1, 50, 300])
def test_the_connection_ends_after_so_many_bytes(make_printer: PrinterMaker, limit: int) -> None:
    closing = make_printer(close_after_bytes=limit)
    with talk(closing) as wire:
        wire.sendall(b"A" * 400)
        assert wire.recv(1) == b""
    resetting = make_printer(reset_after_bytes=limit)
    with talk(resetting) as wire:
        wire.sendall(b"A" * 400)
        with pytest.raises(ConnectionResetError):
            wire.recv(1)


def test_a_slow_printer_takes_its_bytes_one_by_one_and_prints_all(make_printer: PrinterMaker) -> None:
    machine = make_printer(slow_bytes_per_s=2000)
    started = monotonic()
    assert ask(machine, START + b"A" * 400 + b"\n" + CUT + b"\x1d\x72\x01") == b"\x00"
    assert monotonic() - started > 0.15
    machine.slips(1)


def test_an_idle_connection_is_closed(make_printer: PrinterMaker) -> None:
    with talk(make_printer(idle_close_s=1)) as wire:
        assert wire.recv(1) == b""


@pytest.mark.parametrize(
    ("fault", "question"),
    [
        ("no_dle_eot", b"\x10\x04\x04"),
        ("no_gs_r", b"\x1d\x72\x01"),
        ("no_gs_h", b"\x1d\x28\x48\x06\x00\x30\x30ABCD"),
    ],
)
def test_one_kind_of_answer_stays_away(make_printer: PrinterMaker, fault: str, question: bytes) -> None:
    machine = make_printer(**{fault: True})
    with talk(machine) as wire:
        wire.sendall(question)
        assert is_quiet(wire)
    others = {b"\x10\x04\x04": 1, b"\x1d\x72\x01": 1, b"\x1d\x28\x48\x06\x00\x30\x30ABCD": 7}
    del others[question]
    assert all(len(ask(machine, other, length)) == length for other, length in others.items())


def test_an_answer_in_print_order_waits_for_the_paper(make_printer: PrinterMaker) -> None:
    machine = make_printer(replies_in_order=True)
    assert ask(machine, b"\x1d\x72\x01\x10\x04\x04", 2) == b"\x00\x12"
    machine.set(replies_in_order=True, paper_out=True)
    with talk(machine) as wire:
        wire.sendall(b"\x10\x04\x04")
        assert is_quiet(wire)


def test_answers_come_mixed_with_others(make_printer: PrinterMaker) -> None:
    mixed = ask(make_printer(mixed_answers=True), b"\x10\x04\x04", 7)
    assert mixed == b"\x13\x10\x00\x00\x00\x11\x12"


def parsed(data: bytes, **faults: Any) -> Roll:
    roll = Roll(576)
    parser = Parser(roll, lambda _kind, _value: None)
    parser.faults = Faults(**faults)
    parser.power_up()
    parser.feed(data)
    while parser.step():
        pass
    return roll


def sizes(roll: Roll) -> list[tuple[str, int, int]]:
    roll.cut("full", True, 0)
    return [(line.text, line.wide, line.tall) for line in roll.slips[0].lines]


def test_with_chinese_off_at_power_up_hanzi_are_an_error_until_switched_on() -> None:
    hanzi = "字\n".encode("gb18030")
    assert parsed(b"\x1b\x40" + hanzi, chinese_off=True).errors
    assert not parsed(b"\x1b\x40\x1c\x26" + hanzi, chinese_off=True).errors
    assert not parsed(b"\x1b\x40" + hanzi).errors


@pytest.mark.parametrize(("enlarges", "hanzi"), [(False, (1, 1)), (True, (2, 2))])
def test_esc_exclamation_enlarges_hanzi_on_some_boards_only(enlarges: bool, hanzi: tuple[int, int]) -> None:
    data = START + b"\x1b\x21\x30" + "字\n".encode("gb18030") + b"A\n"
    found = sizes(parsed(data, esc_enlarges_chinese=enlarges))
    assert found == [("字", *hanzi), ("A", 2, 2)]


@pytest.mark.parametrize(("kind", "char", "errors"), [("print", "𠮷", 0), ("box", "□", 0), ("error", "□", 1)])
def test_a_four_byte_character_is_printed_boxed_or_an_error(kind: str, char: str, errors: int) -> None:
    roll = parsed(START + "𠮷\n".encode("gb18030"), four_byte=kind)
    assert len(roll.errors) == errors
    assert sizes(roll) == [(char, 1, 1)]


def test_a_board_of_gb2312_prints_question_marks_for_the_rest() -> None:
    roll = parsed(START + "镇镕\n".encode("gb18030"), gb2312_only=True)
    assert sizes(roll) == [("镇??", 1, 1)]


def test_a_board_without_native_codes_says_so() -> None:
    roll = parsed(b"\x1d\x28\x6b\x03\x00\x31\x51\x30", no_native_qr=True)
    assert any("GS ( k" in error for error in roll.errors)


@pytest.mark.parametrize("survives", [True, False])
def test_half_a_picture_swallows_the_next_slip_on_boards_that_keep_it(
    make_printer: PrinterMaker, survives: bool
) -> None:
    machine = make_printer(half_command_survives=survives)
    with talk(machine) as wire:
        wire.sendall(START + b"\x1d\x76\x30\x00\x48\x00\x64\x00" + bytes(100))
    with talk(machine) as wire:
        wire.sendall(TICKET)
        if survives:
            assert is_quiet(wire)
            wire.sendall(bytes(7200))
            wire.settimeout(3)
        else:
            assert wire.recv(1) == b"\x00"


def test_a_full_disk_ends_no_printer(make_printer: PrinterMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = make_printer()
    tried = threading.Event()

    def full(*_args: object) -> None:
        tried.set()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("printers.virtual.papers.replace_file", full)
    assert ask(machine, TICKET) == b"\x00"
    assert tried.wait(10)
    monkeypatch.undo()
    assert ask(machine, TICKET) == b"\x00"
    machine.slips(2)
    assert [entry["id"] for entry in machine.index(1)] == [1]


def test_every_fault_has_its_place_on_the_page_and_in_the_document() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(spec.name for spec in fields(Faults))
    assert {one["name"] for group in described() for one in group["faults"]} == set(names)
    text = DOC.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` .*`(test_\w+)` \|$", text, re.MULTILINE))
    assert sorted(rows) == sorted(names)
    known: set[str] = {name for name, what in globals().items() if isinstance(what, Callable)}  # type: ignore[arg-type]
    assert set(rows.values()) <= known


def test_what_is_no_fault_is_left_out() -> None:
    assert read_faults({"hang": 1, "close_after_bytes": True, "four_byte": "x", "nonsense": True}) == Faults()
    assert read_faults([]) == Faults()
    for name, value in WHEN_SWITCHED_ON.items():
        assert is_fault(name, value)
    assert not is_fault("slow_bytes_per_s", 0)
    assert is_fault("four_byte", "box")
