"""Many at the same moment, and what must be true of the numbers afterwards."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable

import pytest

from tests.hall import Hall


@pytest.fixture
def crowd() -> Callable[..., None]:
    """Give a way to run several jobs at the same moment and raise the first failure."""

    def together(*jobs: Callable[[], None]) -> None:
        failures: list[BaseException] = []
        gate = threading.Barrier(len(jobs))

        def one(job: Callable[[], None]) -> None:
            try:
                gate.wait(20)
                job()
            except BaseException as error:  # noqa: BLE001  (raised again in the test's own thread)
                failures.append(error)

        threads = [threading.Thread(target=one, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(50)
        if failures:
            raise failures[0]
        assert not any(thread.is_alive() for thread in threads)

    return together


def gapless(hall: Hall, since_seq: int) -> dict[str, list[int]]:
    """Return the figures issued since then by queue; fails when a queue has a gap or a double."""
    figures = defaultdict(list)
    for (number,) in hall.sql("SELECT number FROM ticket WHERE seq > ? ORDER BY seq", since_seq):
        figures[number[0]].append(int(number[1:]))
    for letter, found in figures.items():
        assert sorted(found) == list(range(min(found), min(found) + len(found))), letter
        assert found == sorted(found), "the order of issue is the order of numbers"
    return figures


def last_seq(hall: Hall) -> int:
    """Return the order of issue of the newest ticket."""
    return int(hall.sql("SELECT coalesce(max(seq), 0) FROM ticket")[0][0])
