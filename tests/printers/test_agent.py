from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from printers import agent, enrolment, print_queue, slips
from printers.document import Document, Line
from tests.printers.conftest import Machine, PrinterMaker
from tests.printers.hall_server import HallServer, hall_server
from tests.printers.tickets import NO_FONTS, PLAIN, ticket

ROOT = Path(__file__).resolve().parents[2]
TICKET = slips.ticket_slip(PLAIN).to_json()


@pytest.fixture
def hall() -> Iterator[HallServer]:
    with hall_server() as server:
        yield server


@contextmanager
def running(hall: HallServer) -> Iterator[None]:
    one = agent.Agent(hall.base_url, hall.token, NO_FONTS)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        yield
    finally:
        one.stop.set()
        thread.join(25)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_queue, "CLAIM_WAIT_S", 0.5)
    monkeypatch.setattr(print_queue, "STATUS_EVERY_S", 0.3)
    monkeypatch.setattr(print_queue, "STATUS_EVERY_WHEN_DOWN_S", 0.3)
    monkeypatch.setattr(agent, "FOLLOW_S", 0.3)


def test_a_job_is_claimed_printed_and_reported(make_printer: PrinterMaker, hall: HallServer) -> None:
    machine = make_printer()
    hall.add_job("j1", machine.address, TICKET)
    agent.run(hall.base_url, hall.token, "p1", once=True, fonts=NO_FONTS)
    assert hall.outcomes == {"j1": "printed"}
    assert machine.slips(1)[0].errors == []
    assert hall.seen_paths <= {
        "/api/v1/print-jobs/claim", "/api/v1/print-jobs/j1/printed", "/api/v1/printers",
        "/api/v1/printers/p1/status",
    }  # fmt: skip


def test_each_of_many_jobs_is_printed_once_in_order(make_printer: PrinterMaker, hall: HallServer) -> None:
    machine = make_printer()
    for number in range(20):
        document = slips.ticket_slip(ticket(number=f"A{number:03d}"))
        hall.add_job(f"j{number}", machine.address, document.to_json())
    with running(hall):
        assert set(hall.wait_for(20).values()) == {"printed"}
    texts = [[line.text for line in slip.lines] for slip in machine.slips(20)]
    assert all(f"A{number:03d}" in text for number, text in enumerate(texts))


@pytest.mark.parametrize(
    ("faults", "state", "reason"),
    [
        ({"paper_out": True}, "refused", "paper_out"),
        ({"mute": True}, "refused", "not_answering"),
        ({"close_after_bytes": 5000}, "uncertain", "lost"),
        ({"paper_out_mid_ticket": 200}, "uncertain", "paper_out"),
    ],
)
def test_a_fault_is_reported_with_its_reason(
    make_printer: PrinterMaker, hall: HallServer, faults: dict[str, Any], state: str, reason: str
) -> None:
    machine = make_printer(**faults)
    hall.add_job("j1", machine.address, TICKET)
    agent.run(hall.base_url, hall.token, "p1", once=True, fonts=NO_FONTS)
    assert hall.reports == [("j1", state, reason)]
    if state == "refused":
        assert hall.statuses[-1]["state"] == "down"
        assert hall.statuses[-1]["why"] == reason


@pytest.mark.parametrize(
    ("document", "address", "profile", "reason"),
    [
        ({"v": 9}, None, {}, "bad_document"),
        (Document((Line("\ud800"),)).to_json(), None, {}, "bad_document"),
        (TICKET, "usb://1", {}, "bad_address"),
        (TICKET, None, {"width_dots": "wide"}, "bad_profile"),
    ],
)
def test_a_job_that_cannot_be_printed_is_refused_and_the_agent_lives(
    make_printer: PrinterMaker,
    hall: HallServer,
    document: dict[str, Any],
    address: str | None,
    profile: dict[str, Any],
    reason: str,
) -> None:
    machine = make_printer()
    hall.add_job("bad", address or machine.address, document, **profile)
    hall.add_job("good", machine.address, TICKET)
    with running(hall):
        hall.wait_for(2)
    assert hall.reports == [("bad", "refused", reason), ("good", "printed", None)]


