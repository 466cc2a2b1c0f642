"""Listen to the voice under settings that are not saved yet, and see what it speaks with."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from queue_server.access import caller
from queue_server.api.command import shown
from queue_server.api.settings import Changes, body_of, changed, faulty
from queue_server.domain.announcement import Language
from queue_server.hall import Hall
from queue_server.hall_voice import HallVoice, Said, call_said, sample_call, text_said
from queue_server.plan_faults import PlanErrors
from queue_server.site import site

blueprint = APIBlueprint("listening", __name__, url_prefix="/api/v1/settings", tag="Settings")

LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")


class Listen(Changes):
    """What to speak under the changes: a text, Chinese, English or both; without one a call in this language."""

    language: Literal["zh-CN", "en"] = "zh-CN"
    text: Annotated[str, Field(max_length=100)] = ""
    text_en: Annotated[str, Field(max_length=200)] = ""


def _under(body: Changes) -> Hall:
    """Return the hall under the changes. Raises PlanErrors."""
    here = site()
    with here.reading() as conn:
        return replace(here.hall, plan=changed(body_of(conn, body.base_version), body))


def _said(hall: Hall, body: Listen) -> Said:
    at = site().clock.now()
    text, text_en = (one.strip() for one in (body.text, body.text_en))
    if text or text_en:
        return text_said(hall, text, text_en, at)
    number, window = sample_call(hall)
    return call_said(hall, number, window, body.language, at, times=1)


@blueprint.post("/listen")
@blueprint.input(Listen, arg_name="body")
@blueprint.doc(
    summary="A call, or a text, as it would be spoken under the changes", responses=[200, 404, 422]
)
def post_listen(body: Listen) -> Response:
    """Make the sound, read once, and say how it is read; nothing is saved and no screen speaks."""
    caller("manager")
    try:
        said = _said(_under(body), body)
    except PlanErrors as errors:
        return faulty(errors)
    voice: HallVoice = site().extras["voice"]
    clip = voice.clip(said, fresh=True)
    return shown(
        {
            "text": said.text,
            "readings": voice.readings(said.parts),
            "audio_url": f"/audio/{clip.name}",
            "duration_s": round(clip.duration_s, 1),
            "spoken": clip.spoken,
            "why": clip.why,
            "program": _program(voice) if clip.second_best else None,
        }
    )


@blueprint.post("/spoken-with")
@blueprint.input(Changes, arg_name="body")
@blueprint.doc(
    summary="What calls would be spoken with under the changes, and which words were not recorded",
    responses=[200, 404, 422],
)
def post_spoken_with(body: Changes) -> Response:
    """Tell of the folder of recordings and of the program that speaks; null where the hall has none."""
    caller("manager")
    try:
        hall = _under(body)
    except PlanErrors as errors:
        return faulty(errors)
    voice: HallVoice = site().extras["voice"]
    return shown({"recordings": _recordings(voice, hall), "program": _program(voice)})


def _program(voice: HallVoice) -> dict[str, Any] | None:
    """Return what is the matter with the hall's program (fault null: nothing known), None when it has none."""
    if not voice.has_program:
        return None
    found = voice.program_fault()
    return {"fault": found and found.fault, "detail": found.detail if found else ""}


def _recordings(voice: HallVoice, hall: Hall) -> dict[str, Any] | None:
    if voice.folder is None:
        return None
    found = {language: voice.missing(hall, language) for language in LANGUAGES}
    known = [one for one in found.values() if one is not None]
    return {
        "folder": str(voice.folder),
        "known": len(known) == len(LANGUAGES),
        "there": any(one.there for one in known),
        "missing": {language: list(one.words) if one else [] for language, one in found.items()},
        "broken": [name for one in known for name in one.broken],
    }
