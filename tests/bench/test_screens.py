"""What the bench of the screens counts: a call belongs on some displays, and one that was not told is not passed over."""

from __future__ import annotations

import pytest

from bench.screens import main
from bench.wall_of_a_hall import Calls, Display, numbers_in

HALL, EAST = Display({}), Display({}, letters=frozenset("ABC"))
SIGN_1, SIGN_2 = Display({}, window=1), Display({}, window=2)


@pytest.mark.parametrize(
    ("number", "window", "on"),
    [("A001", 1, [HALL, EAST, SIGN_1]), ("E001", 1, [HALL, SIGN_1]), ("B007", 2, [HALL, EAST, SIGN_2])],
)
def test_a_call_belongs_on_the_boards_of_its_queue_and_the_sign_of_its_window(
    number: str, window: int, on: list[Display]
) -> None:
    assert [d for d in (HALL, EAST, SIGN_1, SIGN_2) if d.shows(number, window)] == on


def test_the_last_display_told_counts_and_those_that_were_not_told_are_counted() -> None:
    calls = Calls()
    calls.displays = [HALL, EAST, SIGN_1, SIGN_2]
    calls.told["A001"] = {0: 10.0, 2: 12.5}
    assert calls.last("A001", 1) == (12.5, 1), "the zone's board was not told"
    calls.told["A001"][1] = 11.0
    assert calls.last("A001", 1) == (12.5, 0)
    assert calls.last("A002", 1) == (0.0, 3)


def test_a_board_and_a_sign_show_what_is_called() -> None:
    assert list(numbers_in({"calls": [{"number": "A001"}, {"number": "B002"}]})) == ["A001", "B002"]
    assert list(numbers_in({"current": {"number": "A001"}})) == ["A001"]
    assert not list(numbers_in({"current": None}))


def test_an_option_nobody_knows_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["--no-such-option"])
