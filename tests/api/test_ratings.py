"""A rating is the citizen's own: at the tablet once asked, later by the code on the ticket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.shapes import RATING, has
from tests.hall import Hall


def served(hall: Hall, **more: Any) -> dict[str, Any]:
    """Return a ticket whose service at window 1 has just ended."""
    hall.issue("A", **more)
    if hall.sql("SELECT state FROM window WHERE id = ?", hall.window_id(1)) == [("closed",)]:
        hall.open(1)
    return hall.serve(1)


def ask_lasts_s(hall: Hall, done: dict[str, Any]) -> float:
    """Return how many seconds the tablet's question about a service stays open."""
    asked = "SELECT until - asked_at FROM rating_ask WHERE spell_id = ?"
    return float(hall.sql(asked, done["spell_id"])[0][0]) / 1e6


def test_the_first_tap_is_the_rating_and_may_be_mended_while_asked(hall: Hall) -> None:
    done, tablet = served(hall), hall.by("tablet_1")
    rating = tablet.post("/api/v1/ratings", {"spell_id": done["spell_id"], "level": 2}).ok(201)
    has(rating, RATING)
    tablet.post("/api/v1/ratings", {"spell_id": done["spell_id"], "level": 5}).refused(409, "already_rated")
    path = f"/api/v1/ratings/{rating['id']}"
    changed = tablet.ask("PATCH", path, {"level": 1, "comment": "等太久"}).ok()
    assert (changed["level"], changed["comment"], changed["id"]) == (1, "等太久", rating["id"])
    hall.advance(ask_lasts_s(hall, done) + 1)
    tablet.ask("PATCH", path, {"level": 5}).refused(409, "rating_closed")
    assert hall.sql("SELECT level FROM rating WHERE id = ?", rating["id"]) == [(1,)]


def test_options_belong_to_the_level(hall: Hall) -> None:
    done, tablet = served(hall), hall.by("tablet_1")
    body = {"spell_id": done["spell_id"], "level": 1, "options": ["no-such"]}
    tablet.post("/api/v1/ratings", body).refused(422, "option_unknown")
    assert hall.sql("SELECT count(*) FROM rating WHERE spell_id = ?", done["spell_id"]) == [(0,)]


def test_another_windows_tablet_cannot_rate(hall: Hall) -> None:
    done = served(hall)
    body = {"spell_id": done["spell_id"], "level": 1}
    hall.by("tablet_2").post("/api/v1/ratings", body).refused(409, "nothing_to_rate")
    rating = hall.by("tablet_1").post("/api/v1/ratings", body).ok(201)
    hall.by("tablet_2").ask("PATCH", f"/api/v1/ratings/{rating['id']}", {"level": 5}).refused(404)


def test_the_server_ends_an_ask_by_itself_and_records_no_level(hall: Hall) -> None:
    done = served(hall)
    hall.advance(ask_lasts_s(hall, done) + 1)
    body = {"spell_id": done["spell_id"], "level": 5}
    hall.by("tablet_1").post("/api/v1/ratings", body).refused(409, "rating_closed")
    assert hall.sql("SELECT count(*) FROM rating WHERE spell_id = ?", done["spell_id"]) == [(0,)]


@pytest.mark.parametrize("why", ["declined", "timed_out"])
def test_not_rating_is_recorded_as_such_and_the_phone_may_still(hall: Hall, why: str) -> None:
    done = served(hall)
    body = {"spell_id": done["spell_id"], "why": why}
    assert hall.by("tablet_1").post("/api/v1/ratings/declined", body).status == 204
    late = {"spell_id": done["spell_id"], "level": 5}
    hall.by("tablet_1").post("/api/v1/ratings", late).refused(409, "rating_closed")
    token = done["url"].rsplit("/", 1)[1]
    rating = hall.by("").post(f"/api/v1/t/{token}/rating", {"level": 3}).ok(201)
    assert (rating["channel"], rating["level_name"]) == ("qr", "基本满意")
    hall.by("").post(f"/api/v1/t/{token}/rating", {"level": 5}).refused(409, "already_rated")


def test_an_unfinished_service_cannot_be_rated(hall: Hall) -> None:
    ticket = hall.issue("A")
    token = ticket["url"].rsplit("/", 1)[1]
    hall.by("").post(f"/api/v1/t/{token}/rating", {"level": 5}).refused(409, "nothing_to_rate")
    hall.by("tablet_1").post("/api/v1/ratings", {"spell_id": "s_x", "level": 5}).refused(409)


def test_the_phone_rates_within_five_working_days(hall: Hall) -> None:
    done = served(hall)
    token = done["url"].rsplit("/", 1)[1]
    hall.advance(9 * 24 * 3600)
    hall.by("").post(f"/api/v1/t/{token}/rating", {"level": 5}).refused(409, "rating_closed")


def test_the_phone_sees_its_ticket_without_class_or_ids_of_others(hall: Hall) -> None:
    hall.issue("A")
    ticket = hall.issue("A", priority="disabled")
    token = ticket["url"].rsplit("/", 1)[1]
    answer = hall.by("").get(f"/api/v1/t/{token}")
    assert answer.ok()["priority"] is True and "disabled" not in answer.raw.decode()
    assert answer["id"] == ticket["id"] and answer["people_ahead"] == 0
    gone = hall.by("").post(f"/api/v1/t/{token}/cancel")
    assert (gone.ok()["state"], gone["reason"]) == ("cancelled", "by_citizen")
    hall.by("").post(f"/api/v1/t/{token}/cancel").refused(409, "wrong_state")


def test_another_site_cannot_cancel_for_the_citizen(hall: Hall) -> None:
    token = hall.issue("A")["url"].rsplit("/", 1)[1]
    evil = {"Origin": "http://evil.example"}
    hall.by("").post(f"/api/v1/t/{token}/cancel", headers=evil).refused(403, "wrong_origin")
    assert hall.by("").get(f"/api/v1/t/{token}").ok()["state"] == "waiting"
