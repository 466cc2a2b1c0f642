"""A hall of 32 windows and 16 kiosks, driven by processes: replies are lost, keys are repeated, nothing is doubled.

On SQLite one server, on PostgreSQL two servers of one database. The short form has fewer tickets.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine

from bench.big_hall import make_big_hall
from bench.cluster import shared_cluster
from queue_server.storage.engine import address
from queue_server.use_cases.replay import check
from tests.databases import BACKENDS, POSTGRESQL
from tests.hall import Hall
from tests.long_forms import LONG, long_form

CLERKS, KIOSKS, PROCESSES = 32, 16, 4
WAITING, EACH = (2_000, 60) if LONG else (160, 6)
LOST = 0.2
"""How often the line breaks after a command was sent and before its answer came."""


class Caller:
    """One client that never gives up: a command whose answer is lost is sent again with its key."""

    def __init__(self, addresses: list[str], token: str, seed: int) -> None:
        self._addresses, self._token, self._dice = addresses, token, random.Random(seed)
        self._line: http.client.HTTPConnection | None = None

    def command(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Give a command until it is answered; each try may go to another server."""
        key = uuid.uuid4().hex
        while True:
            with suppress(OSError, http.client.HTTPException):
                return self._once(path, json.dumps(body or {}), key)
            self.hang_up()

    def _once(self, path: str, body: str, key: str) -> tuple[int, Any]:
        if self._line is None:
            where = urlsplit(self._dice.choice(self._addresses))
            self._line = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._line.request("POST", path, body, {**headers, "Idempotency-Key": key})
        if self._dice.random() < LOST:
            raise ConnectionError("the line breaks before the answer comes")
        answer = self._line.getresponse()
        said = answer.read()
        if answer.status >= 500:
            raise ConnectionError(f"{answer.status}: {said!r}")
        return answer.status, json.loads(said) if said else None

    def hang_up(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line.close()
        self._line = None


def kiosk(caller: Caller, said: list[tuple[str, Any]]) -> None:
    """Take tickets of one queue."""
    for _ in range(EACH):
        status, body = caller.command("/api/v1/tickets", {"queue_id": "q-A"})
        said.append(("issued", body["ticket"]["number"]) if status == 201 else ("failed", (status, body)))


def clerk(caller: Caller, number: int, said: list[tuple[str, Any]], done: threading.Event) -> None:
    """Call and serve until nobody waits any more and nobody will come."""
    path = f"/api/v1/windows/w-{number}"
    while True:
        over = done.is_set()
        status, body = caller.command(f"{path}/call-next")
        if status == 204:
            if over:
                return
            continue
        if status != 200:
            said.append(("failed", (status, body)))
            return
        said.append(("called", body["id"]))
        for step in ("start", "finish"):
            status, body = caller.command(f"{path}/{step}")
            if status != 200:
                said.append(("failed", (step, status, body)))


def part_of_the_crowd(
    addresses: list[str], tokens: dict[str, str], clerks: list[int], kiosks: int, seed: int, answers: Any
) -> None:
    """Be one process of the crowd: some clerks, some kiosks; put what they were told into `answers`."""
    said: list[tuple[str, Any]] = []
    done = threading.Event()
    comers = [
        threading.Thread(target=kiosk, args=(Caller(addresses, tokens["kiosk"], seed * 1000 + n), said))
        for n in range(kiosks)
    ]
    callers = [
        threading.Thread(
            target=clerk, args=(Caller(addresses, tokens[f"clerk_{n}"], seed * 1000 + 500 + n), n, said, done)
        )
        for n in clerks
    ]
    for thread in (*comers, *callers):
        thread.start()
    for thread in comers:
        thread.join()
    done.set()
    for thread in callers:
        thread.join()
    answers.put(said)


@pytest.fixture(params=BACKENDS)
def big(
    request: pytest.FixtureRequest, tmp_path: Path, async_mode: str
) -> Iterator[tuple[list[Hall], dict[str, str]]]:
    """Give the servers of a hall with 32 windows, and its tokens."""
    data = tmp_path / "one"
    data.mkdir()
    url = None
    if request.param == POSTGRESQL:
        url = shared_cluster().url(shared_cluster().create())
    one = Hall(data, async_mode, database_url=url)
    tokens = make_big_hall(one.address, CLERKS)
    halls = [one.start()]
    if url is not None:
        halls.append(one.twin(tmp_path / "other").start())
    yield halls, tokens
    for hall in reversed(halls):
        hall.stop()


@long_form
@pytest.mark.timeout(900 if LONG else 150)
def test_each_ticket_is_issued_once_and_called_once_in_its_order(
    big: tuple[list[Hall], dict[str, str]],
) -> None:
    halls, tokens = big
    addresses = [hall.base_url for hall in halls]
    opener = {n: Caller(addresses, tokens[f"clerk_{n}"], n) for n in range(1, CLERKS + 1)}
    for n, caller in opener.items():
        assert caller.command(f"/api/v1/windows/w-{n}/open")[0] == 200
        caller.hang_up()
    first = Caller(addresses, tokens["kiosk"], 0)
    issued = []
    for n in range(WAITING):
        claim = {"priority": "elderly"} if n % 5 == 4 else {}
        issued.append(first.command("/api/v1/tickets", {"queue_id": "q-A", **claim})[1]["ticket"]["number"])
    first.hang_up()
    forks = multiprocessing.get_context("fork")
    answers: Any = forks.Queue()
    crowd = [
        forks.Process(
            target=part_of_the_crowd,
            args=(
                addresses,
                tokens,
                list(range(n + 1, CLERKS + 1, PROCESSES)),
                KIOSKS // PROCESSES,
                n + 1,
                answers,
            ),
        )
        for n in range(PROCESSES)
    ]
    for process in crowd:
        process.start()
    said = [each for _ in crowd for each in answers.get(timeout=800)]
    for process in crowd:
        process.join(10)
    assert [what for kind, what in said if kind == "failed"] == []
    issued += [number for kind, number in said if kind == "issued"]
    called = [ticket_id for kind, ticket_id in said if kind == "called"]
    many = WAITING + KIOSKS * EACH
    assert sorted(issued, key=lambda n: int(n[1:])) == [f"A{n:03d}" for n in range(1, many + 1)], "gapless"
    stored = halls[0].sql("SELECT id FROM ticket WHERE state = 'done' ORDER BY first_called_at")
    assert Counter(called) == Counter(row[0] for row in stored), "each called once, by one window"
    in_turn = halls[0].sql("SELECT id FROM ticket ORDER BY rank, seq")
    assert stored == in_turn, "in the order they came, less the head start of their class, whoever called"
    elders = halls[0].sql("SELECT id FROM ticket WHERE priority = 'elderly' ORDER BY seq")
    assert stored[: len(elders)] == elders, "all of them came within a quarter of an hour"
    engine = create_engine(address(halls[0].address))
    with engine.connect() as conn:
        assert [each.line() for each in check(conn).differences] == []
    engine.dispose()
