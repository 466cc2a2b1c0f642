"""Announcements typed by staff, spoken in the zones they choose."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from queue_server.access import caller
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.hall import Hall
from queue_server.hall_voice import HallVoice, aloud_said
from queue_server.site import site
from queue_server.storage import notices
from queue_server.storage.notices import Notice
from queue_server.use_cases.announce import Wish, announce
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("announcements", __name__, url_prefix="/api/v1", tag="Announcements")
SHOWN_SINCE = timedelta(hours=14)
SHOWN_MOST = 40


def _said(text: str) -> str:
    if not any(one.isalnum() for one in text):
        raise ValueError("there must be something to say")
    return text.strip()


class Announcement(BaseModel):
    """What is to be said; no zones: in the whole hall. An urgent one goes before calls and is read twice."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_said)]
    text_en: Annotated[str, Field(max_length=200)] = ""
    zones: Annotated[list[bodies.Name], Field(max_length=20)] = []
    urgent: bool = False


@blueprint.post("/announcements")
@blueprint.input(Announcement, arg_name="body")
@blueprint.doc(summary="Say something in the hall", responses=[202, 404, 409])
def post_announcement(body: Announcement) -> Response:
    """Put it on the speaking list."""
    who = caller("guide", "manager")
    wish = Wish(body.text, body.text_en.strip(), tuple(dict.fromkeys(body.zones)), body.urgent)

    def unit(tx: Tx) -> Reply:
        return Reply(202, {"id": announce(tx, wish)})

    return run(who, unit)


class Aloud(BaseModel):
    """What a kiosk shows and would read aloud."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_said)]
    language: Literal["zh-CN", "en"] = "zh-CN"


@blueprint.post("/aloud")
@blueprint.input(Aloud, arg_name="body")
@blueprint.doc(
    summary="The sound of a kiosk's question, where the hall has it read aloud", responses=[200, 404]
)
def post_aloud(body: Aloud) -> Response:
    """Make the sound, soft and without a chime, for the kiosk that asks alone."""
    caller("kiosk")
    here = site()
    if not here.hall.plan.voice.kiosk_aloud:
        raise refuse("not_found")
    voice: HallVoice = here.extras["voice"]
    clip = voice.clip(aloud_said(here.hall, body.text, body.language, here.clock.now()))
    if not clip.spoken:
        raise refuse("not_found", detail=clip.why or "")
    return shown({"audio_url": f"/audio/{clip.name}", "duration_s": round(clip.duration_s, 1)})


@blueprint.get("/announcements")
@blueprint.doc(summary="Announcements of today and what became of each, newest first")
def get_announcements() -> Response:
    """List what was said, typed or by the calendar."""
    caller("guide", "manager")
    here = site()
    with here.reading() as conn:
        rows = notices.newest(conn, here.clock.now() - SHOWN_SINCE, SHOWN_MOST)
    return shown({"announcements": [notice_view(row, here.hall) for row in rows]})


def notice_view(row: Notice, hall: Hall) -> dict[str, Any]:
    """Return one row as staff see it."""
    return {
        "id": row.notice_id,
        "kind": row.kind,
        "text": row.text,
        "text_en": row.text_en,
        "zone": row.zone,
        "urgent": row.urgent,
        "state": row.state,
        "why": row.why,
        "at": instant(row.created_at, hall),
    }
