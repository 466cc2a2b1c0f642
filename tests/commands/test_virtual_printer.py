from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from queue_server.commands import run_command


@dataclass
class Running:
    page: str
    printer: str
    folder: Path

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.page + path, timeout=5) as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: Any, **headers: str) -> int:
        asked = urllib.request.Request(
            self.page + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Running]:
    command = [sys.executable, "-m", "queue_server", "virtual-printer", "--port", "0", "--page", "0"]
    where = [*command, "--dir", tmp_path.name]  # a folder as people write it, beside where they stand
    with subprocess.Popen(where, stdout=subprocess.PIPE, text=True, cwd=tmp_path.parent) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(3))
        page = re.search(r"http://127\.0\.0\.1:\d+", said)
        printer = re.search(r"tcp://127\.0\.0\.1:\d+", said)
        assert page and printer, said
        yield Running(page.group(), printer.group(), tmp_path)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_a_printer_alone_shows_its_paper_and_is_broken_on_a_page_of_its_own(alone: Running) -> None:
    assert run_command(["print-test", alone.printer]) == 0
    end = monotonic() + 10
    while not (found := alone.get("/paper/index.json"))["papers"] and monotonic() < end:
        sleep(0.02)
    assert (found["printer"], found["demo"], found["virtual"]) == (alone.printer, False, True)
    assert "打印测试" in "".join(found["papers"][0]["text"])
    assert {group["group"] for group in found["groups"]} == {"machine", "line", "answers", "commands"}
    with urllib.request.urlopen(f"{alone.page}/paper/{found['papers'][0]['file']}", timeout=5) as picture:
        assert picture.read(4) == b"\x89PNG"
    assert alone.post("/paper/faults", {"paper_out": True, "four_byte": "box"}) == 200
    assert run_command(["print-test", alone.printer]) == 1
    assert alone.post("/paper/faults", {"paper_out": False}) == 200
    assert run_command(["print-test", alone.printer]) == 0
    assert alone.get("/paper/index.json")["faults"]["four_byte"] == "box"


def test_the_page_takes_no_other_fault_and_no_other_site(alone: Running) -> None:
    wishes: list[Any] = [{"paper_out": 1}, {"nonsense": True}, {"slow_bytes_per_s": 0}, []]
    for wrong in wishes:
        assert alone.post("/paper/faults", wrong) == 422
    assert alone.post("/paper/faults", {"hang": True}, Origin="http://elsewhere.example") == 403
    assert not alone.get("/paper/index.json")["faults"]["hang"]


def test_a_taken_port_is_said_in_a_line(capsys: pytest.CaptureFixture[str], alone: Running) -> None:
    port = alone.printer.rsplit(":", 1)[1]
    assert run_command(["virtual-printer", "--port", port, "--no-page", "--dir", str(alone.folder)]) == 2
    assert "cannot start" in capsys.readouterr().out
