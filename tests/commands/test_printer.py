from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers.virtual import VirtualPrinter
from queue_server.commands import run_command


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    found = VirtualPrinter(tmp_path / "paper", 0, 384).start()
    yield found
    found.stop()


def answer(monkeypatch: pytest.MonkeyPatch, *typed: str) -> list[str]:
    left = list(typed)

    def take(prompt: str = "") -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", take)
    return left


def test_an_installer_answers_five_questions_and_has_the_settings(
    printer: VirtualPrinter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, file = f"tcp://127.0.0.1:{printer.port}", tmp_path / "printer.toml"
    left = answer(monkeypatch, "3", "1", "1", "1", "1", "4", "")
    assert run_command(["printer", "test", address, "--save", str(file)]) == 0
    assert left == []
    said = capsys.readouterr().out
    assert "打出来了" in said and "printed, and the printer says so" in said
    (one,) = tomllib.loads(file.read_text(encoding="utf-8"))["printers"]
    assert one["address"] == address
    assert one["profile"] == {"width_dots": 384, "cut": "none"}


def test_a_wrong_answer_is_changed_on_the_way_and_at_the_end(
    printer: VirtualPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "printer.toml"
    answer(monkeypatch, "1", "9", "0", "3", "1", "1", "2", "1", "4", "4", "1", "")
    assert run_command(["printer", "test", f"tcp://127.0.0.1:{printer.port}", "--save", str(file)]) == 0
    profile = tomllib.loads(file.read_text(encoding="utf-8"))["printers"][0]["profile"]
    assert profile == {"width_dots": 384, "cut": "none"}


def test_a_printer_is_looked_for_and_chosen(
    printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, f"127.0.0.1:{printer.port}", "1", "1", "1", "1", "1", "1", "1", "")
    assert run_command(["printer", "test"]) == 0
    assert f'address = "tcp://127.0.0.1:{printer.port}"' in capsys.readouterr().out
    assert run_command(["printer", "find", f"127.0.0.1:{printer.port}"]) == 0
    assert "well" in capsys.readouterr().out


def test_what_cannot_be_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("printers.commissioning.trial.BUSY_PAUSE_S", 0.0)
    assert run_command(["printer", "test", "tcp://127.0.0.1:1"]) == 1
    assert "nothing listens at this address" in capsys.readouterr().out
    assert run_command(["printer", "test", "ftp://x"]) == 2
    assert "not a printer's address" in capsys.readouterr().out
    assert run_command(["printer", "test", "tcp://127.0.0.1:1", "--model", "xprinter"]) == 2
    assert "xprinter-80" in capsys.readouterr().out
    assert run_command(["printer", "find", "10.0.0.0/8"]) == 2
    assert "more than 64" in capsys.readouterr().out
    answer(monkeypatch)
    assert run_command(["printer", "test"]) == 1
    assert "nothing saved" in capsys.readouterr().out


def test_the_models_are_listed_with_where_they_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["printer", "models"]) == 0
    said = capsys.readouterr().out
    assert "cashino-kp-628e" in said and "None tried" not in said and "none tried" in said
