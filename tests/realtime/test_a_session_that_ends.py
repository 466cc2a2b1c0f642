"""A socket lasts no longer than what let it in: a session, or the token of a device."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio.exceptions

from tests.api.settings_page import signed_in
from tests.hall import Client, Hall, both_modes, eventually, on_a_file
from tests.realtime.sockets import Watching

PEOPLE = {"clerk": ("clerk_3", "window-3"), "desk": ("guide", "desk"), "admin": ("manager", "admin")}
WITHIN_S = 3.0
SESSION_S = 14 * 3600
Signed = tuple[Watching, Client]


@pytest.fixture
def sign_in(hall: Hall) -> Iterator[Callable[..., Signed]]:
    """Sign somebody in at their page and connect it, as a browser of their own."""
    made: list[Signed] = []

    def at(screen: str, browser: Client | None = None) -> Signed:
        account, page = PEOPLE[screen]
        browser = browser or hall.client()
        browser.post("/login", {**hall.said["accounts"][account], "screen": page}).ok()
        cookies = "; ".join(f"{c.name}={c.value}" for c in browser.session.cookies)
        window = {"window": 3} if screen == "clerk" else {}
        made.append((Watching(hall, {"screen": screen, **window}, {"Cookie": cookies}), browser))
        return made[-1]

    yield at
    for page, browser in made:
        page.close()
        browser.close()


def let_go(page: Watching) -> None:
    """Wait until the server has closed a page's socket."""
    eventually(lambda: not page.io.connected, "the socket closed by the server", WITHIN_S)


def refused(hall: Hall, browser: Client, auth: dict[str, Any]) -> str:
    """Connect as a page that has been let go does, and return the code it is refused with."""
    cookies = "; ".join(f"{c.name}={c.value}" for c in browser.session.cookies)
    io, said = socketio.Client(reconnection=False, handle_sigint=False), list[Any]()
    io.on("connect_error", said.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        io.connect(
            hall.base_url, headers={"Cookie": cookies}, auth=auth, transports=["websocket"], wait_timeout=5
        )
    io.disconnect()
    eventually(lambda: said, "the reason")
    return str(said[0]["data"]["code"])


@both_modes
@pytest.mark.parametrize("screen", PEOPLE)
def test_signing_out_elsewhere_closes_the_socket(
    hall: Hall, sign_in: Callable[..., Signed], screen: str
) -> None:
    page, browser = sign_in(screen)
    cookie = {c.name: str(c.value) for c in browser.session.cookies}
    browser.post("/logout", {"screen": PEOPLE[screen][1]}).ok(204)
    let_go(page)
    heard = len(page.snapshots)
    hall.issue("C")
    hall.open(3)
    browser.session.cookies.update(cookie)
    assert refused(hall, browser, {"screen": screen, "window": 3}) == "no_credential"
    assert len(page.snapshots) == heard, "nothing more is told"


@both_modes
def test_a_session_that_expires_closes_the_socket(hall: Hall, sign_in: Callable[..., Signed]) -> None:
    pages = [sign_in(screen) for screen in PEOPLE]
    hall.advance(SESSION_S + 1)
    for page, _ in pages:
        let_go(page)
    heard = [len(page.snapshots) for page, _ in pages]
    hall.issue("C")
    assert refused(hall, pages[0][1], {"screen": "clerk", "window": 3}) == "no_credential"
    assert [len(page.snapshots) for page, _ in pages] == heard


@on_a_file
def test_an_account_whose_sessions_are_ended_is_let_go(hall: Hall, sign_in: Callable[..., Signed]) -> None:
    page, _ = sign_in("clerk")
    other, _ = sign_in("desk")
    account = "staff_id = (SELECT id FROM staff WHERE username = 'clerk_3')"
    by_the_office(hall, f"DELETE FROM session WHERE {account}")
    let_go(page)
    hall.issue("C")
    other.until(lambda s: s["tickets"], "the desk goes on")
    assert other.io.connected


def test_the_next_to_sign_in_at_a_terminal_ends_the_session_before(
    hall: Hall, sign_in: Callable[..., Signed]
) -> None:
    page, browser = sign_in("clerk")
    after, _ = sign_in("clerk", browser)
    let_go(page)
    assert after.io.connected


@pytest.mark.parametrize(
    ("screen", "token", "window", "device_id"),
    [
        ("kiosk", "kiosk", None, "kiosk-1"),
        ("evaluator", "tablet_2", 2, "tablet-2"),
        ("display", "display", None, "display-1"),
    ],
)
def test_a_device_whose_token_is_revoked_is_let_go(
    new_hall: Callable[..., Hall], screen: str, token: str, window: int | None, device_id: str
) -> None:
    hall = new_hall()
    manager = signed_in(hall)
    auth = {"screen": screen, "token": hall.token(token)} | ({"window": window} if window else {})
    device, clerk = Watching(hall, auth), Watching(hall, {"screen": "clerk", "token": hall.token("clerk_2")})
    lost = f"/api/v1/devices/{device_id}"
    manager.post(f"{lost}/revoke").ok()
    let_go(device)
    hall.by(token).get("/api/v1/board").refused(401, "no_credential")
    manager.post(f"{lost}/revoke").refused(404, "device_unknown")
    manager.ask("PATCH", lost, {"name": "x"}).refused(404, "device_unknown")
    manager.close()
    with hall.client() as nobody:
        assert refused(hall, nobody, auth) == "no_credential"
    assert clerk.io.connected, "the others go on"
    clerk.close()


def by_the_office(hall: Hall, change: str) -> None:
    """Change accounts in the database beside the running server, as an administrator's tool does."""
    with contextlib.closing(sqlite3.connect(hall.data / "hall.db", timeout=10)) as db, db:
        assert db.execute(change).rowcount > 0
