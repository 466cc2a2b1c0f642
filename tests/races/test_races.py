"""Many at once, over real connections: every number once, every ticket at one window."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.hall import Answer, Client, Hall, everywhere
from tests.races.crowd import crowd, gapless, last_seq

__all__ = ["crowd"]

KIOSKS, EACH = 8, 25
QUEUES = "ABCDEF"


@everywhere
def test_two_hundred_tickets_from_eight_kiosks_with_retries(hall: Hall, crowd: Callable[..., None]) -> None:
    before, numbers, answered = last_seq(hall), list[str](), list[str]()

    def kiosk(seed: int) -> Callable[[], None]:
        def work() -> None:
            dice = random.Random(seed)
            with hall.client("kiosk") as client:
                for _ in range(EACH):
                    key, body = uuid.uuid4().hex, {"queue_id": f"q-{dice.choice(QUEUES)}"}
                    presses = dice.choice((1, 1, 2, 3))
                    got = {
                        client.post("/api/v1/tickets", body, key=key).ok(201)["ticket"]["number"]
                        for _ in range(presses)
                    }
                    assert len(got) == 1
                    answered.append(key)
                    numbers.extend(got)

        return work

    crowd(*(kiosk(seed) for seed in range(KIOSKS)))
    assert len(numbers) == len(set(numbers)) == KIOSKS * EACH
    figures = gapless(hall, before)
    assert sum(len(found) for found in figures.values()) == KIOSKS * EACH
    assert hall.sql(
        "SELECT count(*) FROM print_job j JOIN ticket t ON t.id = j.ticket_id WHERE t.seq > ?", before
    )[0] == (KIOSKS * EACH,)


def test_twelve_clerks_on_one_queue_call_each_ticket_once(hall: Hall, crowd: Callable[..., None]) -> None:
    with hall.client("kiosk") as kiosk:
        issued = [kiosk.post("/api/v1/tickets", {"queue_id": "q-B"}).ok(201)["ticket"] for _ in range(50)]
        issued += [kiosk.post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)["ticket"] for _ in range(50)]
    hall.open(1, 2, 3, 4, 5, 6)
    called: list[tuple[int, str]] = []

    def clerk(number: int) -> Callable[[], None]:
        def work() -> None:
            path = f"/api/v1/windows/{hall.window_id(number)}"
            with hall.client(f"clerk_{number}") as client:
                while True:
                    answer = client.post(f"{path}/call-next", key=uuid.uuid4().hex)
                    if answer.status == 204:
                        return
                    if answer.status == 409:  # the same clerk's other hand was faster
                        assert answer.code == "ticket_open", answer.body
                        time.sleep(0.01)
                        continue
                    called.append((number, answer.ok()["id"]))
                    client.post(f"{path}/start").ok()
                    client.post(f"{path}/finish").ok()

        return work

    # two hands at each window: a double press and a second browser of the same clerk
    crowd(*(clerk(number) for number in (1, 2, 3, 4, 5, 6) for _ in range(2)))
    times = Counter(ticket for _, ticket in called)
    assert set(times) == {t["id"] for t in issued} and set(times.values()) == {1}
    assert {number for number, _ in called} <= {1, 2}, "only windows 1 and 2 serve these queues"
    assert not hall.sql("SELECT 1 FROM ticket WHERE state IN ('waiting', 'called', 'serving')")


def outcome(answers: list[Answer]) -> list[int]:
    """Return the statuses, sorted; fails on anything but a success or a refusal by the rules."""
    for answer in answers:
        if answer.status not in (200, 204):
            answer.refused(409)
    return sorted(answer.status for answer in answers)


def pair(
    hall: Hall, crowd: Callable[..., None], one: tuple[str, str, Any], other: tuple[str, str, Any]
) -> list[Answer]:
    """Send two commands, each (token, path, body), at the same moment."""
    answers: list[Answer] = []
    clients: list[Client] = []

    def sending(who: str, path: str, body: Any) -> Callable[[], None]:
        client = hall.client(who)
        clients.append(client)
        client.get("/healthz").ok()  # the connection is open before the gate
        return lambda: answers.append(client.post(path, body))

    try:
        crowd(sending(*one), sending(*other))
    finally:
        for client in clients:
            client.close()
    return answers


@pytest.mark.parametrize("attempt", range(3))
@everywhere
def test_cancel_against_call_leaves_one_truth(hall: Hall, crowd: Callable[..., None], attempt: int) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    window = f"/api/v1/windows/{hall.window_id(1)}"
    cancel: tuple[str, str, Any] = ("guide", f"/api/v1/tickets/{ticket['id']}/cancel", {})
    outcome(pair(hall, crowd, ("clerk_1", f"{window}/call-next", {}), cancel))
    assert hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"] == "cancelled"
    assert hall.sql("SELECT ticket_id FROM window WHERE id = ?", hall.window_id(1)) == [(None,)]


@pytest.mark.parametrize("attempt", range(3))
@everywhere
def test_absent_against_start_lets_one_win(hall: Hall, crowd: Callable[..., None], attempt: int) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    hall.advance(21)
    hall.at(1, "recall").ok()
    window = f"/api/v1/windows/{hall.window_id(1)}"
    answers = pair(hall, crowd, ("clerk_1", f"{window}/absent", {}), ("clerk_1", f"{window}/start", {}))
    assert outcome(answers) == [200, 409]
    state = hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"]
    assert state == next(a["state"] for a in answers if a.status == 200)
    held = hall.sql("SELECT ticket_id FROM window WHERE id = ?", hall.window_id(1))[0][0]
    assert held == (ticket["id"] if state == "serving" else None)


@pytest.mark.parametrize("attempt", range(3))
@everywhere
def test_transfer_against_finish_lets_one_win(hall: Hall, crowd: Callable[..., None], attempt: int) -> None:
    ticket = hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    hall.at(1, "start").ok()
    window = f"/api/v1/windows/{hall.window_id(1)}"
    transfer = ("clerk_1", f"{window}/transfer", {"queue_id": "q-B"})
    answers = pair(hall, crowd, transfer, ("clerk_1", f"{window}/finish", {}))
    assert outcome(answers) == [200, 409]
    state = hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"]
    assert state in ("waiting", "done")
    assert hall.sql("SELECT count(*) FROM spell WHERE ticket_id = ? AND ended_at IS NULL", ticket["id"]) == [
        (int(state == "waiting"),)
    ]


@pytest.mark.parametrize("attempt", range(3))
def test_two_windows_never_get_the_last_ticket_both(
    hall: Hall, crowd: Callable[..., None], attempt: int
) -> None:
    hall.issue("B")
    hall.open(1, 2)
    paths = [f"/api/v1/windows/{hall.window_id(n)}/call-next" for n in (1, 2)]
    answers = pair(hall, crowd, ("clerk_1", paths[0], {}), ("clerk_2", paths[1], {}))
    assert outcome(answers) == [200, 204]


def test_the_event_log_alone_tells_every_state(hall: Hall) -> None:
    after = {
        "ticket_issued": "waiting",
        "ticket_called": "called",
        "service_started": "serving",
        "service_finished": "done",
        "ticket_absent": "absent",
        "ticket_requeued": "waiting",
        "ticket_returned": "waiting",
        "ticket_transferred": "waiting",
        "ticket_cancelled": "cancelled",
        "priority_not_shown": "waiting",
    }
    hall.open(1)
    for _ in range(3):
        hall.issue("A")
    hall.serve(1)
    told: dict[str, str] = {}
    for ticket_id, kind in hall.sql(
        "SELECT ticket_id, kind FROM event WHERE ticket_id IS NOT NULL ORDER BY id"
    ):
        told[ticket_id] = after.get(kind, told.get(ticket_id, ""))
    assert told == dict(hall.sql("SELECT id, state FROM ticket"))
