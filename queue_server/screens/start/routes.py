"""The page at the hall's address; and the demo's pages of paper, which answer its own machine only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from queue_server.api.command import shown
from queue_server.screens.shared.door import require_local_demo
from queue_server.screens.shared.shell import page
from queue_server.screens.start import paper
from queue_server.site import VERSION, site
from queue_server.storage import tickets

blueprint = Blueprint("start", __name__)
blueprint.register_blueprint(paper.blueprint)


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
