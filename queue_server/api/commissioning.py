"""Printers set up by the manager: looked for, tried out and stored; and what print agents do of it."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from printers.commissioning.findings import Findings
from printers.commissioning.hosts import RangeError, hosts_in
from printers.commissioning.questions import (
    QUESTIONS,
    AnswerError,
    read_answers,
    settings_from,
    warnings_of,
)
from printers.models import USUAL, model, models
from printers.profile import ProfileError
from queue_server.access import caller
from queue_server.api.bodies import Name
from queue_server.api.command import run, shown
from queue_server.api.printing import printer_view
from queue_server.domain.errors import refuse
from queue_server.plan_checks import is_printer_address
from queue_server.site import site
from queue_server.storage import people, prints, probes
from queue_server.storage.probes import Probe
from queue_server.use_cases import set_up_printers as wishes
from queue_server.use_cases.once import Reply
from queue_server.use_cases.probe_printers import (
    FIND,
    TEST,
    ask_probe,
    claim_probe,
    report_probe,
    state_now,
)
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.sample_slip import print_test

blueprint = APIBlueprint("commissioning", __name__, url_prefix="/api/v1", tag="Printers")
WAKE_S = 3.0
REMOVED_SHOWN = 3

PrinterName = Annotated[str, Field(min_length=1, max_length=40)]
Address = Annotated[str, Field(min_length=3, max_length=200)]


class Tested(BaseModel):
    """A self-test and what the installer saw on its paper."""

    model_config = ConfigDict(extra="forbid")

    probe_id: Name
    answers: Annotated[dict[str, str], Field(max_length=20)]


class PrinterWish(BaseModel):
    """How a printer is to be: its settings from a self-test, from a model, or as they are."""

    model_config = ConfigDict(extra="forbid")

    name: PrinterName
    address: Address
    agent_id: Name | None = None
    model: Name | None = None
    tested: Tested | None = None
    sent_is_done: bool | None = None


class Assignment(BaseModel):
    """Where a device prints, and where when that printer is down."""

    printer_id: Name | None = None
    second_printer_id: Name | None = None


class ProbeWish(BaseModel):
    """Look for printers, on the network at `where` too; or print the self-test at `address`."""

    kind: Literal["find", "test"]
    where: Annotated[str, Field(max_length=60)] = ""
    address: Address | None = None
    agent_id: Name | None = None


class ProbeClaim(BaseModel):
    """How long the answer may wait for a wish."""

    wait_s: Annotated[float, Field(ge=0, le=25)] = 0


class ProbeResult(BaseModel):
    """What an agent found."""

    result: Annotated[dict[str, Any], Field(max_length=20)]


class Seen(BaseModel):
    """What the installer saw on the paper, and the model whose documents fill in the rest."""

    answers: Annotated[dict[str, str], Field(max_length=20)]
    model: Name | None = None


@blueprint.get("/printers/set-up")
@blueprint.doc(summary="Printers, who prints there, the models known, and what is asked of a self-test")
def get_set_up() -> Response:
    """Show all a manager sets printers up with."""
    caller("manager")
    here = site()
    with here.reading() as conn:
        devices = [d for d in people.devices(conn) if d.kind in (*wishes.PRINTS_AT, "print_agent")]
        found = list(prints.printers(conn).values())
        removed = prints.printers_removed(conn)[:REMOVED_SHOWN]
        undoable = wishes.can_undo(conn)
    listed = [
        {
            "id": d.id,
            "kind": d.kind,
            "name": d.name,
            "name_en": here.hall.english.get(d.name, ""),
            "printer_id": d.printer_id,
            "second_printer_id": d.second_printer_id,
        }
        for d in devices
    ]
    return shown(
        {
            "printers": [
                {
                    **printer_view(here.hall, one),
                    "name_en": here.hall.english.get(one.name, ""),
                    "can_undo": one.id in undoable,
                }
                for one in found
            ],
            "removed": [{"id": one.id, "name": one.name} for one in removed if one.id in undoable],
            "devices": [d for d in listed if d["kind"] != "print_agent"],
            "agents": [{"id": d["id"], "name": d["name"]} for d in listed if d["kind"] == "print_agent"],
            "models": [
                {
                    "name": one.name,
                    "title": one.title,
                    "title_en": one.title_en,
                    "evidence": one.evidence,
                    "profile": one.profile.to_json(),
                }
                for one in models().values()
            ],
            "questions": [question.to_json() for question in QUESTIONS],
        }
    )


@blueprint.post("/printers")
@blueprint.input(PrinterWish, arg_name="body")
@blueprint.doc(summary="Take a printer into use", responses=[201, 404, 409, 422])
def post_printer(body: PrinterWish) -> Response:
    """Add a printer; its agent serves it within seconds."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        return Reply(201, printer_view(tx.hall, wishes.add_printer(tx, _wanted(tx, body, None))))

    return run(who, unit)


