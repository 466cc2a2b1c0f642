"""The demo: a whole hall on one machine, with a virtual printer, ready in seconds."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queue_server.launch import Launch, keep_secrets, take_data_folder
from queue_server.supervisor import Child, ListenError, Supervisor, address_here, listen

WINDOWS = 6
PRINTER_ID = "printer-1"
FIGURES = Path(__file__).parent / "static" / "build" / "figures.ttf"
PUBLISHED = (
    "kiosk",
    "display",
    "guide",
    "print_agent",
    *(f"tablet_{n}" for n in range(1, WINDOWS + 1)),
    *(f"clerk_{n}" for n in range(1, WINDOWS + 1)),
)
TOKENS = (*PUBLISHED, *(f"sign_{n}" for n in range(1, WINDOWS + 1)))
ACCOUNTS = (*(f"clerk_{n}" for n in range(1, WINDOWS + 1)), "guide", "manager")


@dataclass(frozen=True)
class Options:
    """What the command line may say."""

    host: str
    port: int
    data: Path
    printer: str | None
    async_mode: str
    public_url: str | None
    hours: str | None
    database_url: str | None = None


def run_demo(options: Options) -> int:
    """Run the demo until it is stopped; returns the exit code."""
    data = options.data.resolve()
    take_data_folder(data)
    try:
        sock = listen(options.host, options.port)
    except ListenError as error:
        print(f"{error}; try --port")
        return 2
    base_url = address_here(options.host, sock.getsockname()[1])
    kept = keep_secrets(data, list(TOKENS), list(ACCOUNTS))
    paper_dir = data / "paper"
    printer_port = None if options.printer else _printer_port(data)
    launch = Launch(
        mode="demo",
        descriptor=sock.fileno(),
        data_dir=str(data),
        database_url=options.database_url or f"sqlite:///{data / 'hall.db'}",
        async_mode=options.async_mode,
        base_url=base_url,
        public_url=(options.public_url or base_url).rstrip("/"),
        hours=options.hours,
        printer=options.printer or f"tcp://127.0.0.1:{printer_port}",
        paper_dir=None if options.printer else str(paper_dir),
    )
    children = [server_child(launch), agent_child(base_url, kept["tokens"]["print_agent"])]
    if printer_port is not None:
        paper_dir.mkdir(exist_ok=True)
        children.insert(0, _printer_child(printer_port, paper_dir))
    (data / "demo.json").unlink(missing_ok=True)
    _say_addresses(base_url, data)
    return Supervisor(children, lambda line: print(line, flush=True)).run()


def server_child(launch: Launch) -> Child:
    """Return the server as a child: it gets the listening socket and is started again when it dies."""
    return Child(
        "server",
        ("-m", "queue_server", "worker"),
        {**launch.environment(), "TINGHAO_WORKER_MODE": launch.async_mode},
        (launch.descriptor,),
        essential=True,
        spare=True,
    )


def agent_child(base_url: str, token: str) -> Child:
    """Return the server's own print agent as a child; its token goes through the environment, never the command line."""
    return Child(
        "print agent",
        (
            *("-m", "queue_server", "print-agent"),
            "--server",
            base_url,
            *(("--figures", str(FIGURES)) if FIGURES.exists() else ()),
        ),
        {"TINGHAO_PRINT_TOKEN": token},
    )


def _printer_child(port: int, paper_dir: Path) -> Child:
    return Child(
        "virtual printer",
        (
            *("-m", "queue_server", "virtual-printer", "--port", str(port)),
            *("--dir", str(paper_dir), "--with-parent", "--no-page"),
        ),
    )


def _printer_port(data: Path) -> int:
    """Return the port of the virtual printer: the last one if it is still free."""
    kept = data / "printer_port.json"
    try:
        last = int(json.loads(kept.read_text()))
    except (OSError, ValueError, TypeError):
        last = 0
    for wanted in (last, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            port = int(probe.getsockname()[1])
            kept.write_text(json.dumps(port))
            return port
    raise OSError("no free port for the virtual printer")


def _say_addresses(base_url: str, data: Path) -> None:
    rows: list[tuple[str, Any]] = [
        ("全部 / all", "/"),
        ("取号机 / kiosk", "/kiosk"),
        ("综合屏 / hall screen", "/board"),
        ("大屏 / a chosen screen", "/screen"),
        ("窗口屏 / window signs", "/sign/1 … /sign/6"),
        ("窗口 / clerk windows", "/window/1 … /window/6"),
        ("导办台 / guide desk", "/desk"),
        ("评价器 / tablets", "/tablet/1 … /tablet/6"),
        ("纸 / paper", "/paper"),
        ("管理 / admin", "/admin"),
    ]
    print(f"听号 Tinghao · {base_url}")
    for name, path in rows:
        print(f"  {base_url + path.replace(' … ', f' … {base_url}'):<58} {name}")
    print(f"  数据 / data: {data}   账号 / accounts: {data / 'demo.json'}")
    print("  Ctrl-C 停止 / stops everything", flush=True)
