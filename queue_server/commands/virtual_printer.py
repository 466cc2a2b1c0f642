"""`tinghao virtual-printer`: a printer without hardware, with a page that shows its paper and breaks it."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE_PORT = 9180


def add(commands: Any) -> None:
    """Add the command."""
    one = commands.add_parser("virtual-printer", help="虚拟打印机 / a printer without hardware")
    one.add_argument("--port", type=int, default=9100, help="TCP port of the printer, 0 for any free one")
    one.add_argument("--dir", type=Path, help="folder of the papers, index.json, faults.json")
    one.add_argument("--width", type=int, choices=(576, 384), default=576, help="dots across the paper")
    one.add_argument("--page", type=int, default=PAGE_PORT, help="TCP port of its page, 0 for any free one")
    one.add_argument("--no-page", action="store_true", help="no page")
    one.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    one.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Run until stopped; returns 2 when its port is taken or its folder cannot be."""
    from printers.virtual.listener import main

    usual = Path(tempfile.gettempdir()) / f"tinghao-printer-{os.getuid()}-{options.port}"
    folder = (options.dir or usual).resolve()
    arguments = ["--port", str(options.port), "--dir", str(folder), "--width", str(options.width)]
    if options.with_parent:
        arguments.append("--with-parent")
    page = contextlib.nullcontext() if options.no_page else _page(folder, options.page)
    try:
        with page:
            print(f"纸和故障文件在 / papers and faults.json in {folder}", flush=True)
            return main(arguments)
    except OSError as error:
        print(f"开不了 / cannot start: {error.strerror or error}", flush=True)
        return 2


@contextlib.contextmanager
def _page(folder: Path, port: int) -> Iterator[None]:
    """Serve the page on this machine while the printer runs, at another port when the wanted one is taken."""
    from werkzeug.serving import make_server

    from queue_server.screens.start.paper import page_of_printer
    from queue_server.supervisor import ListenError, listen

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        sock = listen("127.0.0.1", port)
    except ListenError:
        sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    server = make_server("127.0.0.1", port, page_of_printer(folder), threaded=True, fd=sock.fileno())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"看纸、演故障 / its page: http://127.0.0.1:{port}/paper", flush=True)
    try:
        yield
    finally:
        server.shutdown()
        sock.close()
