"""The hall's settings: read, changed as a new version, looked at on paper before they are saved."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from printers.drawing import preview
from printers.logo import make_logo
from printers.profile import PROFILE_58, PROFILE_80
from printers.raster import Fonts
from printers.slips import missed_call_lines
from printers.template import BLOCKS, STANDARD, VALUES
from queue_server.access import caller
from queue_server.api.command import run, shown
from queue_server.api.problems import problem
from queue_server.config import read_plan
from queue_server.domain.errors import refuse
from queue_server.hall import Hall, queue_id_of
from queue_server.plan import HallPlan
from queue_server.plan_doc import EDITABLE, field_rules, merged, plain, sections, with_items
from queue_server.plan_faults import PlanErrors
from queue_server.site import site
from queue_server.storage import people, plans, prints, tickets
from queue_server.storage.plans import Version
from queue_server.use_cases.change_plan import Wish, change_plan, next_day
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.once import Reply
from queue_server.use_cases.paper import ticket_paper
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.sample_slip import print_sample, sample_slip
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("settings", __name__, url_prefix="/api/v1/settings", tag="Settings")

MAX_PICTURE = 6 * 1024 * 1024
"""Of the whole body: a file of some four megabytes."""

_VERSION_NUMBER = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
_MOST_ITEMS = 500
_CODE = Annotated[str, Field(min_length=1, max_length=32)]
_LETTER = Annotated[str, Field(min_length=1, max_length=2)]
_SECTIONS = dict[Literal[EDITABLE], Any]  # type: ignore[valid-type]


class Changes(BaseModel):
    """Whole sections in place of those of a version, single items, and the queues whose items go elsewhere."""

    model_config = ConfigDict(extra="forbid")

    base_version: _VERSION_NUMBER
    sections: _SECTIONS = {}
    items_to: dict[_LETTER, _LETTER] = {}
    items: Annotated[list[dict[str, Any]], Field(max_length=_MOST_ITEMS)] = []
    items_gone: Annotated[list[_CODE], Field(max_length=_MOST_ITEMS)] = []


class Save(Changes):
    """Changes to be saved, in force now or from the next opening."""

    when: Literal["now", "next_opening"] = "now"


class Restore(BaseModel):
    """An old version to be saved again upon the newest."""

    model_config = ConfigDict(extra="forbid")

    base_version: _VERSION_NUMBER
    when: Literal["now", "next_opening"] = "now"


class Preview(Changes):
    """Which queue's paper to draw under the changes."""

    queue: _LETTER
    width: Literal[58, 80] = 80
    language: Literal["zh-CN", "en"] = "zh-CN"


class Sample(Changes):
    """Which queue's paper to print under the changes, and where; the first printer when none is named."""

    queue: _LETTER
    printer_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


@blueprint.get("")
@blueprint.doc(summary="What a manager may change, its version, and what each field allows")
def get_settings() -> Response:
    """Show the newest version of the settings, which may still wait for its day."""
    caller("manager")
    with site().looking() as now:
        return shown(_settings_view(now))


def _settings_view(now: HallNow) -> dict[str, Any]:
    conn, hall = now.conn, now.hall
    last = plans.last_version(conn)
    newest, waiting = body_of(conn, last), plans.waiting(conn)
    return {
        "version": last,
        "in_force": plans.in_force(conn),
        "waiting": waiting and _version_view(waiting, hall, now.staff),
        "next_day": next_day(hall.schedule, now.at),
        "sections": sections(newest),
        "rules": field_rules(),
        "catalogue": plain(newest)["items"],
        "items": {q.prefix: sum(i.queue == q.prefix for i in newest.items) for q in newest.queues},
        "issued_today": {
            q.prefix: tickets.issued_count(conn, now.today, queue_id_of(q.prefix)) for q in newest.queues
        },
        "template": {"standard": STANDARD, "blocks": BLOCKS, "values": VALUES},
        "printers": [{"id": p.id, "name": p.name, "state": p.state} for p in prints.printers(conn).values()],
    }


def body_of(conn: Any, version: int) -> HallPlan:
    """Return a version of the plan; raises `plan_unknown`."""
    found = plans.body_of(conn, version)
    if found is None:
        raise refuse("plan_unknown")
    return found


def _version_view(found: Version, hall: Hall, staff: dict[str, people.Person]) -> dict[str, Any]:
    author = staff.get(found.author or "")
    return {
        "version": found.version,
        "at": instant(found.at, hall),
        "author": author.name if author else None,
        "from_day": found.from_day,
        "in_force_at": instant(found.in_force_at, hall),
        "changes": found.changes or [],
    }


@blueprint.put("")
@blueprint.input(Save, arg_name="body")
@blueprint.doc(summary="Save changes as a new version", responses=[200, 409, 422])
def put_settings(body: Save) -> Response:
    """Save whole sections as a new version; nobody else may have saved since `base_version`."""
    who = caller("manager")
    with site().reading() as conn:
        base = body_of(conn, body.base_version)
    try:
        plan = changed(base, body)
    except PlanErrors as errors:
        return faulty(errors)
    wish = Wish(body.base_version, base, plan, body.when)
    return run(who, lambda tx: _saved(tx, change_plan(tx, wish)))


def changed(base: HallPlan, body: Changes) -> HallPlan:
    """Return the plan with the changes; raises PlanErrors with the faults of the file's own checks."""
    raw = with_items(merged(base, body.sections), body.items, body.items_gone)
    for item in raw["items"]:
        queue = item.get("queue")
        if isinstance(queue, str):
            item["queue"] = body.items_to.get(queue, queue)
    return read_plan(raw)


