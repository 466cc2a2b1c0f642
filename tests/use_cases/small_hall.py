"""The sample hall in a database of its own, driven through the use cases at a clock of the test's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from queue_server.domain.events import Actor, Event
from queue_server.domain.ids import StaffId
from queue_server.domain.window import Window
from queue_server.hall import Hall, HallInForce
from queue_server.store import Store, open_store
from queue_server.use_cases.moves import window_at
from queue_server.use_cases.run_window import open_window
from queue_server.use_cases.runner import Runner, Tx
from tests.use_cases.hand_clock import HandClock

T = TypeVar("T")


class SmallHall:
    """A hall in a database of its own; `heard` collects what the rest of the hall would be told."""

    def __init__(self, url: str, clock: HandClock | None = None) -> None:
        self.url = url
        self.clock = clock or HandClock()
        self.store: Store = open_store(url)
        assert self.store.hall is not None
        self.in_force = HallInForce(self.store.hall)
        self.heard: list[Event] = []
        self.runner = Runner(
            self.store.writer,
            self.in_force,
            self.clock,
            lambda work: work(),
            self.heard.extend,
            "http://hall.example",
        )

    @property
    def hall(self) -> Hall:
        """Return the hall in force."""
        return self.in_force.now()

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
        """Stop the committer and close the database."""
        self.runner.stop()
        self.store.close()
