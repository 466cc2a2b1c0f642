"""Try a past day under settings that are not saved yet."""

from __future__ import annotations

import time
from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response

from queue_server.access import caller
from queue_server.api.command import shown
from queue_server.api.settings import Changes, body_of, changed, faulty
from queue_server.plan_faults import PlanErrors
from queue_server.site import site
from queue_server.use_cases.try_day import trial_view, try_day

blueprint = APIBlueprint("trial", __name__, url_prefix="/api/v1/settings", tag="Settings")


@blueprint.post("/trial")
@blueprint.input(Changes, arg_name="body")
@blueprint.doc(
    summary="The last worked day, lived again under the settings as they are and under the changes",
    responses=[200, 404, 422],
)
def post_trial(body: Changes) -> Response:
    """Return waits by queue and work by window, before and after; `day` is null when no day was worked lately.

    Nothing is saved. Other requests are answered meanwhile.
    """
    caller("manager")
    here = site()
    with here.looking() as now:
        base = body_of(now.conn, body.base_version)
        try:
            after = replace(now.hall, plan=changed(base, body))
        except PlanErrors as errors:
            return faulty(errors)
        before = replace(now.hall, plan=base)
        tried = try_day(now.conn, before, after, now.at, lambda: time.sleep(0))
    return shown({"day": None} if tried is None else trial_view(tried))
