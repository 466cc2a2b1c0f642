"""What a clerk's window may and may not do."""

from __future__ import annotations

import pytest

from tests.api.shapes import is_ticket
from tests.hall import Hall


def test_a_closed_window_calls_nobody(hall: Hall) -> None:
    hall.issue("A")
    hall.at(1, "call-next").refused(409, "window_closed")


def test_a_paused_window_is_given_no_ticket(hall: Hall) -> None:
    hall.issue("A")
    hall.open(1)
    paused = hall.at(1, "pause", {"reason": "meeting"}).ok()
    assert (paused["state"], paused["pause_reason"]) == ("paused", "meeting")
    hall.at(1, "call-next").refused(409, "window_paused")
    assert hall.at(1, "resume").ok()["state"] == "open"
    hall.at(1, "resume").refused(409, "not_paused")
    is_ticket(hall.at(1, "call-next").ok())


def test_a_window_with_a_ticket_neither_closes_nor_calls_another(hall: Hall) -> None:
    mine = hall.issue("A")
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    for command in ("close", "call-next"):
        assert hall.at(1, command).refused(409, "ticket_open")["params"]["number"] == mine["number"]


def test_opening_twice_says_so_and_another_clerk_is_turned_away(hall: Hall) -> None:
    hall.open(1)
    hall.at(1, "open").refused(409, "window_open")
    path = f"/api/v1/windows/{hall.window_id(1)}"
    hall.by("clerk_2").post(f"{path}/open").refused(403, "not_your_window")
    hall.by("clerk_2").post(f"{path}/call-next").refused(403, "not_your_window")


@pytest.mark.parametrize("command", ["recall", "start", "finish", "absent", "requeue", "priority-not-shown"])
def test_a_window_without_a_ticket_refuses_to_touch_one(hall: Hall, command: str) -> None:
    hall.open(1)
    hall.at(1, command).refused(409, "no_ticket")
    hall.at(1, "transfer", {"queue_id": "q-B"}).refused(409, "no_ticket")


def test_recall_waits_for_the_gap_and_stops_at_the_limit(hall: Hall) -> None:
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    early = hall.at(1, "recall").refused(409, "recall_too_soon")
    assert 0 < early["params"]["wait_s"] <= 20
    hall.advance(21)
    assert hall.at(1, "recall").ok()["calls"] == 2
    hall.advance(21)
    assert hall.at(1, "recall").ok()["calls"] == 3
    hall.advance(21)
    assert hall.at(1, "recall").refused(409, "recall_limit")["params"]["max_calls"] == 3


def test_nobody_is_absent_before_the_halls_number_of_calls(hall: Hall) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    early = hall.at(1, "absent").refused(409, "absent_too_soon")
    assert early["params"] == {"need": 2, "calls": 1}
    hall.advance(21)
    hall.at(1, "recall").ok()
    gone = hall.at(1, "absent").ok()
    assert (gone["id"], gone["state"]) == (ticket["id"], "absent")
    assert hall.at(1, "call-next").status == 204


def test_a_requeued_ticket_keeps_its_place_and_its_calls_do_not_count(hall: Hall) -> None:
    first = hall.issue("A")
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    back = hall.at(1, "requeue").ok()
    assert (back["state"], back["calls"], back["people_ahead"], back["reason"]) == (
        "waiting",
        0,
        0,
        "requeued",
    )
    assert hall.at(1, "call-next").ok()["id"] == first["id"]


def test_a_priority_that_is_not_shown_falls_back_to_its_arrival(hall: Hall) -> None:
    first, second = hall.issue("A"), hall.issue("A", priority="elderly")
    hall.open(1)
    assert hall.at(1, "call-next").ok()["id"] == second["id"]
    back = hall.at(1, "priority-not-shown").ok()
    assert (back["reason"], back["priority"], back["people_ahead"]) == ("priority_not_shown", None, 1)
    assert hall.at(1, "call-next").ok()["id"] == first["id"]
    hall.at(1, "priority-not-shown").refused(409, "no_priority")


