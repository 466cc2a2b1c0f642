"""The server's own table, read at every start."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.config import load_server
from queue_server.plan_faults import PlanErrors, PlanSyntaxError


def write(folder: Path, text: str) -> Path:
    file = folder / "hall.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_hold() -> None:
    config = load_server(None, {})
    assert (config.host, config.port, config.async_mode) == ("0.0.0.0", 8000, "eventlet")
    assert config.data_dir == Path("var").absolute()
    assert config.database_url is None


def test_a_folder_in_the_file_is_meant_from_the_file(tmp_path: Path) -> None:
    config = load_server(write(tmp_path, '[server]\ndata_dir = "data"\nport = 9000\n'), {})
    assert config.data_dir == tmp_path / "data"
    assert config.port == 9000


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, '[server]\nport = 9000\ndata_dir = "data"\n')
    config = load_server(file, {"TINGHAO_PORT": "9100", "TINGHAO_DATA_DIR": "/srv/hall", "TINGHAO_HOST": ""})
    assert config.port == 9100
    assert config.data_dir == Path("/srv/hall")
    assert config.host == "0.0.0.0"


def test_a_bad_variable_and_a_bad_key_are_told_together(tmp_path: Path) -> None:
    file = write(tmp_path, '[server]\nport = "x"\npublic_url = "10.0.0.1"\n')
    with pytest.raises(PlanErrors) as caught:
        load_server(file, {"TINGHAO_ASYNC_MODE": "fast", "TINGHAO_PUBLIC_URL": "ftp://x"})
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [
        ("hall.toml", "type"),
        ("TINGHAO_ASYNC_MODE", "choice"),
    ]


def test_the_rest_of_the_file_may_be_wrong_at_a_start(tmp_path: Path) -> None:
    assert load_server(write(tmp_path, "[hall]\nname = 3\n[server]\nport = 81\n"), {}).port == 81


def test_a_syntax_error_stops_a_start_too(tmp_path: Path) -> None:
    with pytest.raises(PlanSyntaxError) as caught:
        load_server(write(tmp_path, "[server]\nport = \n"), {})
    assert caught.value.faults[0].line == 2
