"""Two people, one citizen, the same moment: what comes out is what would have come out one after the other.

Every pair of commands that anybody can give for a ticket is tried three times over: the one first, the
other first, and both at once over connections of their own. Nothing is said here of what a command
does; only that the answers and the hall after the third trial are those of the first or the second.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest

from tests.api.settings_page import signed_in
from tests.hall import Answer, Client, Hall
from tests.long_forms import LONG, long_form
from tests.races.crowd import crowd

__all__ = ["crowd"]

AT_ONCE = 10 if LONG else 1
"""How often a pair is given at the same moment."""
CLAIM = "elderly"
ITS_LIFE = ("ticket_", "service_", "priority_")
"""Facts that follow from the commands; its paper and its announcement go their own way."""

Command = tuple[str, str, dict[str, Any]]
"""Who, the path with {ticket}, {token}, {one} and {two} for the windows, and the body."""

TICKET, ONE, TWO = "/api/v1/tickets/{ticket}", "/api/v1/windows/{one}", "/api/v1/windows/{two}"
THIS = {"ticket_id": "{ticket}"}

SIGNED_IN = "@"
"""Before the name of somebody who works with a session of their own and not with a device's token."""
SUCCESSOR = "clerk_5"

GIVE_UP: dict[str, Command] = {
    "cancelled at the desk": ("guide", f"{TICKET}/cancel", {}),
    "cancelled on the phone": ("", "/api/v1/t/{token}/cancel", {}),
}
MOVE: dict[str, Command] = {"moved by the desk": ("guide", f"{TICKET}/transfer", {"queue_id": "q-B"})}
SEND: dict[str, Command] = {
    "sent to two by the desk": ("guide", f"{TICKET}/transfer", {"window_id": "{two}"})
}
TWO_CLOSED: dict[str, Command] = {"window two closed": ("clerk_2", f"{TWO}/close", {})}
RETURN: dict[str, Command] = {"returned at the desk": ("guide", f"{TICKET}/return", {})}
FORGOTTEN: dict[str, Command] = {
    "ended by the manager": (f"{SIGNED_IN}manager", f"{ONE}/close-by-manager", {"serving": "hold"})
}
CLOSE: Command = ("clerk_1", f"{ONE}/close", {"leaving": "put_back"})

COMMANDS: dict[str, dict[str, Command]] = {
    "waiting": {
        "next at one": ("clerk_1", f"{ONE}/call-next", {}),
        "next at two": ("clerk_2", f"{TWO}/call-next", {}),
        "chosen at one": ("clerk_1", f"{ONE}/call", {**THIS, "reason": "急"}),
        "chosen at two": ("clerk_2", f"{TWO}/call", {**THIS, "reason": "急"}),
        "priority given": ("guide", f"{TICKET}/priority", {"priority": "disabled"}),
        "priority taken": ("guide", f"{TICKET}/priority", {"priority": None}),
        "another served at one": ("clerk_1", f"{ONE}/direct", {"queue_id": "q-A"}),
        "window one paused": ("clerk_1", f"{ONE}/pause", {"reason": "away"}),
        **MOVE,
        **SEND,
        **TWO_CLOSED,
        **GIVE_UP,
    },
    "called": {
        "recalled": ("clerk_1", f"{ONE}/recall", {}),
        "started": ("clerk_1", f"{ONE}/start", {}),
        "absent": ("clerk_1", f"{ONE}/absent", {}),
        "put back": ("clerk_1", f"{ONE}/requeue", {}),
        "claim not shown": ("clerk_1", f"{ONE}/priority-not-shown", {}),
        "transferred": ("clerk_1", f"{ONE}/transfer", {"window_id": "{two}"}),
        "next at two": ("clerk_2", f"{TWO}/call-next", {}),
        "chosen at two": ("clerk_2", f"{TWO}/call", {**THIS, "reason": "急"}),
        "window closed": CLOSE,
        "priority given": ("guide", f"{TICKET}/priority", {"priority": "disabled"}),
        **MOVE,
        **RETURN,
        **TWO_CLOSED,
        **FORGOTTEN,
        **GIVE_UP,
    },
    "serving": {
        "finished": ("clerk_1", f"{ONE}/finish", {}),
        "finished without a result": ("clerk_1", f"{ONE}/finish", {"outcome": "incomplete"}),
        "held": ("clerk_1", f"{ONE}/hold", {"reason": "form"}),
        "transferred": ("clerk_1", f"{ONE}/transfer", {"queue_id": "q-B", "position": "front"}),
        "next at two": ("clerk_2", f"{TWO}/call-next", {}),
        "window closed": ("clerk_1", f"{ONE}/close", {"leaving": "finish"}),
        **MOVE,
        **RETURN,
        **FORGOTTEN,
        "cancelled at the desk": GIVE_UP["cancelled at the desk"],
    },
    "handed over": {
        "taken over": (f"{SIGNED_IN}{SUCCESSOR}", f"{ONE}/take-over", {}),
        "resumed": ("clerk_1", f"{ONE}/resume", {}),
        "finished": ("clerk_1", f"{ONE}/finish", {}),
        "held": ("clerk_1", f"{ONE}/hold", {"reason": "form"}),
        "transferred": ("clerk_1", f"{ONE}/transfer", {"queue_id": "q-B"}),
        "window closed": ("clerk_1", f"{ONE}/close", {"leaving": "finish"}),
        **FORGOTTEN,
    },
    "held": {
        "resumed at one": ("clerk_1", f"{ONE}/resume-held", THIS),
        "called at one": ("clerk_1", f"{ONE}/resume-held", {**THIS, "call": True}),
        "resumed at two": ("clerk_2", f"{TWO}/resume-held", THIS),
        "next at two": ("clerk_2", f"{TWO}/call-next", {}),
        "window closed": ("clerk_1", f"{ONE}/close", {}),
        **MOVE,
        **RETURN,
        **SEND,
        **TWO_CLOSED,
        **GIVE_UP,
    },
    "absent": {
        "returned": ("guide", f"{TICKET}/return", {}),
        "chosen at one": ("clerk_1", f"{ONE}/call", {**THIS, "reason": "急"}),
        "next at two": ("clerk_2", f"{TWO}/call-next", {}),
        **MOVE,
        **GIVE_UP,
    },
}
SELDOM = {*SEND, *TWO_CLOSED, *RETURN, *FORGOTTEN, "another served at one", "window one paused"}
"""Commands of which the short form tries a third of the pairs, and those of `ALWAYS`."""
ALWAYS = (
    {*SEND, *TWO_CLOSED},
    {"next at one", "another served at one"},
    {"next at one", "window one paused"},
    {"transferred", *TWO_CLOSED},
    {"started", *FORGOTTEN},
    {"started", *RETURN},
    {"finished", *FORGOTTEN},
    {"resumed at one", *RETURN},
    {"taken over", *FORGOTTEN},
)


