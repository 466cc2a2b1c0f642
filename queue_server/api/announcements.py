"""Announcements typed by staff, spoken in the zones they choose."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from queue_server.access import Caller, caller
from queue_server.api import bodies
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.hall import Hall
from queue_server.hall_voice import HallVoice, aloud_said
from queue_server.site import site
from queue_server.storage import notices
from queue_server.storage.notices import Notice
from queue_server.use_cases.announce import Wish, announce, withdraw
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("announcements", __name__, url_prefix="/api/v1", tag="Announcements")
SHOWN_SINCE = timedelta(hours=14)
SHOWN_MOST = 40
LATELY = timedelta(hours=1)
LATELY_MOST = 4


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


def _announcer() -> Caller:
    """Return who is asking if they may speak to the hall: clerks where the hall has given them the right."""
    who = caller("guide", "manager", "clerk")
    if who.role == "clerk" and not site().hall.plan.voice.clerks_announce:
        raise refuse("not_yours")
    return who


@blueprint.post("/announcements")
@blueprint.input(Announcement, arg_name="body")
@blueprint.doc(summary="Say something in the hall", responses=[202, 404, 409, 429])
def post_announcement(body: Announcement) -> Response:
    """Put it on the speaking list."""
    who = _announcer()
    wish = Wish(body.text, body.text_en.strip(), tuple(dict.fromkeys(body.zones)), body.urgent)

    def unit(tx: Tx) -> Reply:
        return Reply(202, {"id": announce(tx, wish)})

    return run(who, unit)


@blueprint.post("/announcements/<notice_id>/withdraw")
@blueprint.doc(
    summary="Take an announcement that still waits off the list; a clerk only their own",
    responses=[200, 404, 409],
)
def post_withdraw(notice_id: str) -> Response:
    """Have it not spoken in any zone where it still waits."""
    who = _announcer()

    def unit(tx: Tx) -> Reply:
        withdraw(tx, notice_id[:80], own=who.role == "clerk")
        return Reply(200, {"id": notice_id[:80], "state": "unspoken", "why": "withdrawn"})

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
        rows = notices.newest(conn, here.clock.now() - SHOWN_SINCE, _most_rows(here.hall, SHOWN_MOST))
    listed = _told_apart(rows)[:SHOWN_MOST]
    return shown({"announcements": [notice_view(row, here.hall) for row in listed]})


def _most_rows(hall: Hall, most: int) -> int:
    """Return how many rows so many announcements have, when all are for the whole hall."""
    return most * (1 + len(hall.plan.waiting_zones))


def _told_apart(rows: list[Notice]) -> list[Notice]:
    """Leave out the zones of an announcement for the whole hall that fared as the hall did."""
    whole = {(row.notice_id, row.state, row.why) for row in rows if row.zone is None}
    return [row for row in rows if row.zone is None or (row.notice_id, row.state, row.why) not in whole]


def announcing_view(now: HallNow, by: str | None = None) -> dict[str, Any]:
    """Return what a page that announces shows: the zones to choose from and the last rows, of one person only with `by`."""
    rows = notices.newest(now.conn, now.at - LATELY, _most_rows(now.hall, LATELY_MOST), by)
    listed = _told_apart(rows)[:LATELY_MOST]
    return {
        "zones": [{"name": zone.name, "name_en": zone.name_en} for zone in now.hall.plan.waiting_zones],
        "announcements": [notice_view(row, now.hall) for row in listed],
    }


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
