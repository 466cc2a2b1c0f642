"""The sample hall in a database file of its own, driven through the use cases at a clock of the test's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from sqlalchemy import Connection

from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.domain.events import Actor, Event
from queue_server.domain.ids import StaffId
from queue_server.domain.window import Window
from queue_server.hall import Hall
from queue_server.store import Store, found_hall, open_store, sqlite_url
from queue_server.use_cases.moves import window_at
from queue_server.use_cases.run_window import open_window
from queue_server.use_cases.runner import Runner, Tx
from tests.domain.factories import NINE

T = TypeVar("T")


class HandClock:
    """A clock that moves when told, and by a microsecond at each look, so that no two instants are one."""

    def __init__(self, at: datetime = NINE) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant."""
        self.at += timedelta(microseconds=1)
        return self.at

    def pass_s(self, seconds: float) -> None:
        """Let time go by."""
        self.at += timedelta(seconds=seconds)


@cache
def _template() -> Path:
    """Make the hall once: hashing its passwords takes longer than most tests."""
    folder = Path(mkdtemp(prefix="tinghao-template-"))
    store = open_store(sqlite_url(folder))
    found_hall(store, load_plan(SAMPLE_HALL), HandClock(), lambda _who: "secret-enough")
    store.writer.dispose()
    store.readers.dispose()
    return folder


class SmallHall:
    """A hall in a fresh folder; `heard` collects what the rest of the hall would be told."""

    def __init__(self, folder: Path, clock: HandClock | None = None) -> None:
        for file in _template().iterdir():
            shutil.copy(file, folder / file.name)
        self.clock = clock or HandClock()
        self.store: Store = open_store(sqlite_url(folder))
        assert self.store.hall is not None
        self.hall: Hall = self.store.hall
        self.heard: list[Event] = []
        self.runner = Runner(
            self.store.writer,
            lambda: self.hall,
            self.clock,
            lambda work: work(),
            self.heard.extend,
            "http://hall.example",
        )

    def do(self, unit: Callable[[Tx], T], who: str | None = None) -> T:
        """Run a unit of work as somebody."""
        return self.runner.run(unit, Actor(StaffId(who) if who else None))

    def at(self, number: int, act: Callable[[Tx, Window], T]) -> T:
        """Run a window's command as its clerk."""
        return self.do(lambda tx: act(tx, window_at(tx, f"w-{number}")), f"clerk_{number}")

    def open(self, *numbers: int) -> None:
        """Open windows."""
        for number in numbers:
            self.at(number, lambda tx, window, who=f"clerk_{number}": open_window(tx, window, who))  # type: ignore[misc]

    def look(self, question: Callable[[Connection], T]) -> T:
        """Ask the database."""
        with self.store.readers.connect() as conn:
            return question(conn)

    def close(self) -> None:
        """Stop the committer and close the file."""
        self.runner.stop()
        self.store.writer.dispose()
        self.store.readers.dispose()
