"""Render the page every screen starts from, and set the headers every page carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from flask import Response, has_request_context, request
from jinja2 import Environment, FileSystemLoader

STATIC_URL = "/static/build/"
ASK_AGAIN_S = 5
BUILD_DIR = Path(__file__).resolve().parents[2] / "static" / "build"

_RULES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'{sockets}; media-src 'self'; manifest-src 'self'; frame-src {frames}; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {within}"
)
NOBODY, ITSELF = "'none'", "'self'"
CSP = _RULES.format(sockets="", frames=NOBODY, within=NOBODY)

_PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), screen-wake-lock=(self), autoplay=(self)"
)
_HOST = re.compile(r"^[A-Za-z0-9.\-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$")
_ATTRIBUTE = re.compile(r"^[a-z][a-z0-9_-]*$")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, auto_reload=False
)

_AnyResponse = TypeVar("_AnyResponse", bound=Response)


class Build:
    """What the bundler wrote: the id of the build and the files of each entry."""

    def __init__(self, folder: Path) -> None:
        """Look at a build folder; nothing is read before it is asked for."""
        self.folder = folder
        self._read_at = -1
        self._content: dict[str, object] = {}

    def _now(self) -> dict[str, object]:
        path = self.folder / "build.json"
        try:
            changed = path.stat().st_mtime_ns
        except OSError as missing:
            raise RuntimeError(
                f"the screens are not built: {path.name} is missing, run: node build.mjs"
            ) from missing
        if changed != self._read_at:
            self._content = json.loads(path.read_text(encoding="utf-8"))
            self._read_at = changed
        return self._content

    @property
    def id(self) -> str:
        """Name the build; every snapshot carries the same, so that a page notices a new one."""
        return str(self._now()["build"])

    def entry(self, name: str) -> dict[str, object]:
        """Return {js, css, chunks} of an entry; raises RuntimeError when it was not built."""
        entries = self._now()["entries"]
        if not isinstance(entries, dict) or name not in entries:
            raise RuntimeError(f"no screen {name!r} in the build, run: node build.mjs")
        found: dict[str, object] = entries[name]
        return found


built = Build(BUILD_DIR)


def build_id() -> str:
    """Return the id of the build being served."""
    return built.id


def csp(*, frames: str = NOBODY, within: str = NOBODY) -> str:
    """Return the policy for this request; older phones do not count a WebSocket as 'self', so it is named."""
    return _policy_at(request.host if has_request_context() else "", frames, within)


@lru_cache(maxsize=64)
def _policy_at(host: str, frames: str, within: str) -> str:
    sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
    return _RULES.format(sockets=sockets, frames=frames, within=within)


def framed(response: _AnyResponse) -> _AnyResponse:
    """Let a page stand in a frame of another page of this site, and of nobody else."""
    response.headers["Content-Security-Policy"] = csp(within=ITSELF)
    return response


def framing(response: _AnyResponse) -> _AnyResponse:
    """Let a page hold frames with pages of this site."""
    response.headers["Content-Security-Policy"] = csp(frames=ITSELF)
    return response


def secure(response: _AnyResponse) -> _AnyResponse:
    """Set the security headers on a page and return it; a policy that it was given stays."""
    response.headers.setdefault("Content-Security-Policy", csp())
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Permissions-Policy"] = _PERMISSIONS
    return response


def _attributes(data: Mapping[str, object] | None) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in (data or {}).items():
        if not _ATTRIBUTE.match(name):
            raise ValueError(f"not a name for a data attribute: {name!r}")
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            pairs.append((name.replace("_", "-"), text))
    return pairs


def markup(
    screen: str,
    entry: str,
    title: str,
    theme: str = "light",
    lang: str = "zh-CN",
    data: Mapping[str, object] | None = None,
) -> str:
    """Return the HTML of a shell page.

    `screen` is the type scale (kiosk, board, sign, sign-wide, tablet, desk, phone), `entry` the bundle.
    `data` becomes data attributes of <body>: poll_token → data-poll-token → dataset.pollToken;
    None is left out, anything but text is JSON. Raises RuntimeError when the entry was not built.
    """
    files = built.entry(entry)
    return _PAGES.get_template("shell.html").render(
        screen=screen, title=title, theme=theme, lang=lang, static=STATIC_URL, build=built.id,
        js=files["js"], css=files["css"], chunks=files["chunks"], data=_attributes(data),
    )  # fmt: skip


def page(
    screen: str,
    entry: str,
    title: str,
    theme: str = "light",
    lang: str = "zh-CN",
    data: Mapping[str, object] | None = None,
) -> Response:
    """Return the response for a shell page, with its headers; see `markup` for the arguments."""
    response = Response(markup(screen, entry, title, theme, lang, data), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return secure(response)


def refusal_page(zh: str, en: str, status: int) -> Response:
    """Return a page that says in one line, in both languages, why there is nothing else to see.

    When the reason will pass, the page asks again by itself: a kiosk has nobody to reload it.
    """
    css = built.entry("enrol")["css"]
    text = _PAGES.get_template("refusal.html").render(
        zh=zh, en=en, static=STATIC_URL, css=css, build=built.id
    )
    response = Response(text, status=status, mimetype="text/html")
    if status >= 500:
        response.headers["Refresh"] = str(ASK_AGAIN_S)
    response.headers["Cache-Control"] = "no-store"
    return secure(response)
