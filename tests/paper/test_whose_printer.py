"""Which print agent a planned printer belongs to, and how an agent on a box becomes the one its printers name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from queue_server.domain.events import Actor
from queue_server.plan import DevicePlan, PrinterPlan
from queue_server.storage import people, prints
from queue_server.store import Store, open_store, sqlite_url
from queue_server.use_cases.devices import revoke_device
from queue_server.use_cases.load_plan import load_plan
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.sign_in import approve_enrolment, begin_enrolment, collect_token
from tests.founding import SAMPLE
from tests.use_cases.hand_clock import HandClock

OWN = DevicePlan("print_agent", "打印程序")
BOX = DevicePlan("print_agent", "取号机的打印程序")
KIOSK = DevicePlan("kiosk", "取号机", printer="A", second_printer="B")


def founded(folder: Path, devices: tuple[DevicePlan, ...], agent: str | None) -> Store:
    printers = (PrinterPlan("A", "usb://04b8:0e15", agent=agent), PrinterPlan("B", "tcp://10.0.0.2:9100"))
    plan = replace(SAMPLE, printers=printers, devices=devices)
    store = open_store(sqlite_url(folder))
    with store.writer.connect() as conn, conn.begin():
        load_plan(Tx(conn, None, HandClock().now(), Actor(), ""), plan, lambda who: "hash")  # type: ignore[arg-type]
    return store


@pytest.mark.parametrize(
    ("devices", "agent", "box"),
    [
        ((OWN, KIOSK), None, None),
        ((KIOSK,), None, None),
        ((BOX, KIOSK), BOX.name, "print_agent-2"),
        ((BOX, OWN, KIOSK), BOX.name, "print_agent-2"),
    ],
)
def test_a_printer_is_the_servers_own_unless_it_names_an_agent(
    tmp_path: Path, devices: tuple[DevicePlan, ...], agent: str | None, box: str | None
) -> None:
    store = founded(tmp_path, devices, agent)
    with store.readers.connect() as conn:
        first, second = prints.printers(conn).values()
        kiosk = next(d for d in people.devices(conn) if d.kind == "kiosk")
        agents = {d.id: d.name for d in people.devices(conn) if d.kind == "print_agent"}
    assert (first.agent_id, second.agent_id) == (box, None)
    assert (kiosk.printer_id, kiosk.second_printer_id) == ("printer-1", "printer-2")
    assert box is None or agents[box] == BOX.name
    assert OWN not in devices or agents["print_agent-1"] == OWN.name
    store.close()


def test_an_agent_that_enrols_by_its_name_becomes_the_planned_one(tmp_path: Path) -> None:
    store = founded(tmp_path, (OWN, BOX, KIOSK), BOX.name)
    with store.writer.connect() as conn, conn.begin():
        tx = Tx(conn, None, HandClock().now(), Actor(), "")  # type: ignore[arg-type]

        def let_in(name: str) -> people.Device:
            wish = begin_enrolment(tx, "print_agent", name, None)
            approve_enrolment(tx, wish.code, None, None)
            got = collect_token(tx, wish.poll_token)
            assert got is not None
            return got[1]

        assert let_in(BOX.name).id == "print_agent-2"
        revoke_device(tx, "print_agent-2")
        assert let_in(BOX.name).id == "print_agent-2", "shut out and let in again, it has its printers"
        assert let_in("别的").id not in ("print_agent-1", "print_agent-2")
    store.close()