def test_the_clerk_is_told_when_another_window_was_faster(hall: Hall) -> None:
    expected, other = hall.issue("B"), hall.issue("B")
    hall.open(1, 2)
    assert hall.at(1, "call-next", {"expected": expected["number"]}).ok()["id"] == expected["id"]
    got = hall.at(2, "call-next", {"expected": expected["number"]}).ok()
    assert got["id"] == other["id"]
    assert got["instead_of"] == {"number": expected["number"], "window": "1"}


def test_a_window_serves_its_own_queue_before_it_helps(hall: Hall) -> None:
    other, own = hall.issue("F"), hall.issue("A")
    hall.open(1)
    assert hall.at(1, "call-next").ok()["id"] == own["id"]
    hall.at(1, "start").ok()
    hall.at(1, "finish").ok()
    assert hall.at(1, "call-next").ok()["id"] == other["id"]


def test_a_queue_may_be_named_if_the_window_serves_it(hall: Hall) -> None:
    hall.issue("A")
    wanted = hall.issue("F")
    hall.open(1, 2)
    assert hall.at(1, "call-next", {"queue_id": "q-F"}).ok()["id"] == wanted["id"]
    hall.at(2, "call-next", {"queue_id": "q-F"}).refused(409, "not_served_here")
    hall.at(2, "call-next", {"queue_id": "q-Z"}).refused(404, "queue_unknown")


@pytest.mark.parametrize(("position", "ahead"), [("keep", 0), ("front", 0), ("back", 2)])
def test_a_ticket_goes_to_another_queue_with_its_number(hall: Hall, position: str, ahead: int) -> None:
    ticket = hall.issue("A")
    hall.issue("B")
    hall.issue("B")
    hall.open(1, 2)
    hall.at(1, "call-next").ok()
    hall.at(1, "start").ok()
    moved = hall.at(1, "transfer", {"queue_id": "q-B", "position": position, "note": "补材料"}).ok()
    assert moved["queue"]["id"] == "q-B" and moved["number"] == ticket["number"]
    assert (moved["state"], moved["reason"], moved["people_ahead"]) == ("waiting", "transferred", ahead)
    if ahead == 0:
        assert hall.at(2, "call-next").ok()["id"] == ticket["id"]


def test_a_ticket_sent_to_one_window_is_called_there_alone(hall: Hall) -> None:
    ticket = hall.issue("A")
    hall.open(1, 4)
    hall.at(1, "call-next").ok()
    hall.at(1, "transfer", {"window_id": hall.window_id(4)}).ok()
    assert hall.at(1, "call-next").status == 204
    assert hall.at(4, "call-next").ok()["id"] == ticket["id"]


def test_a_transfer_without_a_goal_or_to_nowhere_changes_nothing(hall: Hall) -> None:
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    before = hall.version()
    hall.at(1, "transfer", {}).refused(422, "invalid")
    hall.at(1, "transfer", {"queue_id": "q-Z"}).refused(404, "queue_unknown")
    hall.at(1, "transfer", {"window_id": "w-99"}).refused(404, "window_unknown")
    hall.at(1, "finish", {"outcome": "done"}).refused(409, "wrong_state")
    assert hall.sql("SELECT state FROM ticket ORDER BY seq DESC LIMIT 1") == [("called",)]
    events = (
        "SELECT kind FROM event WHERE id > ? AND ticket_id IS NOT NULL AND kind <> 'announcement_settled'"
    )
    kinds = [kind for (kind,) in hall.sql(events, before)]
    assert set(kinds) <= {"print_changed"}


def test_an_unknown_finished_item_is_refused_and_the_service_goes_on(hall: Hall) -> None:
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    hall.at(1, "start").ok()
    hall.at(1, "finish", {"items": ["ZZ99"]}).refused(404, "item_unknown")
    hall.at(1, "finish", {"outcome": "perfect"}).refused(422, "invalid")
    assert hall.at(1, "finish", {"outcome": "enquiry"}).ok()["outcome"] == "enquiry"


def test_an_unknown_window_is_no_window(hall: Hall) -> None:
    hall.by("clerk_1").post("/api/v1/windows/w-99/open").refused(404, "window_unknown")
    hall.by("guide").get("/api/v1/windows/w-99").refused(404, "window_unknown")