@blueprint.put("/printers/<printer_id>")
@blueprint.input(PrinterWish, arg_name="body")
@blueprint.doc(summary="Change a printer", responses=[200, 404, 409, 422])
def put_printer(printer_id: str, body: PrinterWish) -> Response:
    """Store a printer's name, address and settings."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        now = prints.printers(tx.conn).get(printer_id)
        wanted = _wanted(tx, body, None if now is None else now.profile)
        return Reply(200, printer_view(tx.hall, wishes.change_printer(tx, printer_id, wanted)))

    return run(who, unit)


@blueprint.post("/printers/<printer_id>/remove")
@blueprint.doc(summary="Take a printer out of use", responses=[200, 404])
def post_remove(printer_id: str) -> Response:
    """Remove a printer; who printed there prints at its second one."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        wishes.remove_printer(tx, printer_id)
        return Reply(200, {"id": printer_id, "removed": True})

    return run(who, unit)


@blueprint.post("/printers/<printer_id>/undo")
@blueprint.doc(summary="Take the last change of a printer back, its removal too", responses=[200, 409])
def post_undo(printer_id: str) -> Response:
    """Bring a printer back to how it was before its last change."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        found = wishes.undo_printer(tx, printer_id)
        return Reply(200, printer_view(tx.hall, found) if found else {"id": printer_id, "removed": True})

    return run(who, unit)


@blueprint.post("/printers/<printer_id>/test")
@blueprint.doc(summary="Print the test slip at a printer in use", responses=[202, 404])
def post_test(printer_id: str) -> Response:
    """Print the test slip with the settings the printer has; its job tells what came of it."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        job = print_test(tx, printer_id)
        return Reply(202, {"id": job.id, "printer_id": job.printer_id, "state": job.state})

    return run(who, unit)


