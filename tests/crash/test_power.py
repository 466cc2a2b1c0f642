"""Power lost at any instant: the database opens, is sound, and holds every answer given before."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from queue_server.storage.engine import check_integrity
from queue_server.store import open_store
from queue_server.use_cases.replay import check
from tests.crash.load import Load
from tests.crash.power import cut, tear
from tests.hall import Hall, on_a_file
from tests.long_forms import LONG, long_form

INSTANTS = 60 if LONG else 6


def held(copy: Path) -> set[str]:
    """Return the tickets a copy holds; fails when it is not sound or its log does not rebuild it."""
    store = open_store(f"sqlite:///{copy}")
    with store.readers.connect() as conn:
        assert not check(conn).differences
    store.close()
    assert check_integrity(f"sqlite:///{copy}") == "ok"
    with closing(sqlite3.connect(copy)) as db:
        tickets = {row[0] for row in db.execute("SELECT id FROM ticket")}
        by_queue = [row[0] for row in db.execute("SELECT number FROM ticket ORDER BY seq")]
    for letter in "AB":
        figures = [int(number[1:]) for number in by_queue if number[0] == letter]
        assert figures == list(range(1, len(figures) + 1)), "a prefix, in order, with no hole"
    return tickets


@long_form
@on_a_file
@pytest.mark.timeout(60 + 6 * INSTANTS)
def test_every_answer_given_before_the_cut_is_on_the_disk(
    new_hall: Callable[..., Hall], tmp_path: Path
) -> None:
    hall, dice = new_hall(), random.Random(11)
    hall.open(1, 2)
    load = Load(hall)
    load.start()
    torn = 0
    for n in range(INSTANTS):
        time.sleep(dice.uniform(0.05, 0.6))
        answered = set(load.issued)
        copy = cut(hall, tmp_path / f"cut-{n}")
        whole = tmp_path / f"torn-{n}"
        whole.mkdir()
        for file in copy.parent.iterdir():
            (whole / file.name).write_bytes(file.read_bytes())
        tickets = held(copy)
        assert answered <= tickets, "what was answered before the cut is there"
        if tear(whole / "hall.db", dice):
            torn += 1
            left = held(whole / "hall.db")
            assert left <= tickets, "what the cut tore is gone as a whole, and nothing else changed"
    load.stop()
    assert load.issued and torn
