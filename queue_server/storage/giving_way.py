"""How psycopg waits for an answer where tasks give way to each other by themselves (eventlet).

psycopg's own way there makes a selector for every answer, which costs more than the answer. Here the socket is
looked at once, and only when nothing is there yet the task gives way until the hub says that there is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg.errors
from psycopg import waiting
from psycopg.waiting import Ready, Wait

T = TypeVar("T")
IN, OUT = 1, 4
"""POLLIN and POLLOUT, which a patched `select` does not name."""
BOTH_S = 0.05
"""How long to wait for room to send before looking whether there is something to read instead."""
_MASK = {Wait.R: IN, Wait.W: OUT, Wait.RW: IN | OUT}
_READY = {0: Ready.NONE, IN: Ready.R, OUT: Ready.W, IN | OUT: Ready.RW}


def wait_by(poll: Callable[[], Any], give_way: Callable[[int, bool, float | None], None]) -> None:
    """Have psycopg wait so from now on: `poll` makes a real poll object.

    `give_way(fileno, writing, timeout_s)` lets other tasks work until the socket can be written, or else read,
    or the time is over.
    """

    def wait(
        gen: Generator[Wait, Ready, T],
        fileno: int,
        interval: float = 0.0,  # noqa: ARG001  (nobody presses Ctrl-C here)
        timeout: float | None = None,
    ) -> T:
        deadline = None if timeout is None else time.monotonic() + timeout
        look = poll()
        last = None
        try:
            wanted = next(gen)
            while True:
                if wanted != last:
                    last = wanted
                    look.register(fileno, _MASK[wanted])
                found = look.poll(0)
                if not found:
                    left = None if deadline is None else max(0.0, deadline - time.monotonic())
                    if wanted & Wait.W:
                        left = BOTH_S if left is None else min(left, BOTH_S)
                    give_way(fileno, bool(wanted & Wait.W), left)
                    found = look.poll(0)
                wanted = gen.send(_ready(found, wanted))
                if deadline is not None and time.monotonic() >= deadline:
                    raise psycopg.errors._WaitTimeout("wait timeout expired")  # noqa: SLF001  (as psycopg's own ways do)
        except StopIteration as end:
            value: T = end.value
            return value

    waiting.wait = wait


def _ready(found: list[tuple[int, int]], wanted: Wait) -> Ready:
    if not found:
        return Ready.NONE
    # An error or the other's end is for the reader, or the sender, to find.
    return _READY[found[0][1] & (IN | OUT)] or Ready(int(wanted))
