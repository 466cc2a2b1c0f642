"""Is the server alive, can it write, and how is it doing."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from queue_server.access import STAFF, caller
from queue_server.api.command import shown
from queue_server.domain.screen_health import TROUBLES
from queue_server.site import site
from queue_server.storage import prints, windows
from queue_server.storage.engine import probe
from queue_server.use_cases.hall_now import HallNow
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.watch_devices import Health, devices_now

blueprint = APIBlueprint("health", __name__, tag="Health")


@blueprint.get("/healthz")
@blueprint.doc(summary="The process answers")
def healthz() -> Response:
    """Say that the process answers."""
    return shown({"alive": True})


@blueprint.get("/readyz")
@blueprint.doc(summary="Storage can be written", responses=[200, 503])
def readyz() -> Response:
    """Write to the database and say so; 503 when it is away."""

    def unit(tx: Tx) -> None:
        probe(tx.conn)

    site().run(unit)
    return shown({"ready": True})


@blueprint.get("/metrics")
@blueprint.doc(summary="Prometheus; by token")
def metrics() -> Response:
    """Return the hall's figures in Prometheus' text format."""
    caller("print_agent", "display", *STAFF)
    here = site()
    with here.looking() as now:
        issued, done, _ = windows.day_figures(now.conn, now.today)
        lines = [
            "# TYPE tinghao_waiting gauge",
            *(
                f'tinghao_waiting{{queue="{now.hall.queue(q).prefix}"}} {len(w)}'
                for q, w in now.waiting_of.items()
            ),
            "# TYPE tinghao_windows gauge",
            *(
                f'tinghao_windows{{state="{state}"}} {sum(w.state == state for w in now.windows.values())}'
                for state in ("open", "paused", "closed")
            ),
            "# TYPE tinghao_tickets_issued_today gauge",
            f"tinghao_tickets_issued_today {issued}",
            "# TYPE tinghao_tickets_done_today gauge",
            f"tinghao_tickets_done_today {done}",
            "# TYPE tinghao_events_total counter",
            f"tinghao_events_total {now.version}",
            *_printers(now),
            *(_screens(now, here.presence.health) if here.presence is not None else []),
        ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def _printers(now: HallNow) -> list[str]:
    """Return how the printers are, why one is down, and what each still owes."""
    found = list(prints.printers(now.conn).values())
    owed = prints.open_by_printer(now.conn)
    oldest = {p.id: (now.at - owed[p.id][1]).total_seconds() if p.id in owed else 0 for p in found}
    return [
        "# TYPE tinghao_printer_up gauge",
        *(f'tinghao_printer_up{{printer="{p.id}"}} {int(_is_up(p))}' for p in found),
        "# TYPE tinghao_printer_state gauge",
        *(
            f'tinghao_printer_state{{printer="{p.id}",state="{p.state}",why="{_label(p.why or "")}"}} 1'
            for p in found
        ),
        "# TYPE tinghao_print_jobs_open gauge",
        *(f'tinghao_print_jobs_open{{printer="{p.id}"}} {owed.get(p.id, (0,))[0]}' for p in found),
        "# TYPE tinghao_print_job_oldest_seconds gauge",
        *(f'tinghao_print_job_oldest_seconds{{printer="{p.id}"}} {oldest[p.id]:.0f}' for p in found),
    ]


def _screens(now: HallNow, health: Health) -> list[str]:
    """Return how the hall's screens are: one line a device, and one for each thing that can be the matter with it."""
    found = devices_now(now, health)
    of = {one.device.id: f'device="{_label(one.device.id)}",kind="{one.device.kind}"' for one in found}
    return [
        "# TYPE tinghao_screen_up gauge",
        *(f"tinghao_screen_up{{{of[d.device.id]}}} {int(d.health.state == 'online')}" for d in found),
        "# TYPE tinghao_screen_trouble gauge",
        *(
            f'tinghao_screen_trouble{{{of[d.device.id]},trouble="{name}"}} {int(name in d.health.troubles)}'
            for d in found
            for name in TROUBLES
        ),
        "# TYPE tinghao_screen_heard_seconds_ago gauge",
        *(
            f"tinghao_screen_heard_seconds_ago{{{of[d.device.id]}}} {(now.at - d.health.seen).total_seconds():.0f}"
            for d in found
            if d.health.seen is not None
        ),
        "# TYPE tinghao_screen_page_errors gauge",
        *(f"tinghao_screen_page_errors{{{of[d.device.id]}}} {d.health.errors}" for d in found),
    ]


def _is_up(printer: prints.Printer) -> bool:
    """Say whether a printer prints as far as anybody knows: one that tells no faults only has to be there."""
    return printer.state in ("ok", "near_end") or printer.why == "no_status"


def _label(text: str) -> str:
    """Return a text as Prometheus writes it between quotes."""
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
