"""What a running server has in its hands; routes and screens reach it through `site()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queue_server.clock import Clock
from queue_server.domain.errors import refuse
from queue_server.domain.events import Actor
from queue_server.domain.screen_health import ScreenHealth
from queue_server.hall import Hall, HallInForce
from queue_server.storage import people
from queue_server.storage.engine import Askers
from queue_server.use_cases.hall_now import HallNow, read_now
from queue_server.use_cases.runner import Runner, Tx

T = TypeVar("T")
VERSION = "0.1.0"
CATCH_UP = timedelta(minutes=30)
"""How long after a broken connection every clerk may put down what was called by mouth."""
_NAME = "tinghao"


class Presence(Protocol):
    """Who is connected, and how each device says that it is."""

    def connected(self, room: str) -> bool:
        """Tell whether a screen is connected now."""
        ...

    def rooms(self) -> list[str]:
        """Return the rooms somebody is in."""
        ...

    def back_since(self, room: str) -> datetime | None:
        """Return when a screen's connection of now was made, None when it is not connected."""
        ...

    def health(self, rooms: tuple[str, ...], device_id: str | None = None) -> ScreenHealth:
        """Return how a device's screen is, which stands in one of these rooms."""
        ...


class Others(Protocol):
    """The other servers of the same hall."""

    def alone(self) -> bool:
        """Tell whether there are none at the moment."""
        ...


@dataclass(frozen=True)
class Demo:
    """What the demo knows of itself: tokens in clear, and passwords to show on its own machine."""

    tokens: dict[str, str]
    accounts: dict[str, dict[str, str]]
    paper_dir: Path | None
    printer: str


@dataclass
class Site:
    """The parts of one server, wired in `app.py`."""

    in_force: HallInForce
    clock: Clock
    readers: Engine
    runner: Runner
    public_url: str
    build: str
    started_at: datetime
    data_dir: Path
    demo: Demo | None = None
    presence: Presence | None = None
    find_clip: Callable[[str], Path | bytes | None] = lambda name: None
    off_hub: Callable[[Callable[[], Any]], Any] = lambda fn: fn()
    others: Others | None = None
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def hall(self) -> Hall:
        """Return the hall in force at this moment; a manager may change it while the server runs."""
        return self.in_force.now()

    @cached_property
    def _askers(self) -> Askers:
        return Askers(self.readers)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open one consistent view of the database; raises Refused `storage_away`."""
        with _storage(), self.readers.connect() as conn:
            yield conn

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """Open the database for questions that need not be answered as of one moment; raises as `reading`."""
        with _storage(), self._askers.one() as conn:
            yield conn

    @contextmanager
    def looking(self) -> Iterator[HallNow]:
        """Read the hall at this moment."""
        with self.reading() as conn:
            yield read_now(conn, self.hall, self.clock.now())

    def run(self, unit: Callable[[Tx], T], actor: Actor | None = None) -> T:
        """Run a unit of work and return its result once it is on disk."""
        return self.runner.run(unit, actor)

    def close(self) -> None:
        """Give back the connections it keeps at hand."""
        self._askers.close()

    @property
    def devices_awaited_since(self) -> datetime | None:
        """Return since when the devices that were let in are waited for; None where one may well be elsewhere.

        In the demo they have tokens before anybody opens them, and of several servers each hears its own.
        """
        return self.started_at if self.demo is None and self.others is None else None

    def was_cut_off(self, room: str) -> bool:
        """Tell whether a screen has just come back, or the server itself, from a broken connection."""
        back = self.presence.back_since(room) if self.presence is not None else None
        latest = max(self.started_at, back) if back is not None else self.started_at
        return self.clock.now() - latest < CATCH_UP

    def alone(self) -> bool:
        """Tell whether this is the hall's only server now; raises Refused `storage_away`."""
        with _storage():
            return self.others is None or self.others.alone()

    def device(self, device_id: str) -> people.Device | None:
        """Return a device by its id."""
        with self.reading() as conn:
            return people.device_by_id(conn, device_id)


@contextmanager
def _storage() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        raise refuse("storage_away", detail=type(error).__name__) from error


def site() -> Site:
    """Return the site of the Flask application at work."""
    return cast(Site, current_app.extensions[_NAME])


def install(app: Any, what: Site) -> None:
    """Give a Flask application its site."""
    app.extensions[_NAME] = what
