from __future__ import annotations

from typing import Any

import pytest
import zxingcpp

from printers.commissioning import trial
from printers.commissioning.findings import Findings
from printers.commissioning.hosts import MOST_HOSTS, RangeError, hosts_in
from printers.commissioning.questions import (
    QUESTIONS,
    AnswerError,
    read_answers,
    settings_from,
    warnings_of,
)
from printers.commissioning.search import look
from printers.commissioning.self_test import DRAWN, OWN, WIDTHS, self_test
from printers.commissioning.trial import try_out
from printers.models import model
from printers.profile import PROFILE_58, PROFILE_80
from printers.transports import transport_at
from printers.transports.memory import MemoryTransport
from printers.virtual.faults import Faults
from printers.virtual.paper import Roll, Slip
from printers.virtual.parser import Parser
from tests.printers.conftest import PrinterMaker

TICKET = self_test("tcp://192.168.1.50:9100", "2026-11-26 09:00:00")
ALL_WELL = {"width": "48", "hanzi": "yes", "rom": "yes", "sizes": "yes", "qr": "both", "cut": "feed"}
ANSWERED = Findings("printed", None, True, True, 900, 1200)


def pieces(width: int = 576, **faults: Any) -> list[Slip]:
    roll = Roll(width)
    parser = Parser(roll, lambda _kind, _value: None)
    parser.faults = Faults(**faults)
    parser.power_up()
    parser.feed(TICKET)
    while parser.step():
        pass
    return roll.slips


def test_the_ticket_comes_out_in_three_pieces_and_says_all_its_letters() -> None:
    slips = pieces()
    assert [slip.errors for slip in slips] == [[], [], []]
    assert [slip.warnings for slip in slips] == [[], [], []]
    assert [slip.cut for slip in slips] == ["partial", "partial", "full"]
    lines = [line.text for slip in slips for line in slip.lines]
    assert {"A", "B", "D1", "D2", "E1", "E2", "E3", "END"} <= set(lines)
    assert {(line.text, line.align) for line in slips[0].lines if "C>" in line.text} == {
        ("<C>", 1),
        ("C>", 2),
    }
    assert {(line.wide, line.tall) for line in slips[0].lines if "汉" in line.text} == {
        (1, 1),
        (2, 2),
        (3, 3),
    }


@pytest.mark.parametrize(("dots", "whole"), [(576, {1, 2, 3}), (512, {1, 2}), (384, {1})])
def test_the_rulers_that_fit_tell_the_width(dots: int, whole: set[int]) -> None:
    lines = {line.text for line in pieces(dots)[0].lines}
    assert {n for n, columns in WIDTHS if f"{n}{'-' * (columns - 2)}{n}" in lines} == whole


@pytest.mark.parametrize("width", [576, 384])
def test_both_codes_can_be_read_from_the_paper(width: int) -> None:
    found = zxingcpp.read_barcodes(pieces(width)[0].image.convert("L"))
    assert {code.text for code in found} == {DRAWN, OWN}


def test_a_board_without_codes_of_its_own_leaves_the_drawn_one() -> None:
    slips = pieces(no_native_qr=True)
    assert {code.text for code in zxingcpp.read_barcodes(slips[0].image.convert("L"))} == {DRAWN}


@pytest.mark.parametrize(
    ("faults", "outcome", "barrier", "status"),
    [
        ({}, "printed", "gs_r", "dle_eot"),
        ({"no_gs_r": True}, "printed", "gs_h", "dle_eot"),
        ({"no_gs_r": True, "no_gs_h": True}, "sent", "none", "dle_eot"),
        ({"no_dle_eot": True}, "printed", "gs_r", "none"),
        ({"mute": True}, "sent", "none", "none"),
        ({"mixed_answers": True}, "printed", "gs_r", "dle_eot"),
        ({"replies_in_order": True}, "printed", "gs_r", "dle_eot"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)
def test_the_barrier_and_the_status_are_found_by_listening(
    make_printer: PrinterMaker, faults: dict[str, Any], outcome: str, barrier: str, status: str
) -> None:
    machine = make_printer(**faults)
    found = try_out(transport_at(machine.address), TICKET, confirm_s=1.0)
    machine.slips(3)
    assert found.outcome == outcome
    settings = settings_from(ALL_WELL, found, PROFILE_80)
    assert (settings.barrier, settings.status) == (barrier, status)
    assert Findings.from_json(found.to_json()) == found


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "cutter", "offline"])
def test_a_printer_that_cannot_print_is_told_by_its_fault_and_gets_nothing(
    make_printer: PrinterMaker, fault: str
) -> None:
    machine = make_printer(**{fault: True})
    found = try_out(transport_at(machine.address), TICKET, confirm_s=1.0)
    assert (found.outcome, found.reason) == ("refused", fault)
    machine.set()
    assert try_out(transport_at(machine.address), TICKET, confirm_s=1.0).outcome == "printed"
    machine.slips(3)


