"""The runner `./dev`: what it sets up, what it leaves alone, and what it says."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Became(Exception):
    """The runner turned into another program."""


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load ./dev for a checkout of its own in which every tool succeeds and is only written down."""
    loader = SourceFileLoader("dev_runner", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    module.ROOT, module.VENV, module.LOCK = tmp_path, tmp_path / ".venv", tmp_path / "requirements.lock"
    module.PYTHON = module.VENV / "bin" / "python"
    module.LOCK.write_text("flask==3.1.3")
    module.called = []

    def call(command: list[str], cwd: Path | None = None) -> None:
        module.called.append(command)
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True)
            module.PYTHON.touch()

    def become(*arguments: str) -> None:
        raise Became(*arguments)

    monkeypatch.setattr(module, "call", call)
    monkeypatch.setattr(module, "become", become)
    return module


def test_the_venv_is_made_once_and_again_when_the_lock_changes(dev: Any) -> None:
    dev.make_venv()
    assert [command[1:3] for command in dev.called] == [["-m", "venv"], ["-m", "pip"]]
    assert "--require-hashes" in dev.called[1]
    dev.make_venv()
    assert len(dev.called) == 2
    dev.LOCK.write_text("flask==3.1.4")
    dev.PYTHON.unlink()
    dev.PYTHON.parent.rmdir()
    dev.make_venv()
    assert len(dev.called) == 4


def test_the_venv_is_made_again_when_its_name_leads_to_another_python(dev: Any, tmp_path: Path) -> None:
    dev.make_venv()
    assert dev.venv_is_current()
    newer = tmp_path / "python3.13"
    newer.touch()
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to(newer)
    assert not dev.venv_is_current()


def test_a_set_up_that_failed_is_tried_again(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*options: str) -> None:
        raise dev.SetUpError("no network")

    with monkeypatch.context() as patched:
        patched.setattr(dev, "pip", fails)
        with pytest.raises(dev.SetUpError):
            dev.make_venv()
    dev.PYTHON.unlink()
    dev.PYTHON.parent.rmdir()
    dev.make_venv()
    assert "--require-hashes" in dev.called[-1]


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], ["--data", "{root}/var/demo"]),
        (["--port", "9000"], ["--data", "{root}/var/demo", "--port", "9000"]),
        (["--data", "here"], ["--data", "here"]),
        (["--data=here"], ["--data=here"]),
    ],
)
def test_the_demo_keeps_its_data_in_the_checkout_unless_told(
    dev: Any, monkeypatch: pytest.MonkeyPatch, given: list[str], passed: list[str]
) -> None:
    monkeypatch.setattr(dev, "set_up", lambda *packages: None)
    with pytest.raises(Became) as became:
        dev.main(["demo", *given])
    expected = [word.format(root=dev.ROOT) for word in passed]
    assert list(became.value.args) == ["-m", "queue_server", "demo", *expected]


@pytest.fixture
def bare(dev: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Run ./dev on a fresh machine as an ordinary user; what root asks apt to install is written down and appears."""
    installed: list[str] = []
    shelf = {"npm": ["node", "npm"], "chromium": ["chromium"]}
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.delenv("TINGHAO_APT", raising=False)
    monkeypatch.delenv("TINGHAO_CHROMIUM", raising=False)
    monkeypatch.setattr(dev, "find_python", lambda: sys.executable if "python3-venv" in installed else "")

    def which(name: str) -> str | None:
        programs = [program for package in installed for program in shelf.get(package, [])]
        return name if name in ("apt-get", *programs) else None

    def run(command: list[str], **_: Any) -> Any:
        if "install" in command:
            installed.extend(command[command.index("--no-install-recommends") + 1 :])
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(dev.shutil, "which", which)
    monkeypatch.setattr(dev.subprocess, "run", run)
    return installed


def test_who_is_not_root_is_told_all_that_is_missing_in_one_line(
    dev: Any, bare: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("dev: missing: sudo apt install python3-venv npm chromium")
    assert said.count("\n") == 1
    assert dev.called == bare == []


def test_without_a_browser_the_rest_goes_on(
    dev: Any, bare: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    bare += ["python3-venv", "npm"]
    dev.need_packages("python3-venv", "npm", "chromium")
    assert capsys.readouterr().err == "dev: missing, going on without: sudo apt install chromium\n"


def test_root_has_all_that_is_missing_installed_at_once(
    dev: Any, bare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    dev.need_packages("python3-venv", "npm", "chromium")
    assert bare == ["python3-venv", "npm", "chromium"]
    dev.need_packages("python3-venv", "npm", "chromium")
    assert len(bare) == 3


def test_root_may_keep_apt_to_himself(dev: Any, bare: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    monkeypatch.setenv("TINGHAO_APT", "no")
    with pytest.raises(dev.SetUpError, match=r"^missing: sudo apt install python3-venv npm$"):
        dev.need_packages("python3-venv", "npm")
    assert bare == []


def test_an_old_node_is_named_before_anything_is_installed(
    dev: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, says in {"node": "v16.20.2", "npm": "8.19.4"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert dev.main(["build"]) == 1
    assert capsys.readouterr().err == "dev: Node 18 or newer is needed, this one is v16.20.2\n"
    assert dev.called == []


def test_a_check_says_one_line_and_its_details_only_when_it_fails(
    dev: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "set_up", lambda *packages: None)
    monkeypatch.chdir(dev.ROOT)
    good = [sys.executable, "-c", "print('quiet')"]
    bad = [sys.executable, "-c", "raise SystemExit('loud')"]
    monkeypatch.setattr(dev, "checks", lambda: {"good": good, "bad": bad})
    assert dev.main(["check"]) == 1
    said = capsys.readouterr().out
    assert "quiet" not in said
    assert "    loud" in said
    assert said.splitlines()[-1].startswith("FAILED: bad")
    monkeypatch.setattr(dev, "checks", lambda: {"good": good})
    assert dev.main(["check"]) == 0


def test_an_unknown_command_shows_the_known_ones(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dmeo"]) == 2
    assert dev.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in dev.COMMANDS if f"./dev {name}" not in shown] == []
