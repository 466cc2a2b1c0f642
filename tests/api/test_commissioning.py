"""Printers set up through the admin routes, by the hall's own print agent, at a printer that is really there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from printers.virtual import VirtualPrinter
from tests.api.settings_page import signed_in
from tests.hall import NOBODY_LISTENS, Client, Hall, eventually

ANSWERS = {"width": "32", "hanzi": "yes", "rom": "yes", "sizes": "yes", "qr": "both", "cut": "none"}
FIRST = "printer-1"


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    found = VirtualPrinter(tmp_path / "paper", 0, 384).start()
    yield found
    found.stop()


@pytest.fixture
def manager(hall: Hall) -> Iterator[Client]:
    client = signed_in(hall)
    yield client
    for one in client.get("/api/v1/printers").ok()["printers"]:
        if one["id"] != FIRST:
            client.post(f"/api/v1/printers/{one['id']}/remove").ok()
    for device in client.get("/api/v1/printers/set-up").ok()["devices"]:
        client.ask("PUT", f"/api/v1/devices/{device['id']}/printers", {"printer_id": FIRST}).ok()
    client.close()


def address(printer: VirtualPrinter) -> str:
    return f"tcp://127.0.0.1:{printer.port}"


def probe(manager: Client, **wish: Any) -> dict[str, Any]:
    asked = manager.post("/api/v1/probes", wish).ok(202)

    def settled() -> dict[str, Any] | None:
        found: dict[str, Any] = manager.get(f"/api/v1/probes/{asked['id']}").ok()
        return found if found["state"] in ("done", "lost") else None

    return eventually(settled, "a result", 40)


def test_a_printer_is_found_tried_stored_and_prints_within_seconds(
    hall: Hall, manager: Client, printer: VirtualPrinter
) -> None:
    found = probe(manager, kind="find", where=f"127.0.0.1:{printer.port}")
    here = [one for one in found["result"]["found"] if one["address"] == address(printer)]
    assert [(one["state"], one["why"]) for one in here] == [("ok", None)]
    tried = probe(manager, kind="test", address=address(printer))
    assert tried["result"]["outcome"] == "printed"
    assert len(printer.slips) == 3
    seen = manager.post(f"/api/v1/probes/{tried['id']}/settings", {"answers": ANSWERS}).ok()
    assert (seen["profile"]["width_dots"], seen["profile"]["cut"]) == (384, "none")
    assert (seen["profile"]["barrier"], seen["warnings"]) == ("gs_r", [])
    wish = {
        "name": "备用打印机",
        "address": address(printer),
        "tested": {"probe_id": tried["id"], "answers": ANSWERS},
    }
    made = manager.post("/api/v1/printers", wish).ok(201)
    assert made["profile"] | seen["profile"] == made["profile"] and made["profile"]["confirmed_at"]
    kiosk = next(d for d in manager.get("/api/v1/printers/set-up").ok()["devices"] if d["kind"] == "kiosk")
    places = {"printer_id": made["id"], "second_printer_id": FIRST}
    assert manager.ask("PUT", f"/api/v1/devices/{kiosk['id']}/printers", places).ok() | places
    ticket = hall.issue("A")
    eventually(lambda: len(printer.slips) == 4, "the ticket at the new printer", 20)
    assert printer.slips[3].errors == []
    data = hall.sql("SELECT staff_id, data FROM event WHERE kind = 'printer_set_up' ORDER BY id DESC LIMIT 1")
    assert data[0][0] == "manager" and made["id"] in str(data[0][1])
    manager.post(f"/api/v1/printers/{made['id']}/remove").ok()
    after = manager.get("/api/v1/printers/set-up").ok()
    assert next(d["printer_id"] for d in after["devices"] if d["id"] == kiosk["id"]) == FIRST
    assert {"id": made["id"], "name": "备用打印机"} in after["removed"]
    manager.post(f"/api/v1/printers/{made['id']}/undo").ok()
    back = manager.get("/api/v1/printers/set-up").ok()
    assert next(d["printer_id"] for d in back["devices"] if d["id"] == kiosk["id"]) == made["id"]
    assert ticket["state"] == "waiting"


def test_a_wrong_answer_is_taken_back(manager: Client) -> None:
    wish = {"name": "试的", "address": NOBODY_LISTENS, "model": "gprinter-gp-80"}
    made = manager.post("/api/v1/printers", wish).ok(201)
    path = f"/api/v1/printers/{made['id']}"
    assert (made["profile"]["cut"], made["profile"]["model"]) == ("full", "gprinter-gp-80")
    manager.ask("PUT", path, {**wish, "model": "generic-58"}).ok()
    renamed = manager.ask("PUT", path, {"name": "试的二", "address": NOBODY_LISTENS}).ok()
    assert (renamed["name"], renamed["profile"]["width_dots"]) == ("试的二", 384)
    assert manager.post(f"{path}/undo").ok()["name"] == "试的"
    assert manager.post(f"{path}/undo").ok()["name"] == "试的二"
    accepted = manager.ask(
        "PUT", path, {"name": "试的", "address": NOBODY_LISTENS, "sent_is_done": True}
    ).ok()
    assert accepted["profile"]["sent_is_done"] is True and accepted["profile"]["width_dots"] == 384


def test_a_printer_that_is_not_there_is_told_and_asks_nothing(manager: Client) -> None:
    tried = probe(manager, kind="test", address=NOBODY_LISTENS)
    assert (tried["result"]["outcome"], tried["result"]["reason"]) == ("refused", "connection_refused")
    path = f"/api/v1/probes/{tried['id']}/settings"
    manager.post(path, {"answers": ANSWERS}).refused(409, "probe_open")
    wish = {
        "name": "不在",
        "address": NOBODY_LISTENS,
        "tested": {"probe_id": tried["id"], "answers": ANSWERS},
    }
    manager.post("/api/v1/printers", wish).refused(409, "probe_open")


def test_what_cannot_be_is_refused_in_words(hall: Hall, manager: Client) -> None:
    def refused(body: dict[str, Any], status: int, code: str) -> dict[str, Any]:
        return dict(manager.post("/api/v1/printers", body).refused(status, code))

    first = manager.get("/api/v1/printers").ok()["printers"][0]
    free = {"name": "新的", "address": NOBODY_LISTENS}
    refused({**free, "name": first["name"]}, 409, "printer_name_taken")
    refused({**free, "address": first["address"]}, 409, "printer_address_taken")
    refused({**free, "address": "ftp://printer"}, 422, "printer_address_bad")
    assert "xprinter-80" in refused({**free, "model": "xprinter"}, 422, "invalid")["detail"]
    refused({**free, "tested": {"probe_id": "pr_none", "answers": {}}}, 404, "probe_unknown")
    manager.post("/api/v1/printers/printer-99/remove").refused(404, "printer_unknown")
    manager.post("/api/v1/printers/printer-99/undo").refused(409, "no_earlier_settings")
    manager.post("/api/v1/printers/printer-99/test").refused(404, "printer_unknown")
    for where in ("10.0.0.0/8", "printer", "1.2.3.9-1"):
        manager.post("/api/v1/probes", {"kind": "find", "where": where}).refused(422, "range_bad")
    manager.post("/api/v1/probes", {"kind": "test", "address": "x://y"}).refused(422, "printer_address_bad")
    manager.get("/api/v1/probes/pr_none").refused(404, "probe_unknown")
    manager.ask("PUT", "/api/v1/devices/board-1/printers", {"printer_id": FIRST}).refused(
        404, "device_unknown"
    )
    manager.ask("PUT", "/api/v1/devices/kiosk-1/printers", {"printer_id": "p"}).refused(
        404, "printer_unknown"
    )
    clerk = hall.by("clerk_1")
    clerk.post("/api/v1/printers", free).refused(403)
    clerk.post("/api/v1/probes", {"kind": "find"}).refused(403)
    manager.post("/api/v1/probes/claim", {}).refused(403)


def test_a_test_slip_comes_out_with_the_settings_in_force(manager: Client) -> None:
    job = manager.post(f"/api/v1/printers/{FIRST}/test").ok(202)
    path = f"/api/v1/print-jobs/{job['id']}"
    eventually(lambda: manager.get(path).ok()["state"] == "printed", "the slip", 20)


def test_an_agent_brings_one_result_and_only_its_own_wishes(hall: Hall, manager: Client) -> None:
    agent = hall.by("print_agent")
    agent.post("/api/v1/probes/pr_none/done", {"result": {}}).refused(404, "probe_unknown")
    asked = manager.post("/api/v1/probes", {"kind": "find", "agent_id": "print_agent-9"}).ok(202)
    assert agent.post("/api/v1/probes/claim", {"wait_s": 0}).status == 204
    assert manager.get(f"/api/v1/probes/{asked['id']}").ok()["state"] == "asked"
    hall.advance(20)
    assert manager.get(f"/api/v1/probes/{asked['id']}").ok()["state"] == "lost"