def test_a_lost_reply_to_a_report_neither_doubles_nor_loses_a_ticket(
    make_printer: PrinterMaker, hall: HallServer
) -> None:
    machine = make_printer()
    hall.lose["printed"] = 2
    hall.add_job("j1", machine.address, TICKET)
    with running(hall):
        assert hall.wait_for(1) == {"j1": "printed"}
        sleep(0.5)
    machine.slips(1)
    assert hall.claimed == ["j1"]


def test_a_job_lost_on_its_way_to_the_agent_is_left_to_the_lease(
    make_printer: PrinterMaker, hall: HallServer
) -> None:
    machine = make_printer()
    hall.lose["claim"] = 1
    hall.add_job("j1", machine.address, TICKET)
    hall.add_job("j2", machine.address, TICKET)
    with running(hall):
        assert hall.wait_for(1) == {"j2": "printed"}
    machine.slips(1)
    assert hall.claimed == ["j1", "j2"]


def test_a_report_is_repeated_until_the_server_is_well(make_printer: PrinterMaker, hall: HallServer) -> None:
    machine = make_printer()
    hall.fail["printed"] = 3
    hall.add_job("j1", machine.address, TICKET)
    with running(hall):
        assert hall.wait_for(1) == {"j1": "printed"}
    machine.slips(1)


def test_the_agent_outlives_its_server(make_printer: PrinterMaker) -> None:
    machine = make_printer()
    first = HallServer()
    with running(first):
        first.add_job("j1", machine.address, TICKET)
        first.wait_for(1)
        first.close()
        sleep(0.5)
        with hall_server(first.port) as second:
            second.add_job("j2", machine.address, TICKET)
            started = monotonic()
            assert second.wait_for(1) == {"j2": "printed"}
            assert monotonic() - started < 3
            machine.slips(2)


def test_an_idle_printer_is_watched_and_a_change_is_told(
    make_printer: PrinterMaker, hall: HallServer
) -> None:
    machine = make_printer()
    hall.printers = [{"id": "p1", "address": machine.address, "profile": {}}]

    def wait_for(state: str, why: str | None) -> None:
        end = monotonic() + 5
        while monotonic() < end:
            if hall.statuses and (hall.statuses[-1]["state"], hall.statuses[-1]["why"]) == (state, why):
                return
            sleep(0.02)
        pytest.fail(f"not told: {state} {why}; {hall.statuses[-3:]}")

    with running(hall):
        wait_for("ok", None)
        machine.set(cover_open=True)
        wait_for("down", "cover_open")
        machine.set(near_end=True)
        wait_for("near_end", None)
        machine.set(refuse=True)
        wait_for("down", "not_answering")
    assert machine.printer.slips == []


def test_a_printer_that_stays_as_it_is_is_not_told_of_again_and_again(
    make_printer: PrinterMaker, hall: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_queue, "STATUS_EVERY_S", 60.0)
    monkeypatch.setattr(print_queue, "STATUS_EVERY_WHEN_DOWN_S", 0.02)
    machine = make_printer(cover_open=True)
    hall.printers = [shown(machine, "p1")]
    with running(hall):
        end = monotonic() + 20
        while machine.printer.connections < 8:
            assert monotonic() < end
            sleep(0.02)
    assert [one["why"] for one in hall.statuses] == ["cover_open"]


def shown(machine: Machine, printer_id: str) -> dict[str, Any]:
    return {"id": printer_id, "address": machine.address, "profile": {}}


def test_a_printer_that_hangs_holds_up_its_own_queue_alone(
    make_printer: PrinterMaker, hall: HallServer
) -> None:
    good, bad = make_printer(), make_printer(slow_bytes_per_s=200)
    hall.printers = [shown(good, "good"), shown(bad, "bad")]
    for number in range(5):
        hall.add_job(f"good{number}", good.address, TICKET, "good")
        hall.add_job(f"bad{number}", bad.address, TICKET, "bad")
    with running(hall):
        assert set(hall.wait_for(5)) == {f"good{number}" for number in range(5)}
        bad.set()
        hall.wait_for(10)
    good.slips(5)


def test_printers_that_come_and_go_are_followed(make_printer: PrinterMaker, hall: HallServer) -> None:
    first, second = make_printer(), make_printer()
    hall.printers = []
    hall.add_job("j1", first.address, TICKET, "p1")
    with running(hall):
        hall.printers = [shown(first, "p1")]
        assert hall.wait_for(1) == {"j1": "printed"}
        hall.printers = [shown(second, "p2")]
        hall.add_job("j2", second.address, TICKET, "p2")
        assert hall.wait_for(2)["j2"] == "printed"
        sleep(1.5)
        hall.add_job("j3", first.address, TICKET, "p1")
        sleep(0.7)
        assert len(hall.outcomes) == 2


