"""The page at the hall's address; and the demo's pages of paper, which answer its own machine only."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file

from queue_server.access import same_origin
from queue_server.api.command import shown
from queue_server.domain.errors import refuse
from queue_server.screens.shared.door import require_local_demo
from queue_server.screens.shared.shell import page
from queue_server.site import VERSION, site
from queue_server.storage import tickets

blueprint = Blueprint("start", __name__)
_PICTURE = re.compile(r"^[A-Za-z0-9_-]{1,80}\.png$")
FAULTS = ("paper_out", "cover_open", "near_end", "hang", "mute", "offline", "cutter", "refuse")


@blueprint.get("/")
def start_page() -> Response:
    """Open the picture of the demo's hall; of a real one, the ways to sign in and to set up a device."""
    if site().demo is not None:
        require_local_demo()
        return page("desk", "start", "听号 · 示范大厅")
    plan = site().hall.plan
    data = {"hall": plan.name, "hall_en": plan.name_en, "windows": [w.number for w in plan.windows]}
    return page("desk", "entrance", "入口 · 听号", data=data)


@blueprint.get("/start.json")
def start_facts() -> Response:
    """Return what the start page shows."""
    demo = require_local_demo()
    here = site()
    with here.looking() as now:
        newest = tickets.of_day(now.conn, now.today, 1)
        facts: dict[str, Any] = {
            "hall": {"name": now.hall.plan.name, "name_en": now.hall.plan.name_en},
            "version": VERSION,
            "build": here.build,
            "windows": [
                {
                    "number": w.number,
                    "name": now.hall.window(w.id).name,
                    "name_en": now.hall.window(w.id).name_en,
                    "state": w.state.value,
                }
                for w in (now.windows[i] for i in now.hall.windows)
            ],
            "queues_waiting": len(now.waiting),
            "phone_url": f"/t/{newest[0].token}" if newest else None,
            "phone_number": newest[0].number if newest else None,
            "printer": {"address": demo.printer, "virtual": demo.paper_dir is not None},
            "accounts": [
                {"username": p.username, "name": p.name, "role": p.role} for p in now.staff.values()
            ],
            "base_url": here.public_url,
        }
    return shown(facts)


@blueprint.get("/paper")
def paper_page() -> Response:
    """Open the page that shows the virtual printer's paper."""
    require_local_demo()
    return page("desk", "paper", "纸 · 听号")


@blueprint.get("/paper/index.json")
def papers() -> Response:
    """Return the papers printed, newest first, and the faults being played."""
    demo = require_local_demo()
    if demo.paper_dir is None:
        return shown({"papers": [], "faults": {}, "virtual": False, "printer": demo.printer})
    return shown(
        {
            "papers": _read(demo.paper_dir / "index.json", []),
            "faults": _read(demo.paper_dir / "faults.json", {}),
            "virtual": True,
            "printer": demo.printer,
        }
    )


@blueprint.get("/paper/<name>")
def paper_picture(name: str) -> Response:
    """Send the picture of one paper."""
    demo = require_local_demo()
    path = demo.paper_dir / name if demo.paper_dir and _PICTURE.match(name) else None
    if path is None or not path.is_file():
        raise refuse("not_found")
    return send_file(path, mimetype="image/png")


@blueprint.post("/paper/faults")
def post_fault() -> Response:
    """Switch a fault of the virtual printer on or off: {name: true or false}."""
    demo = require_local_demo()
    same_origin()
    if request.mimetype != "application/json":
        raise refuse("wrong_type")
    wish = request.get_json()
    if not isinstance(wish, dict) or not all(k in FAULTS and isinstance(v, bool) for k, v in wish.items()):
        raise refuse("invalid", detail=f"faults are {', '.join(FAULTS)}")
    if demo.paper_dir is None:
        raise refuse("no_printer")
    path = demo.paper_dir / "faults.json"
    faults = {**_read(path, {}), **wish}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(faults))
    fresh.replace(path)
    return shown({"faults": faults})


def _read(path: Path, default: Any) -> Any:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default
    return found.get("papers", found) if isinstance(default, list) and isinstance(found, dict) else found
