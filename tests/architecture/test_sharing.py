"""How the tests are shared out: each once, what belongs together to one worker, what waits to the third."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tests.sharing import Shared

HEAVY = [f"tests/api/test_windows.py::test_{n}" for n in range(20)]
WAITS = [f"tests/printers/test_spooler.py::test_{n}" for n in range(8)]
BOX = [f"tests/browser/test_a_box.py::test_{n}" for n in range(4)]
PANELS = [f"tests/browser/test_the_clerks_panels.py::test_{n}" for n in range(5)]
TOUR = [
    f"tests/browser/test_{file}.py::test_{n}[{tour}]"
    for tour in ("kiosk", "staff")
    for file in ("screens_are_accessible", "nothing_leaves_the_house")
    for n in range(3)
]


@dataclass(eq=False)
class Worker:
    """A worker that runs nothing: it is told what to run, and says that it did."""

    gateway: SimpleNamespace
    told: list[int] = field(default_factory=list)
    ran: list[int] = field(default_factory=list)
    shutting_down: bool = False

    def send_runtest_some(self, indices: list[int]) -> None:
        """Take tests."""
        assert not self.shutting_down
        self.told += indices

    def shutdown(self) -> None:
        """End when all is run."""
        self.shutting_down = True


def run(tests: list[str], workers: int) -> list[list[str]]:
    """Run tests, a test a turn in each worker, and return what each of them ran."""
    config: Any = SimpleNamespace(
        getvalue=lambda _name: ["popen"] * workers, option=SimpleNamespace(loadscopereorder=False)
    )
    share = Shared(config)
    nodes = [Worker(SimpleNamespace(id=f"gw{n}")) for n in range(workers)]
    for node in nodes:
        share.add_node(node)
        share.add_node_collection(node, tests)
    share.schedule()
    while any(len(node.ran) < len(node.told) for node in nodes):
        for node in nodes:
            if len(node.ran) < len(node.told):
                node.ran.append(node.told[len(node.ran)])
                share.mark_test_complete(node, node.ran[-1])
    assert share.tests_finished and all(node.shutting_down for node in nodes)
    return [[tests[index] for index in node.ran] for node in nodes]


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "tests", [HEAVY + WAITS, WAITS + HEAVY, WAITS, HEAVY, HEAVY[:1], PANELS + TOUR + BOX]
)
def test_every_test_is_run_once(tests: list[str], workers: int) -> None:
    assert sorted(test for ran in run(tests, workers) for test in ran) == sorted(tests)


@pytest.mark.parametrize(("heavy", "waits"), [(HEAVY, WAITS), (PANELS + TOUR, BOX)])
def test_the_third_worker_takes_what_waits_and_nothing_else(heavy: list[str], waits: list[str]) -> None:
    first, second, third = run(heavy + waits, 3)
    assert set(third) == set(waits)
    assert sorted(first + second) == sorted(heavy)


def test_two_workers_take_what_waits_when_there_is_nothing_else() -> None:
    first, second = run(WAITS, 2)
    assert first and second


def test_the_pages_of_a_file_and_the_findings_of_a_tour_stay_with_one_worker() -> None:
    whole = [PANELS, *(([t for t in TOUR if t.endswith(f"[{tour}]")]) for tour in ("kiosk", "staff"))]
    for ran in run(PANELS + TOUR, 2):
        assert all(set(unit) <= set(ran) or not set(unit) & set(ran) for unit in whole)