def faulty(errors: PlanErrors) -> Response:
    """Answer with each fault where it stands, in both languages."""
    found = [{"path": f.path, "code": f.code, "zh": f.zh, "en": f.en} for f in errors.faults]
    return problem(refuse("invalid"), found)


def _saved(tx: Tx, found: Version) -> Reply:
    return Reply(200, _version_view(found, tx.hall, people.everybody(tx.conn)))


@blueprint.get("/versions")
@blueprint.doc(summary="The versions of the settings, newest first: who, when, what")
def get_versions() -> Response:
    """List the versions with their authors and what each changed."""
    caller("manager")
    here = site()
    with here.reading() as conn:
        staff, in_force = people.everybody(conn), plans.in_force(conn)
        found = [_version_view(each, here.hall, staff) for each in plans.history(conn)]
    return shown({"versions": found, "in_force": in_force})


@blueprint.post("/versions/<int:version>/restore")
@blueprint.input(Restore, arg_name="body")
@blueprint.doc(summary="Go back to a version, as a new one", responses=[200, 404, 409, 422])
def post_restore(version: int, body: Restore) -> Response:
    """Save what a manager may change as it was in an old version; items and guides stay as they are."""
    who = caller("manager")
    with site().reading() as conn:
        base, old = body_of(conn, body.base_version), body_of(conn, version)
    try:
        plan = read_plan(merged(base, sections(old)) | _items_of_both(base, old))
    except PlanErrors as errors:
        return faulty(errors)
    wish = Wish(body.base_version, base, plan, body.when)
    return run(who, lambda tx: _saved(tx, change_plan(tx, wish)))


def _items_of_both(base: HallPlan, old: HallPlan) -> dict[str, Any]:
    """Return today's items, each in the queue it led to then."""
    then = {item.code: item.queue for item in old.items}
    items = plain(base)["items"]
    return {"items": [{**item, "queue": then.get(item["code"], item["queue"])} for item in items]}


@blueprint.post("/preview")
@blueprint.input(Preview, arg_name="body")
@blueprint.doc(summary="The paper of a queue under the changes, as a PNG", responses=[200, 404, 422])
def post_preview(body: Preview) -> Response:
    """Draw the next ticket of a queue as it would be printed; nothing is saved."""
    caller("manager")
    here = site()
    with here.looking() as now:
        try:
            plan = changed(body_of(now.conn, body.base_version), body)
        except PlanErrors as errors:
            return faulty(errors)
        hall = replace(now.hall, plan=plan)
        slip = sample_slip(now, hall, queue_id_of(body.queue), here.public_url, body.language)
    profile = PROFILE_58 if body.width == 58 else PROFILE_80
    drawn = here.off_hub(lambda: preview(ticket_paper(hall, slip), profile, Fonts.find()))
    return Response(drawn, mimetype="image/png")


@blueprint.post("/logo")
@blueprint.doc(
    summary="Make a logo of {picture: base64 of a file}: black and white dots, for `ticket.logo`",
    responses=[200, 413, 422],
)
def post_logo() -> Response:
    """Return an uploaded picture as it will be printed; nothing is saved."""
    caller("manager")
    request.max_content_length = MAX_PICTURE  # for a manager alone, so the body is read here
    sent = request.get_json()
    picture = sent.get("picture") if isinstance(sent, dict) else None
    if not isinstance(picture, str):
        raise refuse("invalid", detail="picture: base64 of a file")
    try:
        logo = site().off_hub(lambda: make_logo(b64decode(picture, validate=True)))
    except ValueError as error:  # LogoError and what is no base64
        raise refuse("not_a_picture", detail=str(error)) from None
    return shown({"logo": logo})


@blueprint.post("/missed-call")
@blueprint.input(Changes, arg_name="body")
@blueprint.doc(summary="What tickets would say of a missed call under the changes", responses=[200, 422])
def post_missed_call(body: Changes) -> Response:
    """Return the lines in both languages; nothing is saved."""
    caller("manager")
    here = site()
    with here.looking() as now:
        try:
            hall = replace(now.hall, plan=changed(body_of(now.conn, body.base_version), body))
        except PlanErrors as errors:
            return faulty(errors)
        first = next(iter(hall.queues))
        lines = [
            missed_call_lines(sample_slip(now, hall, first, here.public_url, spoken))
            for spoken in ("zh-CN", "en")
        ]
    return shown({"zh": lines[0], "en": lines[1]})


@blueprint.post("/sample")
@blueprint.input(Sample, arg_name="body")
@blueprint.doc(
    summary="Print the paper of a queue under the changes, marked 样张", responses=[202, 404, 409, 422]
)
def post_sample(body: Sample) -> Response:
    """Print the next ticket of a queue as a sample; nothing is saved and no number is taken."""
    who = caller("manager")
    with site().reading() as conn:
        try:
            plan = changed(body_of(conn, body.base_version), body)
        except PlanErrors as errors:
            return faulty(errors)

    def unit(tx: Tx) -> Reply:
        job = print_sample(tx, replace(tx.hall, plan=plan), queue_id_of(body.queue), body.printer_id)
        return Reply(202, {"id": job.id, "printer_id": job.printer_id, "state": job.state})

    return run(who, unit)
