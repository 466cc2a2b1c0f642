"""The last worked day, read from the hall's own tables and lived again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from queue_server.hall import Hall
from queue_server.use_cases import serve
from queue_server.use_cases.call_next import call_next, recall
from queue_server.use_cases.change_ticket import cancel_ticket, return_ticket
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.moves import find
from queue_server.use_cases.run_window import close_window, pause_window, resume_window
from queue_server.use_cases.try_day import Tried, trial_view, try_day
from tests.use_cases.small_hall import SmallHall

DAY = "2026-11-20"


def take(small: SmallHall, queue: str, priority: str | None = None) -> str:
    return small.do(
        lambda tx: issue_ticket(
            tx, None, queue_id=f"q-{queue}", item_code=None, priority=priority, language="zh-CN"
        )
    ).ticket.id


def serve_one(small: SmallHall, number: int, seconds: float) -> None:
    small.at(number, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(15)
    small.at(number, serve.start)
    small.clock.pass_s(seconds)
    small.at(number, lambda tx, w: serve.finish(tx, w, "done", ()))


def tried(small: SmallHall, after: Hall | None = None) -> Tried | None:
    breaths: list[int] = []
    found = small.look(
        lambda conn: try_day(
            conn, small.hall, after or small.hall, small.clock.now(), lambda: breaths.append(1)
        )
    )
    assert found is None or breaths
    return found


def with_two_helping(hall: Hall) -> Hall:
    """Return the hall with window 2 helping the queue of window 5."""
    windows = tuple(replace(w, help=(*w.help, "E")) if w.number == 2 else w for w in hall.plan.windows)
    return replace(hall, plan=replace(hall.plan, windows=windows))


def a_morning(small: SmallHall) -> None:
    """Live a morning: seven come for window 5, one of them gives up, one misses the call and returns."""
    came = [take(small, "E", "elderly" if n == 4 else None) for n in range(7)]
    small.open(5, 2)
    for _ in range(2):
        serve_one(small, 5, 600)
    small.do(lambda tx: cancel_ticket(tx, find(tx, came[6]), "by_citizen"))
    small.at(5, lambda tx, w: call_next(tx, w, None, None))
    small.clock.pass_s(30)
    small.at(5, recall)
    small.clock.pass_s(30)
    small.at(5, lambda tx, w: pause_window(tx, w, "away"))
    small.clock.pass_s(5)
    missed = small.at(5, serve.mark_absent)
    small.clock.pass_s(300)
    small.do(lambda tx: return_ticket(tx, find(tx, missed.id)))
    small.clock.pass_s(10)
    small.at(5, resume_window)
    for _ in range(4):
        serve_one(small, 5, 600)
    for number in (5, 2):
        small.at(number, close_window)


def test_a_hall_that_has_not_worked_yet_has_no_day_to_try(small: SmallHall) -> None:
    a_morning(small)
    assert tried(small) is None  # it is still that day


def test_the_day_is_tried_as_it_was_and_as_it_would_be(small: SmallHall) -> None:
    a_morning(small)
    small.clock.at += timedelta(days=3)
    found = tried(small, with_two_helping(small.hall))
    assert found is not None and (found.date, found.tickets) == (DAY, 7)
    went, again, better = found.went, found.before[1], found.after[1]
    assert [call.ticket_id for call in again.calls] == [call.ticket_id for call in went.calls]
    assert [call.window_id for call in again.calls] == ["w-5"] * 7
    assert {w: work.calls for w, work in better.windows.items()} == {"w-5": 3, "w-2": 4}
    view = trial_view(found)
    line = next(queue for queue in view["queues"] if queue["prefix"] == "E")
    assert (line["before"]["people"], line["before"]["uncalled"]) == (7, 1)
    assert abs(line["before"]["mean_s"] - line["went"]["mean_s"]) < 30
    assert line["after"]["mean_s"] < line["before"]["mean_s"] / 2
    assert line["after"]["over"] == 0 < line["before"]["over"]
    shares = {window["number"]: window["after"] for window in view["windows"]}
    assert shares[2]["busy_pct"] > 20 and shares[1] is None


def test_a_day_on_which_nobody_was_called_is_passed_over(small: SmallHall) -> None:
    a_morning(small)
    small.clock.at += timedelta(days=3)
    for _ in range(6):
        take(small, "A")
    small.clock.at += timedelta(days=1)
    found = tried(small)
    assert found is not None and found.date == DAY
