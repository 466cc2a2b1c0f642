"""Pictures and videos for the notice screens: put in by a manager, sent to whoever shows them."""

from __future__ import annotations

from typing import Annotated, Any, cast

from apiflask import APIBlueprint
from flask import Response, request, send_file
from pydantic import BaseModel, Field
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from queue_server.access import caller
from queue_server.api.command import run, shown
from queue_server.domain.errors import refuse
from queue_server.media_files import ALL_MOST, VIDEO_MOST, MediaFiles
from queue_server.site import Site, site
from queue_server.storage import media
from queue_server.storage.media import Media
from queue_server.use_cases.media import add_media, remove_media
from queue_server.use_cases.once import Reply
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.views import instant

blueprint = APIBlueprint("media", __name__, tag="Media")
FILE = "application/octet-stream"
"""The type of an upload: no other site can send it without asking first."""


class Named(BaseModel):
    """What an uploaded file is called in the manager's pages."""

    name: Annotated[str, Field(min_length=1, max_length=80)]


def _files() -> MediaFiles:
    return cast(MediaFiles, site().extras["media"])


def _view(found: Media, here: Site) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "kind": found.kind,
        "mime": found.mime,
        "size": found.size,
        "at": instant(found.at, here.hall),
        "url": f"/media/{found.id}",
    }


@blueprint.get("/api/v1/media")
@blueprint.doc(summary="The pictures and videos of the hall, newest first")
def get_media() -> Response:
    """List the uploaded files and how much room they take."""
    caller("manager")
    here = site()
    with here.reading() as conn:
        found = media.all_media(conn)
    views = [_view(one, here) for one in found.values()]
    return shown({"media": views, "used": sum(one.size for one in found.values()), "most": ALL_MOST})


@blueprint.post("/api/v1/media")
@blueprint.input(Named, location="query", arg_name="named")
@blueprint.doc(
    summary="Upload a PNG, JPEG or WebP picture (20 MiB), or an MP4 or WebM video (500 MiB), as the body",
    responses=[201, 409, 413, 415, 422],
)
def post_media(named: Named) -> Response:
    """Take a file in; the body is the file itself."""
    who = caller("manager", sends=FILE)
    here = site()
    request.max_content_length = VIDEO_MOST  # for a manager alone, so the body is read here
    taken = _files().take(cast(Any, request.stream))
    name = "".join(sign for sign in named.name if sign.isprintable()) or taken.id
    row = Media(taken.id, name, taken.kind, taken.mime, taken.size, who.staff_id, here.clock.now())
    kept = here.run(lambda tx: add_media(tx, row), who.actor)
    return shown(_view(kept, here), 201)


@blueprint.post("/api/v1/media/<media_id>/remove")
@blueprint.doc(summary="Take a file out", responses=[204, 404, 409])
def post_remove(media_id: str) -> Response:
    """Delete a file that no screen shows."""
    who = caller("manager")

    def unit(tx: Tx) -> Reply:
        remove_media(tx, media_id[:64])
        return Reply(204, None)

    response = run(who, unit)
    if response.status_code == 204:
        _files().remove(media_id)
    return response


@blueprint.get("/media/<media_id>")
@blueprint.doc(hide=True)
def get_file(media_id: str) -> Response:
    """Send a file, or the part of it that is asked for; its name is its content, so it never changes."""
    found = _files().find(media_id)
    if found is None:
        raise refuse("not_found")
    path, mime = found
    try:
        response = send_file(path, mimetype=mime, conditional=True, etag=media_id)
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
