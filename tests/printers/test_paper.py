"""Tickets sent to the virtual printer and read back from its paper."""

from __future__ import annotations

import json
import socket

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printers import raster, slips
from printers.document import Document
from printers.escpos import PROFILE_58, PROFILE_80, Profile, encode
from printers.layout import TextRow, lay_out
from printers.raster import Fonts
from printers.spooler import Outcome, Result, print_once
from printers.transports.network import NetworkTransport
from printers.virtual import Slip
from printers.virtual.paper import Roll
from printers.virtual.parser import Parser
from tests.printers.conftest import Machine, PrinterMaker
from tests.printers.tickets import ENGLISH, NO_FONTS, PLAIN, VARIANTS, ticket

PAPERS = pytest.mark.parametrize("profile", [PROFILE_80, PROFILE_58], ids=["80", "58"])


def send(machine: Machine, document: Document, profile: Profile, fonts: Fonts = NO_FONTS) -> Outcome:
    return print_once(NetworkTransport("127.0.0.1", machine.port), encode(document, profile, fonts), profile)


def codes_of(slip: Slip) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(slip.image.convert("L"))}


@pytest.mark.parametrize("variant", VARIANTS)
@PAPERS
def test_every_character_size_and_place_comes_out(
    make_printer: PrinterMaker, profile: Profile, variant: str
) -> None:
    machine = make_printer(profile.width_dots)
    document = slips.ticket_slip(ticket(**VARIANTS[variant]))
    assert send(machine, document, profile).result is Result.PRINTED
    slip = machine.slips(1)[0]
    rows = [row for row in lay_out(document, profile, NO_FONTS) if isinstance(row, TextRow)]
    aligns = {"left": 0, "center": 1, "right": 2}
    assert [(line.text, line.wide, line.tall, line.align, line.bold) for line in slip.lines] == [
        (row.text, row.wide, row.tall, aligns[row.align], row.bold) for row in rows
    ]
    assert (slip.cut, slip.errors, slip.warnings) == ("partial", [], [])


@pytest.mark.parametrize("mode", ["text", "raster"])
@pytest.mark.parametrize("qr", ["raster", "native"])
@PAPERS
def test_both_codes_can_be_read_from_the_paper(
    make_printer: PrinterMaker, profile: Profile, qr: str, mode: str
) -> None:
    machine = make_printer(profile.width_dots)
    chosen = Profile.from_json({**profile.to_json(), "qr": qr, "mode": mode})
    send(machine, slips.ticket_slip(PLAIN), chosen, Fonts.find())
    assert codes_of(machine.slips(1)[0]) == {PLAIN.phone_url, PLAIN.guide_url}


@PAPERS
def test_a_ticket_with_every_font_is_clean(make_printer: PrinterMaker, profile: Profile) -> None:
    machine = make_printer(profile.width_dots)
    document = slips.ticket_slip(ticket(**ENGLISH, marks=("优先", "补打"), item_name="王㙍𠮷办理"))
    assert send(machine, document, profile, Fonts.find()).result is Result.PRINTED
    slip = machine.slips(1)[0]
    assert (slip.errors, slip.warnings) == ([], [])
    assert slip.image.width == (640 if profile is PROFILE_80 else 464)


@PAPERS
def test_a_chinese_ticket_is_no_longer_than_thirteen_centimetres(
    make_printer: PrinterMaker, profile: Profile
) -> None:
    machine = make_printer(profile.width_dots)
    send(machine, slips.ticket_slip(PLAIN), profile, Fonts.find())
    assert machine.slips(1)[0].image.height - 70 <= 1040


