"""What a profile changes in the bytes; the bytes of every slip stand in test_golden.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printers import slips
from printers.document import Cut, Document, Line
from printers.escpos import PROFILE_58, PROFILE_80, Profile, ProfileError, encode, profile_from_escpos
from tests.printers.tickets import ticket


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"cut": "partial"}, "1d 56 42 00"),
        ({"cut": "full"}, "1d 56 41 00"),
        ({"cut": "partial", "cut_feed": 6}, "1b 64 06 1d 56 01"),
        ({"cut": "full", "cut_feed": 3}, "1b 64 03 1d 56 00"),
        ({"cut": "full", "cut_feed": 0}, "1d 56 00"),
        ({"cut": "none"}, "1b 64 06"),
    ],
)
def test_the_cut_follows_the_profile(changes: dict[str, object], end: str) -> None:
    data = encode(Document((Line("a"), Cut())), Profile.from_json(changes))
    assert data == bytes.fromhex("1b 40 1b 52 00 1c 26 61 0a" + end)


def test_a_native_code_is_the_sequence_of_the_manual() -> None:
    data = encode(
        slips.ticket_slip(ticket(phone_url="http://h/t/1", guide_url=None)), replace(PROFILE_80, qr="native")
    )
    assert (
        bytes.fromhex(
            "1d286b0400314132001d286b03003143061d286b03003145311d286b0f00315030"
            + b"http://h/t/1".hex()
            + "1d286b0300315130"
        )
        in data
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"width_dots": 577},
        {"width_dots": "576"},
        {"columns": 99},
        {"cut": "half"},
        {"barrier": None},
        {"cut_feed": -1},
        {"encoding": "utf-8"},
    ],
)
def test_a_profile_no_printer_has_is_refused(data: object) -> None:
    with pytest.raises(ProfileError):
        Profile.from_json(data)


def test_a_profile_survives_json_and_ignores_what_it_does_not_know() -> None:
    assert Profile.from_json({**PROFILE_58.to_json(), "later": 1}) == PROFILE_58
    assert Profile.from_json({"width_dots": 384}) == PROFILE_58


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_the_models_of_python_escpos_give_first_settings() -> None:
    assert profile_from_escpos("TM-T88III").width_dots == 512
    assert profile_from_escpos("POS-5890").cut == "none"
    with pytest.raises(ProfileError, match="no such model"):
        profile_from_escpos("Abacus")