def pairs(given: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of commands that are tried."""
    for n, pair in enumerate(combinations_with_replacement(given, 2)):
        if LONG or n % 3 == 0 or not SELDOM.intersection(pair) or set(pair) in ALWAYS:
            yield pair


STEPS = {
    "serving": ("start",),
    "handed over": ("start",),
    "held": ("start", "hold"),
    "absent": ("absent",),
}
"""What brings a called ticket to a state."""


class Stage:
    """One hall with two windows, and a ticket brought to a state over and over."""

    def __init__(self, hall: Hall, state: str, crowd: Callable[..., None]) -> None:
        self._hall, self._state, self._crowd = hall, state, crowd
        self._names = {"one": hall.window_id(1), "two": hall.window_id(2)}
        self._hands: dict[tuple[str, int], Client] = {}

    def close(self) -> None:
        """Close the connections."""
        for client in self._hands.values():
            client.close()

    def _set(self) -> None:
        """Bring a new ticket to the state; the one before has ended."""
        hall = self._hall
        ticket = hall.issue("A", priority=CLAIM)
        token = hall.sql("SELECT token FROM ticket WHERE id = ?", ticket["id"])[0][0]
        self._names |= {"ticket": ticket["id"], "token": token}
        if self._state == "waiting":
            return
        hall.at(1, "call-next").ok()
        if self._state in ("called", "absent"):
            hall.advance(21)
            hall.at(1, "recall").ok()
            hall.advance(21)
        for step in STEPS.get(self._state, ()):
            hall.at(1, step).ok()
        if self._state == "handed over":
            hall.at(1, "pause", {"reason": "handover"}).ok()

    def _give(self, command: Command, hand: int) -> Answer:
        who, path, body = command
        client = self._hands.get((who, hand))
        if client is None:
            person = who.startswith(SIGNED_IN)
            client = signed_in(self._hall, who[1:]) if person else self._hall.client(who or None)
            self._hands[who, hand] = client
        filled = {k: v.format(**self._names) if isinstance(v, str) else v for k, v in body.items()}
        return client.post(path.format(**self._names), filled)

    def in_turn(self, first: Command, second: Command) -> tuple[Any, ...]:
        """Give one command after the other and return what came out."""
        self._set()
        answers = [self._give(first, 0), self._give(second, 1)]
        return self._outcome(answers)

    def at_once(self, one: Command, other: Command) -> tuple[Any, ...]:
        """Give both at the same moment and return what came out."""
        self._set()
        answers: dict[int, Answer] = {}

        def give(command: Command, hand: int) -> Callable[[], None]:
            return lambda: answers.__setitem__(hand, self._give(command, hand))

        self._crowd(give(one, 0), give(other, 1))
        return self._outcome([answers[0], answers[1]])

    def _outcome(self, answers: list[Answer]) -> tuple[Any, ...]:
        """Return all that may differ between two orders, and leave the stage empty."""
        hall, ticket = self._hall, self._names["ticket"]
        said = [answer.status if answer.status < 400 else answer.code for answer in answers]
        told = hall.sql(
            "SELECT state, queue_id, window_id, for_window_id, calls, priority, lane, outcome FROM ticket WHERE id = ?",
            ticket,
        )[0]
        windows = hall.sql(
            "SELECT number, state, clerk_id, ticket_id IS NOT NULL FROM window WHERE number IN ('1', '2') ORDER BY number"
        )
        spells = hall.sql(
            "SELECT state, window_id, ended_at IS NULL FROM spell WHERE ticket_id = ?",
            ticket,
        )
        facts = hall.sql("SELECT kind FROM event WHERE ticket_id = ? ORDER BY id", ticket)
        self._strike(told[0])
        assert sum(spell[2] for spell in spells) == int(told[0] not in ("done", "cancelled")), spells
        return (
            *said,
            told,
            tuple(windows),
            tuple(sorted(spells)),
            tuple(f for f in facts if f[0].startswith(ITS_LIFE)),
        )

    def _strike(self, state: str) -> None:
        """Send everybody away and have both windows open again, each with its own clerk."""
        for number, is_, clerk, has in self._hall.sql(
            "SELECT w.number, w.state, w.clerk_id, t.state FROM window w LEFT JOIN ticket t ON t.id = w.ticket_id"
            " WHERE w.number IN ('1', '2')"
        ):
            theirs = self._successor if clerk == SUCCESSOR else partial(self._hall.at, number)
            if has:
                theirs("finish" if has == "serving" else "requeue").ok()
            if clerk == SUCCESSOR:
                theirs("close").ok()
            if is_ == "closed" or clerk == SUCCESSOR:
                self._hall.at(number, "open").ok()
            elif is_ == "paused":
                self._hall.at(number, "resume").ok()
        if state not in ("done", "cancelled"):
            self._hall.by("guide").post(f"/api/v1/tickets/{self._names['ticket']}/cancel")
        self._let_sessions_go()

    def _let_sessions_go(self) -> None:
        """Sign in anew next time where the manager has ended the sessions."""
        theirs = [key for key in self._hands if key[0] == f"{SIGNED_IN}{SUCCESSOR}"]
        left = self._hall.sql("SELECT count(*) FROM session WHERE staff_id = ?", SUCCESSOR) if theirs else []
        if theirs and left[0][0] < len(theirs):
            for key in theirs:
                self._hands.pop(key).close()

    def _successor(self, command: str) -> Answer:
        """Give a command by whoever has taken the first window over."""
        return self._give((f"{SIGNED_IN}{SUCCESSOR}", f"{ONE}/{command}", {}), 0)


@pytest.fixture
def without_paper(hall: Hall) -> Iterator[Hall]:
    """Give the hall with a kiosk that has no printer: paper goes its own way here, and is half of the work."""

    def print_at(printer_id: str | None) -> None:
        with signed_in(hall) as manager:
            wish = {"printer_id": printer_id}
            manager.ask("PUT", "/api/v1/devices/kiosk-1/printers", wish).ok()

    print_at(None)
    yield hall
    print_at("printer-1")


@long_form
@pytest.mark.timeout(1500 if LONG else 240)
@pytest.mark.parametrize("state", COMMANDS)
def test_two_commands_at_once_come_out_as_one_after_the_other(
    without_paper: Hall, crowd: Callable[..., None], state: str
) -> None:
    without_paper.open(1, 2)
    stage = Stage(without_paper, state, crowd)
    given = COMMANDS[state]
    try:
        for one, other in pairs(given):
            first = stage.in_turn(given[one], given[other])
            second = first if one == other else stage.in_turn(given[other], given[one])
            in_turn = {first, (second[1], second[0], *second[2:])}
            for _ in range(AT_ONCE):
                at_once = stage.at_once(given[one], given[other])
                assert at_once in in_turn, f"{state}, {one} against {other}: {at_once} is none of {in_turn}"
    finally:
        stage.close()