def test_papers_and_their_index_are_files_newest_first(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    for number in ("A001", "A002"):
        send(machine, slips.ticket_slip(ticket(number=number)), PROFILE_80)
    index = machine.index(2)
    assert [("A002" in entry["text"], "A001" in entry["text"]) for entry in index] == [
        (True, False),
        (False, True),
    ]
    assert set(index[0]) >= {"id", "at", "file", "width_px", "height_px", "cut", "text", "warnings", "errors"}
    with Image.open(machine.folder / index[0]["file"]) as picture:
        assert picture.size == (index[0]["width_px"], index[0]["height_px"])


def raw(machine: Machine, data: bytes) -> Slip:
    with socket.create_connection(("127.0.0.1", machine.port)) as connection:
        connection.sendall(data)
    before = len(machine.printer.slips)
    return machine.slips(max(1, before))[-1]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"ab\x1b\x99cd\n", "byte 2: unknown command ESC 99"),
        (b"\xc4\n\n", "byte 0: broken GB18030"),
        (b"a\x07\n", "byte 1: control character 07"),
        (b"\x1d\x76\x30\x00\x01\x00\xff\xff", "byte 0: bad picture"),
        (b"a\n\x1d\x56\x09", "byte 2: bad parameter 09 of GS V"),
        (b"a\n\x1d\x76\x30\x00\x48\x00\x10\x00abc", "byte 2: the stream ends inside a command"),
        (b"\x1d\x76\x30\x00\x03\x00\x01\x00\x10\x04\x01\n", "picture holds the real-time command 10 04 01"),
        (b"\x1c\x2e\xc4\xe3\n", "byte 2: byte C4 while Chinese mode is off"),
        (b"\x1d\x28\x6b\x03\x00\x31\x43\x40", "bad QR function 43"),
    ],
)  # fmt: skip
def test_the_virtual_printer_names_what_is_wrong_and_goes_on(
    make_printer: PrinterMaker, data: bytes, error: str
) -> None:
    machine = make_printer()
    slip = raw(machine, data)
    assert any(error in text for text in slip.errors), slip.errors
    assert send(machine, slips.ticket_slip(PLAIN), PROFILE_80).result is Result.PRINTED


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (b"a\x1b\x61\x01\n", "ESC a in the middle of a line"),
        (b"a\n\x1d\x56\x00", "dots after the print, the cutter is 96 away"),
        (b"a" * 50 + b"\n", "line wrapped by the printer"),
        (b"a\x1d\x76\x30\x00\x01\x00\x01\x00\xff\n", "picture while text stands"),
        (b"\x1d\x76\x30\x00\x60\x00\x01\x00" + b"\xff" * 96, "picture clipped"),
        (b"\x82\x30\x90\x37\n", "four-byte character"),
        (b"\x1b\x21\x30A\n", "ESC ! enlarges Latin only"),
    ],
)
def test_the_virtual_printer_warns_of_what_real_ones_do_badly(
    make_printer: PrinterMaker, data: bytes, warning: str
) -> None:
    slip = raw(make_printer(), data)
    assert any(warning in text for text in slip.warnings), slip.warnings


def test_an_unreadable_control_file_changes_nothing(make_printer: PrinterMaker) -> None:
    machine = make_printer(paper_out=True)
    assert send(machine, slips.ticket_slip(PLAIN), PROFILE_80).reason == "paper_out"
    (machine.folder / "faults.json").write_text("{", encoding="utf-8")
    assert send(machine, slips.ticket_slip(PLAIN), PROFILE_80).reason == "paper_out"
    (machine.folder / "faults.json").write_text(json.dumps({"paper_out": 3, "later": True}), encoding="utf-8")
    assert send(machine, slips.ticket_slip(PLAIN), PROFILE_80).result is Result.PRINTED


def test_the_figure_font_is_found_where_the_build_puts_it() -> None:
    assert raster.FIGURE_PATHS[0].parts[-4:] == ("queue_server", "static", "build", "figures.ttf")


@given(st.binary(max_size=400), st.integers(1, 60))
def test_no_bytes_break_the_virtual_printer(data: bytes, piece: int) -> None:
    roll = Roll(384)
    parser = Parser(roll, lambda kind, value: None)
    for at in range(0, len(data), piece):
        parser.feed(data[at : at + piece])
        while parser.step():
            pass
    parser.end()
    roll.take_off(None)


def test_a_command_in_any_pieces_is_the_same_command() -> None:
    data = encode(slips.ticket_slip(PLAIN), PROFILE_58)
    whole, pieces = Roll(384), Roll(384)
    for roll, size in ((whole, len(data)), (pieces, 7)):
        parser = Parser(roll, lambda kind, value: None)
        for at in range(0, len(data), size):
            parser.feed(data[at : at + size])
            while parser.step():
                pass
    assert whole.slips[0].image.tobytes() == pieces.slips[0].image.tobytes()
    assert whole.slips[0].lines == pieces.slips[0].lines
