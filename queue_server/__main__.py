"""The command line, and the one module that knows eventlet.

The server process decides here, before anything else is imported, whether the interpreter's sockets,
threads and queues become green; all other code is written against the plain ones.
"""

from __future__ import annotations

import os
import sys
import warnings

GREEN = sys.argv[1:2] == ["worker"] and os.environ.get("TINGHAO_WORKER_MODE") == "eventlet"
if GREEN:
    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    warnings.filterwarnings("ignore", message="capitalize_response_headers is disabled")
    import eventlet

    eventlet.monkey_patch()
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import contextlib
import gc
import signal
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queue_server.app import Served
    from queue_server.launch import Launch

LASTING = ("worker", "serve", "demo", "print-agent", "virtual-printer")
"""Commands that run for years; they outlive the place their words go to."""
MOST_CLIENTS = 8000
DRAIN_S = 3.0


def main() -> int:
    """Run the command line and return its exit code."""
    if sys.argv[1:2] and sys.argv[1] in LASTING:
        from queue_server.streams import never_fail

        never_fail()
    if sys.argv[1:2] == ["worker"]:
        return _worker()
    from queue_server.commands import run_command

    return run_command(sys.argv[1:])


def _worker() -> int:
    gc.disable()  # all that is loaded now stays: a tenth of the start would be spent looking through it again and again
    from queue_server.supervisor import SPARE_VARIABLE
    from queue_server.worker import run_worker

    if os.environ.pop(SPARE_VARIABLE, None) and not sys.stdin.readline():
        return 0
    if GREEN:
        from eventlet import tpool

        _let_postgresql_give_way()
        return run_worker(_serve_green, tpool.execute)
    return run_worker(_serve_threads, lambda work: work())


def _let_postgresql_give_way() -> None:
    from importlib.util import find_spec

    from queue_server.launch import Launch

    if not Launch.from_environment().database_url.startswith("postgresql") or find_spec("psycopg") is None:
        return
    from eventlet.hubs import trampoline
    from eventlet.patcher import original

    from queue_server.storage.giving_way import wait_by

    def give_way(fileno: int, writing: bool, timeout_s: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            trampoline(fileno, read=not writing, write=writing, timeout=timeout_s, timeout_exc=TimeoutError())

    wait_by(original("select").poll, give_way)


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _serve_green(launch: Launch, served: Served, ready: Callable[[], None]) -> None:
    """Serve with eventlet until a signal comes or the supervisor is gone; then let requests end."""
    from eventlet import wsgi

    from queue_server.worker import watch_parent

    stopped = eventlet.event.Event()

    def stop(*_: Any) -> None:
        if not stopped.ready():
            stopped.send(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(stop))
    watch_parent(stop)
    sock = socket.socket(fileno=launch.descriptor)
    pool = eventlet.GreenPool(MOST_CLIENTS)
    server = eventlet.spawn(
        wsgi.server,
        sock,
        served.app,
        custom_pool=pool,
        max_size=MOST_CLIENTS,
        log_output=False,
        debug=False,
        socket_timeout=None,
        max_http_version="HTTP/1.1",
        url_length_limit=4096,
        capitalize_response_headers=False,
    )
    eventlet.spawn_n(ready)
    stopped.wait()
    server.kill()
    eventlet.sleep(0.2)


def _serve_threads(launch: Launch, served: Served, ready: Callable[[], None]) -> None:
    """Serve with a thread a connection until a signal comes or the supervisor is gone."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    from queue_server.worker import watch_parent

    class Quiet(WSGIRequestHandler):
        """A handler that keeps connections open and writes no access log."""

        protocol_version = "HTTP/1.1"

        def log_request(self, *_: Any) -> None:
            """Log nothing: addresses may hold tokens."""

        def log_error(self, *_: Any) -> None:
            """Log nothing: a malformed request line may hold a token."""

    stop = _stop_on_signal()
    watch_parent(stop.set)
    server = make_server(
        "127.0.0.1", 0, served.app, threaded=True, request_handler=Quiet, fd=launch.descriptor
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ready()
    stop.wait()
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
