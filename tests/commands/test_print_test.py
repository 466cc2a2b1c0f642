from __future__ import annotations

import json
from pathlib import Path

import pytest

from printers.virtual import VirtualPrinter
from queue_server.commands import run_command


def test_the_test_slip_comes_out_of_a_network_printer(tmp_path: Path) -> None:
    printer = VirtualPrinter(tmp_path, 0, 576)
    printer.start()
    try:
        assert run_command(["print-test", f"tcp://127.0.0.1:{printer.port}"]) == 0
    finally:
        printer.stop()
    papers = json.loads((tmp_path / "index.json").read_text())
    assert len(papers) == 1
    assert "打印测试" in "".join(papers[0]["text"])
    assert papers[0]["errors"] == []


def test_a_printer_that_is_not_there_is_said_to_have_printed_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_command(["print-test", "tcp://127.0.0.1:1"]) == 1
    assert "nothing was sent" in capsys.readouterr().out


def test_an_address_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["print-test", "http://127.0.0.1"]) == 2
    assert run_command(["print-test", "tcp://127.0.0.1:9100", "--model", "none-such"]) == 2