@blueprint.put("/devices/<device_id>/printers")
@blueprint.input(Assignment, arg_name="body")
@blueprint.doc(summary="Say where a device prints", responses=[200, 404])
def put_device_printers(device_id: str, body: Assignment) -> Response:
    """Assign a device its printer and its second one."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        device = wishes.assign_printers(tx, device_id, body.printer_id, body.second_printer_id)
        places = {"printer_id": device.printer_id, "second_printer_id": device.second_printer_id}
        return Reply(200, {"id": device.id, **places})

    return run(who, unit)


@blueprint.post("/probes")
@blueprint.input(ProbeWish, arg_name="body")
@blueprint.doc(summary="Have a print agent look for printers, or try one out", responses=[202, 422])
def post_probe(body: ProbeWish) -> Response:
    """Ask for a search or a self-test; the answer is fetched by its id."""
    who = caller("manager")
    if body.kind == TEST and (body.address is None or not is_printer_address(body.address)):
        raise refuse("printer_address_bad")
    if body.where.strip():
        try:
            hosts_in(body.where)
        except RangeError as error:
            raise refuse("range_bad", detail=str(error)) from error

    def unit(tx: Tx) -> Reply:
        at = tx.at.astimezone(tx.hall.zone).strftime("%Y-%m-%d %H:%M:%S")
        wish = {"where": body.where} if body.kind == FIND else {"address": body.address, "at": at}
        return Reply(202, _probe_view(ask_probe(tx, body.kind, wish, body.agent_id), "asked"))

    answer = run(who, unit)
    site().extras["probe_wakes"].wake()
    return answer


@blueprint.get("/probes/<probe_id>")
@blueprint.doc(summary="What came of a search or a self-test", responses=[200, 404])
def get_probe(probe_id: str) -> Response:
    """Show a wish and its result; `lost` when no agent took it or it came to nothing."""
    caller("manager")
    here = site()
    with here.reading() as conn:
        found = probes.by_id(conn, probe_id)
    if found is None:
        raise refuse("probe_unknown")
    return shown(_probe_view(found, state_now(found, here.clock.now())))


@blueprint.post("/probes/<probe_id>/settings")
@blueprint.input(Seen, arg_name="body")
@blueprint.doc(
    summary="The settings that follow from a self-test; nothing is saved", responses=[200, 404, 409, 422]
)
def post_settings(probe_id: str, body: Seen) -> Response:
    """Return the settings for the answers given, and what the hall should know of them."""
    caller("manager")
    with site().reading() as conn:
        profile, warnings = _tested(probes.by_id(conn, probe_id), body.answers, body.model)
    return shown({"profile": profile, "warnings": warnings})


@blueprint.post("/probes/claim")
@blueprint.input(ProbeClaim, arg_name="body")
@blueprint.doc(summary="An agent takes a wish; 204 when there is none", responses=[200, 204])
def post_claim_probe(body: ProbeClaim) -> Response:
    """Give an agent a wish, waiting for one up to `wait_s` seconds."""
    who = caller("print_agent")
    agent_id = who.device.id if who.device else ""
    wakes = site().extras["probe_wakes"]
    ends = time.monotonic() + body.wait_s

    def unit(tx: Tx) -> Reply:
        found = claim_probe(tx, agent_id)
        return Reply(204, None) if found is None else Reply(200, _probe_view(found, "claimed"))

    while True:
        wake = wakes.next()
        with site().reading() as conn:  # nearly always there is nothing, and that costs no writing
            asked = probes.next_asked(conn, agent_id) is not None
        response = run(who, unit) if asked else Response(status=204)
        left = ends - time.monotonic()
        if response.status_code != 204 or left <= 0:
            return response
        wake.wait(min(left, WAKE_S))


@blueprint.post("/probes/<probe_id>/done")
@blueprint.input(ProbeResult, arg_name="body")
@blueprint.doc(summary="An agent brings what it found", responses=[200, 404])
def post_done(probe_id: str, body: ProbeResult) -> Response:
    """Store the result of a search or a self-test."""
    who = caller("print_agent")
    return run(who, lambda tx: Reply(200, _probe_view(report_probe(tx, probe_id, body.result), "done")))


def _probe_view(found: Probe, state: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind,
        "agent_id": found.agent_id,
        "wish": found.wish,
        "state": state,
        "result": found.result,
    }


def _wanted(tx: Tx, body: PrinterWish, now: dict[str, Any] | None) -> wishes.Wanted:
    """Read a wish; raises `printer_address_bad`, `invalid`, `probe_unknown`, `probe_open`."""
    if not is_printer_address(body.address):
        raise refuse("printer_address_bad")
    profile = now
    if body.tested is not None:
        found = probes.by_id(tx.conn, body.tested.probe_id)
        profile, _ = _tested(found, body.tested.answers, body.model)
        profile |= {"confirmed_at": tx.at.isoformat(timespec="seconds")}
    elif body.model is not None:
        profile = _of_model(body.model)
    if body.sent_is_done is not None:
        profile = {**(profile or _of_model(USUAL)), "sent_is_done": body.sent_is_done}
    return wishes.Wanted(body.name.strip(), body.address.strip(), body.agent_id, profile)


def _of_model(name: str) -> dict[str, Any]:
    try:
        found = model(name)
    except ProfileError as error:
        raise refuse("invalid", detail=str(error)) from error
    return found.profile.to_json() | {"model": found.name}


def _tested(
    found: Probe | None, answers: dict[str, str], named: str | None
) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of a printer that was tried out, and the codes of its warnings."""
    if found is None or found.kind != TEST:
        raise refuse("probe_unknown")
    try:
        findings = Findings.from_json(found.result)
    except ValueError as error:
        raise refuse("probe_open") from error
    if findings.outcome == "refused":
        raise refuse("probe_open")
    try:
        base = model(named or USUAL)
        read = read_answers(answers)
    except (ProfileError, AnswerError) as error:
        raise refuse("invalid", detail=str(error)) from error
    profile = settings_from(read, findings, base.profile)
    return {**profile.to_json(), "model": base.name}, list(warnings_of(read, findings))
