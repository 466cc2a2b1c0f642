"""What a manager does for staff who forgot: a password, a session, a window with a citizen at it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.settings_page import signed_in
from tests.hall import Client, Hall, both_modes, eventually
from tests.realtime.sockets import Watching


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    """Give a signed-in manager."""
    with signed_in(hall) as client:
        yield client


def person(manager: Client, name: str) -> dict[str, Any]:
    return next(dict(one) for one in manager.get("/api/v1/staff").ok()["staff"] if one["id"] == name)


def close(hall: Hall, manager: Client, number: int, **body: Any) -> Any:
    return manager.post(f"/api/v1/windows/{hall.window_id(number)}/close-by-manager", body)


def test_a_new_password_is_shown_once_and_works(new_hall: Callable[..., Hall]) -> None:
    hall = new_hall()
    manager = signed_in(hall)
    old = hall.said["accounts"]["clerk_6"]["password"]
    with signed_in(hall, "clerk_6") as clerk:
        shown = manager.post("/api/v1/staff/clerk_6/reset-password", key="k").ok()
        assert len(shown["password"]) >= 12
        clerk.get("/api/v1/windows").refused(401)
    with hall.client() as anew:
        anew.post("/login", {"username": "clerk_6", "password": old}).refused(401, "bad_credentials")
        anew.post("/login", {"username": "clerk_6", "password": shown["password"]}).ok()
    kept = hall.sql("SELECT count(*) FROM idempotency WHERE body LIKE ?", f"%{shown['password']}%")
    assert kept == [(0,)]
    logged = hall.sql(
        "SELECT staff_id, data FROM event WHERE kind = 'password_reset' ORDER BY id DESC LIMIT 1"
    )
    assert logged[0][0] == "manager" and shown["password"] not in logged[0][1]
    manager.post("/api/v1/staff/nobody/reset-password").refused(404, "staff_unknown")
    manager.close()


def cookies_of(client: Client) -> dict[str, str]:
    """Return a signed-in client's cookies as a browser sends them when it opens a socket."""
    return {"Cookie": "; ".join(f"{each.name}={each.value}" for each in client.session.cookies)}


@both_modes
def test_a_new_password_ends_the_persons_other_sessions_and_their_sockets(hall: Hall) -> None:
    with signed_in(hall, "manager") as here, signed_in(hall, "manager") as elsewhere:
        here_page = Watching(hall, {"screen": "admin"}, cookies_of(here))
        other_page = Watching(hall, {"screen": "admin"}, cookies_of(elsewhere))
        shown = here.post("/api/v1/staff/manager/reset-password").ok()
        eventually(lambda: not other_page.io.connected, "the other page's socket ends")
        elsewhere.get("/api/v1/staff").refused(401, "no_credential")
        here.get("/api/v1/staff").ok()
        assert here_page.io.connected, "who asked reads the new password"
        here_page.close()
        hall.said["accounts"]["manager"]["password"] = shown["password"]


def test_a_forgotten_session_is_ended(hall: Hall, manager: Client) -> None:
    with signed_in(hall, "clerk_5") as clerk:
        assert person(manager, "clerk_5")["sessions"] == 1
        assert manager.post("/api/v1/staff/clerk_5/end-sessions").ok()["ended"] == 1
        clerk.get("/api/v1/windows").refused(401)
    assert person(manager, "clerk_5")["sessions"] == 0


def test_a_forgotten_window_is_closed_with_the_reason_in_the_log(hall: Hall, manager: Client) -> None:
    hall.open(3)
    assert person(manager, "clerk_3")["window"] == {"id": "w-3", "number": "3", "ticket": False}
    assert close(hall, manager, 3, reason="下班忘了关").ok()["state"] == "closed"
    logged = hall.sql(
        "SELECT staff_id, reason FROM event WHERE kind = 'window_closed' ORDER BY id DESC LIMIT 1"
    )
    assert logged == [("manager", "下班忘了关")]
    close(hall, manager, 3).refused(409, "window_closed")
    hall.at(3, "open").ok()


def test_a_called_citizen_keeps_the_place(hall: Hall, manager: Client) -> None:
    ticket = hall.issue("C")
    hall.open(3)
    hall.at(3, "call-next").ok()
    close(hall, manager, 3).ok()
    assert hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["state"] == "waiting"


@pytest.mark.parametrize(("serving", "state"), [("hold", "held"), ("finish", "done")])
def test_a_citizen_in_service_goes_on_as_chosen(
    hall: Hall, manager: Client, serving: str, state: str
) -> None:
    first = hall.issue("C")
    hall.issue("C")
    hall.open(3)
    hall.at(3, "call-next").ok()
    hall.at(3, "start").ok()
    assert close(hall, manager, 3, serving=serving).ok()["ticket"] is None
    found = hall.by("guide").get(f"/api/v1/tickets/{first['id']}").ok()
    assert found["state"] == state


