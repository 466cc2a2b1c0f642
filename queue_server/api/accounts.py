"""Staff as the manager sees them: who is signed in, a new password, forgotten sessions and windows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from werkzeug.security import generate_password_hash

from queue_server.access import caller
from queue_server.api.bodies import Note, printable
from queue_server.api.command import run, shown
from queue_server.domain.ids import WindowId
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
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S"), AfterValidator(printable)]
Short = Annotated[str, Field(max_length=20), AfterValidator(printable)]


class CloseByManager(BaseModel):
    """What becomes of a citizen who is being served there, and why the window is closed."""

    model_config = ConfigDict(extra="forbid")

    serving: Literal["hold", "finish"] = "hold"
    reason: Note | None = None


class About(BaseModel):
    """What a manager says of somebody; `window` is the number of their usual window."""

    model_config = ConfigDict(extra="forbid")

    name: Word
    role: Literal["clerk", "guide", "manager"]
    badge: Short = ""
    post: Short = ""
    window: Annotated[int, Field(ge=1, le=999, strict=True)] | None = None
    may_choose: bool = False

    def plain(self) -> accounts.About:
        """Return it without its frame."""
        return accounts.About(self.name, self.role, self.badge, self.post, self.window, self.may_choose)


class NewPerson(About):
    """Somebody new, with the name to sign in by."""

    username: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]


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
        "may_choose": one.may_choose,
        "active": one.active,
        "usual_window": _number_of(hall, one.window_id),
        "sessions": count,
        "since": instant(since, hall),
        "window": window
        and {"id": window.id, "number": window.number, "ticket": window.ticket_id is not None},
    }


def _number_of(hall: Hall, window_id: str | None) -> int | None:
    found = hall.windows.get(WindowId(window_id)) if window_id else None
    return None if found is None else found.number


@blueprint.post("/staff")
@blueprint.input(NewPerson, arg_name="body")
@blueprint.doc(summary="Somebody new; the password is shown this once", responses=[201, 404, 409, 422])
def post_staff(body: NewPerson) -> Response:
    """Add a member of staff. The answer is kept nowhere: if it was lost, make a new password."""
    who = caller("manager")
    password = new_password()
    hashed = site().off_hub(lambda: generate_password_hash(password))
    person = site().run(lambda tx: accounts.add_person(tx, body.username, body.plain(), hashed), who.actor)
    return shown(
        {"id": person.id, "username": person.username, "name": person.name, "password": password}, 201
    )


@blueprint.put("/staff/<staff_id>")
@blueprint.input(About, arg_name="body")
@blueprint.doc(summary="What is known of somebody, anew", responses=[200, 404, 409, 422])
def put_staff(staff_id: str, body: About) -> Response:
    """Change name, role, badge, post, usual window and the right to call out of turn."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        person = accounts.change_person(tx, staff_id, body.plain())
        return Reply(200, _person(tx.hall, person, None, None))

    return run(who, unit)


@blueprint.post("/staff/<staff_id>/leave")
@blueprint.doc(summary="Somebody leaves; the past keeps the name", responses=[200, 404, 409])
def post_leave(staff_id: str) -> Response:
    """Let somebody sign in no more; one who never did is forgotten."""
    who = caller("manager")
    return run(who, lambda tx: Reply(200, {"id": staff_id, "forgotten": accounts.let_go(tx, staff_id)}))


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
