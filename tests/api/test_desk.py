"""What the guide desk and the citizen do to a ticket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.shapes import is_ticket
from tests.hall import Hall, eventually


def missed(hall: Hall, queue: str = "A") -> dict[str, Any]:
    """Return a ticket that was called twice and marked absent at window 1."""
    ticket = hall.issue(queue)
    hall.open(1)
    hall.at(1, "call-next").ok()
    hall.advance(21)
    hall.at(1, "recall").ok()
    hall.at(1, "absent").ok()
    return ticket


def test_a_missed_ticket_comes_back_behind_two_others(hall: Hall) -> None:
    ticket = missed(hall)
    others = [hall.issue("A") for _ in range(3)]
    back = hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/return").ok()
    is_ticket(back)
    assert (back["state"], back["people_ahead"], back["reason"]) == ("waiting", 2, "returned")
    order = [others[0]["id"], others[1]["id"], ticket["id"], others[2]["id"]]
    for expected in order:
        assert hall.serve(1)["id"] == expected


def test_a_missed_ticket_comes_back_too_late(hall: Hall) -> None:
    ticket = missed(hall)
    hall.advance(1801)
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/return").refused(409, "return_too_late")
    assert hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"] == "absent"


def test_only_a_missed_or_called_ticket_returns(hall: Hall) -> None:
    ticket = hall.issue("A")
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/return").refused(409, "wrong_state")


def test_a_cancelled_ticket_leaves_its_window_free(hall: Hall) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    gone = hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/cancel", {"reason": "走了"}).ok()
    assert (gone["state"], gone["reason"]) == ("cancelled", "走了")
    assert hall.at(1, "call-next").status == 204
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/cancel").refused(409, "wrong_state")


def test_a_ticket_being_served_is_not_cancelled(hall: Hall) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    hall.at(1, "start").ok()
    hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/cancel").refused(409, "wrong_state")


def test_the_desk_gives_confirms_and_removes_a_priority(hall: Hall) -> None:
    first, second = hall.issue("A"), hall.issue("A")
    path = f"/api/v1/tickets/{second['id']}/priority"
    given = hall.by("guide").post(path, {"priority": "disabled", "reason": "证件已看"}).ok()
    assert given["priority"] == "disabled" and given["people_ahead"] == 0
    removed = hall.by("guide").post(path, {"priority": None}).ok()
    assert removed["priority"] is None and removed["people_ahead"] == 1
    hall.by("guide").post(path, {"priority": "royal"}).refused(422, "priority_unknown")
    assert hall.by("guide").get(f"/api/v1/tickets/{first['id']}").ok()["people_ahead"] == 0


def test_a_priority_at_the_kiosk_overtakes_only_its_head_start(hall: Hall) -> None:
    early = hall.issue("A")
    hall.advance(901)
    late = hall.issue("A")
    elder = hall.issue("A", priority="elderly")
    assert elder["people_ahead"] == 1
    shown = [
        hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["people_ahead"]
        for ticket in (early, late)
    ]
    assert shown == [0, 2]


def test_a_ticket_is_printed_again_marked_as_a_copy(hall: Hall) -> None:
    ticket = hall.issue("A")
    again = hall.by("guide").post(f"/api/v1/tickets/{ticket['id']}/reprint").ok()
    is_ticket(again)
    path = f"/api/v1/print-jobs/{again['print_job']['id']}"
    assert hall.by("guide").get(path).ok()["kind"] == "reprint"
    eventually(lambda: hall.by("guide").get(path).ok()["state"] == "printed", "a printed copy", 15)


def test_a_ticket_is_found_by_its_number(hall: Hall) -> None:
    ticket = hall.issue("B")
    found = hall.by("clerk_1").get(f"/api/v1/tickets?number={ticket['number'].lower()}").ok()["tickets"]
    assert [t["id"] for t in found] == [ticket["id"]]
    assert hall.by("clerk_1").get("/api/v1/tickets?number=Z999").ok()["tickets"] == []


def test_the_guide_issues_for_somebody(hall: Hall) -> None:
    made = hall.by("guide").post("/api/v1/tickets", {"queue_id": "q-F", "priority": "maternity"}).ok(201)
    is_ticket(made["ticket"])
    assert made["print_job"] is not None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"queue_id": "q-Z"}, 404, "queue_unknown"),
        ({"item_code": "ZZ"}, 404, "item_unknown"),
        ({"queue_id": "q-A", "item_code": "AQ01"}, 422, "item_elsewhere"),
        ({"queue_id": "q-A", "priority": "royal"}, 422, "priority_unknown"),
        ({"queue_id": "q-A", "language": "fr"}, 422, "invalid"),
    ],
)
def test_a_wish_that_cannot_be_met_takes_no_number(
    hall: Hall, body: dict[str, Any], status: int, code: str
) -> None:
    counted = "SELECT queue_id, last FROM counter ORDER BY 1"
    before = hall.sql(counted)
    hall.by("kiosk").post("/api/v1/tickets", body).refused(status, code)
    assert hall.sql(counted) == before


def test_a_kiosk_calls_a_person_and_somebody_comes(hall: Hall) -> None:
    call = hall.by("kiosk").post("/api/v1/help", {"why": "help"}).ok(202)
    assert hall.by("kiosk").post("/api/v1/help", {"why": "help"}).ok(202)["id"] == call["id"]
    path = f"/api/v1/help/{call['id']}/acknowledge"
    assert hall.by("guide").post(path).ok()["acknowledged_at"]
    hall.by("guide").post(path).refused(409, "already_acknowledged")
    hall.by("guide").post("/api/v1/help/h_nothing/acknowledge").refused(404)


def test_yesterdays_waiting_tickets_are_ended_and_numbers_begin_anew(hall: Hall) -> None:
    yesterday = hall.issue("A")
    hall.advance(24 * 3600)
    path = f"/api/v1/tickets/{yesterday['id']}"
    eventually(lambda: hall.by("guide").get(path).ok()["state"] == "cancelled", "the day's end")
    assert hall.by("guide").get(path).ok()["reason"] == "day_closed"
    assert hall.issue("A")["number"] == "A001"


def test_outside_its_hours_the_hall_gives_no_number_and_says_why(new_hall: Any) -> None:
    hall = new_hall("--hours", "8:30-9:30")
    hall.issue("A")
    hall.advance(3600)
    hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).refused(409, "queue_closed")
    queues = hall.by("kiosk").get("/api/v1/queues").ok()["queues"]
    assert {(q["open"], q["closed_reason"]) for q in queues} == {(False, "after")}
