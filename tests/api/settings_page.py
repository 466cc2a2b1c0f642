"""A manager at work: signed in as a person, reading and saving settings."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tests.hall import Answer, Client, Hall

SETTINGS = "/api/v1/settings"
Edit = Callable[[dict[str, Any]], None]


def signed_in(hall: Hall, name: str = "manager") -> Client:
    """Return a client with the session cookie of one of the demo's people."""
    account = hall.said["accounts"][name]
    client = hall.client()
    client.post("/login", {**account, "screen": "admin"}).ok()
    client.session.headers["X-Tinghao-Screen"] = "admin"
    return client


def settings(manager: Client) -> dict[str, Any]:
    """Return the settings as the manager's page reads them."""
    return dict(manager.get(SETTINGS).ok())


def save(manager: Client, edit: Edit, *, when: str = "now", base: int | None = None, **more: Any) -> Answer:
    """Read the settings, edit a copy of the sections, and save those that differ."""
    read = settings(manager)
    wanted = copy.deepcopy(read["sections"])
    edit(wanted)
    changed = {name: value for name, value in wanted.items() if value != read["sections"][name]}
    body = {"base_version": base or read["version"], "when": when, "sections": changed, **more}
    return manager.ask("PUT", SETTINGS, body)


def put_back(manager: Client, sections: dict[str, Any]) -> None:
    """Save sections as they were read before, over whatever is in force now."""
    manager.ask("PUT", SETTINGS, {"base_version": settings(manager)["version"], "sections": sections}).ok()


def entry(sections: dict[str, Any], table: str, **named: Any) -> dict[str, Any]:
    """Return the entry of a table that has these values."""
    return next(one for one in sections[table] if named.items() <= one.items())
