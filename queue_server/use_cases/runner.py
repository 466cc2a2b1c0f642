"""The only committer: units of work, many of them in one commit, each safe from the others.

Theory: every change of the hall is a *unit*, a function of an open transaction. One task takes the
units that have gathered, runs one after another, commits once and only then lets the callers go on and the
rest of the hall hear of it. With a slow disk many callers share one fsync; the answer still leaves only after
it. A unit that fails takes nothing with it: refused before it has changed anything, it has nothing to take back;
else the whole batch is taken back and run again, each unit with a mark to go back to. A transaction of the writer
begins by taking the database's one pen, so units never wait for each other halfway, and of two
servers on one database one writes at a time: events are numbered in the order of their commits.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from queue_server.clock import Clock
from queue_server.domain.errors import refuse
from queue_server.domain.events import Actor, Event
from queue_server.hall import Hall, HallInForce
from queue_server.storage import events as log
from queue_server.storage import plans, savepoint
from queue_server.storage.engine import SQLITE, backend, commit, in_the_way
from queue_server.storage.prepared import arrive, trust
from queue_server.use_cases.outage import Outage

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
BATCH = 64


@dataclass
class Tx:
    """An open transaction as a unit sees it: the connection, the hall, the time, and who asks.

    A unit that changes the plan sets `hall`: the units after it work with that one, everybody else
    once it is on disk.
    """

    conn: Connection
    hall: Hall
    at: datetime
    actor: Actor
    public_url: str
    events: list[Event] = field(default_factory=list)
    coming: dict[str, Callable[[], Any]] = field(default_factory=dict)
    """Answers that have been asked for ahead, each good for the first who wants it."""

    @property
    def today(self) -> str:
        """Return the hall's business day at this moment."""
        return self.hall.schedule.business_day(self.at)

    def record(self, *happened: Event) -> None:
        """Write facts to the log; the hall hears of them after the commit."""
        for each in happened:
            log.append(self.conn, each, self.actor)
            self.events.append(each)

    def undo(self) -> None:
        """Take back all that the unit has done; it may go on from there."""
        savepoint.go_back(self.conn)
        self.coming.clear()
        self.events.clear()


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass
class _Job(Generic[T]):
    unit: Callable[[Tx], T]
    actor: Actor
    answered: threading.Lock = field(default_factory=_held)
    """Held until there is an answer: the lightest thing to wait for, in threads and under eventlet alike."""
    result: T | None = None
    error: BaseException | None = None
    events: list[Event] = field(default_factory=list)

    def forget(self) -> None:
        """Be as before it was run: nothing of it was kept."""
        self.result, self.error = None, None
        self.events = []


class Runner:
    """Run units of work and tell `react` what happened, after the commit and in its order.

    `off_hub` runs a blocking call where it does not stop the server (the fsync of SQLite's commit);
    `tell_others` is called in the transaction, before its commit, with the numbers of its events; without it there
    is no other server that could have changed the plan meanwhile.
    Threads and queues are the interpreter's own, which the entry module may have made green.
    """

    def __init__(
        self,
        engine: Engine,
        hall: HallInForce,
        clock: Clock,
        off_hub: Callable[[Callable[[], Any]], Any],
        react: Callable[[list[Event]], None],
        public_url: str,
        tell_others: Callable[[Connection, range], None] | None = None,
    ) -> None:
        self._public_url = public_url
        self._tell_others = tell_others
        self._engine = engine
        self._hall = hall
        self._clock = clock
        self._to_disk = off_hub if backend(engine) == SQLITE else _here
        self._react = react
        self._outage = Outage()
        self._jobs: queue.Queue[_Job[Any] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._loop, name="committer", daemon=True)
        self._thread.start()

    def run(self, unit: Callable[[Tx], T], actor: Actor | None = None) -> T:
        """Run one unit and return its result once it is on disk.

        Raises what the unit raises (nothing of it is kept), or Refused `storage_away`.
        """
        job: _Job[T] = _Job(unit, actor or Actor())
        self._jobs.put(job)
        job.answered.acquire()
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def stop(self) -> None:
        """Finish what has been asked and stop."""
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _loop(self) -> None:
        while True:
            first = self._jobs.get()
            if first is None:
                return
            batch = [first]
            stopping = False
            while len(batch) < BATCH and not self._jobs.empty():
                job = self._jobs.get_nowait()
                if job is None:
                    stopping = True
                    break
                batch.append(job)
            self._commit(batch)
            if stopping:
                return

    def _commit(self, batch: list[_Job[Any]]) -> None:
        try:
            try:
                self._attempt(batch, singly=False)
            except DBAPIError as error:
                if in_the_way(error):
                    _LOG.warning("once more, another transaction was in the way: %s", error.orig)
                elif not _is_about_values(error):
                    raise
                self._attempt(batch, singly=True)
            self._outage.over()
        except Exception as error:  # noqa: BLE001  (every caller must be answered)
            if not isinstance(error, DBAPIError):
                _LOG.exception("the committer failed")
            else:
                self._outage.refused(len(batch), str(error.orig))
            for job in batch:
                job.forget()
                job.error = refuse("storage_away", detail=type(error).__name__)
        happened = [event for job in batch for event in job.events]
        for job in batch:
            job.answered.release()
        if happened:
            try:
                self._react(happened)
            except Exception:  # noqa: BLE001  (what is committed stays; screens ask again)
                _LOG.exception("a reaction failed")

    def _attempt(self, batch: list[_Job[Any]], *, singly: bool) -> None:
        """Run the units and commit; `singly` has each one's statements done before the next one begins.

        Otherwise what goes wrong in one unit may be found out after it, or may be past taking back alone: then it is
        raised for the whole batch.
        """
        with self._engine.connect() as conn:
            transaction = conn.begin()
            trust(conn, trusting=not singly)
            try:
                hall, heard = self._hall.now(), 0
                if self._tell_others is not None:
                    followed = plans.follow_later(conn, hall)
                    heard, hall = log.version(conn), followed()
                for job in batch:
                    job.forget()
                    hall = self._run_one(conn, job, hall, singly=singly)
                if self._tell_others is not None and any(job.events for job in batch):
                    self._tell_others(conn, range(heard + 1, log.version(conn) + 1))
                commit(transaction, self._to_disk)
            except BaseException:
                transaction.rollback()
                raise
            self._hall.put(hall)

    def _run_one(self, conn: Connection, job: _Job[Any], hall: Hall, *, singly: bool) -> Hall:
        """Run one unit and return the hall the next one works with: a unit may have changed the plan."""
        tx = Tx(conn, hall, self._clock.now(), job.actor, self._public_url)
        savepoint.mark(conn)
        try:
            job.result = job.unit(tx)
            if singly:
                arrive(conn)
            job.events = tx.events
            hall = tx.hall
        except DBAPIError as error:
            if not singly or not _is_about_values(error):
                raise
            tx.undo()
            job.error = error
        except Exception as error:  # noqa: BLE001  (a refusal, or the unit's own error, goes to its caller)
            tx.undo()
            job.error = error
        savepoint.remove(conn)
        return hall


def _here(work: Callable[[], Any]) -> Any:
    """Do it here: talking to a server over a socket gives way by itself."""
    return work()


def _is_about_values(error: DBAPIError) -> bool:
    """Tell a mistake in one unit's values from a database that is away or full."""
    return not error.connection_invalidated and type(error).__name__ in (
        "IntegrityError",
        "DataError",
        "InterfaceError",
        "ProgrammingError",
    )
