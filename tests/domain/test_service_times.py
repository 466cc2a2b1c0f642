"""What a hall learns from its days: little from little, and never nonsense."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.ids import QueueId
from queue_server.domain.service_times import Cell, Learned, Sums, Tally, learn, left_of_service_s

A, B = QueueId("q-A"), QueueId("q-B")


def sums(n: int, mean_s: float, cv: float = 0.8) -> Sums:
    return Sums(n, n * mean_s, n * mean_s**2 * (1 + cv**2))


def learned(*days: Tally) -> Learned:
    return learn(days, stated_s=480, absence_s=40)


def test_a_new_hall_believes_what_it_states() -> None:
    new = learned()
    assert new.service_s(A, None) == new.service_s(B, "x") == 480 and new.known == 0


def test_many_services_outweigh_the_stated_figure_and_few_do_not() -> None:
    few = learned(Tally({(A, "x"): sums(2, 1200)})).service_s(A, "x")
    many = learned(Tally({(A, "x"): sums(500, 1200)})).service_s(A, "x")
    assert 480 < few < 900 < many == pytest.approx(1200, rel=0.02)


def test_an_item_seen_seldom_leans_on_its_queue_and_a_queue_on_the_hall() -> None:
    found = learned(
        Tally({(A, "usual"): sums(400, 300), (A, "rare"): sums(1, 1500), (B, "other"): sums(400, 900)})
    )
    assert 300 < found.service_s(A, "rare") < 900
    assert found.service_s(A, "never") == found.queue_s[A] < found.service_s(QueueId("q-Z"), None)
    assert found.service_s(QueueId("q-Z"), None) == found.hall_s


def test_doubt_shrinks_with_what_is_known() -> None:
    doubts = [learned(Tally({(A, "x"): sums(n, 500)})).doubt(A) for n in (1, 10, 100, 1000)]
    assert doubts == sorted(doubts, reverse=True) and doubts[-1] < 0.01 < doubts[0]


def test_the_spread_is_learned_too() -> None:
    even = learned(Tally({(A, "x"): sums(500, 500, 0.3)}))
    wild = learned(Tally({(A, "x"): sums(500, 500, 1.2)}))
    assert math.sqrt(even.cv2) == pytest.approx(0.35, abs=0.06) and math.sqrt(wild.cv2) == pytest.approx(
        1.2, abs=0.1
    )


def test_those_who_do_not_come_take_the_calls_and_not_a_service() -> None:
    service: dict[Cell, Sums] = {(A, "x"): sums(500, 600)}
    all_come = learned(Tally(service, called=500)).claim(A, "x").mean_s
    half_come = learned(Tally(service, called=1000, absent=500)).claim(A, "x").mean_s
    assert half_come == pytest.approx(all_come / 2, rel=0.12)


def test_days_add_up() -> None:
    one, two = (
        Tally({(A, "x"): sums(30, 400)}, called=31, absent=1),
        Tally({(A, "x"): sums(50, 700)}, called=50),
    )
    both = Tally({(A, "x"): sums(30, 400).plus(sums(50, 700))}, called=81, absent=1)
    assert learned(one, two) == learned(both)


@given(st.floats(10, 7200), st.floats(0.01, 4), st.floats(0, 1e6))
def test_what_is_left_of_a_service_is_a_time(mean_s: float, cv2: float, elapsed_s: float) -> None:
    assert 0 <= left_of_service_s(mean_s, cv2, elapsed_s) <= 2 * mean_s


def test_a_steady_service_nears_its_end_as_it_lasts() -> None:
    lefts = [left_of_service_s(600, 0.05, elapsed_s) for elapsed_s in (0, 200, 400, 600)]
    assert lefts[0] == 600 and lefts == sorted(lefts, reverse=True) and lefts[-1] < 150


cells = st.dictionaries(
    st.tuples(st.sampled_from([A, B]), st.sampled_from(["x", "y", None])),
    st.builds(sums, st.integers(0, 400), st.floats(0, 7200), st.floats(0, 3)),
)


@given(st.lists(st.builds(Tally, cells, called=st.integers(0, 99), absent=st.integers(0, 99)), max_size=4))
def test_whatever_the_days_say_every_expectation_is_usable(days: list[Tally]) -> None:
    found = learned(*days)
    for queue in (A, B, QueueId("q-Z")):
        for item in ("x", "y", None, "new"):
            claim = found.claim(queue, item)
            assert 0 < claim.mean_s < 9000 and 0 <= claim.variance < 1e9
        assert 0 < found.newcomer(queue).mean_s < 9000 and 0 <= found.doubt(queue) < 2
    assert 0 <= found.absent_rate < 1
