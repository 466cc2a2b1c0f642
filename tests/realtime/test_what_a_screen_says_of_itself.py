"""A page that stands still, cannot be heard or holds old things is shown to the manager and in the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from queue_server.realtime.presence import Connections
from tests.hall import Hall, eventually
from tests.realtime.sockets import Watching

WALL = ("board:", "screen:")
WELL = {"version": 1, "drawn_frames": 10, "audio_ready": True, "errors": 0, "sound": "ready"}


class Times:
    """A hall's clock and the seconds of a clock that is never set, moved by the test."""

    def __init__(self) -> None:
        self.s = 100.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_700_000_000 + self.s, UTC)

    def seconds(self) -> float:
        return self.s


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def held(times: Times) -> Connections:
    return Connections(times, "b1", times.seconds)


def test_a_device_quiet_for_thirty_seconds_counts_as_gone_though_its_socket_lives(
    times: Times, held: Connections
) -> None:
    held.add("s", "kiosk", "kiosk:k", None, "k")
    held.heard("s", WELL)
    heard_at = times.now()
    times.s += 30
    assert (held.health(("kiosk:k",)).state, held.fallen_quiet()) == ("online", [])
    times.s += 1
    assert held.fallen_quiet() == ["kiosk:k"]
    assert held.fallen_quiet() == [], "told once"
    assert (held.health(("kiosk:k",)).state, held.health(("kiosk:k",)).seen) == ("silent", heard_at)
    assert held.heard("s", WELL), "its return is news"
    assert held.health(("kiosk:k",)).state == "online"
    assert not held.heard("s", WELL)


def test_two_hall_screens_are_told_apart_by_their_devices(held: Connections) -> None:
    held.add("a", "display", "board:", None, "left")
    held.add("b", "display", "board:东区", None, "right")
    held.heard("a", WELL)
    held.heard("b", {**WELL, "sound": "stuck"})
    assert held.health(WALL, "left").troubles == ()
    assert held.health(WALL, "right").troubles == ("sound_stuck",)
    assert held.health(WALL, "third").state == "never"
    held.remove("b")
    assert held.health(WALL, "right").state == "silent"


def test_two_displays_that_show_one_screen_are_told_apart_and_one_may_have_the_board_open(
    held: Connections,
) -> None:
    held.add("a", "screen", "screen:east", None, "left")
    held.add("b", "screen", "screen:east", None, "right")
    held.heard("a", {**WELL, "hidden": True})
    held.heard("b", WELL)
    assert (held.health(WALL, "left").troubles, held.health(WALL, "right").troubles) == (("hidden",), ())
    held.remove("a")
    assert (held.health(WALL, "left").state, held.health(WALL, "right").state) == ("silent", "online")
    held.add("c", "display", "board:", None, "left")
    assert held.health(WALL, "left").state == "online"


def test_a_screen_that_is_not_to_speak_is_never_called_unheard_until_it_is_to_speak(times: Times) -> None:
    speaks: set[str] = set()
    held = Connections(times, "b1", times.seconds, lambda room: room if room in speaks else None)
    held.add("s", "screen", "screen:next", None, "d")
    held.add("w", "sign", "sign:w-3", None, "w")
    for sid in ("s", "w"):
        held.heard(sid, {**WELL, "audio_ready": False, "sound": "blocked"})
    assert held.health(WALL, "d").troubles == held.health(("sign:w-3",), "w").troubles == ()
    speaks.update({"screen:next", "sign:w-3"})
    assert held.health(WALL, "d").troubles == ("sound_blocked",)
    assert held.health(("sign:w-3",), "w").troubles == ()


def test_of_several_pages_of_a_device_the_one_that_ails_is_told(times: Times, held: Connections) -> None:
    held.add("a", "display", "board:", None, "d")
    held.add("b", "display", "board:", None, "d")
    for _ in range(2):
        held.heard("a", WELL)
        held.heard("b", {**WELL, "drawn_frames": int(times.s)})
        times.s += 15
    found = held.health(WALL, "d")
    assert found.troubles == ("not_drawing",)
    assert found.drawn_at == datetime.fromtimestamp(1_700_000_100, UTC)


