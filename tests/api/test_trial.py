"""A manager tries a changed matrix on the last worked day; nothing of it is saved."""

from __future__ import annotations

import copy
from typing import Any

from tests.api.settings_page import SETTINGS, entry, settings, signed_in
from tests.hall import Client, Hall

TRIAL = f"{SETTINGS}/trial"


def a_day_of_five(hall: Hall) -> tuple[str, float]:
    """Live a day on which five come for window 5, and go on to the next morning.

    Returns the day, and how many seconds after the first the last one came.
    """
    hall.advance(86400)  # a day of its own: other tests have served in this hall
    hall.open(5, 2)
    began = hall.now()
    for _ in range(5):
        hall.issue("E")
    came_within_s = (hall.now() - began).total_seconds()
    for _ in range(5):
        hall.at(5, "call-next").ok()
        hall.at(5, "start").ok()
        hall.advance(700)
        hall.at(5, "finish").ok()
    hall.at(5, "close").ok()
    hall.at(2, "close").ok()
    day = hall.now().date()
    hall.advance(86400)
    return day.isoformat(), came_within_s


def tried(manager: Client, edit: Any = lambda sections: None) -> dict[str, Any]:
    read = settings(manager)
    sections = copy.deepcopy(read["sections"])
    edit(sections)
    changed = {name: value for name, value in sections.items() if value != read["sections"][name]}
    return dict(manager.post(TRIAL, {"base_version": read["version"], "sections": changed}).ok())


def line(answer: dict[str, Any], prefix: str) -> dict[str, Any]:
    return next(dict(queue) for queue in answer["queues"] if queue["prefix"] == prefix)


def test_a_day_is_tried_under_a_matrix_that_is_not_saved(hall: Hall) -> None:
    day, came_within_s = a_day_of_five(hall)
    with signed_in(hall) as manager:
        version = settings(manager)["version"]
        answer = tried(manager, lambda s: entry(s, "windows", number=2)["help"].append("E"))
        alone = tried(manager)
        assert settings(manager)["version"] == version
    assert answer["day"] == day and alone["day"] == day
    before, after = line(answer, "E")["before"], line(answer, "E")["after"]
    assert before["people"] == after["people"] == 5
    assert before["longest_s"] >= int(2800 - came_within_s)
    assert int(1400 - came_within_s) <= after["longest_s"] < 1700
    assert (before["over"], after["over"]) == (2, 0)
    assert line(alone, "E")["before"] == line(alone, "E")["after"]
    work = {window["number"]: window for window in answer["windows"]}
    shared = sorted(work[number]["after"]["calls"] for number in (5, 2))
    assert (work[5]["before"]["calls"], shared) == (5, [2, 3])
    assert work[5]["before"]["busy_pct"] >= 95 and work[1]["before"] is None


def test_a_faulty_draft_is_refused_where_it_stands(hall: Hall) -> None:
    with signed_in(hall) as manager:
        read = settings(manager)
        windows = [{**window, "own": []} for window in read["sections"]["windows"]]
        body = {"base_version": read["version"], "sections": {"windows": windows}}
        errors = manager.post(TRIAL, body).refused(422, "invalid")["errors"]
        assert "windows[1].own" in [error["path"] for error in errors]
        assert all(error["zh"] and error["en"] for error in errors)
        manager.post(TRIAL, {**body, "base_version": 9999}).refused(404, "plan_unknown")
