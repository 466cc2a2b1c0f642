"""What the box does next, for everything it can see."""

from __future__ import annotations

import pytest

from boxes.watch import (
    BACK_OFF_S,
    FROZEN_AFTER_S,
    LOADS_WITHIN_S,
    Seen,
    Step,
    next_step,
    ours,
    pause_before_start,
)

SERVER = "http://192.168.1.10:8000"
OFFLINE = "file:///etc/tinghao/offline/index.html"
ERROR = "chrome-error://chromewebdata/"


@pytest.mark.parametrize(
    ("seen", "step"),
    [
        (Seen(f"{SERVER}/board"), Step.NOTHING),
        (Seen(f"{SERVER}/board", answers=False), Step.NOTHING),
        (Seen(SERVER), Step.NOTHING),
        (Seen(OFFLINE, answers=True), Step.OPEN),
        (Seen(OFFLINE, answers=False), Step.NOTHING),
        (Seen(f"{OFFLINE}#x", answers=False), Step.NOTHING),
        (Seen(ERROR, answers=False), Step.SHOW_OFFLINE),
        (Seen(ERROR, answers=True), Step.OPEN),
        (Seen("about:blank", answers=False), Step.SHOW_OFFLINE),
        (Seen("http://192.168.1.10:80001/board", answers=False), Step.SHOW_OFFLINE),
        (Seen(f"{SERVER}/board", empty_for_s=LOADS_WITHIN_S - 1), Step.NOTHING),
        (Seen(f"{SERVER}/board", empty_for_s=LOADS_WITHIN_S + 1, answers=True), Step.OPEN),
        (Seen(f"{SERVER}/board", empty_for_s=LOADS_WITHIN_S + 1, answers=False), Step.SHOW_OFFLINE),
        (Seen(OFFLINE, empty_for_s=LOADS_WITHIN_S + 1, answers=False), Step.NOTHING),
        (Seen(f"{SERVER}/board", ended=True), Step.RESTART),
        (Seen(None, crashed=True), Step.RESTART),
        (Seen(None, drawn_ago_s=FROZEN_AFTER_S - 1), Step.NOTHING),
        (Seen(None, drawn_ago_s=FROZEN_AFTER_S + 1), Step.RESTART),
        (Seen(None, drawn_ago_s=FROZEN_AFTER_S + 1, loading=True), Step.NOTHING),
        (Seen(None, drawn_ago_s=LOADS_WITHIN_S + 1, loading=True), Step.RESTART),
    ],
)
def test_what_is_seen_decides_what_is_done(seen: Seen, step: Step) -> None:
    assert next_step(seen, SERVER, OFFLINE) is step


def test_another_server_whose_name_begins_alike_is_not_ours() -> None:
    assert not ours(f"{SERVER}.example.com/board", SERVER)


def test_the_first_restart_is_at_once_and_none_waits_longer_than_ten_seconds() -> None:
    assert pause_before_start(0) == 0
    assert [pause_before_start(n) for n in (5, 50)] == [BACK_OFF_S[-1]] * 2
    assert BACK_OFF_S[-1] <= 10
