"""Make a hall of a plan: its windows, staff, printers and devices in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from printers.models import any_model, settings_of
from queue_server.domain.errors import refuse
from queue_server.domain.events import Event, Kind
from queue_server.hall import window_id_of
from queue_server.plan import HallPlan, PrinterPlan, StaffPlan
from queue_server.storage import people, plans, prints, windows
from queue_server.use_cases.runner import Tx


def printer_id_of(number: int) -> str:
    """Return the id of the plan's n-th printer, from 1."""
    return f"printer-{number}"


def load_plan(tx: Tx, plan: HallPlan, hashed: Callable[[StaffPlan], str]) -> None:
    """Store the plan as the hall's first; raises `window_open` when there is a hall already.

    `hashed` returns the password hash of a member of staff (made elsewhere: it takes its time).
    """
    if plans.last_version(tx.conn):
        raise refuse("window_open", detail="this database holds a hall already")
    first = plans.Version(1, tx.at, None, None, tx.at, None)
    plans.put(tx.conn, first, plan.without_secrets())
    windows.add_missing(tx.conn, {window_id_of(w.number): str(w.number) for w in plan.windows})
    for who in plan.staff:
        people.add_person(tx.conn, _person(who, hashed(who)))
    ids = {printer.name: printer_id_of(number) for number, printer in enumerate(plan.printers, 1)}
    agents = _agents(plan)
    for number, printer in enumerate(plan.printers, 1):
        agent_id = agents.get(printer.agent or "")
        prints.put_printer(tx.conn, replace(printer_of(number, printer), agent_id=agent_id))
    counts: dict[str, int] = {}
    for device in plan.devices:
        counts[device.kind] = counts.get(device.kind, 0) + 1
        numbered = f"{device.kind}-{device.window or counts[device.kind]}"
        device_id = agents[device.name] if device.kind == "print_agent" else numbered
        people.put_device(
            tx.conn,
            people.Device(
                id=device_id,
                kind="evaluator" if device.kind == "tablet" else device.kind,
                name=device.name,
                window_id=window_id_of(device.window) if device.window else None,
                staff_id=None,
                printer_id=ids.get(device.printer or ""),
                zone=device.zone,
                second_printer_id=ids.get(device.second_printer or ""),
                screen=device.screen,
            ),
            None,
            tx.at,
        )
    tx.record(Event(Kind.PLAN_LOADED, tx.at, None, None, None, {"version": 1}))


def _agents(plan: HallPlan) -> dict[str, str]:
    """Return the ids of the planned print agents by name: the first is the server's own, unless a printer names it."""
    elsewhere = {printer.agent for printer in plan.printers}
    names = [device.name for device in plan.devices if device.kind == "print_agent"]
    names.sort(key=lambda name: name in elsewhere)
    first = 1 if any(name not in elsewhere for name in names) else 2
    return {name: f"print_agent-{number}" for number, name in enumerate(names, first)}


def printer_of(number: int, plan: PrinterPlan) -> prints.Printer:
    """Return a plan's printer as it is stored: its settings whole, and the model they came from.

    Raises ProfileError, for an unknown model UnknownModelError.
    """
    base = any_model(plan.model) if plan.model else None
    written = {"width_dots": 384 if plan.width == 58 else 576} if plan.width else {}
    profile = settings_of({**written, **plan.profile}, base)
    stored = profile.to_json() | ({"model": base.name} if base else {})
    return prints.Printer(printer_id_of(number), plan.name, plan.address, stored)


def _person(who: StaffPlan, password_hash: str) -> people.Person:
    return people.Person(
        id=who.username,
        username=who.username,
        name=who.name,
        badge=who.badge,
        post=who.post,
        role=who.role,
        window_id=window_id_of(who.window) if who.window else None,
        password_hash=password_hash,
        may_choose=who.may_choose,
    )
