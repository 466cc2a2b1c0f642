"""Two servers on one PostgreSQL are one hall: one order, one number, one voice, and screens that know."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bench.cluster import shared_cluster
from queue_server.storage.engine import check_integrity
from tests.api.settings_page import SETTINGS, entry, put_back, save, settings, signed_in
from tests.hall import Client, Hall, eventually
from tests.races.crowd import crowd, gapless, last_seq
from tests.realtime.sockets import Watching

__all__ = ["crowd"]

KIOSKS, EACH = 6, 15
WINDOWS = (1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, async_mode: str) -> Iterator[tuple[Hall, Hall]]:
    """Give two servers with the same devices, the same hour and the same database."""
    folder, cluster = tmp_path_factory.mktemp("two"), shared_cluster()
    url = cluster.url(cluster.create())
    one = Hall(folder / "one", async_mode, database_url=url).start()
    other = one.twin(folder / "other").start()
    yield one, other
    other.stop()
    one.stop()


@pytest.fixture
def two(servers: tuple[Hall, Hall]) -> tuple[Hall, Hall]:
    """Give the two servers, nobody waiting."""
    servers[0].clear()
    servers[1].advance((servers[0].now() - servers[1].now()).total_seconds())
    return servers


def test_numbers_are_drawn_once_though_each_try_goes_to_another_server(
    two: tuple[Hall, Hall], crowd: Callable[..., None]
) -> None:
    before, numbers = last_seq(two[0]), list[str]()

    def kiosk(seed: int) -> Callable[[], None]:
        def work() -> None:
            dice = random.Random(seed)
            with two[0].client("kiosk") as here, two[1].client("kiosk") as there:
                for _ in range(EACH):
                    key, body = uuid.uuid4().hex, {"queue_id": f"q-{dice.choice('ABC')}"}
                    tries: list[Client] = dice.choices((here, there), k=dice.choice((1, 2, 3)))
                    got = {
                        c.post("/api/v1/tickets", body, key=key).ok(201)["ticket"]["number"] for c in tries
                    }
                    assert len(got) == 1
                    numbers.extend(got)

        return work

    crowd(*(kiosk(seed) for seed in range(KIOSKS)))
    assert len(numbers) == len(set(numbers)) == KIOSKS * EACH
    assert sum(len(found) for found in gapless(two[0], before).values()) == KIOSKS * EACH


def test_clerks_on_two_servers_call_each_ticket_once_and_in_order(
    two: tuple[Hall, Hall], crowd: Callable[..., None]
) -> None:
    with two[0].client("kiosk") as kiosk:
        issued = [
            kiosk.post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)["ticket"]["id"] for _ in range(40)
        ]
    called: list[str] = []

    def clerk(number: int, hall: Hall) -> Callable[[], None]:
        def work() -> None:
            path = f"/api/v1/windows/{hall.window_id(number)}"
            with hall.client(f"clerk_{number}") as client:
                while (answer := client.post(f"{path}/call-next", key=uuid.uuid4().hex)).status != 204:
                    if answer.status == 409:
                        assert answer.code == "ticket_open", answer.body
                        time.sleep(0.005)
                        continue
                    called.append(answer.ok()["id"])
                    client.post(f"{path}/start").ok()
                    client.post(f"{path}/finish").ok()

        return work

    two[0].open(*WINDOWS)
    crowd(*(clerk(number, hall) for number in WINDOWS for hall in two))
    assert Counter(called) == Counter(issued)
    asked = "SELECT id FROM ticket WHERE queue_id = 'q-A' AND first_called_at IS NOT NULL ORDER BY first_called_at"
    in_order = [row[0] for row in two[0].sql(asked) if row[0] in set(issued)]
    assert in_order == issued, "the first to come is the first called, whoever calls"


def test_a_screen_of_one_server_shows_at_once_what_happened_at_the_other(two: tuple[Hall, Hall]) -> None:
    board = Watching(two[1], {"screen": "display", "token": two[1].token("display")})
    ticket = two[0].issue("A")
    two[0].open(1)
    two[0].at(1, "call-next").ok()
    began = time.monotonic()
    board.until(lambda s: ticket["number"] in str(s), "the call on the other server's board", 5)
    assert time.monotonic() - began < 1.5, "by the knock, not by the look every two seconds"
    board.close()


def ready_board(hall: Hall) -> Watching:
    """Open a hall screen whose sound is ready."""
    screen = Watching(hall, {"screen": "display", "token": hall.token("display")})
    screen.io.emit("alive", {"version": 1, "drawn_frames": 60, "audio_ready": True, "errors": 0})
    return screen


def spoken(two: tuple[Hall, Hall], *screens: Watching) -> int:
    """Call a ticket at the first server and return how often it was spoken."""
    ticket: dict[str, Any] = two[0].issue("A")
    two[0].open(1)
    two[0].at(1, "call-next").ok()
    asked = "SELECT state FROM announcement WHERE ticket_id = ? ORDER BY id DESC LIMIT 1"
    eventually(lambda: two[0].sql(asked, ticket["id"]) == [("spoken",)], "a spoken call", 20)
    time.sleep(1.2)  # the other server looks at its list once a second: it must find nothing to do
    return sum(call["number"] == ticket["number"] for s in screens for call in s.announced)


def call_while_it_leaves(two: tuple[Hall, Hall], meanwhile: Callable[[], None]) -> tuple[str, Watching]:
    """Call a ticket at the first server, whose only screen leaves in the middle of speaking; return its id."""
    leaving = ready_board(two[0])

    def leave(_call: dict[str, Any]) -> None:
        meanwhile()
        leaving.io.disconnect()

    leaving.speak = leave
    clerk = Watching(two[0], {"screen": "clerk", "token": two[0].token("clerk_1")})
    ticket = two[0].issue("A")
    two[0].open(1)
    two[0].at(1, "call-next").ok()
    return ticket["id"], clerk


LAST_WORD = "SELECT state, why FROM announcement WHERE ticket_id = ? ORDER BY id DESC LIMIT 1"


def test_a_call_whose_screen_leaves_in_the_middle_is_spoken_by_the_other_servers(
    two: tuple[Hall, Hall],
) -> None:
    other = Watching(two[1], {"screen": "display", "token": two[1].token("display")})

    def get_ready() -> None:
        other.io.emit("alive", {"version": 1, "drawn_frames": 60, "audio_ready": True, "errors": 0})

    ticket_id, clerk = call_while_it_leaves(two, get_ready)
    eventually(lambda: two[0].sql(LAST_WORD, ticket_id) == [("spoken", None)], "spoken by the other", 20)
    assert len(other.announced) == 1
    clerk.until(lambda s: "'state': 'spoken'" in str(s), "the clerk sees that it was spoken")
    clerk.close()
    other.close()


def test_a_call_that_no_other_server_takes_over_is_told_to_the_clerk(two: tuple[Hall, Hall]) -> None:
    ticket_id, clerk = call_while_it_leaves(two, lambda: None)
    eventually(lambda: two[0].sql(LAST_WORD, ticket_id) == [("unspoken", "failed")], "given up", 20)
    clerk.until(lambda s: "announcement_unspoken" in str(s), "the clerk is told")
    clerk.close()


def test_settings_saved_at_one_server_are_in_force_at_the_other(two: tuple[Hall, Hall]) -> None:
    here, there = two
    with signed_in(here) as manager:
        before = settings(manager)["sections"]
        save(manager, lambda s: entry(s, "queues", prefix="F").update(daily_limit=1)).ok()
        there.issue("F")
        there.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-F"}).refused(409, "daily_limit_reached")
        queues = there.by("kiosk").get("/api/v1/queues").ok()["queues"]
        assert [q["closed_reason"] for q in queues if q["prefix"] == "F"] == ["daily_limit"]
        late = {"base_version": settings(manager)["version"] - 1, "sections": {}}
        with signed_in(there) as other:
            other.ask("PUT", SETTINGS, late).refused(409, "settings_changed")
            put_back(other, before)
    there.clear()
    here.issue("F")


def test_a_call_is_spoken_once_when_both_have_a_voice(two: tuple[Hall, Hall]) -> None:
    screens = [ready_board(hall) for hall in two]
    assert spoken(two, *screens) == 1
    for screen in screens:
        screen.close()


def test_a_call_is_spoken_by_the_one_that_has_a_voice(two: tuple[Hall, Hall]) -> None:
    screen = ready_board(two[1])
    assert spoken(two, screen) == 1
    screen.close()


def test_two_servers_leave_a_log_that_rebuilds_every_ticket(two: tuple[Hall, Hall]) -> None:
    from sqlalchemy import create_engine

    from queue_server.storage.engine import address
    from queue_server.use_cases.replay import check

    for hall in two:
        for _ in range(5):
            hall.issue("A")
    two[0].open(1)
    for hall in (*two, *two):
        hall.at(1, "call-next").ok()
        hall.at(1, "start").ok()
        hall.at(1, "finish").ok()
    assert check_integrity(two[0].address) == "ok"
    engine = create_engine(address(two[0].address))
    with engine.connect() as conn:
        outcome = check(conn)
    engine.dispose()
    assert outcome.tickets >= 10 and not outcome.differences
