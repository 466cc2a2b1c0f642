"""The import contracts of pyproject.toml, each broken on purpose in a copy of the house with empty rooms."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]
NAMED = set(re.findall(r"(?:queue_server|kiosk|display|printers|boxes)[\w.]*", json.dumps(CONTRACTS)))
PACKAGES = ("domain", "storage", "use_cases", "realtime", "voice", "screens", "api", "commands")
ROOMS = (
    "kiosk/routes", "display/routes", "printers/spooler", "boxes/supervisor",
    "queue_server/domain/ticket", "queue_server/storage/tickets",
    "queue_server/use_cases/call_next", "queue_server/realtime/rooms", "queue_server/voice/speech",
    "queue_server/screens/clerk/routes", "queue_server/screens/desk/routes", "queue_server/screens/shared/shell",
)  # fmt: skip
VIOLATIONS = [
    ("queue_server/domain/ticket", "import queue_server.storage.tickets", "Arrows point down"),
    ("queue_server/storage/tickets", "import queue_server.use_cases.call_next", "Arrows point down"),
    ("queue_server/use_cases/call_next", "import kiosk.routes", "Arrows point down"),
    ("queue_server/use_cases/call_next", "import queue_server.realtime.rooms", "Arrows point down"),
    ("display/routes", "import queue_server.reactions", "Arrows point down"),
    ("queue_server/app", "import queue_server.__main__", "Arrows point down"),
    ("queue_server/screens/clerk/routes", "import queue_server.screens.desk.routes", "Arrows point down"),
    ("kiosk/routes", "import display.routes", "Arrows point down"),
    ("queue_server/domain/ticket", "import random", "The rules know no framework"),
    ("printers/spooler", "import queue_server.clock", "Paper stands alone"),
    ("boxes/supervisor", "import queue_server.clock", "A box stands alone"),
    ("printers/virtual", "import printers.spooler", "The virtual printer shares nothing"),
    ("queue_server/voice/speech", "import queue_server.storage.tickets", "The voice stands alone"),
    ("queue_server/config", "import flask", "Clock, configuration"),
]


def broken_contracts(house: Path) -> list[str]:
    command = [
        sys.executable,
        "-P",
        "-c",
        "import importlinter.cli as c; c.lint_imports_command()",
        "--no-cache",
    ]
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=house, env=wide, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return [line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    modules = {
        name.replace(".", "/") for name in NAMED if name.count(".") == 1 and not name.endswith(("*", "."))
    }
    for room in [*ROOMS, *(name for name in modules if name.split("/")[1] not in PACKAGES)]:
        path = tmp_path / f"{room}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for folder in [path.parent, *path.parent.parents]:
            if folder == tmp_path:
                break
            (folder / "__init__.py").touch()
    return tmp_path


def test_every_part_of_the_server_stands_under_a_contract() -> None:
    parts = {
        path.stem
        for path in (ROOT / "queue_server").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    parts |= {f"screens.{path.parent.name}" for path in (ROOT / "queue_server/screens").glob("*/__init__.py")}
    named = {name.removeprefix("queue_server.") for name in NAMED if name.startswith("queue_server.")}
    assert sorted(parts - named - {"__init__", "screens"}) == [], "name them in a contract of pyproject.toml"


def test_an_empty_house_breaks_no_contract(house: Path) -> None:
    assert broken_contracts(house) == []


@pytest.mark.parametrize(("room", "line", "contract"), VIOLATIONS)
def test_a_contract_stops_what_it_is_there_for(house: Path, room: str, line: str, contract: str) -> None:
    (house / f"{room}.py").write_text(line + "\n")
    broken = broken_contracts(house)
    assert any(name.startswith(contract) for name in broken), broken
