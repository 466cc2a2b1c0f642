"""What is said of a wait: right in the cases one can work out by hand, and sane in all others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.drain import Capacity, Line, Server, curve
from queue_server.domain.ids import QueueId
from queue_server.domain.service_times import Sums, Tally, learn
from queue_server.domain.waiting import (
    P20,
    P90,
    STEP_S,
    AtWindow,
    Outlook,
    Wait,
    least_high_s,
    line_of,
    server_of,
    shown,
    wait_of,
    worth_showing,
)

A, B, C = QueueId("q-A"), QueueId("q-B"), QueueId("q-C")
NEW = learn((), stated_s=480, absence_s=40)


def queue(count: int, each_s: float = 500, *, rest_s: float = 400, **more: float) -> Line:
    return Line(count, count * each_s, each_s, rest_s, 300, **more)  # type: ignore[arg-type]


def start(asked: QueueId, servers: list[Server], lines: dict[QueueId, Line], *capacity: Capacity) -> float:
    """Return when somebody who comes now to the end of the queue starts."""
    found = curve(asked, servers, lines, capacity)
    assert found is not None
    when = found.start_s(lines[asked].work_s)
    assert when is not None
    return when[0]


# ---- worked by hand -----------------------------------------------------------------------------------


def test_at_one_window_it_is_what_is_left_there_and_everybody_ahead() -> None:
    assert start(A, [Server(((A,),), 250)], {A: queue(2)}) == pytest.approx(250 + 2 * 500)


def test_windows_met_at_random_share_the_work_and_one_rest() -> None:
    servers = [Server(((A,),), 400)] * 4
    assert start(A, servers, {A: queue(6)}) == pytest.approx((6 * 500 + 400) / 4)


def test_a_window_about_to_be_free_shortens_the_wait() -> None:
    soon, late = [Server(((A,),), 60), Server(((A,),), 400)], [Server(((A,),), 400)] * 2
    assert start(A, soon, {A: queue(0)}) < start(A, late, {A: queue(0)})


def test_a_free_window_takes_the_first_at_once_and_the_next_waits_for_their_service() -> None:
    found = curve(A, [Server(((A,),))], {A: queue(2)})
    assert found is not None
    at_once, next_one = found.start_s(0), found.start_s(500)
    assert at_once is not None and next_one is not None
    assert at_once[0] == 0 and next_one[0] == pytest.approx(500)


def test_nobody_ahead_and_a_free_window_is_at_once_even_where_it_only_helps() -> None:
    assert start(B, [Server(((A,), (B,)))], {A: queue(0), B: queue(0)}) == 0


def test_a_free_window_of_others_is_no_help() -> None:
    lines = {A: queue(0), B: queue(0)}
    assert start(A, [Server(((A, B),), 300), Server(((B,),))], lines) == pytest.approx(300)


def test_a_window_that_helps_serves_its_own_queue_first() -> None:
    general = Server(((A,), (B,)), 200)
    lines = {A: queue(3), B: queue(1)}
    assert start(B, [general], lines) == pytest.approx(200 + 4 * 500)
    assert start(A, [general], lines) == pytest.approx(200 + 3 * 500)


def test_help_comes_in_the_windows_order_and_counts_what_waits_before() -> None:
    general = Server(((A,), (B,), (C,)), 100)
    lines = {A: queue(0), B: queue(2), C: queue(1)}
    assert start(C, [general], lines) == pytest.approx(100 + 3 * 500)


def test_what_keeps_coming_to_its_own_queue_keeps_a_helping_window_away() -> None:
    servers = [Server(((A,), (B,)), 400), Server(((B,),), 400)]
    quiet = {A: queue(0), B: queue(5)}
    busy = {A: queue(0, arriving={0.0: 0.6}), B: queue(5)}  # type: ignore[arg-type]
    alone = start(B, servers[1:], {B: queue(5)})
    assert start(B, servers, quiet) < start(B, servers, busy) < alone


def test_queues_of_one_tier_are_served_by_who_came_first() -> None:
    both = Server(((A, B),), 100)
    lines = {A: queue(3, age_s=1800), B: queue(1, age_s=60)}
    found = {q: curve(q, [both], lines) for q in (A, B)}
    assert start(B, [both], lines) == pytest.approx(100 + 4 * 500, abs=60)
    assert start(A, [both], lines) == pytest.approx(100 + 4 * 500, abs=60)
    first_of_a, first_of_b = (found[q].start_s(0) for q in (A, B))  # type: ignore[union-attr]
    assert first_of_a is not None and first_of_b is not None
    assert first_of_a[0] == pytest.approx(100, abs=60) and first_of_b[0] > 1000


def test_at_noon_half_the_windows_take_twice_as_long() -> None:
    servers = [Server(((A,),), 400)] * 2
    whole_day = start(A, servers, {A: queue(6)})
    assert whole_day == pytest.approx(1700)
    assert start(A, servers, {A: queue(6)}, Capacity(700, 0.5)) == pytest.approx(700 + 2 * 1000)


def test_a_break_is_waited_out() -> None:
    servers = [Server(((A,),), 100)]
    assert start(A, servers, {A: queue(2)}, Capacity(600, 0), Capacity(4200, 1)) == pytest.approx(4200 + 500)


def test_after_closing_time_nobody_knows() -> None:
    lines = {A: queue(4)}
    found = curve(A, [Server(((A,),), 100)], lines, [Capacity(900, 0)])
    assert found is not None
    assert found.start_s(500) is not None and found.start_s(4 * 500) is None
    assert wait_of(lines[A], found, 2000) is None


def test_without_a_window_nobody_knows() -> None:
    outlook = Outlook(NEW, [Server(((B,),))], {A: queue(1), B: queue(0)})
    assert outlook.wait(A, 0) is None and outlook.wait(B, 0) is not None


def test_those_with_a_head_start_who_come_after_count_as_long_as_they_may_overtake() -> None:
    line = queue(2, arriving={0.0: 0.5, 900.0: 0.2})  # type: ignore[arg-type]
    found = curve(A, [Server(((A,),), 200)], {A: line})
    assert found is not None
    waits = [wait_of(line, found, 1000, came_s) for came_s in (0, 300, 900)]
    assert [w and round(w.mean_s) for w in waits][2] == 1200
    assert waits[0] and waits[1] and waits[2] and waits[0].mean_s > waits[1].mean_s > waits[2].mean_s


# ---- what is shown ------------------------------------------------------------------------------------


def test_a_range_is_rounded_outward_to_five_minutes() -> None:
    wait = Wait(1200, 300**2)
    low, high = shown(wait)
    assert (low, high) == (900, 1800)
    assert low <= wait.quantile(P20) < low + STEP_S and high - STEP_S < wait.quantile(P90) <= high


def test_the_upper_figure_is_not_below_what_the_head_of_the_class_has_waited() -> None:
    assert shown(Wait(300, 100**2), least_high_s=2400) == (0, 2400)
    assert least_high_s(head_waited_s=2400, waited_s=0, unchanged_s=9000) == 2400
    assert least_high_s(head_waited_s=2400, waited_s=2000, unchanged_s=9000) == 400, (
        "they came close together"
    )
    assert least_high_s(head_waited_s=2400, waited_s=0, unchanged_s=600) == 600, "a window opened since"
    assert least_high_s(head_waited_s=600, waited_s=900, unchanged_s=9000) == 0


def test_a_guess_that_may_be_off_by_an_hour_is_not_shown() -> None:
    assert not worth_showing(3, 300, 4200)
    assert worth_showing(30, 300, 4200) and worth_showing(3, 300, 2100)
    assert worth_showing(300, 9000, 14_400) and not worth_showing(300, 9000, 14_700)


# ---- in all cases -------------------------------------------------------------------------------------

lefts = st.lists(st.floats(0, 3000), min_size=1, max_size=8)
counts = st.integers(0, 60)
claims = st.floats(30, 3000)


def simple(windows: list[float], count: int, each_s: float) -> Outlook:
    line = Line(count, count * each_s, each_s, 0.8 * each_s, 0.6 * each_s, 0.01)
    return Outlook(NEW, [Server(((A,),), left) for left in windows], {A: line})


@given(lefts, counts, claims, st.floats(0, 10_000))
def test_a_range_is_whole_five_minutes_and_holds_its_floor(
    windows: list[float], count: int, each_s: float, least: float
) -> None:
    wait = simple(windows, count, each_s).wait(A, count * each_s)
    assert wait is not None
    low, high = shown(wait, least_high_s=least)
    assert 0 <= low < high and low % STEP_S == high % STEP_S == 0
    assert low <= wait.quantile(P20) and high >= max(wait.quantile(P90), least)


@given(lefts, st.integers(1, 60), claims)
def test_more_people_ahead_never_wait_less(windows: list[float], count: int, each_s: float) -> None:
    outlook = simple(windows, count, each_s)
    ranges = [shown(w) for n in range(count + 1) if (w := outlook.wait(A, n * each_s)) is not None]
    assert len(ranges) == count + 1
    assert ranges == sorted(ranges) and [r[1] for r in ranges] == sorted(r[1] for r in ranges)


@given(lefts, counts, claims, st.floats(0, 3000))
def test_one_more_window_never_makes_a_wait_longer(
    windows: list[float], count: int, each_s: float, left: float
) -> None:
    few, more = (simple(w, count, each_s).wait(A, count * each_s) for w in (windows, [*windows, left]))
    assert few is not None and more is not None
    assert more.mean_s <= few.mean_s + 1
    assert shown(more)[1] <= shown(few)[1]


tiers = st.lists(
    st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=3,
).map(tuple)
halls = st.lists(st.builds(Server, tiers, st.floats(0, 2000)), max_size=6)
crowds = st.fixed_dictionaries(
    {
        q: st.builds(
            lambda count, each_s, arriving, age_s: Line(
                count, count * each_s, each_s, each_s, each_s, 0.05, {0.0: arriving}, age_s
            ),
            st.integers(0, 30),
            st.floats(60, 1200),
            st.one_of(st.just(0.0), st.floats(0, 3)),
            st.floats(0, 7200),
        )
        for q in (A, B, C)
    }
)


@given(
    halls,
    crowds,
    st.lists(st.builds(Capacity, st.floats(1, 9000), st.sampled_from([0.5, 1.0, 2.0])), max_size=3),
)
def test_in_any_hall_a_wait_is_known_only_where_a_window_serves_and_grows_with_those_ahead(
    servers: list[Server], lines: dict[QueueId, Line], changes: list[Capacity]
) -> None:
    outlook = Outlook(NEW, servers, lines, sorted(changes, key=lambda c: c.from_s))
    nobody_else_comes = not changes and not any(
        rate for line in lines.values() for rate in line.arriving.values()
    )
    for asked, line in lines.items():
        served = any(asked in tier for s in servers for tier in s.tiers)
        last = 0.0
        for n in range(line.count + 1):
            wait = outlook.wait(asked, n * line.mean_s)
            assert served or wait is None
            if nobody_else_comes:
                assert served is (wait is not None), "with nobody coming after, everybody's turn comes"
            if wait is not None:
                assert wait.mean_s >= last - 1e-6 and wait.variance >= 0
                last = wait.mean_s


# ---- what windows are at ------------------------------------------------------------------------------


def test_a_window_with_a_long_service_behind_it_is_not_taken_to_be_free_soon() -> None:
    fresh, long = (server_of(NEW, ((A,),), AtWindow(A, None, True, s)).left_s for s in (0, 1800))
    assert fresh == pytest.approx(480 + NEW.turn_s) and long > 300


def test_someone_called_who_does_not_come_costs_the_calls_and_no_service() -> None:
    here = server_of(NEW, ((A,),), AtWindow(A, None, False, 0)).left_s
    gone = server_of(NEW, ((A,),), AtWindow(A, None, False, 300)).left_s
    assert here > 450 and gone < 30


def test_work_goes_by_the_items_that_wait() -> None:
    day = Tally(
        {(A, "short"): Sums(200, 200 * 120, 200 * 150**2), (A, "long"): Sums(200, 200 * 1200, 200 * 1500**2)}
    )
    learned = learn([day], stated_s=480, absence_s=40)
    short, long = (line_of(learned, A, {item: 5}) for item in ("short", "long"))
    assert long.work_s > 6 * short.work_s and short.count == long.count == 5