def test_somebody_new_signs_in_and_works_and_leaves(hall: Hall, manager: Client) -> None:
    about = {"name": "李芳", "role": "clerk", "badge": "088", "post": "综合岗", "window": 2}
    made = manager.post("/api/v1/staff", {"username": "li.fang", **about}).ok(201)
    manager.post("/api/v1/staff", {"username": "li.fang", **about}).refused(409, "username_taken")
    with hall.client() as clerk:
        clerk.post("/login", {"username": "li.fang", "password": made["password"], "screen": "window-2"}).ok()
        clerk.session.headers["X-Tinghao-Screen"] = "window-2"
        clerk.post(f"/api/v1/windows/{hall.window_id(2)}/open").ok()
        told = manager.post("/api/v1/staff/li.fang/leave").refused(409, "staff_at_window")
        assert told["params"] == {"name": "李芳", "window": "2"}
        changed = {**about, "badge": "089", "may_choose": True}
        assert manager.ask("PUT", "/api/v1/staff/li.fang", changed).ok()["badge"] == "089"
        clerk.post(f"/api/v1/windows/{hall.window_id(2)}/close").ok()
        assert manager.post("/api/v1/staff/li.fang/leave").ok()["forgotten"] is False
        clerk.get("/api/v1/windows").refused(401)
        account = {"username": "li.fang", "password": made["password"]}
        clerk.post("/login", account).refused(401, "bad_credentials")
    gone = person(manager, "li.fang")
    assert (gone["active"], gone["name"], gone["usual_window"]) == (False, "李芳", 2)
    again = manager.post("/api/v1/staff/li.fang/reset-password").ok()["password"]
    assert person(manager, "li.fang")["active"] is True
    with hall.client() as back:
        back.post("/login", {"username": "li.fang", "password": again}).ok()
    manager.post("/api/v1/staff/li.fang/leave").ok()
    kinds = [kind for (kind,) in hall.sql("SELECT kind FROM event WHERE kind LIKE 'person_%' ORDER BY id")]
    assert kinds[-4:] == ["person_added", "person_changed", "person_left", "person_left"]


def test_one_added_by_mistake_is_forgotten(hall: Hall, manager: Client) -> None:
    body = {"username": "by.mistake", "name": "错", "role": "guide"}
    manager.post("/api/v1/staff", body).ok(201)
    assert manager.post("/api/v1/staff/by.mistake/leave").ok()["forgotten"] is True
    assert "by.mistake" not in [one["id"] for one in manager.get("/api/v1/staff").ok()["staff"]]
    manager.post("/api/v1/staff/by.mistake/leave").refused(404, "staff_unknown")


def test_the_last_manager_stays(hall: Hall, manager: Client) -> None:
    manager.post("/api/v1/staff/manager/leave").refused(409, "last_manager")
    known = person(manager, "manager")
    less = {"name": known["name"], "role": "clerk"}
    manager.ask("PUT", "/api/v1/staff/manager", less).refused(409, "last_manager")


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "李"},
        {"username": ""},
        {"name": " "},
        {"role": "boss"},
        {"window": 99},
        {"badge": "x" * 21},
    ],
)
def test_a_person_filled_in_wrongly_is_refused(hall: Hall, manager: Client, wrong: dict[str, Any]) -> None:
    body = {"username": "right", "name": "对", "role": "clerk", **wrong}
    assert manager.post("/api/v1/staff", body).status in (404, 422)


@pytest.mark.parametrize("who", ["clerk_1", "guide", "kiosk"])
def test_only_a_manager_adds_changes_and_lets_go(hall: Hall, who: str) -> None:
    about = {"name": "对", "role": "manager"}
    hall.by(who).post("/api/v1/staff", {"username": "right", **about}).refused(403)
    hall.by(who).ask("PUT", "/api/v1/staff/clerk_1", about).refused(403)
    hall.by(who).post("/api/v1/staff/manager/leave").refused(403)


def test_a_device_is_renamed_and_the_servers_own_program_stays(hall: Hall, manager: Client) -> None:
    kiosk = "/api/v1/devices/kiosk-1"
    before = hall.sql("SELECT name FROM device WHERE id = 'kiosk-1'")[0][0]
    named = manager.ask("PATCH", kiosk, {"name": " 东门取号机 "}).ok()
    assert named == {"id": "kiosk-1", "kind": "kiosk", "name": "东门取号机"}
    hall.by("kiosk").get("/api/v1/queues").ok()
    logged = hall.sql(
        "SELECT staff_id, data FROM event WHERE kind = 'device_renamed' ORDER BY id DESC LIMIT 1"
    )
    assert logged[0][0] == "manager" and before in json.loads(logged[0][1])["before"]
    for wrong in ("", "  ", "x" * 41, "a\x00b", None):
        manager.ask("PATCH", kiosk, {"name": wrong}).refused(422, "invalid")
    manager.ask("PATCH", kiosk, {"name": before}).ok()
    manager.post("/api/v1/devices/print_agent-1/revoke").refused(409, "device_of_server")
    manager.post("/api/v1/devices/nothing/revoke").refused(404, "device_unknown")
    for who in ("guide", "clerk_1", "kiosk"):
        hall.by(who).post("/api/v1/devices/kiosk-1/revoke").refused(403, "not_yours")
    hall.by("kiosk").get("/api/v1/queues").ok()
