"""A small server that has only the print-job routes, for the agent's tests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any


class HallServer:
    """Jobs, leases without end, idempotent claims, and replies that get lost on request."""

    def __init__(self, port: int = 0) -> None:
        self.token = "secret-token"
        self.jobs: list[dict[str, Any]] = []
        self.claimed: list[str] = []
        self.reports: list[tuple[str, str, str | None]] = []
        self.outcomes: dict[str, str] = {}
        self.statuses: list[dict[str, Any]] = []
        self.printers: list[dict[str, Any]] = [{"id": "p1", "address": "tcp://127.0.0.1:9", "profile": {}}]
        self.lose: dict[str, int] = {}
        self.fail: dict[str, int] = {}
        self.seen_paths: set[str] = set()
        self.approved = False
        self.enrolled: list[dict[str, Any]] = []
        self._answers: dict[str, tuple[int, Any]] = {}
        self._lock = threading.Lock()
        self.connections: list[socket.socket] = []
        handler = type("Handler", (_Handler,), {"hall": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def add_job(
        self, job_id: str, address: str, document: dict[str, Any], printer_id: str = "p1", **profile: Any
    ) -> None:
        job = {
            "id": job_id,
            "kind": "ticket",
            "created_at": "2026-11-20T09:54:36+08:00",
            "printer": {"id": printer_id, "address": address, "profile": profile},
            "document": document,
        }
        with self._lock:
            self.jobs.append(job)

    def let_in(self) -> None:
        """Approve whoever asks for a token."""
        self.approved = True

    def wait_for(self, outcomes: int, timeout_s: float = 10.0) -> dict[str, str]:
        end = monotonic() + timeout_s
        while len(self.outcomes) < outcomes and monotonic() < end:
            sleep(0.01)
        return dict(self.outcomes)

    def answer(self, method: str, path: str, body: Any, key: str | None) -> tuple[int, Any]:
        if key is not None and key in self._answers:
            return self._answers[key]
        status, reply = self._route(method, path, body)
        if key is not None:
            self._answers[key] = status, reply
        return status, reply

    def _route(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if (method, path) == ("POST", "/api/v1/print-jobs/claim"):
            return self._claim(str(body["printer_id"]), float(body["wait_s"]))
        if (method, path) == ("POST", "/api/v1/devices/enrol"):
            self.enrolled.append(body)
            return 201, {"code": "123456", "poll_token": "poll"}
        if path == "/api/v1/devices/enrol/poll":
            return 200, {"state": "approved", "token": self.token} if self.approved else {"state": "waiting"}
        if method == "POST" and parts[2] == "print-jobs" and parts[4] in ("printed", "refused", "uncertain"):
            with self._lock:
                self.reports.append((parts[3], parts[4], body.get("reason")))
                if parts[3] in self.outcomes:
                    return 409, {"code": "job_settled"}
                self.outcomes[parts[3]] = parts[4]
            return 200, {"id": parts[3], "state": parts[4]}
        if method == "PUT" and parts[2] == "printers" and parts[4] == "status":
            self.statuses.append(body)
            return 200, {}
        if (method, path) == ("GET", "/api/v1/printers"):
            return 200, {"printers": self.printers}
        return 404, {"code": "not_found"}

    def _claim(self, printer_id: str, wait_s: float) -> tuple[int, Any]:
        end = monotonic() + wait_s
        while True:
            with self._lock:
                job = next((job for job in self.jobs if job["printer"]["id"] == printer_id), None)
                if job is not None:
                    self.jobs.remove(job)
                    self.claimed.append(job["id"])
                    return 200, job
            if monotonic() >= end:
                return 204, None
            sleep(0.01)


class _Handler(BaseHTTPRequestHandler):
    hall: HallServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.hall.connections.append(self.connection)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _serve(self) -> None:
        hall, path = self.hall, self.path
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        what = path.rsplit("/", 1)[-1]
        hall.seen_paths.add(path)
        if "/enrol" not in path and self.headers.get("Authorization") != f"Bearer {hall.token}":
            self._reply(401, {"code": "no_credential"})
            return
        if hall.fail.get(what, 0) > 0:
            hall.fail[what] -= 1
            self._reply(503, {"code": "storage_away"})
            return
        status, body = hall.answer(
            self.command, path, json.loads(raw) if raw else None, self.headers.get("Idempotency-Key")
        )
        if hall.lose.get(what, 0) > 0:
            hall.lose[what] -= 1
            self.close_connection = True
            self.connection.close()
            return
        self._reply(status, body)

    def _reply(self, status: int, body: Any) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        try:
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True


@contextmanager
def hall_server(port: int = 0) -> Iterator[HallServer]:
    server = HallServer(port)
    try:
        yield server
    finally:
        server.close()
