"""Who may do what, signing in and out, and the letting in of new devices."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from queue_server.use_cases.secrets_of import new_id, new_token
from tests.domain.factories import NINE
from tests.hall import Client, Hall, both_modes

ROLES = {
    "POST /api/v1/tickets": {"kiosk", "guide", "manager"},
    "GET /api/v1/tickets?number=A001": {"clerk_1", "guide", "manager"},
    "POST /api/v1/tickets/t_x/reprint": {"clerk_1", "guide", "manager"},
    "POST /api/v1/tickets/t_x/cancel": {"clerk_1", "guide", "manager"},
    "POST /api/v1/tickets/t_x/return": {"clerk_1", "guide", "manager"},
    "POST /api/v1/tickets/t_x/priority": {"clerk_1", "guide", "manager"},
    "GET /api/v1/queues": {"kiosk", "clerk_1", "guide", "manager"},
    "GET /api/v1/windows": {"clerk_1", "guide", "manager"},
    "POST /api/v1/windows/w-1/call-next": {"clerk_1"},
    "POST /api/v1/windows/w-1/open": {"clerk_1"},
    "POST /api/v1/help": {"kiosk"},
    "POST /api/v1/help/h_x/acknowledge": {"clerk_1", "guide", "manager"},
    "POST /api/v1/ratings": {"tablet_1"},
    "PATCH /api/v1/ratings/r_x": {"tablet_1"},
    "POST /api/v1/ratings/declined": {"tablet_1"},
    "GET /api/v1/board": {"display", "clerk_1", "guide", "manager"},
    "GET /api/v1/print-jobs": {"print_agent", "clerk_1", "guide", "manager"},
    "POST /api/v1/print-jobs/claim": {"print_agent"},
    "POST /api/v1/print-jobs/p_x/printed": {"print_agent"},
    "POST /api/v1/print-jobs/p_x/refused": {"print_agent"},
    "POST /api/v1/print-jobs/p_x/uncertain": {"print_agent"},
    "PUT /api/v1/printers/printer-9/status": {"print_agent"},
    "POST /api/v1/devices/enrol/approve": {"manager"},
    "POST /api/v1/devices/sound-check": {"kiosk", "display", "tablet_1"},
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/tickets": {"queue_id": "q-none"},
    "POST /api/v1/ratings": {"spell_id": "s_x", "level": 5},
    "POST /api/v1/ratings/declined": {"spell_id": "s_x", "why": "declined"},
    "POST /api/v1/print-jobs/claim": {"printer_id": "printer-9"},
    "PUT /api/v1/printers/printer-9/status": {"state": "ok"},
    "POST /api/v1/devices/enrol/approve": {"code": "000000"},
    "POST /api/v1/devices/sound-check": {"ran": True},
}
HOLDERS = ("kiosk", "display", "guide", "print_agent", "tablet_1", "clerk_1")


@pytest.mark.parametrize("route", ROLES)
def test_each_route_is_for_its_roles_alone(hall: Hall, route: str) -> None:
    method, path = route.split()
    body = BODIES.get(route, {}) if method != "GET" else None
    hall.by("").ask(method, path, body).refused(401, "no_credential")
    for holder in HOLDERS:
        answer = hall.by(holder).ask(method, path, body)
        if holder in ROLES[route]:
            assert answer.code != "not_yours" and answer.status < 500, holder
        else:
            answer.refused(403, "not_yours")


PUBLIC = (
    *("/api/v1/items", "/api/v1/items/{code}", "/api/v1/priority-classes"),
    *("/api/v1/t/{token}", "/api/v1/t/{token}/cancel", "/api/v1/t/{token}/rating"),
    *("/api/v1/devices/enrol", "/api/v1/devices/enrol/{poll_token}"),
)
"""What anybody on the LAN may ask: what is on offer, their own ticket by its 128 bits, and to be let in."""


def test_the_id_of_a_ticket_alone_opens_nothing(hall: Hall) -> None:
    """Ids begin with their instant and stand on devices' screens: only a token or a credential lets anybody see."""
    ticket, stranger = hall.issue("A"), hall.by("")
    described = stranger.get("/api/v1/openapi.json").ok()["paths"]
    assert set(PUBLIC) <= set(described)
    asked = [
        (method.upper(), re.sub(r"\{\w+\}", ticket["id"], path.replace("{version}", "1")))
        for path, methods in described.items()
        if path.startswith("/api/v1/") and path not in PUBLIC
        for method in methods
    ]
    assert len(asked) > 60 and ("GET", f"/api/v1/tickets/{ticket['id']}") in asked
    for method, path in asked:
        answer = stranger.ask(method, path, None if method == "GET" else {})
        # A body that cannot be is refused before anybody asks who sent it; what one that can does, nobody is told.
        allowed = (401,) if method == "GET" else (400, 401, 415, 422)
        assert answer.status in allowed, (method, path, answer.status)
    for path in (f"/api/v1/t/{ticket['id']}", f"/t/{ticket['id']}", f"/t/{ticket['number']}"):
        assert stranger.get(path).status == 404
    stored = hall.sql("SELECT state FROM ticket WHERE id = ?", ticket["id"])
    assert stored == [("waiting",)]


