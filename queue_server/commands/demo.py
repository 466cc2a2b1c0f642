"""`tinghao demo`: a whole hall on this machine."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Add the command."""
    demo = commands.add_parser("demo", help="示范大厅 / run a demo hall on this machine")
    demo.add_argument("--port", type=_port, default=8000, help="TCP port, 0 for any free one")
    demo.add_argument("--host", default="127.0.0.1", help="address to listen on")
    demo.add_argument("--data", type=Path, default=None, help="folder of its data")
    demo.add_argument("--printer", type=_printer, help="a printer's address instead of the virtual printer")
    demo.add_argument("--async-mode", choices=("eventlet", "threading"), default="eventlet")
    demo.add_argument("--public-url", type=_url, help="address in the QR codes, for real phones")
    demo.add_argument(
        "--database", type=_database, help="postgresql://… instead of SQLite in the data folder"
    )
    demo.add_argument("--hours", type=_hours, help="opening hours such as 8:30-17:00; default: always open")
    demo.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from queue_server.demo import Options, run_demo

    return run_demo(
        Options(
            host=options.host,
            port=options.port,
            data=options.data or default_data(),
            printer=options.printer,
            async_mode=options.async_mode,
            public_url=options.public_url,
            hours=options.hours,
            database_url=options.database,
        )
    )


def default_data() -> Path:
    """Return var/demo in a checkout, else the user's own data folder."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "dev").is_file():
        return checkout / "var" / "demo"
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "tinghao" / "demo"


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text}")
    return int(text)


def _printer(text: str) -> str:
    from queue_server.plan_checks import is_printer_address

    if not is_printer_address(text):
        raise argparse.ArgumentTypeError(f"not a printer's address, as tcp://HOST:PORT: {text}")
    return text


def _url(text: str) -> str:
    from queue_server.plan_checks import is_web_address

    if not is_web_address(text) or not text.isascii() or len(text) > 60:
        raise argparse.ArgumentTypeError(f"not a short http:// or https:// address: {text}")
    return text.rstrip("/")


def _database(text: str) -> str:
    from queue_server.storage.engine import AddressError, address

    try:
        address(text)
    except AddressError:
        raise argparse.ArgumentTypeError(f"not postgresql://… or sqlite:///…: {text}") from None
    return text


def _hours(text: str) -> str:
    from queue_server.plan_hours import every_day

    try:
        every_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
