"""The numbers on tickets."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.announcement import english_ticket_words, ticket_words
from queue_server.domain.numbering import LETTERS, is_prefix, number_of

PREFIXES = st.text(LETTERS, min_size=1, max_size=2)
DRAWN = st.tuples(PREFIXES, st.integers(1, 9999))


@pytest.mark.parametrize(
    ("prefix", "value", "width", "number"),
    [
        ("C", 1, 3, "C001"),
        ("C", 26, 3, "C026"),
        ("A", 999, 3, "A999"),
        ("A", 1000, 3, "A1000"),
        ("AB", 1000, 3, "AB1000"),
        ("A", 1, 4, "A0001"),
        ("A", 9999, 4, "A9999"),
        ("A", 10000, 4, "A10000"),
    ],
)
def test_a_number_is_its_letters_and_three_figures_or_more(
    prefix: str, value: int, width: int, number: str
) -> None:
    assert number_of(prefix, value, width) == number


@given(DRAWN, DRAWN, st.integers(3, 4), st.integers(3, 4))
def test_two_draws_never_make_one_number(
    one: tuple[str, int], other: tuple[str, int], width: int, later_width: int
) -> None:
    """Not even when the width is changed during the day."""
    same = number_of(*one, width) == number_of(*other, later_width)
    assert not same or one == other


@given(PREFIXES, st.integers(1, 9998), st.integers(3, 4))
def test_numbers_of_one_queue_sort_as_they_were_drawn(prefix: str, value: int, width: int) -> None:
    def key(number: str) -> tuple[int, str]:
        return len(number), number

    assert key(number_of(prefix, value, width)) < key(number_of(prefix, value + 1, width))


@given(PREFIXES, st.integers(1, 9999), st.integers(3, 4))
def test_every_number_can_be_read_aloud_sign_by_sign(prefix: str, value: int, width: int) -> None:
    number = number_of(prefix, value, width)
    figures = [sign for sign in number if sign.isdigit()]
    assert [word.written for word in ticket_words(number)[: len(prefix)]] == list(prefix)
    assert ticket_words(number)[-len(figures) :] == ticket_words(number[len(prefix) :])
    assert [word.said for word in english_ticket_words(number)[: 2 * len(prefix)]] == list(
        ",".join([*prefix, ""])
    )


def test_no_letter_is_misread() -> None:
    assert not set("IMOQW") & set(LETTERS) and set(LETTERS) <= set(string.ascii_uppercase)


@pytest.mark.parametrize(
    ("text", "queues", "fits"),
    [
        ("A", 1, True),
        ("I", 1, False),
        ("a", 1, False),
        ("", 1, False),
        ("7", 1, False),
        ("AB", 21, False),
        ("AB", 22, True),
        ("AI", 22, False),
        ("A1", 22, False),
        ("ABC", 400, False),
    ],
)
def test_a_prefix_is_one_letter_and_two_where_letters_run_out(text: str, queues: int, fits: bool) -> None:
    assert is_prefix(text, queues) is fits
