"""The manager is told of what wants somebody now: of whom it touches, of who could help, and of nothing at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from queue_server.domain.screen_health import NEVER, ScreenHealth
from queue_server.plan import HoursPlan, Interval
from queue_server.screens.admin.alarms import Alarms, alarms
from queue_server.screens.admin.snapshot import mean_wait_a_week_ago
from queue_server.storage import people, prints
from queue_server.use_cases import serve
from queue_server.use_cases.call_next import call_next
from queue_server.use_cases.hall_now import HallNow, read_now
from queue_server.use_cases.issue_ticket import issue_ticket
from queue_server.use_cases.run_window import pause_window
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.watch_devices import COMES_WITHIN, DeviceNow, devices_now
from tests.databases import on_sqlite
from tests.use_cases.small_hall import SmallHall
from tests.use_cases.test_runner import issue

pytestmark = on_sqlite
OVER_TARGET_S = 1800 + 61
OFFICE = HoursPlan(days=(((Interval(time(8, 30), time(17)),),) * 7))
SITE: Any = SimpleNamespace(extras={"alarms": Alarms(), "upkeep": SimpleNamespace(fault=None)})


def told(small: SmallHall, *devices: DeviceNow) -> dict[str, dict[str, Any]]:
    """Return the alarms of this moment by id."""

    def look(conn: Any) -> dict[str, dict[str, Any]]:
        now: HallNow = read_now(conn, small.hall, small.clock.at)
        return {one["id"]: one for one in alarms(now, SITE, list(devices))}

    return small.look(look)


def display(state: str, since: datetime, *troubles: str) -> DeviceNow:
    device = people.Device("d1", "display", "综合屏", None, None, None, None)
    return DeviceNow(device, ScreenHealth(state, since, troubles, since))


def test_a_screen_that_stays_dark_when_the_server_is_back_is_told_of(small: SmallHall) -> None:
    """After a power cut the server knows of no device; one that was let in and does not come is the one to look after."""
    started = small.clock.at

    def let_in(tx: Tx, name: str) -> None:
        wish = people.Enrolment(name, "123456", "display", name, None, tx.at, None, False)
        people.add_enrolment(tx.conn, wish)
        people.put_device(tx.conn, people.Device(name, "display", name, None, None, None, None), name, tx.at)
        people.settle_enrolment(tx.conn, name, name, True)

    def seen(since: datetime | None) -> list[DeviceNow]:
        return small.look(
            lambda conn: devices_now(read_now(conn, small.hall, small.clock.at), lambda *_: NEVER, since)
        )

    small.do(lambda tx: let_in(tx, "dark"))
    small.do(
        lambda tx: people.put_device(
            tx.conn, people.Device("planned", "display", "planned", None, None, None, None), None, tx.at
        )
    )
    small.clock.pass_s(3600)
    small.do(lambda tx: let_in(tx, "new"))
    small.clock.pass_s(60)
    found = {one.device.id: one.health for one in seen(started)}
    assert found["dark"].state == "silent"
    assert found["planned"] == found["new"] == NEVER
    assert "device:dark" in told(small, *seen(started)) and "device:new" not in told(small, *seen(started))
    later = small.clock.at - timedelta(seconds=90)
    assert {one.device.id: one.health.seen for one in seen(later)}["dark"] == later, (
        "since the server is there"
    )
    small.clock.pass_s(COMES_WITHIN.total_seconds() + 1)
    assert "device:new" in told(small, *seen(started))
    assert not [one for one in seen(None) if one.health != NEVER], "in the demo nobody is missed"


def test_a_long_wait_names_a_window_that_could_help_and_no_other(small: SmallHall) -> None:
    small.do(issue)
    small.clock.pass_s(OVER_TARGET_S)
    assert told(small)["wait:q-A"]["params"]["helper"] is None, "nobody is there"
    small.open(1)
    assert told(small)["wait:q-A"]["params"]["helper"] is None, "window 1 calls it as it is"
    small.open(6)
    params = told(small)["wait:q-A"]["params"]
    assert (params["helper"], params["waiting"], params["prefix"]) == ("6", 1, "A")


def test_people_who_wait_for_windows_that_are_all_shut_are_told_of_while_the_hall_is_open(
    small: SmallHall,
) -> None:
    small.open(1)
    small.do(issue)
    small.clock.pass_s(200)
    assert "unserved:q-A" not in told(small)
    small.at(1, lambda tx, w: pause_window(tx, w, "away"))
    small.clock.pass_s(170)
    assert "unserved:q-A" not in told(small)
    small.clock.pass_s(20)
    small.open(6)
    params = told(small)["unserved:q-A"]["params"]
    assert (params["waiting"], params["helper"]) == (1, "6")
    small.clock.pass_s(OVER_TARGET_S)
    assert {"wait:q-A"} == {one for one in told(small) if one.endswith("q-A")}, "one thing is told once"
    small.clock.pass_s(-OVER_TARGET_S)
    small.in_force.put(small.hall.under(replace(small.hall.plan, hours=OFFICE), small.hall.version))
    small.clock.at = small.clock.at.astimezone(small.hall.zone).replace(hour=17, minute=4)
    assert "unserved:q-A" not in told(small), "the hall has closed"


def test_a_long_pause_says_how_many_wait_for_that_window(small: SmallHall) -> None:
    small.do(issue)
    small.open(1)
    small.at(1, lambda tx, w: pause_window(tx, w, "away"))
    small.clock.pass_s(small.hall.policy.pause_limit_s + 1)
    assert told(small)["pause:w-1"]["params"]["waiting"] == 1


def test_a_printer_that_is_down_says_how_many_papers_it_owes(small: SmallHall) -> None:
    kiosk = next(d for d in small.look(people.devices) if d.kind == "kiosk" and d.printer_id)
    for _ in range(2):
        small.do(
            lambda tx: issue_ticket(
                tx, kiosk, queue_id="q-A", item_code=None, priority=None, language="zh-CN"
            )
        )
    small.do(lambda tx: prints.set_printer_state(tx.conn, kiosk.printer_id or "", "down", "paper_out", tx.at))
    params = told(small)[f"printer:{kiosk.printer_id}"]["params"]
    assert (params["why"], params["unprinted"]) == ("paper_out", 2)


def test_the_mean_wait_of_today_stands_beside_that_of_a_week_ago(small: SmallHall) -> None:
    known: dict[str, int | None] = {}

    def then() -> int | None:
        return small.look(
            lambda conn: mean_wait_a_week_ago(read_now(conn, small.hall, small.clock.at), known)
        )

    assert then() is None
    small.do(issue)
    small.open(1)
    small.clock.pass_s(120)
    small.at(1, lambda tx, w: call_next(tx, w, None, None))
    small.at(1, serve.start)
    small.at(1, lambda tx, w: serve.finish(tx, w, "done", ()))
    small.clock.pass_s(7 * 86400)
    assert then() == 120 and len(known) == 1, "yesterday's answer is forgotten"


@pytest.mark.parametrize(
    ("trouble", "for_s", "is_told"),
    [
        ("behind", 59, False),
        ("behind", 61, True),
        ("hidden", 61, True),
        ("not_drawing", 9, True),
        ("errors", 99, False),
    ],
)
def test_a_picture_that_is_wrong_for_a_minute_is_told_and_one_that_stands_at_once(
    small: SmallHall, trouble: str, for_s: int, is_told: bool
) -> None:
    since = small.clock.at - timedelta(seconds=for_s)
    found = told(small, display("online", since, trouble)).get("screen:d1")
    assert (found is not None) == is_told
    if found is not None:
        assert found["params"]["trouble"] == trouble


@pytest.mark.parametrize(
    ("hour", "minute", "is_told"),
    [(3, 0, False), (7, 59, False), (8, 0, True), (12, 0, True), (18, 0, False)],
)
def test_a_device_that_is_off_is_told_of_while_the_hall_works_and_half_an_hour_before(
    small: SmallHall, hour: int, minute: int, is_told: bool
) -> None:
    small.in_force.put(small.hall.under(replace(small.hall.plan, hours=OFFICE), small.hall.version))
    small.clock.at = small.clock.at.astimezone(small.hall.zone).replace(hour=hour, minute=minute, second=0)
    off = display("silent", small.clock.at - timedelta(hours=9))
    assert ("device:d1" in told(small, off)) == is_told