def test_an_id_has_sixty_four_random_bits_behind_its_instant_and_a_token_a_hundred_and_twenty_eight() -> None:
    ids = {new_id("t", NINE) for _ in range(1000)}
    instant = f"{int(NINE.timestamp() * 1000):012x}"
    assert len(ids) == len({each[-16:] for each in ids}) == 1000
    assert all(re.fullmatch(rf"t_{instant}[0-9a-f]{{16}}", each) for each in ids)
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000 and all(re.fullmatch(r"[\w-]{22}", each) for each in tokens)
    spread = [sum(int(each[2 + 12 :], 16) >> bit & 1 for each in ids) for bit in range(64)]
    assert all(300 < ones < 700 for ones in spread), "each bit is one half of the time"


@pytest.mark.parametrize("token", ["", "x", "x" * 32, "é" * 22, "\x01", "' OR 1=1 --", "A" * 5000])
def test_a_forged_token_is_no_credential(hall: Hall, token: str) -> None:
    headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
    for language in ("zh-CN", "en"):
        sent = {**headers, "Accept-Language": language.encode()}
        hall.by("").post("/api/v1/tickets", {"queue_id": "q-A"}, headers=sent).refused(401, "no_credential")


def test_the_kiosk_sees_the_tickets_it_issued_and_no_others(hall: Hall) -> None:
    mine = hall.issue("A")
    others = hall.by("guide").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
    assert hall.by("kiosk").get(f"/api/v1/tickets/{mine['id']}").ok()["id"] == mine["id"]
    hall.by("kiosk").get(f"/api/v1/tickets/{others['ticket']['id']}").refused(403, "not_yours")
    hall.by("kiosk").get(f"/api/v1/print-jobs/{others['print_job']['id']}").refused(403, "not_yours")


def signed_in(hall: Hall, who: str, screen: str) -> Client:
    """Return a browser in which somebody has signed in to a screen."""
    browser = hall.client()
    browser.post("/login", {**hall.said["accounts"][who], "screen": screen}).ok()
    browser.session.headers["X-Tinghao-Screen"] = screen
    return browser


@both_modes
def test_a_clerk_signs_in_works_and_signs_out(hall: Hall) -> None:
    with hall.client() as browser:
        answer = browser.post("/login", {**hall.said["accounts"]["clerk_1"], "screen": "window-1"})
        assert answer.ok()["role"] == "clerk" and answer["name"] and answer["badge"]
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("th_window-1=") and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        browser.session.headers["X-Tinghao-Screen"] = "window-1"
        browser.post(f"/api/v1/windows/{hall.window_id(1)}/open").ok()
        browser.post("/logout", {"screen": "window-1"}).ok(204)
        browser.post(f"/api/v1/windows/{hall.window_id(1)}/close").refused(401, "no_credential")


def test_signing_out_ends_the_session_not_only_the_cookie(hall: Hall) -> None:
    with signed_in(hall, "guide", "desk") as browser, hall.client() as thief:
        stolen = browser.session.cookies.get("th_desk")
        browser.get("/api/v1/windows").ok()
        browser.post("/logout", {"screen": "desk"}).ok(204)
        thief.get("/api/v1/windows", headers={"Cookie": f"th_desk={stolen}"}).refused(401, "no_credential")


