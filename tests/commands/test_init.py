from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.commands import run_command
from queue_server.store import open_store, sqlite_url


def test_the_template_becomes_a_hall_and_its_passwords_are_shown_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    assert run_command(["init", "--template", "--config", str(config)]) == 0
    assert run_command(["init", "--config", str(config)]) == 0
    assert "first passwords" in capsys.readouterr().out
    hall = open_store(sqlite_url(tmp_path / "var")).hall
    assert hall is not None
    assert hall.plan.windows
    assert run_command(["init", "--config", str(config)]) == 1
    assert "holds a hall already" in capsys.readouterr().err


def test_all_faults_are_said_at_once_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace('prefix = "A"', 'prefix = "I"').replace('code = "', 'code = 5 # "', 1), "utf-8"
    )
    assert run_command(["init", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert "hall.code" in said
    assert "queues[1].prefix" in said
    assert not (tmp_path / "var").exists()


def test_a_syntax_error_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "hall.toml"
    config.write_text('[server]\nport = 8000\n[hall\nname = "x"\n', "utf-8")
    assert run_command(["init", "--config", str(config)]) == 1
    assert "line 3" in capsys.readouterr().err


def test_a_profile_no_printer_has_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    text = config.read_text(encoding="utf-8")
    printer = '[[printers]]\nname = "别的"\naddress = "tcp://127.0.0.1:9100"\nprofile = { cut = "saw" }\n'
    config.write_text(f"{text}\n{printer}", "utf-8")
    assert run_command(["init", "--config", str(config)]) == 1
    assert "cut" in capsys.readouterr().err
    assert not (tmp_path / "var").exists()


def test_a_data_folder_that_cannot_be_made_is_one_line_and_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    (tmp_path / "file").write_text("")
    assert run_command(["init", "--config", str(config), "--data", str(tmp_path / "file" / "in")]) == 1
    assert "cannot be made" in capsys.readouterr().err


def test_serving_before_init_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    assert run_command(["serve", "--config", str(config)]) == 1
    assert "tinghao init" in capsys.readouterr().err


def test_the_doctor_names_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    run_command(["init", "--config", str(config)])
    run_command(["doctor", "--data", str(tmp_path / "var")])
    said = capsys.readouterr().out
    assert "database: ok" in said
    assert "fonts-noto-cjk" in said or "Hanzi font" in said
