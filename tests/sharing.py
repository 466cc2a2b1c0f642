"""Which tests a worker runs together, and which run beside those that need the processors."""

from __future__ import annotations

import re
from typing import Any

from xdist.scheduler import LoadScopeScheduling

BROWSER_TESTS = "tests/browser/"
TOUR = re.compile(r"\[(?:kiosk|windows|staff)\]$")
TOGETHER = ("tests/races/test_two_servers.py",)
"""Files that start halls of their own, once for all their tests."""
WAITING = (
    *("tests/commands/", "tests/paper/", "tests/printers/", "tests/voice/"),
    *("tests/crash/test_storage_away.py", "tests/realtime/test_announcements.py"),
    "tests/crash/test_crash.py::test_a_spare_steps_in",
    *("tests/browser/test_a_box.py", "tests/browser/test_a_screen_that_ails.py"),
    *("tests/browser/test_the_board_speaks.py", "tests/browser/test_the_hours.py"),
    "tests/browser/test_the_voice_when_screens_fail.py",
)
"""Tests that wait most of their time: for a printer that hangs, a database that is frozen, a call that is spoken."""
LONGEST = (
    *("tests/browser/test_nothing_leaves_the_house.py", "tests/browser/test_screens_are_accessible.py"),
    "tests/browser/test_the_screens_on_the_wall.py",
)
"""The tours and the wall: begun last, one would go on alone."""


class Shared(LoadScopeScheduling):  # type: ignore[misc]
    """Hand a browser file out as a whole, a part of the tour as a whole, and other tests one by one, in their order.

    Two workers take what needs the processors; from the third on they take what waits, for as long as there is any.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if not file.startswith((BROWSER_TESTS, *TOGETHER)):
            return nodeid
        tour = TOUR.search(nodeid)
        return tour.group() if tour else file

    def _next_for(self, node: Any) -> str | None:
        waits = int(node.gateway.id.removeprefix("gw")) >= 2
        fitting = (unit for unit in self.workqueue if unit.startswith(WAITING) == waits)
        return next(fitting, None if waits else next(iter(self.workqueue), None))

    def _assign_work_unit(self, node: Any) -> None:
        unit = self._next_for(node)
        if unit is not None:
            self.workqueue.move_to_end(unit, last=False)
            super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        if self._next_for(node) is not None:
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()
