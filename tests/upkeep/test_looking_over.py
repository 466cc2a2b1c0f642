"""The database is looked over after an unclean stop and each night, and damage is said on the manager's page."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from queue_server.site import Site
from queue_server.storage.in_use import InUse, InUseError, is_in_use
from queue_server.upkeep import Upkeep
from tests.databases import Place, on_postgresql, on_sqlite
from tests.hall import Hall, eventually, on_a_file
from tests.realtime.sockets import Watching
from tests.use_cases.small_hall import SmallHall

LOOKED = "the database was looked over: ok"


@on_a_file
def test_only_an_unclean_stop_is_followed_by_a_look(new_hall: Callable[..., Hall]) -> None:
    hall = new_hall()
    assert is_in_use(hall.address)
    pid = hall.said["pid"]
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: LOOKED in hall.log(), "the look after the kill", 20)
    eventually(lambda: hall.read_again()["pid"] != pid, "the new server", 20)
    assert hall.log().count("looking it over") == 1
    hall.stop()
    assert not is_in_use(hall.address)
    assert not list(hall.data.glob("hall.db?*")), "closed in order, the database is one file"
    hall.start()
    assert hall.log().count("looking it over") == 1


@on_a_file
def test_damage_is_said_on_the_managers_page(new_hall: Callable[..., Hall]) -> None:
    hall = new_hall()
    hall.stop()
    db = sqlite3.connect(hall.data / "hall.db")
    db.execute("PRAGMA writable_schema = ON")
    damage = "replace(sql, 'window_id VARCHAR(40)', 'window_id VARCHAR(40) NOT NULL')"
    db.execute(f"UPDATE sqlite_master SET sql = {damage} WHERE name = 'staff'")
    db.commit()
    db.close()
    (hall.data / "hall.db.open").touch()
    hall.start()
    answer = hall.by("").post("/login", {**hall.said["accounts"]["manager"], "screen": "admin"})
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    admin = Watching(hall, {"screen": "admin"}, {"Cookie": cookie})
    told = admin.until(lambda s: any(a["kind"] == "storage" for a in s["alarms"]), "the alarm", 30)
    alarm = next(a for a in told["alarms"] if a["kind"] == "storage")
    assert alarm["params"]["why"] == "NULL value in staff.window_id"
    assert hall.issue("A")["number"] == "A001", "the hall goes on as well as it can"
    admin.close()


class Nights:
    """A site that is nothing but a clock, opening hours and a database."""

    def __init__(self, small: SmallHall) -> None:
        self.hall = small.hall
        self.at = datetime.now(self.hall.zone)
        self.clock = SimpleNamespace(now=lambda: self.at)
        self.readers = small.store.readers
        self.looks: list[Any] = []

    def off_hub(self, work: Callable[[], Any]) -> Any:
        """Do it here, and remember that it was asked for."""
        self.looks.append(work())
        return self.looks[-1]


@on_sqlite
def test_the_full_look_is_taken_once_a_night(small: SmallHall) -> None:
    nights = Nights(small)
    upkeep = Upkeep(cast(Site, nights))
    midnight = nights.at.replace(hour=0, minute=0)
    taken = []
    for minutes in range(0, 2 * 24 * 60, 10):
        nights.at = midnight + timedelta(minutes=minutes)
        before = len(nights.looks)
        upkeep.nightly()
        if len(nights.looks) > before:
            taken.append(minutes)
    assert taken == [60, 60 + 24 * 60] and nights.looks == ["ok", "ok"] and upkeep.fault is None


@on_postgresql
def test_postgresql_indexes_are_looked_over_where_the_extension_is(small: SmallHall, place: Place) -> None:
    nights = Nights(small)
    with small.store.writer.connect() as conn, conn.begin():
        conn.exec_driver_sql("CREATE EXTENSION amcheck")
    nights.at = nights.at.replace(hour=2)
    upkeep = Upkeep(cast(Site, nights))
    upkeep.nightly()
    assert upkeep.fault is None and not nights.looks, "the database's own server does the work"


@on_sqlite
def test_a_second_server_is_kept_off_the_file(place: Place) -> None:
    url = place.hall()
    first = InUse(url)
    with pytest.raises(InUseError):
        InUse(url)
    first.release()
    second = InUse(url)
    assert not second.unclean
    second.release()
