"""Help calls, signing in and out, and the enrolment of new devices."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import ValidationError
from werkzeug.security import check_password_hash

from queue_server.access import STAFF, caller, cookie_name, same_origin, set_cookie
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.api.problems import invalid
from queue_server.domain.errors import refuse
from queue_server.domain.events import Actor
from queue_server.domain.ids import StaffId
from queue_server.site import site
from queue_server.storage import people
from queue_server.use_cases import devices, sign_in
from queue_server.use_cases.ask_help import acknowledge_help, ask_help
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("devices", __name__, url_prefix="/api/v1", tag="Devices")
sessions = APIBlueprint("sessions", __name__, tag="Sessions")
DEVICE_COOKIE_S = 400 * 24 * 3600


@blueprint.post("/help")
@blueprint.input(bodies.Help, arg_name="body")
@blueprint.doc(summary="A kiosk calls a person", responses=[202])
def post_help(body: bodies.Help) -> Response:
    """Call a person to a kiosk."""
    who = caller("kiosk")
    device = who.device
    assert device is not None

    def unit(tx: Tx) -> Reply:
        call = ask_help(tx, device, body.why, body.ticket_id)
        return Reply(202, {"id": call.id, "at": instant(call.at, tx.hall)})

    return run(who, unit)


@blueprint.post("/help/<help_id>/acknowledge")
@blueprint.doc(summary="Somebody is on the way", responses=[200, 409])
def post_acknowledge(help_id: str) -> Response:
    """Say that somebody is on the way."""
    who = caller(*STAFF)

    def unit(tx: Tx) -> Reply:
        call = acknowledge_help(tx, help_id)
        return Reply(200, {"id": call.id, "acknowledged_at": instant(call.acknowledged_at, tx.hall)})

    return run(who, unit)


@blueprint.post("/devices/enrol")
@blueprint.input(bodies.Enrol, arg_name="body")
@blueprint.doc(summary="A new device asks to be let in", responses=[201])
def post_enrol(body: bodies.Enrol) -> Response:
    """Give a new device the code to show and the token to poll with."""
    here = site()
    here.extras["enrol_limit"].count(request.remote_addr or "?")
    made = here.run(lambda tx: sign_in.begin_enrolment(tx, body.kind, body.name, body.window))
    return shown({"code": made.code, "poll_token": made.poll_token}, 201)


@blueprint.get("/devices/enrol/<poll_token>")
@blueprint.doc(summary="The token, once, after a manager has approved")
def get_enrol(poll_token: str) -> Response:
    """Give an approved device its token, once; a browser that names its screen gets a cookie instead."""
    same_origin()
    got = site().run(lambda tx: sign_in.collect_token(tx, poll_token))
    if got is None:
        return shown({"state": "waiting"})
    token, device = got
    screen = request.args.get("screen", "")
    view = {"state": "approved", "device": _device_view(device)}
    if not screen:
        return shown({**view, "token": token})
    response = shown(view)
    set_cookie(response, screen, token, lasts_s=DEVICE_COOKIE_S)
    return response


@blueprint.post("/devices/enrol/approve")
@blueprint.input(bodies.Approve, arg_name="body")
@blueprint.doc(summary="A manager lets a device in", responses=[200, 404, 409])
def post_approve(body: bodies.Approve) -> Response:
    """Let a waiting device in."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        device = sign_in.approve_enrolment(tx, body.code, body.printer_id, body.zone, body.screen)
        return Reply(200, _device_view(device))

    return run(who, unit)


@blueprint.post("/devices/sound-check")
@blueprint.input(bodies.SoundCheck, arg_name="body")
@blueprint.doc(summary="A screen says whether its sound check was heard by its sound card", responses=[204])
def post_sound_check(body: bodies.SoundCheck) -> Response:
    """Note a screen's sound check."""
    who = caller("display", "sign", "kiosk", "evaluator")
    device = who.device
    assert device is not None

    def unit(tx: Tx) -> Reply:
        devices.note_sound_check(tx, device, body.ran, body.why)
        return Reply(204, None)

    return run(who, unit)


@blueprint.patch("/devices/<device_id>")
@blueprint.input(bodies.DeviceName, arg_name="body")
@blueprint.doc(summary="Give a device another name", responses=[200, 404])
def patch_device(device_id: str, body: bodies.DeviceName) -> Response:
    """Rename a device."""
    who = caller("manager")
    return run(who, lambda tx: Reply(200, _device_view(devices.rename_device(tx, device_id, body.name))))


@blueprint.put("/devices/<device_id>/screen")
@blueprint.input(bodies.GivenScreen, arg_name="body")
@blueprint.doc(summary="Say which screen a display shows at /screen", responses=[200, 404, 409])
def put_screen(device_id: str, body: bodies.GivenScreen) -> Response:
    """Give a display one of the hall's screens; it shows it at once."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        device = devices.give_screen(tx, device_id, body.screen)
        return Reply(200, {**_device_view(device), "screen": device.screen})

    return run(who, unit)


@blueprint.post("/devices/<device_id>/revoke")
@blueprint.doc(
    summary="Shut out a device that is lost: its token and its sockets end", responses=[200, 404, 409]
)
def post_revoke(device_id: str) -> Response:
    """End a device's token at once."""
    who = caller("manager")
    return run(who, lambda tx: Reply(200, _device_view(devices.revoke_device(tx, device_id))))


def _device_view(device: people.Device) -> dict[str, str]:
    return {"id": device.id, "kind": device.kind, "name": device.name}


@sessions.post("/login")
@sessions.doc(summary="Sign in: form or JSON; sets the session cookie", responses=[200, 401, 422, 429])
def post_login() -> Response:
    """Sign a person in."""
    same_origin()
    here = site()
    raw = request.get_json() if request.mimetype == "application/json" else request.form.to_dict()
    try:
        body = bodies.SignIn.model_validate(raw)
    except ValidationError as wrong:
        return invalid(wrong)
    limit = here.extras["login_limit"]
    limit.check(body.username, request.remote_addr or "?")
    with here.reading() as conn:
        person = people.person_named(conn, body.username)
    known = (
        person.password_hash if person is not None and person.active else here.extras["no_such_password"]()
    )
    right = here.off_hub(lambda: check_password_hash(known, body.password))
    if person is None or not right:
        limit.failed(body.username, request.remote_addr or "?")
        raise refuse("bad_credentials")
    limit.passed(body.username, request.remote_addr or "?")
    screen = body.screen or "session"
    before = request.cookies.get(cookie_name(screen))
    token = here.run(lambda tx: sign_in.open_session(tx, person, before), Actor(StaffId(person.id)))
    response = shown(
        {"name": person.name, "badge": person.badge, "role": person.role, "username": person.username}
    )
    set_cookie(response, screen, token, lasts_s=int(sign_in.SESSION_LASTS.total_seconds()))
    return response


@sessions.post("/logout")
@sessions.input(bodies.Screen, arg_name="body")
@sessions.doc(summary="End the session", responses=[204])
def post_logout(body: bodies.Screen) -> Response:
    """Sign out of one terminal of this browser."""
    same_origin()
    name = cookie_name(body.screen or "session")
    token = request.cookies.get(name)
    if token:
        site().run(lambda tx: sign_in.close_session(tx, token))
    response = Response(status=204)
    response.delete_cookie(name, path="/", httponly=True, samesite="Strict")
    return response
