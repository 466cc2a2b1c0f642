"""Open a screen's page: an enrolled device gets its screen, a new one the page that enrols it.

In the demo a browser on the same machine is enrolled by opening the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from queue_server.access import from_this_machine, identify, set_cookie
from queue_server.domain.errors import refuse
from queue_server.screens.shared.shell import page
from queue_server.site import Demo, site

DEVICE_COOKIE_S = 400 * 24 * 3600
_DEMO_TOKENS = {"board": "display", "screen": "display"}


def theme() -> str:
    """Return the theme a display asks for in its address, else the hall's."""
    asked = request.args.get("theme", "")
    return asked if asked in ("light", "dark") else site().hall.plan.settings.theme


def local_demo() -> Demo | None:
    """Return the demo's secrets to a browser on this machine, else None."""
    return site().demo if from_this_machine() else None


def require_local_demo() -> Demo:
    """Return the demo's secrets; raises `loopback_only`, or `not_found` outside the demo."""
    if site().demo is None:
        raise refuse("not_found")
    demo = local_demo()
    if demo is None:
        raise refuse("loopback_only")
    return demo


def device_page(
    name: str,
    scale: str,
    *,
    entry: str,
    kind: str,
    title: str,
    theme: str = "light",
    window: int | None = None,
) -> Response:
    """Return a device's page; `name` is the screen's name in this browser, `scale` its type scale."""
    demo = local_demo()
    known = identify(screen=name)
    if known is None and demo is None:
        data = {"kind": kind, "screen": name, "window": window, "title": title}
        return page("tablet", "enrol", title, data=_texts(data))
    response = page(scale, entry, title, theme=theme, data=_texts({"window": window, "screen-name": name}))
    if known is None and demo is not None:
        token = demo.tokens[_DEMO_TOKENS.get(name, name.replace("-", "_"))]
        set_cookie(response, name, token, lasts_s=DEVICE_COOKIE_S)
    return response


def staff_page(
    name: str, scale: str, *, entry: str, title: str, username: str, window: int | None = None
) -> Response:
    """Return a page of staff, who sign in there; the demo fills the form in on its own machine."""
    plan = site().hall.plan
    data: dict[str, object] = {
        "window": window,
        "screen-name": name,
        "hall": plan.name,
        "hall-en": plan.name_en,
    }
    demo = local_demo()
    if demo is not None and username in demo.accounts:
        account = demo.accounts[username]
        data |= {"demo-username": account["username"], "demo-password": account["password"]}
    return page(scale, entry, title, data=_texts(data))


def _texts(data: Mapping[str, object]) -> dict[str, object]:
    return {name: str(value) for name, value in data.items() if value is not None}
