"""Hold, chosen calls, direct service, clerks a ticket waits for, windows handed over: through the real server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api.shapes import is_ticket
from tests.hall import Hall, eventually


def serving(hall: Hall, number: int = 1, queue: str = "A") -> dict[str, Any]:
    """Have somebody served at a window and return the ticket."""
    hall.issue(queue)
    hall.open(number)
    hall.at(number, "call-next").ok()
    return dict(hall.at(number, "start").ok())


def window(hall: Hall, number: int) -> dict[str, Any]:
    """Return a window as staff see it."""
    return dict(hall.by("guide").get(f"/api/v1/windows/{hall.window_id(number)}").ok())


def test_a_held_citizen_leaves_the_window_free_and_comes_back_to_it(hall: Hall) -> None:
    held = serving(hall)
    gone = hall.at(1, "hold", {"reason": "copy"}).ok()
    is_ticket(gone)
    assert (gone["id"], gone["state"], gone["reason"]) == (held["id"], "held", "copy")
    assert [t["number"] for t in window(hall, 1)["held"]] == [held["number"]]
    other = hall.issue("A")
    assert hall.at(1, "call-next").ok()["id"] == other["id"]
    hall.at(1, "resume-held", {"ticket_id": held["id"]}).refused(409, "ticket_open")
    hall.at(1, "start").ok()
    hall.at(1, "finish").ok()
    back = hall.at(1, "resume-held", {"ticket_id": held["id"]}).ok()
    assert (back["state"], back["number"]) == ("serving", held["number"])
    assert back["spell_id"] != held["spell_id"], "a service of its own, to be rated by itself"
    assert hall.at(1, "finish").ok()["state"] == "done"
    hall.at(1, "resume-held", {"ticket_id": held["id"]}).refused(409, "wrong_state")


def test_a_held_citizen_can_be_called_by_another_window_of_the_queue(hall: Hall) -> None:
    held = serving(hall, 2, "B")
    hall.at(2, "hold").ok()
    hall.open(1)
    called = hall.at(1, "resume-held", {"ticket_id": held["id"], "call": True}).ok()
    assert (called["state"], called["calls"], called["window"]["number"]) == ("called", 1, "1")
    hall.at(1, "requeue").ok()
    hall.open(6)
    hall.at(6, "resume-held", {"ticket_id": held["id"]}).refused(409, "wrong_state")


def test_the_desk_puts_a_held_ticket_back_or_sends_it_on(hall: Hall) -> None:
    held = serving(hall)
    hall.at(1, "hold").ok()
    desk = hall.by("guide")
    assert desk.post(f"/api/v1/tickets/{held['id']}/return").ok()["state"] == "waiting"
    sent = desk.post(f"/api/v1/tickets/{held['id']}/transfer", {"queue_id": "q-C"}).ok()
    assert (sent["queue"]["id"], sent["number"]) == ("q-C", held["number"])
    desk.post(f"/api/v1/tickets/{held['id']}/transfer", {"queue_id": "q-Z"}).refused(404, "queue_unknown")


def test_a_hold_needs_a_reason_of_the_list(hall: Hall) -> None:
    serving(hall)
    hall.at(1, "hold", {"reason": "lunch"}).refused(422)
    hall.at(1, "hold").ok()
    hall.at(1, "hold").refused(409, "no_ticket")


def test_a_chosen_call_needs_the_right_and_a_reason_and_is_logged(hall: Hall) -> None:
    first, chosen = hall.issue("A"), hall.issue("A")
    hall.open(1, 6)
    body = {"ticket_id": chosen["id"], "reason": "孩子在等"}
    hall.at(6, "call", {**body, "reason": "快"}).refused(403, "no_right")
    hall.at(1, "call", {"ticket_id": chosen["id"]}).refused(422, "reason_needed")
    called = hall.at(1, "call", body).ok()
    assert (called["id"], called["state"]) == (chosen["id"], "called")
    said = hall.sql(
        "SELECT reason, staff_id FROM event WHERE kind='ticket_called' AND ticket_id=?", chosen["id"]
    )
    assert said == [("孩子在等", "clerk_1")]
    hall.at(1, "call", {**body, "ticket_id": first["id"]}).refused(409, "ticket_open")
    hall.at(1, "requeue").ok()
    hall.by("guide").post(f"/api/v1/tickets/{first['id']}/cancel").ok()
    gone = hall.at(1, "call", {**body, "ticket_id": first["id"]}).refused(409, "ticket_not_callable")
    assert first["number"] in gone["title"]
    hall.at(1, "call", {**body, "ticket_id": "t_nobody"}).refused(404, "ticket_unknown")


def test_after_a_broken_connection_every_clerk_may_put_down_what_was_called_by_mouth(new_hall: Any) -> None:
    hall = new_hall()  # it has just started: everybody has just come back
    ticket = hall.issue("F")
    hall.open(6)
    by_mouth = {"ticket_id": ticket["id"], "reason": "called_by_mouth"}
    assert hall.at(6, "call", by_mouth).ok()["id"] == ticket["id"]
    hall.at(6, "requeue").ok()
    hall.advance(31 * 60)
    hall.at(6, "call", by_mouth).refused(403, "no_right")


def test_somebody_without_a_number_is_served_at_once_and_counted(hall: Hall) -> None:
    hall.open(1)
    before = hall.issue("A")
    served = hall.at(1, "direct", {"item_code": "AQ28"}).ok()
    is_ticket(served)
    assert (served["state"], served["reason"], served["calls"]) == ("serving", "direct", 0)
    assert int(served["number"][1:]) == int(before["number"][1:]) + 1, "its number is one of the queue's"
    calls = hall.by("display").get("/api/v1/board").ok()["calls"]
    assert served["number"] not in {call["number"] for call in calls}, "nobody was called"
    hall.at(1, "direct").refused(409, "ticket_open")
    done = hall.at(1, "finish", {"items": ["AQ28"], "outcome": "enquiry"}).ok()
    assert (done["state"], done["outcome"]) == ("done", "enquiry")
    (items,) = hall.sql("SELECT items FROM spell WHERE id = ?", done["spell_id"])[0]
    assert items == '["AQ28"]'
    hall.at(1, "direct", {"queue_id": "q-Z"}).refused(404, "queue_unknown")
    assert window(hall, 1)["ticket"] is None


def test_a_window_serves_nobody_of_a_queue_it_does_not_call(hall: Hall) -> None:
    hall.open(6)
    drawn = "SELECT sum(last) FROM counter"
    before = hall.sql(drawn)
    hall.at(6, "direct", {"queue_id": "q-C"}).refused(409, "not_served_here")
    assert hall.sql(drawn) == before, "no number was drawn"


def test_a_ticket_sent_to_a_clerk_waits_for_them_and_goes_back_when_they_leave(hall: Hall) -> None:
    ticket = serving(hall)
    hall.at(1, "transfer", {"staff_id": "clerk_2"}).refused(409, "clerk_away")
    hall.at(1, "transfer", {"staff_id": "nobody"}).refused(404, "clerk_unknown")
    hall.open(2)
    sent = hall.at(1, "transfer", {"staff_id": "clerk_2", "note": "等他", "items": ["AQ28"]}).ok()
    assert sent["state"] == "waiting"
    assert hall.at(1, "call-next").status == 204, "it waits for the other clerk alone"
    assert window(hall, 2)["tickets"][0]["number"] == ticket["number"]
    hall.at(2, "close").ok()
    assert hall.sql("SELECT for_staff_id, for_window_id FROM ticket WHERE id=?", ticket["id"]) == [
        (None, None)
    ]
    hall.open(2)
    assert hall.at(2, "call-next").ok()["id"] == ticket["id"], "it kept its place in the queue it was sent to"


def test_a_ticket_is_not_sent_to_a_closed_window(hall: Hall) -> None:
    serving(hall)
    refusal = hall.at(1, "transfer", {"window_id": hall.window_id(4)}).refused(409, "target_closed")
    assert refusal["params"] == {"window": 4}


def test_a_window_is_handed_over_with_the_citizen_who_is_there(hall: Hall) -> None:
    ticket = serving(hall, 2, "B")
    hall.at(2, "pause", {"reason": "away"}).ok()
    accounts = hall.said["accounts"]["clerk_4"]
    with hall.client() as other:
        other.session.headers["X-Tinghao-Screen"] = "window-2"
        other.post("/login", {**accounts, "screen": "window-2"}).ok()
        path = f"/api/v1/windows/{hall.window_id(2)}"
        refusal = other.post(f"{path}/take-over").refused(409, "not_handing_over")
        assert "李建国" in refusal["title"]
        hall.at(2, "pause", {"reason": "handover"}).ok()
        taken = other.post(f"{path}/take-over").ok()
        assert taken["state"] == "open" and taken["ticket"]["number"] == ticket["number"]
        hall.at(2, "finish").refused(403, "not_your_window")
        other.post(f"{path}/take-over").refused(409, "window_open")
        done = other.post(f"{path}/finish").ok()
        assert done["spell_id"] != ticket["spell_id"], "each clerk's part is a service of their own"
        other.post(f"{path}/close").ok()
    spells = hall.sql(
        "SELECT staff_id FROM spell WHERE ticket_id=? AND state='serving' ORDER BY started_at", ticket["id"]
    )
    assert spells == [("clerk_2",), ("clerk_4",)]


@pytest.mark.parametrize(
    ("leaving", "started", "state"),
    [("put_back", False, "waiting"), ("hold", True, "held"), ("finish", True, "done")],
)
def test_a_clerk_who_leaves_loses_nobody(hall: Hall, leaving: str, started: bool, state: str) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    if started:
        hall.at(1, "start").ok()
    hall.at(1, "close").refused(409, "ticket_open")
    assert hall.at(1, "close", {"leaving": leaving}).ok()["state"] == "closed"
    assert hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"] == state


def test_what_the_day_left_open_is_closed_and_flagged(new_hall: Any) -> None:
    hall = new_hall()
    waiting = hall.issue("F")
    served, held = serving(hall, 1), serving(hall, 2, "B")
    hall.at(2, "hold").ok()
    hall.advance(86_400)
    ids = (waiting["id"], served["id"], held["id"])

    def closed() -> bool:
        found = [hall.by("guide").get(f"/api/v1/tickets/{each}").ok() for each in ids]
        return all((t["state"], t["reason"]) == ("cancelled", "day_closed") for t in found)

    eventually(closed, "the end of yesterday")
    eventually(lambda: window(hall, 1)["state"] == "closed", "the forgotten window is closed")
    assert hall.sql("SELECT count(*) FROM ticket WHERE state = 'done'") == [(0,)]
    hall.open(1)
    assert hall.issue("F")["number"] == "F001", "a new day counts anew"


def test_a_booking_ranks_by_its_time_within_the_halls_limits(hall: Hall) -> None:
    first = hall.issue("F")
    hall.advance(600)
    booked_for = (hall.now() - timedelta(minutes=5)).replace(microsecond=0)
    second = hall.issue("F")
    desk, body = hall.by("guide"), {"queue_id": "q-F", "booked_at": booked_for.isoformat()}
    booked = desk.post("/api/v1/tickets", body).ok(201)["ticket"]
    assert booked["people_ahead"] == 1, "five minutes late, and so before whoever came after the booked time"
    late = {**body, "booked_at": (booked_for - timedelta(minutes=15)).isoformat()}
    walked_in = desk.post("/api/v1/tickets", late).ok(201)["ticket"]
    assert walked_in["people_ahead"] == 3, "later than the hall allows: as anybody else"
    hall.open(6)
    assert [(t["number"], t["why"]["code"]) for t in window(hall, 6)["tickets"]] == [
        (first["number"], "earliest"),
        (booked["number"], "booked"),
        (second["number"], "in_order"),
        (walked_in["number"], "in_order"),
    ]
    hall.by("kiosk").post("/api/v1/tickets", body).refused(403, "not_yours")
    desk.post("/api/v1/tickets", {"queue_id": "q-F", "booked_at": "10:30"}).refused(422)