def test_of_phones_nothing_is_kept(held: Connections) -> None:
    for n in range(50):
        held.add(f"s{n}", "phone", f"phone:{n}", None)
        held.heard(f"s{n}", WELL)
        held.remove(f"s{n}")
    assert held._last == {}


@pytest.fixture
def admin(hall: Hall) -> Iterator[Watching]:
    """Open the manager's page."""
    answer = hall.by("").post("/login", {**hall.said["accounts"]["manager"], "screen": "admin"})
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    hall.by("").session.cookies.clear()
    made = Watching(hall, {"screen": "admin"}, {"Cookie": cookie})
    yield made
    made.close()


def board_in(snapshot: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in snapshot["devices"] if one["kind"] == "display")


def figure(hall: Hall, name: str, trouble: str = "") -> float:
    """Return one of the hall screen's figures from /metrics."""
    asked = f',trouble="{trouble}"' if trouble else ""
    lines = hall.by("display").get("/metrics").ok().splitlines()
    return float(
        next(n for n in lines if n.startswith(f"{name}{{") and f'kind="display"{asked}' in n).split()[-1]
    )


def test_what_a_hall_screen_says_reaches_the_manager_at_once_and_the_figures(
    hall: Hall, admin: Watching
) -> None:
    board = Watching(hall, {"screen": "display", "token": hall.token("display")})
    board.io.emit("alive", WELL)
    admin.until(
        lambda s: board_in(s)["state"] == "online" and board_in(s)["troubles"] == [], "the screen, well"
    )
    assert (figure(hall, "tinghao_screen_up"), figure(hall, "tinghao_screen_trouble", "errors")) == (1, 0)
    board.io.emit("alive", {**WELL, "errors": 3, "sound": "no_device", "hidden": True})
    ill = ["hidden", "sound_no_device", "errors"]
    admin.until(lambda s: board_in(s)["troubles"] == ill, "what is the matter with it")
    assert [figure(hall, "tinghao_screen_trouble", one) for one in (*ill, "not_drawing")] == [1, 1, 1, 0]
    assert figure(hall, "tinghao_screen_page_errors") == 3
    board.close()
    admin.until(lambda s: board_in(s)["state"] == "silent", "the screen, gone")
    assert figure(hall, "tinghao_screen_up") == 0


def test_a_screen_that_says_it_lives_is_told_the_time(hall: Hall) -> None:
    board = Watching(hall, {"screen": "display", "token": hall.token("display")})
    before = hall.now()
    answer = board.io.call("alive", WELL)
    assert list(answer) == ["now"]
    told = datetime.fromisoformat(answer["now"])
    assert before - timedelta(milliseconds=1) <= told <= hall.now()
    assert told.utcoffset() == timedelta(hours=8)
    board.close()


def test_a_sound_check_that_failed_is_an_alarm_until_one_succeeds(hall: Hall, admin: Watching) -> None:
    tell = hall.by("display")
    tell.post("/api/v1/devices/sound-check", {"ran": False, "why": "no_card"}).ok(204)
    found = admin.until(lambda s: [a for a in s["alarms"] if a["kind"] == "screen"], "the alarm")
    alarm = next(a for a in found["alarms"] if a["kind"] == "screen")
    assert (alarm["params"]["trouble"], alarm["params"]["why"]) == ("sound_check", "no_card")
    assert board_in(found)["sound_check"]["ran"] is False and "sound_check" in board_in(found)["troubles"]
    assert figure(hall, "tinghao_screen_trouble", "sound_check") == 1
    tell.post("/api/v1/devices/sound-check", {"ran": True, "why": ""}).ok(204)
    admin.until(lambda s: not [a for a in s["alarms"] if a["kind"] == "screen"], "the end of the alarm")
    assert figure(hall, "tinghao_screen_trouble", "sound_check") == 0


def test_the_screen_that_trusts_its_sound_speaks_before_one_that_was_there_first(hall: Hall) -> None:
    doubts = Watching(hall, {"screen": "display", "token": hall.token("display")})
    trusts = Watching(hall, {"screen": "display", "token": hall.token("display")})
    doubts.io.emit("alive", {**WELL, "sound": "no_device"})
    trusts.io.emit("alive", WELL)
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    eventually(lambda: trusts.announced or doubts.announced, "the call, spoken")
    assert (len(trusts.announced), doubts.announced) == (1, [])
    doubts.close()
    trusts.close()
