"""The build of the screens: when it runs, when it does not, and what it says without Node."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hold a source tree with one script, on a machine without Node."""
    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    script = tmp_path / "kiosk/static/main.js"
    script.parent.mkdir(parents=True)
    script.write_text("go();\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def built(tree: Path) -> Path:
    output = tree / hatch_build.OUTPUT
    output.mkdir(parents=True)
    (output / "kiosk.js").write_text("go()")
    (output / "figures.ttf").write_bytes(b"font")
    (output / "build.json").write_text(json.dumps({"outputs": {"kiosk.js": "0"}}))
    (tree / hatch_build.STAMP).write_text(hatch_build.source_stamp(tree))
    return output


def test_without_node_and_output_the_build_says_what_is_missing(tree: Path) -> None:
    with pytest.raises(RuntimeError, match="npm is missing: install Node 18") as raised:
        hatch_build.build(tree)
    assert "\n" not in str(raised.value)


def test_an_sdist_carries_the_output_and_needs_no_node(tree: Path) -> None:
    built(tree)
    (tree / "kiosk/static/main.js").write_text("patched();\n")
    assert hatch_build.build(tree) is False


def test_the_same_sources_are_not_built_twice(tree: Path) -> None:
    built(tree)
    assert hatch_build.is_current(tree)


@pytest.mark.parametrize("change", ["edit", "add", "remove", "lock", "output"])
def test_any_change_asks_for_a_new_build(tree: Path, change: str) -> None:
    output = built(tree)
    script = tree / "kiosk/static/main.js"
    if change == "edit":
        script.write_text("stop();\n")
    elif change == "add":
        (script.parent / "words.json").write_text("{}")
    elif change == "remove":
        script.unlink()
    elif change == "lock":
        (tree / "package-lock.json").write_text('{"packages": {"x": {}}}')
    else:
        (output / "kiosk.js").unlink()
    assert not hatch_build.is_current(tree)


@pytest.mark.parametrize(
    ("installed", "current"),
    [
        ({"a": "1"}, True),
        ({"a": "2"}, False),
        ({}, False),
        ({"a": "1", "b": "1"}, True),
        ({"a": "1", "x": "1"}, False),
    ],
)
def test_node_modules_are_compared_with_the_lock(
    tree: Path, installed: dict[str, str], current: bool
) -> None:
    locked = {"": {}, "a": {"integrity": "1"}, "b": {"integrity": "1", "optional": True}}
    (tree / "package-lock.json").write_text(json.dumps({"packages": locked}))
    (tree / "node_modules").mkdir()
    found = {name: {"integrity": integrity} for name, integrity in installed.items()}
    (tree / "node_modules/.package-lock.json").write_text(json.dumps({"packages": found}))
    assert hatch_build.modules_are_current(tree) is current


@pytest.mark.parametrize("name", ["dev", "hatch_build.py"])
def test_the_runner_is_understood_by_an_older_python(name: str) -> None:
    ast.parse((ROOT / name).read_text("utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_the_runner_is_executable(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_the_lock_holds_hashes_and_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pins = [block for block in lock.split("\n") if block and not block.startswith((" ", "#"))]
    assert len(pins) > 40
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "://" not in lock