def test_two_terminals_in_one_browser_keep_their_clerks(hall: Hall) -> None:
    with signed_in(hall, "clerk_1", "window-1") as browser:
        browser.post("/login", {**hall.said["accounts"]["clerk_2"], "screen": "window-2"}).ok()
        for number in (1, 2):
            opened = browser.post(
                f"/api/v1/windows/{hall.window_id(number)}/open",
                headers={"X-Tinghao-Screen": f"window-{number}"},
            )
            badge = opened.ok()["clerk"]["badge"]
            assert hall.sql("SELECT username FROM staff WHERE badge = ?", badge) == [(f"clerk_{number}",)]


def test_one_signs_in_with_a_form_too(hall: Hall) -> None:
    with hall.client() as browser:
        account = hall.said["accounts"]["guide"]
        answer = browser.ask("POST", "/login", data=account)
        assert answer.ok()["role"] == "guide" and "th_session=" in answer.headers["Set-Cookie"]
        browser.get("/api/v1/windows").ok()
        cross = browser.ask("POST", "/login", data=account, headers={"Origin": "http://evil.example"})
        cross.refused(403, "wrong_origin")


def test_a_session_lasts_a_working_day(hall: Hall) -> None:
    with signed_in(hall, "guide", "desk") as browser:
        hall.advance(13 * 3600)
        browser.get("/api/v1/windows").ok()
        hall.advance(2 * 3600)
        browser.get("/api/v1/windows").refused(401, "no_credential")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_command_by_cookie_comes_from_our_own_pages(hall: Hall, headers: dict[str, str]) -> None:
    with signed_in(hall, "guide", "desk") as browser:
        browser.post("/api/v1/tickets", {"queue_id": "q-A"}, headers=headers).refused(403, "wrong_origin")
        browser.post("/api/v1/tickets", {"queue_id": "q-A"}, headers={"Origin": hall.base_url}).ok(201)


def test_a_command_by_cookie_is_json(hall: Hall) -> None:
    with signed_in(hall, "guide", "desk") as browser:
        answer = browser.post("/api/v1/tickets", data=b"", headers={"Content-Type": "text/plain"})
        answer.refused(415, "wrong_type")


def test_a_bearer_token_in_a_cookie_of_a_person_opens_nothing_more(hall: Hall) -> None:
    cookie = {"Cookie": f"th_desk={hall.token('guide')}", "X-Tinghao-Screen": "desk"}
    hall.by("").post("/api/v1/tickets", {"queue_id": "q-A"}, headers={**cookie, "Origin": "null"}).refused(
        403
    )


def test_five_wrong_passwords_lock_the_name_for_this_address(hall: Hall) -> None:
    account = hall.said["accounts"]["clerk_6"]
    wrong = {"username": account["username"], "password": "wrong"}
    for _ in range(5):
        hall.by("").post("/login", wrong).refused(401, "bad_credentials")
    locked = hall.by("").post("/login", account, headers={"Accept-Language": "en"})
    assert locked.refused(429, "too_many_attempts")["params"]["minutes"] == 5
    hall.by("").post("/login", hall.said["accounts"]["clerk_5"]).ok()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "clerk_1"},
        {"username": "clerk_1", "password": ""},
        {"username": "x" * 65, "password": "x"},
        {"username": "a\u0000", "password": "x"},
        {"username": 5, "password": ["x"]},
        {"username": "\ud800", "password": "x"},
    ],
    ids=range(7),
)
def test_half_a_sign_in_is_no_sign_in(hall: Hall, body: dict[str, Any]) -> None:
    hall.by("").post("/login", body).refused(422, "invalid")


def test_an_unknown_name_reads_like_a_wrong_password(hall: Hall) -> None:
    name = f"nobody-{uuid.uuid4().hex[:8]}"
    hall.by("").post("/login", {"username": name, "password": "x"}).refused(401, "bad_credentials")
    hall.by("").post("/login", {"username": name, "password": "密" * 200}).refused(401, "bad_credentials")


