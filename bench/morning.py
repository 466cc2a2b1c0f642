"""A short, believable morning in a demo hall: who came when, and what the clerks did, up to twelve past ten."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.demo_hall import DemoHall
from bench.speaker import Speaker

BEGINS = datetime(2026, 10, 21, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
SHOWN = BEGINS.replace(hour=10, minute=12)
CALLING, PAUSED, RATED = 3, 5, 2
"""The windows that are about to call, are paused, and have just been rated when the pictures are taken."""
PRINTS_WITHIN_S = 10.0

# (minute, second) after nine o'clock, what happens, to whom: `comes` has a queue's letter or an item's code and
# perhaps a priority class, the rest a window and perhaps a rating.
STEPS: tuple[tuple[int, int, str, tuple[Any, ...]], ...] = (
    (31, 0, "comes", ("AQ51",)),
    (31, 20, "begins", (1,)),
    (32, 0, "comes", ("AQ02",)),
    (32, 10, "begins", (3,)),
    (33, 0, "comes", ("AQ09",)),
    (33, 20, "begins", (4,)),
    (34, 0, "comes", ("E",)),
    (34, 15, "begins", (5,)),
    (36, 0, "comes", ("AQ18",)),
    (36, 25, "begins", (2,)),
    (37, 0, "comes", ("AQ01",)),
    (38, 0, "comes", ("F",)),
    (38, 10, "begins", (6,)),
    (39, 0, "ends", (4, 5)),
    (40, 0, "comes", ("AQ10",)),
    (40, 0, "ends", (1, 5)),
    (40, 10, "begins", (4,)),
    (41, 0, "ends", (3, 5)),
    (41, 10, "begins", (3,)),
    (43, 0, "comes", ("AQ43",)),
    (43, 10, "begins", (1,)),
    (44, 0, "comes", ("AQ08",)),
    (45, 0, "comes", ("AQ05",)),
    (46, 0, "ends", (5, 4)),
    (46, 0, "comes", ("E",)),
    (47, 0, "begins", (5,)),
    (48, 0, "comes", ("AQ14",)),
    (48, 0, "ends", (4, 4)),
    (49, 0, "comes", ("AQ12",)),
    (49, 10, "begins", (4,)),
    (50, 0, "ends", (2, 5)),
    (50, 0, "comes", ("AQ02", "elderly")),
    (51, 0, "begins", (2,)),
    (52, 0, "ends", (6, 5)),
    (52, 30, "ends", (3, None)),
    (53, 0, "begins", (3,)),
    (53, 0, "comes", ("AQ28",)),
    (55, 0, "comes", ("E",)),
    (56, 0, "comes", ("AQ49",)),
    (57, 0, "comes", ("AQ09",)),
    (58, 0, "comes", ("AQ36",)),
    (58, 0, "ends", (1, 5)),
    (59, 0, "begins", (1,)),
    (59, 0, "comes", ("AQ24", "disabled")),
    (60, 0, "comes", ("F",)),
    (60, 20, "begins", (6,)),
    (61, 0, "comes", ("AQ04",)),
    (61, 30, "ends", (5, None)),
    (62, 0, "comes", ("AQ10",)),
    (62, 0, "ends", (4, 5)),
    (62, 20, "begins", (5,)),
    (63, 0, "comes", ("AQ51",)),
    (63, 0, "ends", (2, 3)),
    (63, 10, "begins", (4,)),
    (63, 30, "comes", ("E",)),
    (64, 0, "ends", (3, 5)),
    (64, 0, "begins", (2,)),
    (64, 40, "misses", (3,)),
    (65, 30, "comes", ("AQ01",)),
    (65, 40, "begins", (3,)),
    (66, 0, "comes", ("AQ46",)),
    (67, 0, "comes", ("AQ20",)),
    (68, 0, "ends", (6, 5)),
    (68, 0, "comes", ("AQ02",)),
    (68, 30, "ends", (1, 4)),
    (69, 0, "begins", (1,)),
    (69, 0, "comes", ("AQ62", "maternity")),
    (70, 0, "ends", (5, 5)),
    (70, 0, "pauses", (5,)),
    (70, 0, "comes", ("AQ09",)),
    (71, 0, "comes", ("AQ05",)),
    (71, 20, "comes", ("E",)),
    (71, 40, "ends", (3, 5)),
)


class Morning:
    """Play the steps in a hall that has just begun; its clock jumps from one to the next."""

    def __init__(self, hall: DemoHall) -> None:
        self._hall = hall
        self._speakers: dict[str, Speaker] = {}
        self._papers = 0
        self.tickets: dict[str, dict[str, Any]] = {}

    def play(self) -> None:
        """Play all steps and leave the clock at the hour of the pictures."""
        for number in self._hall.windows:
            self.at(number, "open")
        for minute, second, what, who in STEPS:
            self._hall.set_clock(BEGINS.replace(minute=0) + timedelta(minutes=minute, seconds=second))
            getattr(self, what)(*who)
        self._hall.set_clock(SHOWN)

    def comes(self, wish: str, priority: str | None = None) -> dict[str, Any]:
        """Let somebody take a ticket, and wait for its paper: the clock must not jump while it prints."""
        body = {"queue_id": f"q-{wish}"} if len(wish) == 1 else {"item_code": wish}
        path = "/api/v1/tickets"
        taken = self._by("kiosk").done(path, {**body, "priority": priority} if priority else body)
        self._papers += 1
        ends = time.monotonic() + PRINTS_WITHIN_S
        while len(list((self._hall.data / "paper").glob("paper-*.png"))) < self._papers:
            if time.monotonic() > ends:
                raise RuntimeError(f"no paper for {taken['ticket']['number']}")
            time.sleep(0.05)
        time.sleep(0.1)  # the agent reports that it is printed
        ticket = dict(taken["ticket"])
        self.tickets[ticket["number"]] = ticket
        return ticket

    def begins(self, window: int) -> dict[str, Any]:
        """Let a clerk call the next citizen, who comes."""
        self.at(window, "call-next")
        return self.at(window, "start")

    def ends(self, window: int, level: int | None) -> None:
        """Let a service end, and the citizen rate it or not."""
        done = self.at(window, "finish")
        if level is not None:
            rating = {"spell_id": done["spell_id"], "level": level}
            self._by(f"tablet_{window}").done("/api/v1/ratings", rating)

    def misses(self, window: int) -> None:
        """Let somebody not come, though called twice."""
        self.at(window, "call-next")
        self._hall.set_clock(BEGINS.replace(minute=0) + timedelta(minutes=65, seconds=5))
        self.at(window, "recall")
        self.at(window, "absent")

    def pauses(self, window: int) -> None:
        """Let a clerk go away for a moment."""
        self.at(window, "pause", {"reason": "away"})

    def at(self, window: int, command: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give a window's command by its clerk."""
        path = f"/api/v1/windows/{self._hall.window_id(window)}/{command}"
        done = self._by(f"clerk_{window}").done(path, body)
        if done is None:
            raise RuntimeError(f"nobody waits for window {window}")
        return dict(done)

    def _by(self, name: str) -> Speaker:
        if name not in self._speakers:
            self._speakers[name] = Speaker(self._hall.base_url, self._hall.token(name))
        return self._speakers[name]
