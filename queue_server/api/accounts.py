"""Staff as the manager sees them: who is signed in, a new password, forgotten sessions and windows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict
from werkzeug.security import generate_password_hash

from queue_server.access import caller
from queue_server.api.bodies import Note
from queue_server.api.command import run, shown
from queue_server.domain.window import Window
from queue_server.hall import Hall
from queue_server.site import site
from queue_server.storage import people, windows
from queue_server.use_cases import accounts
from queue_server.use_cases.moves import window_at
from queue_server.use_cases.once import Reply
from queue_server.use_cases.run_window import end_forgotten
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import new_password
from queue_server.use_cases.views import instant, window_view

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api/v1", tag="Accounts")
BY_MANAGER = "by_manager"


class CloseByManager(BaseModel):
    """What becomes of a citizen who is being served there, and why the window is closed."""

    model_config = ConfigDict(extra="forbid")

    serving: Literal["hold", "finish"] = "hold"
    reason: Note | None = None


@blueprint.get("/staff")
@blueprint.doc(summary="Staff, who is signed in, and at which window")
def get_staff() -> Response:
    """Show all staff to the manager."""
    caller("manager")
    here = site()
    with here.reading() as conn:
        signed_in = people.sessions_open(conn, here.clock.now())
        at_window = {str(w.clerk_id): w for w in windows.all_windows(conn).values() if w.clerk_id}
        everybody = people.everybody(conn).values()
    rows = [_person(here.hall, one, signed_in.get(one.id), at_window.get(one.id)) for one in everybody]
    return shown({"staff": rows})


def _person(
    hall: Hall, one: people.Person, session: tuple[int, datetime] | None, window: Window | None
) -> dict[str, Any]:
    count, since = session or (0, None)
    return {
        "id": one.id,
        "username": one.username,
        "name": one.name,
        "badge": one.badge,
        "post": one.post,
        "role": one.role,
        "sessions": count,
        "since": instant(since, hall),
        "window": window
        and {"id": window.id, "number": window.number, "ticket": window.ticket_id is not None},
    }


@blueprint.post("/staff/<staff_id>/reset-password")
@blueprint.doc(summary="A new password, shown this once; the person's sessions end", responses=[200, 404])
def post_reset_password(staff_id: str) -> Response:
    """Give somebody a new password. The answer is kept nowhere: a lost one means pressing again."""
    who = caller("manager")
    request.get_json()
    password = new_password()
    hashed = site().off_hub(lambda: generate_password_hash(password))
    person = site().run(lambda tx: accounts.reset_password(tx, staff_id, hashed, who.credential), who.actor)
    return shown({"id": person.id, "username": person.username, "name": person.name, "password": password})


@blueprint.post("/staff/<staff_id>/end-sessions")
@blueprint.doc(summary="Sign somebody out everywhere", responses=[200, 404])
def post_end_sessions(staff_id: str) -> Response:
    """End the sessions somebody forgot; their window stays as it is."""
    who = caller("manager")
    return run(who, lambda tx: Reply(200, {"id": staff_id, "ended": accounts.end_sessions(tx, staff_id)}))


@blueprint.post("/windows/<window_id>/close-by-manager")
@blueprint.input(CloseByManager, arg_name="body")
@blueprint.doc(summary="Close a window its clerk forgot; the citizen there goes on", responses=[200, 409])
def post_close_by_manager(window_id: str, body: CloseByManager) -> Response:
    """Close a forgotten window; a called citizen keeps the place, one being served is held or finished."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        closed = end_forgotten(tx, window_at(tx, window_id), body.serving, body.reason or BY_MANAGER)
        return Reply(200, window_view(tx.conn, tx.hall, closed, tx.public_url, people.everybody(tx.conn)))

    return run(who, unit)
