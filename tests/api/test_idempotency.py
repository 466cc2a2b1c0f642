"""A retry is safe: the same key, route and credential get the first answer."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest

from tests.hall import Answer, Hall, everywhere


def new_key() -> str:
    """Return a key nobody has used."""
    return uuid.uuid4().hex


def issued(hall: Hall) -> int:
    """Return how many tickets the hall has ever issued."""
    return int(hall.sql("SELECT count(*) FROM ticket")[0][0])


def test_a_repeated_key_gets_the_first_answer_and_no_second_ticket(hall: Hall) -> None:
    before, key, body = issued(hall), new_key(), {"queue_id": "q-A"}
    first = hall.by("kiosk").post("/api/v1/tickets", body, key=key)
    again = hall.by("kiosk").post("/api/v1/tickets", body, key=key)
    assert first.ok(201) == again.ok(201)
    assert "Idempotent-Replay" not in first.headers and again.headers["Idempotent-Replay"] == "true"
    assert issued(hall) == before + 1


def test_a_key_with_another_body_is_refused(hall: Hall) -> None:
    key = new_key()
    hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}, key=key).ok(201)
    before = issued(hall)
    other = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-B"}, key=key)
    other.refused(422, "idempotency_key_reused")
    assert issued(hall) == before


@everywhere
def test_duplicates_in_flight_make_one_ticket(hall: Hall) -> None:
    before, key, answers = issued(hall), new_key(), list[Answer]()
    gate = threading.Barrier(8)

    def press() -> None:
        with hall.client("kiosk") as kiosk:
            gate.wait(10)
            answers.append(kiosk.post("/api/v1/tickets", {"queue_id": "q-A"}, key=key))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({answer.ok(201)["ticket"]["id"] for answer in answers}) == 1
    assert len(answers) == 8 and sum("Idempotent-Replay" in a.headers for a in answers) == 7
    assert issued(hall) == before + 1


def test_a_refusal_by_the_rules_is_kept(hall: Hall) -> None:
    key = new_key()
    hall.at(1, "call-next", key=key).refused(409, "window_closed")
    hall.open(1)
    kept = hall.at(1, "call-next", key=key)
    kept.refused(409, "window_closed")
    assert kept.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("wrong", "status"), [({"queue_id": "q-Z"}, 404), ({"queue_id": "q-A", "priority": "royal"}, 422)]
)
def test_other_errors_are_not_kept(hall: Hall, wrong: dict[str, Any], status: int) -> None:
    key = new_key()
    hall.by("kiosk").post("/api/v1/tickets", wrong, key=key).refused(status)
    right = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}, key=key)
    right.ok(201)
    assert "Idempotent-Replay" not in right.headers


def test_a_key_belongs_to_its_credential_and_its_route(hall: Hall) -> None:
    key, body = new_key(), {"queue_id": "q-A"}
    first = hall.by("kiosk").post("/api/v1/tickets", body, key=key).ok(201)
    second = hall.by("guide").post("/api/v1/tickets", body, key=key).ok(201)
    assert first["ticket"]["id"] != second["ticket"]["id"]
    hall.open(1)
    called = hall.at(1, "call-next", key=key).ok()
    started = hall.at(1, "start", key=key).ok()
    assert (called["state"], started["state"]) == ("called", "serving")


def test_an_empty_queue_stays_the_answer_of_its_key(hall: Hall) -> None:
    hall.open(1)
    key = new_key()
    assert hall.at(1, "call-next", key=key).status == 204
    hall.issue("A")
    again = hall.at(1, "call-next", key=key)
    assert again.status == 204 and again.headers["Idempotent-Replay"] == "true" and again.raw == b""


def test_a_double_press_of_next_calls_one(hall: Hall) -> None:
    hall.issue("A")
    hall.issue("A")
    hall.open(1)
    key = new_key()
    assert hall.at(1, "call-next", key=key).ok()["id"] == hall.at(1, "call-next", key=key).ok()["id"]


def test_an_answer_is_forgotten_after_a_day(hall: Hall) -> None:
    key, body = new_key(), {"queue_id": "q-A"}
    first = hall.by("kiosk").post("/api/v1/tickets", body, key=key).ok(201)
    hall.advance(23 * 3600)
    assert hall.by("kiosk").post("/api/v1/tickets", body, key=key).ok(201) == first
    hall.advance(2 * 3600)
    assert hall.by("kiosk").post("/api/v1/tickets", body, key=key).ok(201) != first


@pytest.mark.parametrize("key", ["x" * 65, "", "a\tb", "é" * 3])
def test_a_key_is_at_most_64_printable_ascii_characters(hall: Hall, key: str) -> None:
    before = issued(hall)
    sent = key.encode("latin-1")
    answer = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}, headers={"Idempotency-Key": sent})
    answer.refused(422, "bad_idempotency_key")
    assert issued(hall) == before
    hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}, key=new_key() + "y" * 32).ok(201)