def enrolled(hall: Hall, kind: str = "kiosk", **more: Any) -> tuple[str, str]:
    """Return (code, poll_token) of a new device's wish."""
    wish = hall.by("").post("/api/v1/devices/enrol", {"kind": kind, "name": "新设备", **more}).ok(201)
    assert re.fullmatch(r"[0-9]{6}", wish["code"])
    return wish["code"], wish["poll_token"]


def test_a_new_device_is_let_in_by_the_manager_and_gets_its_token_once(hall: Hall) -> None:
    code, poll = enrolled(hall, "sign", window="3")
    assert hall.by("").get(f"/api/v1/devices/enrol/{poll}").ok() == {"state": "waiting"}
    with signed_in(hall, "manager", "admin") as manager:
        manager.post("/api/v1/devices/enrol/approve", {"code": code}).ok()
        manager.post("/api/v1/devices/enrol/approve", {"code": code}).refused(409, "enrolment_closed")
    got = hall.by("").get(f"/api/v1/devices/enrol/{poll}").ok()
    assert len(got["token"]) >= 22 and got["device"]["kind"] == "sign"
    hall.by("").get(f"/api/v1/devices/enrol/{poll}").refused(409, "enrolment_closed")
    with Client(hall.base_url, got["token"]) as device:
        device.get("/api/v1/board").ok()
        device.post("/api/v1/tickets", {"queue_id": "q-A"}).refused(403, "not_yours")


def test_a_browser_device_holds_its_token_in_a_cookie_alone(hall: Hall) -> None:
    code, poll = enrolled(hall, "kiosk")
    with signed_in(hall, "manager", "admin") as manager:
        manager.post("/api/v1/devices/enrol/approve", {"code": code, "printer_id": "printer-1"}).ok()
    with hall.client() as browser:
        answer = browser.get(f"/api/v1/devices/enrol/{poll}?screen=kiosk")
        assert "token" not in answer.ok()
        assert (
            "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Strict" in answer.headers["Set-Cookie"]
        )
        browser.session.headers["X-Tinghao-Screen"] = "kiosk"
        assert browser.post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)["print_job"] is not None


def test_an_enrolment_expires_and_unknown_codes_open_nothing(hall: Hall) -> None:
    code, poll = enrolled(hall)
    hall.advance(901)
    hall.by("").get(f"/api/v1/devices/enrol/{poll}").refused(404, "enrolment_unknown")
    with signed_in(hall, "manager", "admin") as manager:
        manager.post("/api/v1/devices/enrol/approve", {"code": code}).refused(404, "enrolment_unknown")
        manager.post("/api/v1/devices/enrol/approve", {"code": "12345"}).refused(422, "invalid")
    hall.by("").post("/api/v1/devices/enrol", {"kind": "clerk"}).refused(422, "invalid")
    hall.by("").post("/api/v1/devices/enrol", {"kind": "sign", "window": "99"}).refused(404, "window_unknown")


def test_an_approval_names_a_printer_of_the_hall(hall: Hall) -> None:
    code, _ = enrolled(hall)
    with signed_in(hall, "manager", "admin") as manager:
        body = {"code": code, "printer_id": "printer-77"}
        manager.post("/api/v1/devices/enrol/approve", body).refused(404, "printer_unknown")


def test_no_secret_is_ever_logged_or_put_into_an_address(hall: Hall) -> None:
    ticket = hall.issue("A")
    token = ticket["url"].rsplit("/", 1)[1]
    hall.by("").get(f"/api/v1/t/{token}").ok()
    hall.by("").post(f"/api/v1/t/{token}/rating", {"level": 9}).refused(422)
    with signed_in(hall, "guide", "desk") as browser:
        session = browser.session.cookies.get("th_desk")
    log = hall.log()
    secrets = [*hall.said["tokens"].values(), *(a["password"] for a in hall.said["accounts"].values())]
    for secret in (*secrets, token, session):
        assert secret and secret not in log
        assert hall.sql("SELECT count(*) FROM event WHERE CAST(data AS text) LIKE ?", f"%{secret}%") == [(0,)]
    for pid in hall.family():
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
        assert not any(secret in arguments for secret in secrets)