def test_paper_that_ends_in_the_test_is_sent_and_not_sure(make_printer: PrinterMaker) -> None:
    machine = make_printer(paper_out_mid_ticket=300)
    found = try_out(transport_at(machine.address), TICKET, confirm_s=0.5)
    assert (found.outcome, found.reason) == ("sent", "paper_out")


def test_nobody_there_is_refused_after_some_knocking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "BUSY_PAUSE_S", 0.0)
    found = try_out(MemoryTransport(refuse="connection_refused"), TICKET)
    assert (found.outcome, found.reason) == ("refused", "connection_refused")


def test_the_answers_make_the_settings() -> None:
    assert settings_from(ALL_WELL, ANSWERED, PROFILE_80) == PROFILE_80
    narrow = {**ALL_WELL, "width": "32", "cut": "none", "qr": "own"}
    found = settings_from(narrow, ANSWERED, PROFILE_80)
    assert (found.width_dots, found.columns, found.cut, found.qr) == (384, 32, "none", "native")
    assert settings_from({**ALL_WELL, "width": "32"}, ANSWERED, PROFILE_80) == PROFILE_58
    for wrong in ("hanzi", "sizes"):
        assert settings_from({**ALL_WELL, wrong: "no"}, ANSWERED, PROFILE_80).mode == "raster"
    assert settings_from({**ALL_WELL, "rom": "no"}, ANSWERED, PROFILE_80).rom == "gb2312"
    cuts = {cut: settings_from({**ALL_WELL, "cut": cut}, ANSWERED, PROFILE_80) for cut in ("partial", "full")}
    assert {name: (one.cut, one.cut_feed) for name, one in cuts.items()} == {
        "partial": ("partial", 6),
        "full": ("full", 6),
    }


def test_a_model_that_waits_for_the_motor_keeps_its_barrier_when_it_answers() -> None:
    board = model("print801").profile
    assert settings_from(ALL_WELL, ANSWERED, board).barrier == "gs_h"
    deaf = Findings("printed", None, True, True, 900, None)
    assert settings_from(ALL_WELL, deaf, board).barrier == "gs_r"


def test_what_a_hall_should_know_is_told() -> None:
    assert warnings_of(ALL_WELL, ANSWERED) == ()
    silent = Findings("sent", "unconfirmed", False)
    poor = {**ALL_WELL, "qr": "none", "hanzi": "no"}
    assert set(warnings_of(poor, silent)) == {
        "never_sure",
        "faults_unseen",
        "codes_unreadable",
        "drawn_whole",
    }


def test_every_question_is_answered_from_its_options() -> None:
    for question in QUESTIONS:
        with pytest.raises(AnswerError, match=question.code):
            read_answers({**ALL_WELL, question.code: "perhaps"})
        for option in question.options:
            answers = read_answers({**ALL_WELL, question.code: option.code})
            settings_from(answers, ANSWERED, PROFILE_80)
    with pytest.raises(AnswerError):
        read_answers([])
    with pytest.raises(ValueError, match="findings"):
        Findings.from_json({"outcome": "well"})


@pytest.mark.parametrize(
    ("text", "count", "first", "port"),
    [
        ("192.168.1.50", 1, "192.168.1.50", 9100),
        ("192.168.1.50-60", 11, "192.168.1.50", 9100),
        ("192.168.1.50 － 192.168.1.52", 3, "192.168.1.50", 9100),
        ("192.168.1.48/28", 14, "192.168.1.49", 9100),
        ("tcp://127.0.0.1:9105", 1, "127.0.0.1", 9105),
    ],
)
def test_a_small_range_is_read_as_people_write_it(text: str, count: int, first: str, port: int) -> None:
    hosts, found = hosts_in(text)
    assert (len(hosts), hosts[0], found) == (count, first, port)


@pytest.mark.parametrize(
    "text", ["", "printer", "192.168.1.0/24", "10.0.0.0/8", "192.168.1.9-3", "1.2.3.4:0", "1.2.3.250-999"]
)
def test_what_is_no_small_range_is_refused(text: str) -> None:
    with pytest.raises(RangeError):
        hosts_in(text)
    assert MOST_HOSTS == 64


def test_a_printer_on_the_network_is_found_with_its_state(make_printer: PrinterMaker) -> None:
    well, empty = make_printer(), make_printer(paper_out=True)
    for machine, state in ((well, ("ok", None)), (empty, ("down", "paper_out"))):
        found = [one for one in look(f"127.0.0.1:{machine.port}") if one["address"] == machine.address]
        assert [(one["state"], one["why"]) for one in found] == [state]
    assert not any(one["address"].startswith("tcp://") for one in look("127.0.0.1:1"))
