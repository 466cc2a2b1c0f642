from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.status import Reply, ReplyReader, decide, from_asb, from_gs_r

# The table of the TM-T88III specification: the answers to n = 1, 2, 3, 4 in five situations.
SITUATIONS = {
    "ok": ((0x16, 0x12, 0x12, 0x12), "ok", None),
    "near end": ((0x16, 0x12, 0x12, 0x1E), "near_end", None),
    "near end on a board that calls it offline": ((0x1E, 0x32, 0x12, 0x1E), "near_end", None),
    "paper out": ((0x1E, 0x32, 0x12, 0x7E), "down", "paper_out"),
    "paper out, seen by the stop alone": ((0x1E, 0x32, 0x12, 0x12), "down", "paper_out"),
    "cover open": ((0x1E, 0x16, 0x12, 0x12), "down", "cover_open"),
    "cover open near the end": ((0x1E, 0x16, 0x12, 0x1E), "down", "cover_open"),
    "cutter": ((0x1E, 0x52, 0x1A, 0x12), "down", "cutter"),
    "head hot": ((0x1E, 0x52, 0x52, 0x12), "down", "overheated"),
    "unrecoverable": ((0x1E, 0x52, 0x32, 0x12), "down", "error"),
    "offline without a reason": ((0x1E, 0x12, 0x12, 0x12), "down", "offline"),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_answers_to_dle_eot_tell_the_fault(name: str) -> None:
    answers, state, why = SITUATIONS[name]
    seen = decide(dict(enumerate(answers, start=1)))
    assert (seen.state, seen.why) == (state, why)


def test_silence_is_a_fault_of_its_own() -> None:
    assert decide({}).why == "not_answering"


def test_what_was_answered_decides_when_the_rest_is_missing() -> None:
    assert decide({4: 0x7E}).why == "paper_out"
    assert decide({4: 0x12}).state == "ok"


@pytest.mark.parametrize(
    ("byte", "state"), [(0x00, "ok"), (0x03, "near_end"), (0x0C, "down"), (0x0F, "down")]
)
def test_gs_r_tells_about_paper(byte: int, state: str) -> None:
    assert from_gs_r(byte).state == state


@pytest.mark.parametrize(
    ("data", "state", "why"),
    [
        ("14 00 00 0f", "ok", None),
        ("14 00 03 0f", "near_end", None),
        ("1c 00 0c 0f", "down", "paper_out"),
        ("3c 00 00 0f", "down", "cover_open"),
        ("1c 08 00 0f", "down", "cutter"),
        ("1c 40 00 0f", "down", "overheated"),
        ("1c 20 00 0f", "down", "error"),
        ("1c 00 00 0f", "down", "offline"),
    ],
)
def test_automatic_status_tells_the_fault(data: str, state: str, why: str | None) -> None:
    seen = from_asb(bytes.fromhex(data))
    assert (seen.state, seen.why) == (state, why)


MIXED = bytes.fromhex("11 16 13 1c00000f 00 3722 61626364 00 12 03 ff")
MIXED_KINDS = ["realtime", "asb", "gs_r", "block", "realtime", "gs_r"]


@pytest.mark.parametrize("piece", range(1, 8))
def test_answers_are_told_apart_in_any_pieces(piece: int) -> None:
    reader = ReplyReader()
    replies: list[Reply] = []
    for at in range(0, len(MIXED), piece):
        replies += reader.feed(MIXED[at : at + piece])
    assert [reply.kind for reply in replies] == MIXED_KINDS
    assert replies[3].data == b"\x37\x22abcd\x00"


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_noise_never_breaks_the_reader(pieces: list[bytes]) -> None:
    reader = ReplyReader()
    for piece in pieces:
        reader.feed(piece)
