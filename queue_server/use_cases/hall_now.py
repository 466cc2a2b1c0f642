"""The hall at this moment, read once and shown to every screen: windows, waiting, open tickets.

Theory: the first question to the database fixes the moment; what is asked later in the same look is answered
as of then. So each part is read when the first screen needs it, and kept for the others of that look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from sqlalchemy import Connection

from queue_server.domain import dispatch
from queue_server.domain.ids import QueueId, WindowId
from queue_server.domain.ticket import State, Ticket
from queue_server.domain.window import Window, WindowState
from queue_server.hall import Hall
from queue_server.storage import calls, events, people, ratings, tickets, windows
from queue_server.storage.calls import Announcement
from queue_server.storage.windows import DayOfWindow
from queue_server.use_cases import outlook, turns


@dataclass(frozen=True)
class HallNow:
    """One consistent look at the hall; `version` is the number of the last fact in it."""

    hall: Hall
    at: datetime
    version: int
    conn: Connection
    shown: dict[tuple[Any, Ticket], dict[str, Any]] = field(default_factory=dict)
    said: dict[str, Announcement | None] = field(default_factory=dict)

    @cached_property
    def today(self) -> str:
        """Return the hall's business day."""
        return self.hall.schedule.business_day(self.at)

    @cached_property
    def windows(self) -> dict[WindowId, Window]:
        """Return every window the hall has, by id."""
        return {w: found for w, found in windows.all_windows(self.conn).items() if w in self.hall.windows}

    @cached_property
    def staff(self) -> dict[str, people.Person]:
        """Return all staff by id."""
        return people.everybody(self.conn)

    @cached_property
    def waiting(self) -> tuple[Ticket, ...]:
        """Return the day's waiting tickets in order of rank."""
        return tuple(tickets.waiting(self.conn, self.today))

    @cached_property
    def at_windows(self) -> tuple[Ticket, ...]:
        """Return the called and serving tickets."""
        return tuple(tickets.at_windows(self.conn))

    @cached_property
    def days(self) -> dict[str, DayOfWindow]:
        """Return what each window has done today, by window id; none of those that have done nothing."""
        return windows.day_of(self.conn, self.today)

    @cached_property
    def asks(self) -> dict[str, ratings.Ask]:
        """Return the question open at each window, the newest if there are two, by window id."""
        return {a.window_id: a for a in sorted(ratings.open_asks(self.conn), key=lambda a: a.asked_at)}

    @cached_property
    def runs(self) -> dict[QueueId, int]:
        """Return how many others each queue has called since its last priority; 0 where turns do not count."""
        policy = self.hall.policy
        return {queue: turns.run_of(self.conn, queue, self.today, policy) for queue in self.hall.queues}

    @cached_property
    def waiting_of(self) -> dict[QueueId, list[Ticket]]:
        """Return the waiting tickets of each queue in turn."""
        return self._in_turn(self.waiting)

    @cached_property
    def callable_of(self) -> Mapping[QueueId, list[Ticket]]:
        """Return those of each queue whom all its windows may call, in turn: who is sent to one takes no turn here."""
        if not self.sent_away:
            return self.waiting_of
        return self._in_turn([t for t in self.waiting if not dispatch.sent_away(t)])

    def _in_turn(self, waiting: Sequence[Ticket]) -> dict[QueueId, list[Ticket]]:
        found: dict[QueueId, list[Ticket]] = {queue: [] for queue in self.hall.queues}
        for ticket in waiting:
            found.setdefault(ticket.queue_id, []).append(ticket)
        if self.hall.policy.order != "interleave":
            return found
        return {
            q: dispatch.in_turn(order, self.hall.policy, self.runs.get(q, 0)) for q, order in found.items()
        }

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Return how many wait before each waiting ticket in its queue."""
        return {t.id: ahead for order in self.waiting_of.values() for ahead, t in enumerate(order)}

    @cached_property
    def open_tickets(self) -> dict[str, Ticket]:
        """Return the waiting, called and serving tickets by id."""
        return {t.id: t for t in (*self.waiting, *self.at_windows)}

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return a ticket; those of the day that are not over cost no question."""
        return self.open_tickets.get(ticket_id) or tickets.by_id(self.conn, ticket_id)

    @cached_property
    def ticket_at(self) -> dict[WindowId, Ticket]:
        """Return the called or serving ticket of each window."""
        found = self.open_tickets
        return {
            w.id: found[w.ticket_id]
            for w in self.windows.values()
            if w.ticket_id is not None and w.ticket_id in found
        }

    @cached_property
    def recent_calls(self) -> list[Ticket]:
        """Return the day's last calls, newest first."""
        return tickets.recent_calls(self.conn, self.today, 12)

    def announcement(self, ticket: Ticket) -> Announcement | None:
        """Return the last call of a ticket that was to be spoken; what hangs on walls asks for many, once a look."""
        if ticket.id not in self.said:
            wanted = {t.id for t in (ticket, *self.recent_calls, *self.at_windows)} - self.said.keys()
            self.said.update(dict.fromkeys(wanted))
            self.said.update(calls.last_announcements(self.conn, list(wanted)))
        return self.said[ticket.id]

    def order_for(self, window_id: WindowId) -> list[Ticket]:
        """Return the tickets a window may call, in the order it would call them."""
        clerk = self.windows[window_id].clerk_id
        sent = [t for t in self.sent_away if dispatch.sent_to(t, window_id, clerk)]
        return dispatch.in_order(self.callable_of, self.hall.tiers(window_id), sent)

    @cached_property
    def sent_away(self) -> list[Ticket]:
        """Return those who wait for one window or one clerk only, in order."""
        return [t for t in self.waiting if dispatch.sent_away(t)]

    def why(self, ticket: Ticket) -> dispatch.Why:
        """Return why a waiting ticket stands where it stands."""
        return dispatch.why_in(ticket, self.waiting_of[ticket.queue_id], self.hall.policy)

    @cached_property
    def held(self) -> list[Ticket]:
        """Return the tickets set aside, the longest held first."""
        found = tickets.open_in_state(self.conn, State.HELD, self.today)
        return sorted(found, key=lambda t: t.held_at or t.issued_at)

    def held_for(self, window_id: WindowId) -> list[Ticket]:
        """Return the held tickets a window may go on with: its own, and those of the queues it serves."""
        served = {q for tier in self.hall.tiers(window_id) for q in tier.queues}
        return [t for t in self.held if t.window_id == window_id or t.queue_id in served]

    @cached_property
    def dealt(self) -> dict[str, str]:
        """Return which open window each waiting ticket falls to if the connection breaks now.

        The queue is dealt out in turn, each open window taking the next it may call, so that windows
        which call by mouth never call the same person. By ticket id; window numbers.
        """
        hands = [
            (self.windows[w].number, self.order_for(w))
            for w in self.hall.windows
            if self.windows[w].state is WindowState.OPEN
        ]
        found: dict[str, str] = {}
        places = [0] * len(hands)
        dealing = True
        while dealing:
            dealing = False
            for n, (number, order) in enumerate(hands):
                while places[n] < len(order) and order[places[n]].id in found:
                    places[n] += 1
                if places[n] < len(order):
                    found[order[places[n]].id] = number
                    dealing = True
        return found

    @cached_property
    def waits(self) -> outlook.Waits:
        """Return how long everybody waits."""
        return outlook.look(self.hall, self.at, self.windows, self.ticket_at, self.waiting_of)

    def wait(self, queue_id: QueueId, ahead: int) -> dict[str, int] | None:
        """Return the wait of somebody who comes now to that many before them, as the protocol shows it."""
        return self.waits.of_newcomer(queue_id, ahead)

    def windows_for(self, queue_id: QueueId) -> list[str]:
        """Return the numbers of the windows where a queue may be called today, its own first."""
        return windows_for(self.hall, self.windows, queue_id)

    def free_now(self, queue_id: QueueId) -> bool:
        """Tell whether nobody waits and a window that calls this queue is free."""
        if self.waiting_of.get(queue_id):
            return False
        return any(
            self.windows[w].state is WindowState.OPEN and self.windows[w].ticket_id is None
            for w in self.hall.windows_of(queue_id)
        )


TicketView = Callable[[HallNow, Ticket], dict[str, Any]]


def once_a_look(view: TicketView) -> TicketView:
    """Make a view of a ticket once a look: screens that show the same ticket share it, and change nothing in it."""

    @wraps(view)
    def shared(now: HallNow, ticket: Ticket) -> dict[str, Any]:
        made = now.shown.get((view, ticket))
        if made is None:
            made = now.shown[view, ticket] = view(now, ticket)
        return made

    return shared


def windows_for(hall: Hall, states: Mapping[WindowId, Window], queue_id: QueueId) -> list[str]:
    """Return the windows to tell a citizen of: those not closed, or the queue's own while all are."""
    serving = hall.windows_of(queue_id)
    prefix = hall.known_queue(queue_id).prefix
    staffed = [w for w in serving if states[w].state is not WindowState.CLOSED]
    own = [w for w in serving if prefix in hall.window(w).own]
    return [str(hall.window(w).number) for w in staffed or own or serving]


def read_now(conn: Connection, hall: Hall, at: datetime) -> HallNow:
    """Read the hall at this moment from one snapshot of the database."""
    return HallNow(hall, at, events.version(conn), conn)
