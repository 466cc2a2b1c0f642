"""The published waits, checked where the truth is known: in simulated halls with frozen seeds."""

from __future__ import annotations

import pytest

from bench.simulated_hall import Kind, Shape
from bench.wait import HALLS, NAIVE, A, score
from bench.wait import main as bench_wait

SHARED = next(h for h in HALLS if h.name.startswith("2 general share"))
NOON = next(h for h in HALLS if h.noon is not None)


@pytest.mark.parametrize("hall", [SHARED, NOON], ids=lambda h: h.name)
def test_the_estimate_beats_every_naive_one_and_its_range_holds_what_it_says(hall: Shape) -> None:
    found = score(hall, teaching_days=4, days=10)
    assert found.n > 800, "too few had to wait to judge"
    assert set(found.naive) == set(NAIVE)
    assert all(found.mae < mae for mae, _ in found.naive.values())
    assert abs(found.bias) < 0.15 * found.mean_wait
    assert 0.68 < found.inside_80 < 0.92
    assert found.inside_70 < found.inside_80 and found.inside_shown > 0.7


def test_the_same_seeds_give_the_same_figures() -> None:
    small = Shape("a quiet hall", (((A,),),), (Kind(A, "one", 480, 6.0),))
    assert score(small, 1, 2) == score(small, 1, 2)


def test_an_option_nobody_knows_is_refused() -> None:
    with pytest.raises(SystemExit):
        bench_wait(["--no-such-option"])