def test_an_agent_without_a_token_asks_for_one_and_keeps_it(
    hall: HallServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolment, "ASK_EVERY_S", 0.05)
    kept = tmp_path / "box" / "token"
    stop = threading.Event()
    threading.Timer(0.2, hall.let_in).start()
    assert enrolment.enrol(hall.base_url, kept, "取号机1", stop).strip() == hall.token
    assert "123456" in capsys.readouterr().out
    assert hall.enrolled == [{"kind": "print_agent", "name": "取号机1"}]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert enrolment.enrol(hall.base_url, kept, "取号机1", stop).strip() == hall.token
    assert len(hall.enrolled) == 1


def test_an_agent_that_was_shut_out_asks_for_another_token(
    hall: HallServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolment, "ASK_EVERY_S", 0.05)
    kept = tmp_path / "token"
    kept.write_text("worth nothing any more\n", encoding="ascii")
    with pytest.raises(agent.TokenRefusedError):
        agent.Agent(hall.base_url, "worth nothing any more", NO_FONTS).run()
    hall.let_in()
    assert enrolment.enrol(hall.base_url, kept, "取号机1", threading.Event()) == hall.token
    assert kept.read_text(encoding="ascii").strip() == hall.token


def test_a_server_that_is_away_does_not_cost_an_agent_its_token(tmp_path: Path) -> None:
    kept = tmp_path / "token"
    kept.write_text("good\n", encoding="ascii")
    assert enrolment.enrol("http://127.0.0.1:1", kept, "取号机1", threading.Event()) == "good"


def test_an_agent_stopped_before_it_was_let_in_says_so(hall: HallServer, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(enrolment.EnrolmentError):
        enrolment.enrol(hall.base_url, tmp_path / "token", "x", stop)
    assert not (tmp_path / "token").exists()


def start_agent(hall: HallServer) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "printers.agent", "--server", hall.base_url, "--printer", "p1"],
        cwd=ROOT,
        env={**os.environ, "TINGHAO_PRINT_TOKEN": hall.token},
        stderr=subprocess.DEVNULL,
    )


def test_killed_in_the_middle_of_a_ticket_it_never_prints_it_again(
    make_printer: PrinterMaker, hall: HallServer
) -> None:
    machine = make_printer(slow_bytes_per_s=6000)
    hall.add_job("j1", machine.address, TICKET)
    process = start_agent(hall)
    try:
        end = monotonic() + 10
        while not machine.printer.connections:
            assert monotonic() < end
            sleep(0.02)
        sleep(0.5)
        process.send_signal(signal.SIGKILL)
        process.wait(5)
        assert hall.outcomes == {}
        machine.set()
        process = start_agent(hall)
        hall.add_job("j2", machine.address, slips.ticket_slip(ticket(short_code="SECOND")).to_json())
        assert hall.wait_for(1) == {"j2": "printed"}
    finally:
        process.terminate()
        assert process.wait(10) == 0
    feet = [
        line.text.split()[-1] for slip in machine.printer.slips for line in slip.lines if line.text.strip()
    ]
    # What the dead agent had already handed to the network may still come out, but never twice.
    assert feet.count(PLAIN.short_code) <= 1
    assert feet.count("SECOND") == 1
    assert hall.claimed == ["j1", "j2"]


def test_it_ends_when_its_parent_is_killed(hall: HallServer, tmp_path: Path) -> None:
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'printers.agent', '--server', sys.argv[1],"
        " '--printer', 'p1'], stderr=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, hall.base_url],
        cwd=ROOT,
        env={**os.environ, "TINGHAO_PRINT_TOKEN": hall.token},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    end = monotonic() + 10
    while "/api/v1/print-jobs/claim" not in hall.seen_paths and monotonic() < end:
        sleep(0.02)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    while monotonic() < end and alive(child):
        sleep(0.05)
    assert not alive(child)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X")


def test_without_a_token_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TINGHAO_PRINT_TOKEN", raising=False)
    with pytest.raises(SystemExit):
        agent.main(["--server", "http://127.0.0.1:1", "--printer", "p1"])
