"""Every fault of a printer, before, during and after a ticket, through the real server and the real agent.

The table is `faults.json`; the kiosk's own test reads the same rows and finds the same words for them.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from printers.agent import Agent
from tests.paper.paper_hall import AGENT_TOKEN, PaperHall, eventually, papers_of
from tests.paper.quick import WAITS
from tests.printers.conftest import Machine
from tests.printers.tickets import NO_FONTS

TABLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "faults.json").read_text(encoding="utf-8"))
SLOW = {"slow_bytes_per_s": 3000}


@dataclass
class Stand:
    """A hall, its printer and its agent, shared by the rows: each leaves them well."""

    hall: PaperHall
    machine: Machine


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("faults")
    machine = Machine(folder / "printer", 576, {})
    hall = PaperHall(folder, machine.address)
    one = Agent(hall.base_url, AGENT_TOKEN, NO_FONTS)
    thread = threading.Thread(target=one.run)
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), seconds in WAITS.items():
            patch.setattr(module, name, seconds)
        thread.start()
        yield Stand(hall, machine)
        one.stop.set()
        thread.join(30)
    hall.close()
    machine.printer.stop()
    assert not thread.is_alive()


@contextmanager
def held(port: int) -> Iterator[None]:
    """Be the client a printer is busy with: it answers us, so others wait or are refused."""
    while True:
        with socket.create_connection(("127.0.0.1", port), 10) as connection, suppress(OSError):
            connection.sendall(b"\x10\x04\x01")
            if connection.recv(1):
                yield
                return


def listens(port: int) -> bool:
    """Tell whether a printer lets itself be connected to."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def afflict(row: dict[str, Any], machine: Machine, hall: PaperHall) -> tuple[str, str]:
    """Take a number with the fault of a row; returns it and its paper's job."""
    if row["when"] == "before":
        machine.set(**row["faults"])
        if row["faults"].get("refuse"):
            eventually(lambda: not listens(machine.port), "the port is closed")
        return hall.issue()
    machine.set(**(SLOW if row["when"] == "during" else {}))
    number, job_id = hall.issue()
    if row["when"] == "during":
        eventually(lambda: machine.printer._roll.is_used, "the first line on the paper")
    else:
        hall.settled(job_id, ("printed",))
    machine.set(**row["faults"])
    return number, job_id


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"].replace(" ", "-"))
def test_no_fault_loses_or_doubles_a_ticket(row: dict[str, Any], stand: Stand) -> None:
    hall, machine = stand.hall, stand.machine
    called = len(hall.calls())
    with ExitStack() as other:
        if row.get("other_client"):
            machine.set(**row["faults"])
            other.enter_context(held(machine.port))
        number, job_id = afflict(row, machine, hall)
        job = hall.settled(job_id, (row["job"],))
        if row["reason"] is not None or row["job"] == "printed":
            assert job.reason == row["reason"]
        told = (row["printer"], row["why"])
        eventually(lambda: (hall.printer().state, hall.printer().why) == told, f"{told}: {hall.printer()}")
        assert hall.shown()["job"]["state"] in (row["job"], "claimed")
        assert hall.shown()["printer"]["state"] == row["printer"]
        if row["printer"] == "down":
            assert len(hall.calls()) > called
    machine.set(**row.get("after", {}))
    assert hall.settled(job_id, (row["ends"],)).state == row["ends"]
    following, following_job = hall.issue()
    hall.settled(following_job, ("printed",))
    hall.pass_s(31)
    assert hall.job(job_id).state == row["ends"]
    machine.set()
    eventually(lambda: hall.printer().state == "ok", "a printer that is well again")
    slips = machine.printer.slips
    first, last = papers_of(number, slips), papers_of(following, slips)
    assert len(first) == row["papers"] if row["papers"] is not None else len(first) <= 1
    assert len(last) == 1 and last[0].cut
    # What was left of a picture stands above the next slip, our questions in it; the slip itself is whole.
    assert all("real-time" in error for error in last[0].errors) if "after" in row else last[0].errors == []
