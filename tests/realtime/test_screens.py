"""Each screen is told what it may show, at once and after every change; nobody is told more."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import socketio.exceptions
import websocket

from queue_server.access import Caller
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.domain.errors import Refused
from queue_server.hall import Hall as HallByPlan
from queue_server.screens.shared.screen import window_room
from queue_server.site import Site
from queue_server.storage.people import Device
from tests.hall import Hall, both_modes, eventually
from tests.realtime.sockets import Watching

COMMON = {"version", "now", "build", "hall"}
FIELDS = {
    "kiosk": {
        *("open", "windows_open", "windows_total", "waiting_total", "items_total", "queues"),
        *("priority_classes", "policy", "printer", "slot_side", "desk_direction", "done_home_s", "idle_s"),
        *("help", "job"),
    },
    "display": {
        *("calls", "windows", "queues", "notices", "stale_after_s", "open", "theme", "zone", "reads"),
    },
    "sign": {"window", "clerk", "current", "opens_at", "open", "theme", "closed_today"},
    "clerk": {
        *("me", "window", "other_windows", "ticket", "waiting", "policy", "today", "expected", "rating"),
        *("notices", "queues", "pause_reasons", "outcomes", "pause_limit_s"),
    },
    "desk": {
        "me",
        "queues",
        "priority_classes",
        "help",
        "tickets",
        "absent",
        "printers",
        "printer_id",
        "policy",
    },
    "evaluator": {"window", "clerk", "other_window", "ask", "rating", "levels", "ask_s", "late_rating_days"},
    "phone": {
        *("ticket", "item", "queue", "next_windows", "called", "missed", "ended", "rating", "page_until"),
        *("policy", "desk_phone", "expired"),
    },
    "admin": {
        *("me", "alarms", "figures", "target_s", "windows", "queues", "devices", "printers", "server"),
        *("ratings", "absent", "by_quarter"),
    },
}
CLASSES = ("military", "disabled", "elderly", "maternity", "fire_rescue", "martyr_family")
Open = Callable[..., Watching]


@pytest.fixture
def watch(hall: Hall) -> Iterator[Open]:
    """Open a screen by its name; closed at the test's end."""
    opened: list[Watching] = []

    def open_screen(screen: str, window: int | None = None, **auth: Any) -> Watching:
        holder = {
            "sign": "display",
            "evaluator": f"tablet_{window}",
            "clerk": f"clerk_{window}",
            "desk": "guide",
        }
        sent = {"screen": screen, "token": hall.said["tokens"].get(holder.get(screen, screen)), **auth}
        headers = {}
        if screen == "admin":
            answer = hall.by("").post("/login", {**hall.said["accounts"]["manager"], "screen": "admin"})
            headers = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
            hall.by("").session.cookies.clear()
            sent = {"screen": "admin"}
        made = Watching(hall, sent | ({"window": window} if window else {}), headers)
        opened.append(made)
        return made

    yield open_screen
    for each in opened:
        each.close()


def phone_of(ticket: dict[str, Any]) -> str:
    """Return the token of a ticket's phone page."""
    return str(ticket["url"].rsplit("/", 1)[1])


@pytest.mark.parametrize("screen", FIELDS)
@both_modes
def test_a_screen_gets_its_snapshot_on_connecting(hall: Hall, watch: Open, screen: str) -> None:
    window = 3 if screen in ("sign", "clerk", "evaluator") else None
    auth = {"token": phone_of(hall.issue("A"))} if screen == "phone" else {}
    first = watch(screen, window, **auth).first
    assert COMMON | FIELDS[screen] <= set(first), (COMMON | FIELDS[screen]) - set(first)
    assert {"name", "name_en", "phone", "complaints", "zone"} <= set(first["hall"])
    assert isinstance(first["version"], int)


