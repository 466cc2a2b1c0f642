"""Who is asking: a person by session cookie, a device or program by bearer token or device cookie.

A browser keeps one HttpOnly cookie per screen (`th_kiosk`, `th_window-3`); the page names its screen
in `X-Tinghao-Screen`, so that two terminals in one browser do not take each other's place.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, request

from queue_server.domain.errors import refuse
from queue_server.domain.events import Actor
from queue_server.domain.ids import DeviceId, StaffId
from queue_server.site import Site, site
from queue_server.storage import people
from queue_server.use_cases.secrets_of import fingerprint

STAFF = ("clerk", "guide", "manager")
SCREEN_HEADER = "X-Tinghao-Screen"
_SESSION = "th_session"
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known: role is a staff role or a device kind; `scope` names them for idempotency.

    `credential` is the fingerprint of the token they showed, by which a socket is known when that token ends.
    """

    role: str
    scope: str
    person: people.Person | None = None
    device: people.Device | None = None
    by_cookie: bool = False
    credential: str | None = None

    @property
    def actor(self) -> Actor:
        """Return them as the log names them."""
        staff = self.person.id if self.person else (self.device.staff_id if self.device else None)
        device = self.device.id if self.device else None
        return Actor(StaffId(staff) if staff else None, DeviceId(device) if device else None)

    @property
    def staff_id(self) -> str | None:
        """Return the person who is asking, if it is one."""
        return self.actor.staff_id

    @property
    def may_choose(self) -> bool:
        """Tell whether they may call out of turn."""
        return self.person is not None and self.person.may_choose

    @property
    def window_id(self) -> str | None:
        """Return the window the device stands at."""
        return self.device.window_id if self.device else None


def cookie_name(screen: str) -> str:
    """Return the name of a screen's cookie; letters, digits and dashes only."""
    safe = "".join(c for c in screen if c.isascii() and (c.isalnum() or c == "-"))[:24]
    return f"th_{safe}" if safe else _SESSION


def set_cookie(response: Response, screen: str, token: str, *, lasts_s: int) -> None:
    """Give the browser a screen's token, out of reach of scripts and of other sites."""
    response.set_cookie(
        cookie_name(screen),
        token,
        max_age=lasts_s,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
        path="/",
    )


def identify(screen: str | None = None, token: str | None = None) -> Caller | None:
    """Return who is asking, or None; a given token (socket auth) goes before header and cookies."""
    here = site()
    header = request.headers.get("Authorization", "")
    bearer = token or (header[7:].strip() if header[:7].lower() == "bearer " else None)
    if bearer:
        return _by_token(here, bearer, by_cookie=False)
    named = screen or request.headers.get(SCREEN_HEADER)
    for name in ([cookie_name(named)] if named else []) + [_SESSION]:
        held = request.cookies.get(name)
        found = held and _by_token(here, held, by_cookie=True)
        if found:
            return found
    return None


def _by_token(here: Site, token: str, *, by_cookie: bool) -> Caller | None:
    hashed = fingerprint(token)
    with here.asking() as conn:
        found = people.of_token(conn, hashed)
        if found is not None:
            device, person = found
            if person is not None and not person.active:
                return None
            return Caller(device.kind, f"d:{device.id}", person, device, by_cookie, hashed)
        if by_cookie:
            person = people.person_of_session(conn, hashed, here.clock.now())
            if person is not None:
                return Caller(person.role, f"s:{person.id}", person, None, True, hashed)
    return None


def caller(*roles: str, sends: str = "application/json") -> Caller:
    """Return who is asking if they have one of the roles.

    Raises Refused: `no_credential`, `not_yours`, and for a command by cookie `wrong_origin` or
    `wrong_type` when it is not what the command `sends` (JSON) from this very site.
    """
    found = identify()
    if found is None:
        raise refuse("no_credential")
    if found.by_cookie and request.method not in _SAFE:
        same_origin()
        if request.mimetype != sends:
            raise refuse("wrong_type")
    if roles and found.role not in roles:
        raise refuse("not_yours")
    return found


def same_origin() -> None:
    """Raise `wrong_origin` when the browser says that another site sent the request."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise refuse("wrong_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise refuse("wrong_origin")


def from_this_machine() -> bool:
    """Tell whether the request comes over the loopback interface."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
