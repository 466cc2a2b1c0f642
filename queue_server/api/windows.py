"""Windows: open, call, serve, pause, close; by the clerk who is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from queue_server.access import STAFF, Caller, caller
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.domain.ids import WindowId
from queue_server.domain.ticket import Ticket
from queue_server.domain.window import Window, WindowState
from queue_server.site import site
from queue_server.storage import people
from queue_server.use_cases import call_next as calling
from queue_server.use_cases import run_window, serve
from queue_server.use_cases.moves import ask_ahead, window_at
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import ticket_view, window_view

BY_MOUTH = "called_by_mouth"

blueprint = APIBlueprint("windows", __name__, url_prefix="/api/v1/windows", tag="Windows")


@blueprint.get("")
@blueprint.doc(summary="All windows")
def get_windows() -> Response:
    """Show every window to staff."""
    caller(*STAFF)
    here = site()
    with here.looking() as now:
        views = [
            window_view(now.conn, now.hall, now.windows[w], here.public_url, now.staff)
            for w in now.hall.windows
        ]
    return shown({"windows": views})


@blueprint.get("/<window_id>")
@blueprint.doc(summary="One window and what it may call, in order with why")
def get_window(window_id: str) -> Response:
    """Show a window and the tickets it may call, in order, each with its reason."""
    caller(*STAFF)
    here = site()
    here.hall.window(window_id)
    with here.looking() as now:
        window = now.windows[WindowId(window_id)]
        rows = [
            {
                **ticket_view(now.conn, now.hall, t, here.public_url, now=now),
                "why": now.why(t).as_dict(),
            }
            for t in now.order_for(window.id)
        ]
        view = window_view(now.conn, now.hall, window, here.public_url, now.staff)
        held = [ticket_view(now.conn, now.hall, t, here.public_url, now=now) for t in now.held_for(window.id)]
    return shown({**view, "tickets": rows, "held": held})


def _clerk() -> Caller:
    return caller("clerk")


def _own(tx: Tx, window_id: str, who: Caller) -> Window:
    """Return the window the clerk is at; raises `window_closed`, `not_your_window`."""
    window = window_at(tx, window_id)
    if who.window_id is not None and who.window_id != window_id:
        raise refuse("not_your_window")
    if window.state is WindowState.CLOSED:
        raise refuse("window_closed")
    if window.clerk_id != who.staff_id:
        raise refuse("not_your_window")
    return window


def _window_command(window_id: str, act: Callable[[Tx, Window], Window]) -> Response:
    who = _clerk()

    def unit(tx: Tx) -> Reply:
        changed = act(tx, _own(tx, window_id, who))
        staff = people.everybody(tx.conn)
        return Reply(200, window_view(tx.conn, tx.hall, changed, tx.public_url, staff))

    return run(who, unit)


def _ticket_command(window_id: str, act: Callable[[Tx, Window], Ticket]) -> Response:
    who = _clerk()

    def unit(tx: Tx) -> Reply:
        ticket = act(tx, _own(tx, window_id, who))
        return Reply(200, ticket_view(tx.conn, tx.hall, ticket, tx.public_url))

    return run(who, unit, lambda tx: ask_ahead(tx, window_id))


@blueprint.post("/<window_id>/open")
@blueprint.doc(summary="Open a window; a demo token signs its clerk in", responses=[200, 409])
def post_open(window_id: str) -> Response:
    """Open a window for the clerk who asks."""
    who = _clerk()

    def unit(tx: Tx) -> Reply:
        window = window_at(tx, window_id)
        if who.window_id is not None and who.window_id != window_id:
            raise refuse("not_your_window")
        if who.staff_id is None:
            raise refuse("not_yours")
        opened = run_window.open_window(tx, window, who.staff_id)
        staff = people.everybody(tx.conn)
        return Reply(200, window_view(tx.conn, tx.hall, opened, tx.public_url, staff))

    return run(who, unit)


@blueprint.post("/<window_id>/pause")
@blueprint.input(bodies.Pause, arg_name="body")
@blueprint.doc(summary="Pause a window", responses=[200, 409])
def post_pause(window_id: str, body: bodies.Pause) -> Response:
    """Pause a window."""
    return _window_command(window_id, lambda tx, w: run_window.pause_window(tx, w, body.reason))


@blueprint.post("/<window_id>/resume")
@blueprint.doc(summary="Open a paused window again", responses=[200, 409])
def post_resume(window_id: str) -> Response:
    """Open a paused window again."""
    return _window_command(window_id, run_window.resume_window)


@blueprint.post("/<window_id>/close")
@blueprint.input(bodies.Close, arg_name="body")
@blueprint.doc(summary="Close a window; `leaving` says what becomes of a ticket there", responses=[200, 409])
def post_close(window_id: str, body: bodies.Close) -> Response:
    """Close a window; `leaving` says what becomes of a ticket that is still there."""
    return _window_command(window_id, lambda tx, w: run_window.close_window(tx, w, body.leaving))


@blueprint.post("/<window_id>/take-over")
@blueprint.doc(summary="Go on at a window that is being handed over", responses=[200, 409])
def post_take_over(window_id: str) -> Response:
    """Go on at a window that is being handed over, with the citizen who is there."""
    who = _clerk()

    def unit(tx: Tx) -> Reply:
        if who.window_id is not None and who.window_id != window_id:
            raise refuse("not_your_window")
        if who.staff_id is None:
            raise refuse("not_yours")
        taken = run_window.take_over(tx, window_at(tx, window_id), who.staff_id)
        staff = people.everybody(tx.conn)
        return Reply(200, window_view(tx.conn, tx.hall, taken, tx.public_url, staff))

    return run(who, unit)


@blueprint.post("/<window_id>/call")
@blueprint.input(bodies.Call, arg_name="body")
@blueprint.doc(summary="Call a chosen ticket out of turn, with a reason", responses=[200, 403, 409, 422])
def post_call(window_id: str, body: bodies.Call) -> Response:
    """Call a chosen ticket out of turn: a right, with a reason, logged.

    Without the right it is allowed for the reason `called_by_mouth` within the time after a broken
    connection, to put down what was called by mouth.
    """
    who = _clerk()
    by_mouth = body.reason == BY_MOUTH and site().was_cut_off(f"clerk:{window_id}:{who.staff_id}")
    if not (who.may_choose or by_mouth):
        raise refuse("no_right")
    if not body.reason.strip():
        raise refuse("reason_needed")
    return _ticket_command(
        window_id, lambda tx, w: calling.call_chosen(tx, w, body.ticket_id, body.reason.strip())
    )


@blueprint.post("/<window_id>/direct")
@blueprint.input(bodies.Direct, arg_name="body")
@blueprint.doc(summary="Serve somebody who has no ticket", responses=[200, 409, 422])
def post_direct(window_id: str, body: bodies.Direct) -> Response:
    """Serve somebody who has no ticket: a number is drawn, nobody is called."""
    return _ticket_command(
        window_id,
        lambda tx, w: serve.serve_direct(
            tx, w, queue_id=body.queue_id, item_code=body.item_code, language=body.language
        ),
    )


@blueprint.post("/<window_id>/hold")
@blueprint.input(bodies.Hold, arg_name="body")
@blueprint.doc(summary="Set the citizen aside", responses=[200, 409])
def post_hold(window_id: str, body: bodies.Hold) -> Response:
    """Set the citizen who is being served aside."""
    return _ticket_command(window_id, lambda tx, w: serve.hold(tx, w, body.reason))


@blueprint.post("/<window_id>/resume-held")
@blueprint.input(bodies.ResumeHeld, arg_name="body")
@blueprint.doc(summary="Go on with a held ticket", responses=[200, 409])
def post_resume_held(window_id: str, body: bodies.ResumeHeld) -> Response:
    """Go on with a held ticket, or have it called first."""
    return _ticket_command(window_id, lambda tx, w: serve.resume_held(tx, w, body.ticket_id, call=body.call))


@blueprint.post("/<window_id>/call-next")
@blueprint.input(bodies.CallNext, arg_name="body")
@blueprint.doc(summary="Call the next ticket; 204 when nobody waits", responses=[200, 204, 409])
def post_call_next(window_id: str, body: bodies.CallNext) -> Response:
    """Call the next ticket; 204 when nobody waits."""
    who = _clerk()

    def unit(tx: Tx) -> Reply:
        called = calling.call_next(tx, _own(tx, window_id, who), body.queue_id, body.expected)
        if called is None:
            return Reply(204, None)
        view: dict[str, Any] = ticket_view(tx.conn, tx.hall, called.ticket, tx.public_url)
        if called.instead_of is not None:
            view["instead_of"] = {"number": called.instead_of[0], "window": called.instead_of[1]}
        return Reply(200, view)

    return run(who, unit, lambda tx: ask_ahead(tx, window_id))


@blueprint.post("/<window_id>/recall")
@blueprint.doc(summary="Call the ticket again", responses=[200, 409])
def post_recall(window_id: str) -> Response:
    """Call the ticket again."""
    return _ticket_command(window_id, calling.recall)


@blueprint.post("/<window_id>/start")
@blueprint.doc(summary="Begin the service", responses=[200, 409])
def post_start(window_id: str) -> Response:
    """Begin the service."""
    return _ticket_command(window_id, serve.start)


@blueprint.post("/<window_id>/finish")
@blueprint.input(bodies.Finish, arg_name="body")
@blueprint.doc(summary="End the service with an outcome", responses=[200, 409])
def post_finish(window_id: str, body: bodies.Finish) -> Response:
    """End the service with an outcome."""
    items = tuple(body.items or ())
    return _ticket_command(window_id, lambda tx, w: serve.finish(tx, w, body.outcome, items))


@blueprint.post("/<window_id>/absent")
@blueprint.doc(summary="Nobody came", responses=[200, 409])
def post_absent(window_id: str) -> Response:
    """Mark the called ticket absent."""
    return _ticket_command(window_id, serve.mark_absent)


@blueprint.post("/<window_id>/requeue")
@blueprint.doc(summary="Undo a mistaken call", responses=[200, 409])
def post_requeue(window_id: str) -> Response:
    """Undo a mistaken call: the same place, not a miss."""
    return _ticket_command(window_id, serve.requeue)


@blueprint.post("/<window_id>/priority-not-shown")
@blueprint.doc(summary="The document was not shown", responses=[200, 409])
def post_priority_not_shown(window_id: str) -> Response:
    """Send the ticket back to the place its arrival gives, not a miss."""
    return _ticket_command(window_id, serve.priority_not_shown)


@blueprint.post("/<window_id>/transfer")
@blueprint.input(bodies.Transfer, arg_name="body")
@blueprint.doc(summary="Send the ticket to another queue, window or clerk", responses=[200, 409, 422])
def post_transfer(window_id: str, body: bodies.Transfer) -> Response:
    """Send the ticket to another queue, window or clerk."""
    return _ticket_command(
        window_id,
        lambda tx, w: serve.transfer(
            tx,
            w,
            queue_id=body.queue_id,
            to_window=body.window_id,
            to_clerk=body.staff_id,
            items=tuple(body.items or ()),
            position=body.position,
            note=body.note,
        ),
    )