@both_modes
def test_a_call_reaches_every_screen_concerned_and_versions_grow(hall: Hall, watch: Open) -> None:
    ticket = hall.issue("C")
    hall.open(3)
    board, sign, clerk = watch("display"), watch("sign", 3), watch("clerk", 3)
    phone, desk, tablet = watch("phone", token=phone_of(ticket)), watch("desk"), watch("evaluator", 3)
    number = ticket["number"]
    hall.at(3, "call-next").ok()
    board.until(lambda s: s["calls"] and s["calls"][0]["number"] == number, "the call on the board", 3)
    sign.until(lambda s: s["current"] and s["current"]["number"] == number, "the call on the sign", 3)
    clerk.until(lambda s: s["ticket"] and s["ticket"]["state"] == "called", "the call at the window", 3)
    phone.until(lambda s: s["called"] and s["called"]["window"] == "3", "the call on the phone", 4)
    desk.until(lambda s: s["tickets"][0]["state"] == "called", "the call at the desk", 4)
    hall.at(3, "start").ok()
    done = hall.at(3, "finish").ok()
    ask = eventually(lambda: tablet.asks[0] if tablet.asks else None, "the tablet's question", 4)
    assert ask["spell_id"] == done["spell_id"] and {"clerk", "window", "until"} <= set(ask)
    assert (
        tablet.until(lambda s: s["ask"], "the question in the snapshot")["ask"]["spell_id"]
        == done["spell_id"]
    )
    again = watch("evaluator", 3)
    assert again.first["ask"]["spell_id"] == done["spell_id"], "a reload loses nothing"
    phone.until(lambda s: s["rating"]["state"] == "open", "the rating on the phone")
    hall.by("tablet_3").post("/api/v1/ratings", {"spell_id": done["spell_id"], "level": 5}).ok(201)
    phone.until(lambda s: s["rating"]["state"] == "done", "no second question on the phone")
    for screen in (board, sign, clerk, phone, desk, tablet):
        versions = [s["version"] for s in screen.snapshots]
        assert versions == sorted(versions) and versions[-1] > versions[0]


def test_a_kiosk_sees_its_paper_come_and_its_helper(hall: Hall, watch: Open) -> None:
    kiosk = watch("kiosk")
    made = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
    job = made["print_job"]["id"]
    kiosk.until(
        lambda s: s["job"] and (s["job"]["id"], s["job"]["state"]) == (job, "printed"), "the paper", 15
    )
    call = hall.by("kiosk").post("/api/v1/help", {"why": "help"}).ok(202)
    kiosk.until(lambda s: s["help"].get("id") == call.get("id"), "the call for help")
    desk = watch("desk")
    assert call["id"] in {h["id"] for h in desk.first["help"]}
    hall.by("guide").post(f"/api/v1/help/{call['id']}/acknowledge").ok()
    kiosk.until(lambda s: s["help"]["state"] == "seen", "the helper")


def test_no_shared_screen_and_no_phone_names_a_citizens_group_or_anothers_ids(
    hall: Hall, watch: Open
) -> None:
    first = hall.by("kiosk").post("/api/v1/tickets", {"item_code": "AQ02", "priority": "disabled"}).ok(201)
    second = hall.by("kiosk").post("/api/v1/tickets", {"item_code": "AQ02", "priority": "elderly"}).ok(201)
    mine, other = first["ticket"], second["ticket"]
    hall.open(3)
    hall.at(3, "call-next").ok()
    shared = [watch("display"), watch("sign", 3), watch("evaluator", 3), watch("kiosk")]
    phone = watch("phone", token=phone_of(mine))
    for screen in (shared[0], shared[1], shared[2], phone):
        text = json.dumps(screen.first, ensure_ascii=False)
        assert not any(name in text for name in CLASSES), screen.first
        assert phone_of(other) not in text and "priority_claim" not in text
    text = json.dumps(phone.first)
    assert other["id"] not in text and other["number"] not in text
    assert phone.first["ticket"]["priority"] is True
    for screen in shared[:3]:
        text = json.dumps(screen.first, ensure_ascii=False)
        assert mine["item"]["name"] not in text and phone_of(mine) not in text
    assert phone_of(mine) not in json.dumps(shared[3].first)


