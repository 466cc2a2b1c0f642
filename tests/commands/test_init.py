from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from queue_server import supervisor
from queue_server.commands import run_command
from queue_server.store import open_store, sqlite_url
from queue_server.supervisor import Child
from tests.config.hall_text import line_of


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
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    text = config.read_text(encoding="utf-8")
    for old, new in {
        "port = 8000": "port = 80000",
        'code = "': 'code = 5 # "',
        'prefix = "A"': 'prefix = "I"',
        "width = 80": 'width = 80\nprofile = { cut = "saw" }\n#',
    }.items():
        text = text.replace(old, new, 1)
    config.write_text(text, "utf-8")
    monkeypatch.setenv("TINGHAO_ASYNC_MODE", "fast")
    assert run_command(["init", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    for key, line in {
        "server.port": "port = 80000",
        "hall.code": "code = 5",
        "queues[1].prefix": 'prefix = "I"',
        "printers[1].profile": "profile = {",
    }.items():
        assert f"hall.toml line {line_of(text, line)} {key}: " in said
    assert "TINGHAO_ASYNC_MODE: " in said
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


def test_an_unknown_model_is_refused_with_those_like_it_and_a_known_one_gives_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    text = config.read_text(encoding="utf-8")
    printer = '[[printers]]\nname = "别的"\naddress = "tcp://127.0.0.1:9100"\nmodel = "{}"\n'
    config.write_text(f"{text}\n{printer.format('cashino')}", "utf-8")
    assert run_command(["init", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert "是不是 cashino-kp-628e" in said and "All: generic-80" in said
    config.write_text(f"{text}\n{printer.format('Cashino KP-628E')}", "utf-8")
    assert run_command(["init", "--config", str(config), "--data", str(tmp_path / "var")]) == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "var" / "hall.db")) as db:
        (stored,) = db.execute("SELECT profile FROM printer WHERE name = '别的'").fetchone()
    profile = json.loads(stored)
    assert (profile["model"], profile["width_dots"]) == ("cashino-kp-628e", 384)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that was said as an error."""
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    return said


@pytest.mark.parametrize("command", ["init", "serve", "demo"])
def test_a_data_folder_that_cannot_be_made_is_one_line_and_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    (tmp_path / "file").write_text("")
    folder = str(tmp_path / "file" / "in")
    options = {
        "init": ["--config", str(config), "--data", folder],
        "serve": ["--config", str(config)],
        "demo": ["--data", folder],
    }
    monkeypatch.setenv("TINGHAO_DATA_DIR", folder)
    assert run_command([command, *options[command]]) == 1
    assert "cannot be made" in one_line(capsys)


@pytest.mark.parametrize("command", ["init", "serve"])
def test_a_file_that_is_no_database_is_one_line_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    database = tmp_path / "var" / "hall.db"
    database.parent.mkdir()
    database.write_text("no database at all, and long enough to be looked at as one" * 20)
    before = database.read_bytes()
    assert run_command([command, "--config", str(config)]) == 1
    assert "hall.db: file is not a database" in one_line(capsys)
    assert run_command(["doctor", "--data", str(database.parent)]) == 1
    assert "✗ 数据库 / database: file is not a database" in capsys.readouterr().out
    assert database.read_bytes() == before


def test_a_database_of_a_newer_release_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    run_command(["init", "--config", str(config)])
    capsys.readouterr()
    with contextlib.closing(sqlite3.connect(tmp_path / "var" / "hall.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    assert run_command(["serve", "--config", str(config)]) == 1
    assert "newer release" in one_line(capsys)


@pytest.mark.parametrize(
    ("host", "here", "in_codes"),
    [
        ("127.0.0.2", "http://127.0.0.2:8000", "http://127.0.0.2:8000"),
        ("::1", "http://[::1]:8000", "http://[::1]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000", None),
    ],
)
def test_print_agents_reach_the_server_wherever_it_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, here: str, in_codes: str | None
) -> None:
    config = tmp_path / "hall.toml"
    run_command(["init", "--template", "--config", str(config)])
    run_command(["init", "--config", str(config)])
    started: list[Child] = []

    def supervise(children: list[Child], _say: object) -> Any:
        started.extend(children)
        return type("Nothing", (), {"run": lambda self: 0})()

    monkeypatch.setenv("TINGHAO_HOST", host)
    monkeypatch.setattr(supervisor, "Supervisor", supervise)
    with socket.socket() as sock:
        monkeypatch.setattr(supervisor, "listen", lambda host, port: sock)
        assert run_command(["serve", "--config", str(config)]) == 0
    server, agent = started
    assert here in agent.arguments
    assert in_codes is None or json.loads(server.environment["TINGHAO_LAUNCH"])["public_url"] == in_codes


@pytest.mark.parametrize(
    "options",
    [
        ["--printer", "192.168.1.50"],
        ["--printer", "tcp://192.168.1.50"],
        ["--printer", "tcp://192.168.1.50:0"],
        ["--printer", "tcp://192.168.1.50:99999"],
        ["--public-url", "http://"],
        ["--public-url", "ftp://hall"],
        ["--port", "65536"],
        ["--hours", "17:00-8:30"],
        ["--async-mode", "fast"],
    ],
)
def test_an_option_nobody_can_mean_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_command(["demo", "--data", str(tmp_path / "demo"), *options])
    assert ended.value.code == 2
    assert f"argument {options[0]}: " in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_template_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["init", "--template", "--config", str(tmp_path / "none" / "hall.toml")]) == 1
    assert "cannot be written" in one_line(capsys)


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
