"""The page of a virtual printer: its paper, and switches for its faults. It answers this machine only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, redirect, request, send_file

from printers.virtual.faults import FAULTS_FILE, described, is_fault
from printers.virtual.listener import PORT_FILE
from printers.virtual.papers import INDEX_FILE
from queue_server.access import from_this_machine, same_origin
from queue_server.api import problems
from queue_server.api.command import shown
from queue_server.domain.errors import refuse
from queue_server.screens.shared.door import require_local_demo
from queue_server.screens.shared.shell import page, secure

blueprint = Blueprint("paper", __name__, url_prefix="/paper")
_PICTURE = re.compile(r"^[A-Za-z0-9_-]{1,80}\.png$")
_ALONE = "virtual_printer"


@dataclass(frozen=True, slots=True)
class Shown:
    """The printer a page shows: its folder, None for a real one, and whether a demo hall stands around it."""

    folder: Path | None
    address: str
    in_demo: bool


def page_of_printer(folder: Path) -> APIFlask:
    """Return an application that has only the page of one virtual printer."""
    static = Path(__file__).resolve().parents[2] / "static"
    app = APIFlask("queue_server", spec_path=None, docs_path=None, static_folder=str(static))
    app.extensions[_ALONE] = folder
    problems.install(app)
    app.register_blueprint(blueprint)
    app.after_request(secure)
    app.add_url_rule("/", "start", lambda: redirect("/paper"))
    return app


def _printer() -> Shown:
    alone: Path | None = current_app.extensions.get(_ALONE)
    if alone is None:
        demo = require_local_demo()
        return Shown(demo.paper_dir, demo.printer, in_demo=True)
    if not from_this_machine():
        raise refuse("loopback_only")
    return Shown(alone, f"tcp://127.0.0.1:{_read(alone / PORT_FILE, '')}", in_demo=False)


@blueprint.get("")
def paper_page() -> Response:
    """Open the page that shows the virtual printer's paper."""
    _printer()
    return page("desk", "paper", "纸 · 听号")


@blueprint.get("/index.json")
def papers() -> Response:
    """Return the papers printed, newest first, the faults there are and those being played."""
    printer = _printer()
    about = {"printer": printer.address, "demo": printer.in_demo}
    if printer.folder is None:
        return shown({**about, "papers": [], "faults": {}, "groups": [], "virtual": False})
    found = {
        "papers": _read(printer.folder / INDEX_FILE, []),
        "faults": _read(printer.folder / FAULTS_FILE, {}),
        "groups": described(),
        "virtual": True,
    }
    return shown({**about, **found})


@blueprint.get("/<name>")
def paper_picture(name: str) -> Response:
    """Send the picture of one paper."""
    folder = _printer().folder
    path = folder / name if folder and _PICTURE.match(name) else None
    if path is None or not path.is_file():
        raise refuse("not_found")
    return send_file(path, mimetype="image/png")


@blueprint.post("/faults")
def post_fault() -> Response:
    """Switch faults of the virtual printer: {name: true, false, a figure, null or a word}."""
    printer = _printer()
    same_origin()
    if request.mimetype != "application/json":
        raise refuse("wrong_type")
    wish = request.get_json()
    if not isinstance(wish, dict) or not all(is_fault(name, value) for name, value in wish.items()):
        raise refuse("invalid", detail="no such fault, or it cannot be so")
    if printer.folder is None:
        raise refuse("no_printer")
    path = printer.folder / FAULTS_FILE
    faults = {**_read(path, {}), **wish}
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(faults))
        fresh.replace(path)
    except OSError as error:
        raise refuse("storage_away", detail=error.strerror or "") from error
    return shown({"faults": faults})


def _read(path: Path, default: Any) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default
