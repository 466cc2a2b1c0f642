"""Kill the server under load, again and again: what was acknowledged is there, once."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine

from bench import past
from bench.big_hall import make_big_hall
from queue_server.storage.engine import address, check_integrity
from queue_server.use_cases.replay import check
from tests.crash.load import QUEUES, Load
from tests.hall import Hall, eventually, everywhere
from tests.long_forms import LONG, long_form

ROUNDS = 200 if LONG else 20
ROUNDS_ELSEWHERE = 50 if LONG else 3
"""Kills of the usual server (eventlet, SQLite), and of each other kind."""
PAST = 1_000_000 if LONG else 20_000
BACK_WITHIN_S = 3.0
SECOND_START_S = 3.0

NewHall = Callable[..., Hall]


def killed(hall: Hall) -> float:
    """Kill the server as a power cut would and return how many seconds it took to answer again."""
    old = hall.said["pid"]
    os.kill(old, signal.SIGKILL)
    began = time.monotonic()
    with hall.client() as probe:

        def answers() -> bool:
            try:
                return probe.get("/readyz", timeout=2).status == 200
            except requests.RequestException:
                return False

        eventually(answers, "the server after kill -9", 20)
    took = time.monotonic() - began
    eventually(lambda: hall.read_again()["pid"] != old, "demo.json with the new pid", 20)
    return took


@everywhere
@long_form
@pytest.mark.timeout(60 + 20 * ROUNDS)
def test_no_acknowledged_command_is_lost_or_doubled_by_kill_9(
    new_hall: NewHall, mode: str, database: str
) -> None:
    hall, dice = new_hall(from_nothing=True), random.Random(7)
    usual = (mode, database) == ("eventlet", "sqlite")
    hall.open(1, 2)
    load = Load(hall)
    load.start()
    for _ in range(ROUNDS if usual else ROUNDS_ELSEWHERE):
        time.sleep(dice.uniform(0.2, 1.2))  # a random moment under load
        assert killed(hall) < max(BACK_WITHIN_S, 1.5 * hall.took_s), "as quick as this machine is now"
    time.sleep(0.3)
    load.stop()
    assert load.issued and load.finished
    stored = dict(hall.sql("SELECT id, number FROM ticket"))
    assert load.issued.items() <= stored.items(), "an acknowledged ticket is on disk with its number"
    assert stored.keys() == load.issued.keys(), "no ticket that nobody was given: the keys were kept"
    for letter in QUEUES:
        figures = sorted(int(n[1:]) for n in stored.values() if n[0] == letter)
        assert figures == list(range(1, len(figures) + 1)), "no number twice, none left out"
    assert len(load.finished) == len(set(load.finished)), "nobody was served twice"
    done = {row[0] for row in hall.sql("SELECT id FROM ticket WHERE state = 'done'")}
    assert done == set(load.finished)
    assert check_integrity(hall.address) == "ok"
    assert hall.sql("SELECT count(*) FROM print_job")[0][0] == len(stored)
    assert differences(hall) == [], "the log tells the same story"


def differences(hall: Hall) -> list[str]:
    """Return where the tables and the log of a hall differ."""
    engine = create_engine(address(hall.address))
    with engine.connect() as conn:
        found = [each.line() for each in check(conn).differences]
    engine.dispose()
    return found


@long_form
@pytest.mark.timeout(900 if LONG else 60)
def test_a_hall_with_years_behind_it_is_back_as_quickly(tmp_path: Path, mode: str) -> None:
    hall = Hall(tmp_path / "old", mode)
    hall.data.mkdir()
    make_big_hall(hall.address, 6)
    past.fill(hall.address, PAST)
    hall.start()
    try:
        hall.open(1)
        ticket = hall.issue("A")
        assert killed(hall) < max(BACK_WITHIN_S, 1.5 * hall.took_s)
        assert hall.at(1, "call-next").ok()["id"] == ticket["id"]
    finally:
        hall.stop()


def test_paper_still_comes_out_after_a_kill(new_hall: NewHall) -> None:
    hall = new_hall()
    killed(hall)
    made = hall.by("kiosk").post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)
    path = f"/api/v1/print-jobs/{made['print_job']['id']}"
    eventually(lambda: hall.by("guide").get(path).ok()["state"] == "printed", "paper after the kill", 20)


def alive(pids: set[int]) -> set[int]:
    """Return which of the processes still run (a zombie does not)."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(pid)
    return running


@pytest.mark.parametrize(
    ("mode", "with_signal"),
    [("eventlet", signal.SIGTERM), ("threading", signal.SIGINT)],
    indirect=["mode"],
)
def test_a_stopped_demo_leaves_no_process_and_starts_again_with_its_data(
    new_hall: NewHall, with_signal: signal.Signals
) -> None:
    hall = new_hall(from_nothing=True)
    demo_json = hall.data / "demo.json"
    assert stat.S_IMODE(demo_json.stat().st_mode) == 0o600
    assert stat.S_IMODE((hall.data / "secrets.json").stat().st_mode) == 0o600
    ticket, said, family, first_took_s = hall.issue("A"), dict(hall.said), hall.family(), hall.took_s
    assert len(family) >= 4
    began = time.monotonic()
    assert hall.stop(with_signal) == 0
    assert time.monotonic() - began < 6, "it stops by itself, nothing has to be killed"
    eventually(lambda: not alive(family), "the end of every process", 5)
    hall.start()
    assert hall.took_s < max(SECOND_START_S, first_took_s)
    assert hall.said["tokens"] == said["tokens"] and hall.said["accounts"] == said["accounts"]
    assert hall.by("guide").get(f"/api/v1/tickets/{ticket['id']}").ok()["number"] == ticket["number"]
    assert hall.issue("A")["number"] == "A002"
    assert "Traceback" not in hall.log()


def spares(hall: Hall) -> set[int]:
    """Return the processes that were started to stand by, whether they stepped in meanwhile or not."""
    found = set()
    for pid in hall.family():
        with contextlib.suppress(OSError):
            if b"TINGHAO_SPARE=1" in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.add(pid)
    return found


def test_a_spare_steps_in_another_stands_by_and_all_end_with_the_hall(new_hall: NewHall) -> None:
    hall = new_hall()
    (spare,) = eventually(lambda: spares(hall), "a spare", 40)
    killed(hall)
    assert hall.said["pid"] == spare
    eventually(lambda: spares(hall) - {spare}, "another spare", 40)
    family = hall.family()
    assert hall.stop() == 0
    eventually(lambda: not alive(family), "the end of every process", 5)


def test_the_demo_dies_with_its_supervisor(new_hall: NewHall) -> None:
    hall = new_hall()
    family = hall.family()
    assert hall.process is not None
    os.kill(hall.process.pid, signal.SIGKILL)
    eventually(lambda: not alive(family), "the end of all processes of a killed demo", 15)


def test_a_taken_port_or_folder_is_named_and_nothing_is_started(new_hall: NewHall, tmp_path: Path) -> None:
    hall = new_hall()
    port = hall.base_url.rsplit(":", 1)[1]

    def second(port: str, data: Path) -> tuple[int, str]:
        command = [sys.executable, "-m", "queue_server", "demo", "--port", port, "--data", str(data)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        return ended.returncode, ended.stdout + ended.stderr

    code, said = second(port, tmp_path / "second")
    assert code == 2 and "port is in use" in said
    code, said = second("0", hall.data)
    assert code == 1 and said == f"{hall.data} 正在使用 / is in use: another hall runs there\n"
    assert hall.read_again()["base_url"] == hall.base_url
    assert hall.issue("B")["number"] == "B001"