@both_modes
@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ({}, "bad_request"),
        ({"screen": "nothing"}, "bad_request"),
        ({"screen": "kiosk"}, "no_credential"),
        ({"screen": "kiosk", "token": "forged"}, "no_credential"),
        ({"screen": "phone", "token": "forged"}, "ticket_unknown"),
        ({"screen": "phone"}, "ticket_unknown"),
        ({"screen": "phone", "token": ["x"]}, "ticket_unknown"),
        ({"screen": ["kiosk"], "token": {"a": 1}}, "bad_request"),
        ({"screen": "clerk", "window": "99", "token": "clerk"}, "no_credential"),
    ],
    ids=str,
)
def test_a_refused_screen_is_told_why(hall: Hall, auth: dict[str, Any], code: str) -> None:
    said: list[Any] = []
    io = socketio.Client(reconnection=False, handle_sigint=False)
    io.on("connect_error", said.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        io.connect(hall.base_url, auth=auth, transports=["websocket"], wait_timeout=5)
    io.disconnect()
    eventually(lambda: said, "the reason")
    assert said[0]["data"]["code"] == code and said[0]["message"] == said[0]["data"]["title"]
    assert "Traceback" not in hall.log()


def test_a_token_opens_its_own_screen_alone(hall: Hall) -> None:
    for screen, holder in (
        ("admin", "kiosk"),
        ("clerk", "kiosk"),
        ("desk", "tablet_1"),
        ("evaluator", "display"),
    ):
        io, said = socketio.Client(reconnection=False, handle_sigint=False), list[Any]()
        io.on("connect_error", said.append)
        auth = {"screen": screen, "token": hall.token(holder), "window": 1}
        with pytest.raises(socketio.exceptions.ConnectionError):
            io.connect(hall.base_url, auth=auth, transports=["websocket"], wait_timeout=5)
        io.disconnect()
        eventually(lambda heard=said: heard, "the reason")  # type: ignore[misc]
        assert said[0]["data"]["code"] == "not_yours"


def test_a_device_of_a_window_that_is_no_more_is_refused_at_the_door() -> None:
    site = cast(Site, SimpleNamespace(hall=HallByPlan(load_plan(SAMPLE_HALL))))
    device = Device("sign-9", "sign", "9", "w-9", None, None, None)
    with pytest.raises(Refused) as refusal:
        window_room("sign", Caller("sign", "d:sign-9", device=device), {}, site)
    assert refusal.value.code == "window_unknown"


@both_modes
def test_another_sites_socket_is_refused(hall: Hall) -> None:
    address = hall.base_url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(address, origin="http://evil.example", timeout=5)
    websocket.create_connection(address, origin=hall.base_url, timeout=5).close()


@both_modes
def test_long_polling_is_not_offered(hall: Hall) -> None:
    assert 400 <= hall.by("").get("/socket.io/?EIO=4&transport=polling").status < 500


@both_modes
@pytest.mark.parametrize(
    "frame",
    [
        "2" + "x" * 1_000_000,
        '42["alive",' + "[" * 5000,
        "42nonsense",
        "4",
        "\x00",
        '42["alive",{"version":1e999}]',
        "451-[]",
    ],
    ids=range(7),
)
def test_a_hostile_frame_harms_its_sender_alone(hall: Hall, watch: Open, frame: str) -> None:
    board = watch("display")
    address = hall.base_url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    socket = websocket.create_connection(address, timeout=5)
    socket.recv()
    auth = json.dumps({"screen": "display", "token": hall.token("display")})
    socket.send("40" + auth)
    with contextlib.suppress(OSError, websocket.WebSocketException):
        socket.send(frame)
    ticket = hall.issue("A")
    prefix = ticket["number"][0]
    board.until(
        lambda s: next(q["waiting"] for q in s["queues"] if q["prefix"] == prefix) == 1, "the board goes on"
    )
    socket.close()
    hall.by("").get("/healthz").ok()


@both_modes
def test_screens_are_right_again_after_a_kill(new_hall: Callable[..., Hall]) -> None:
    import os
    import signal

    hall = new_hall()
    ticket = hall.issue("A")
    board = Watching(hall, {"screen": "display", "token": hall.token("display")})
    version = board.last["version"]
    old = hall.said["pid"]
    began = time.monotonic()
    os.kill(old, signal.SIGKILL)
    eventually(lambda: not board.io.connected, "the board notices", 8)
    eventually(lambda: hall.read_again()["pid"] != old, "the server is back", 20)
    again = Watching(hall, {"screen": "display", "token": hall.token("display")})
    assert time.monotonic() - began < 15
    assert again.first["version"] >= version
    assert next(q for q in again.first["queues"] if q["prefix"] == "A")["waiting"] == 1
    assert ticket["number"] not in [c["number"] for c in again.first["calls"]]
    again.close()
    board.close()
