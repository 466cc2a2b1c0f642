"""Any sequence of faults, with `kill -9` of the print agent at any moment.

Each round takes numbers while the printer is given faults and the agent is killed; then everything is made well, and
time goes by. In the end, without a person: every paper is settled, none came out twice, a printed one came out, a
refused or expired one did not, and the printer prints the next ticket whole. `HYPOTHESIS_PROFILE=soak` plays 500 rounds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import pytest

from tests.long_forms import LONG, long_form
from tests.paper.paper_hall import AGENT_TOKEN, SETTLED, PaperHall, eventually, papers_of
from tests.printers.conftest import Machine

ROOT = Path(__file__).resolve().parents[2]
QUICK = Path(__file__).with_name("quick.py")
ROUNDS = 500 if LONG else 6
SEED = int(os.environ.get("TINGHAO_FAULT_SEED", "20261126"))
FAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"paper_out": True},
    {"cover_open": True},
    {"offline": True},
    {"cutter": True},
    {"overheated": True},
    {"near_end": True},
    {"hang": True},
    {"mute": True},
    {"refuse": True},
    {"power_off": True},
    {"no_dle_eot": True},
    {"no_gs_r": True},
    {"mixed_answers": True},
    {"replies_in_order": True},
    {"half_command_survives": True},
)


class AgentProcess:
    """The print agent as the hall runs it: killed, it is started again."""

    def __init__(self, hall: PaperHall) -> None:
        self._hall = hall
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(QUICK), "--server", self._hall.base_url],
            cwd=ROOT,
            env={**os.environ, "TINGHAO_PRINT_TOKEN": AGENT_TOKEN},
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """Kill it and start another."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def stop(self) -> None:
        """End it as the hall would."""
        self._process.terminate()
        self._process.wait(40)


def fault(chance: Random) -> dict[str, Any]:
    """Return a fault, or one that comes after some bytes or rows."""
    kind = chance.randrange(len(FAULTS) + 4)
    if kind < len(FAULTS):
        return FAULTS[kind]
    name = ("close_after_bytes", "reset_after_bytes", "slow_bytes_per_s", "paper_out_mid_ticket")[
        kind - len(FAULTS)
    ]
    most = {"slow_bytes_per_s": 60_000, "paper_out_mid_ticket": 1000}.get(name, 22_000)
    return {name: chance.randrange(1, most)}


def play(chance: Random, hall: PaperHall, machine: Machine, agent: AgentProcess) -> list[tuple[str, str]]:
    """Take one to three numbers among faults and kills; returns them with their jobs."""
    taken = []
    steps = [
        *["issue"] * chance.randrange(1, 4),
        *["fault"] * chance.randrange(1, 4),
        *["kill"] * chance.randrange(2),
    ]
    chance.shuffle(steps)
    for step in steps:
        if step == "issue":
            taken.append(hall.issue())
        elif step == "fault":
            machine.set(**fault(chance))
        else:
            agent.kill()
        sleep(chance.choice((0, 0, 0.03, 0.2, 0.5)))
    return taken


def heal(hall: PaperHall, machine: Machine, taken: list[tuple[str, str]]) -> None:
    """Make everything well and wait until every paper is settled, the leases of the dead over."""
    machine.set()
    for _, job_id in taken:
        waited = 0.0

        def settled(job_id: str = job_id) -> bool:
            nonlocal waited
            waited += 0.02
            job = hall.job(job_id)
            if job.state == "refused":
                hall.pass_s(3.5)
            elif job.state == "claimed" and waited > 3:
                hall.pass_s(31)  # whoever had it is dead, or at its wits' end
            return job.state in SETTLED

        eventually(settled, f"a settled paper: {hall.job(job_id)}", 60)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[tuple[PaperHall, Machine, AgentProcess]]:
    machine = Machine(tmp_path / "printer", 576, {})
    hall = PaperHall(tmp_path, machine.address)
    agent = AgentProcess(hall)
    yield hall, machine, agent
    agent.stop()
    hall.close()
    machine.printer.stop()


@long_form
@pytest.mark.timeout(60 * ROUNDS)
def test_no_sequence_of_faults_and_kills_loses_or_doubles_a_ticket(
    stand: tuple[PaperHall, Machine, AgentProcess],
) -> None:
    hall, machine, agent = stand
    for number in range(ROUNDS):
        chance = Random(SEED + number)
        said = f"seed {SEED + number}"
        taken = play(chance, hall, machine, agent)
        heal(hall, machine, taken)
        last, last_job = hall.issue()
        heal(hall, machine, [(last, last_job)])
        assert hall.job(last_job).state == "printed", said
        eventually(lambda last=last: papers_of(last, machine.printer.slips), f"{said}: the last paper")  # type: ignore[misc]
        for ticket, job_id in taken:
            job, papers = hall.job(job_id), papers_of(ticket, machine.printer.slips)
            assert len(papers) == 1 if job.state == "printed" else len(papers) <= 1, f"{said}: {ticket} {job}"
            assert job.state != "expired" or not papers, f"{said}: {ticket} {job}"
        assert len(papers_of(last, machine.printer.slips)) == 1, said
        machine.printer.slips.clear()
    assert not any(job.state in ("queued", "claimed", "refused") for job in hall.jobs())
