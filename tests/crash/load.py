"""Kiosks and clerks at work, who never give up."""

from __future__ import annotations

import random
import threading
import time
import uuid

import requests

from tests.hall import Client, Hall

QUEUES = "AB"


class Load:
    """Kiosks and clerks that never give up: each command is tried with its key until it is answered."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.issued: dict[str, str] = {}
        self.finished: list[str] = []
        self.failures: list[str] = []
        self._stop = threading.Event()
        self._threads = [
            *(threading.Thread(target=self._kiosk, args=(n,), daemon=True) for n in range(3)),
            *(threading.Thread(target=self._clerk, args=(n,), daemon=True) for n in (1, 2)),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, with every begun command answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join(40)
        assert not any(thread.is_alive() for thread in self._threads)
        assert not self.failures, self.failures[:3]

    def _surely(self, client: Client, path: str, body: object = None) -> tuple[int, object]:
        key, ends = uuid.uuid4().hex, time.monotonic() + 30
        while time.monotonic() < ends:
            try:
                answer = client.post(path, body, key=key, timeout=5)
            except requests.RequestException:
                time.sleep(0.05)
                continue
            if answer.status < 500:
                return answer.status, answer.body
            time.sleep(0.05)
        self.failures.append(f"no answer from {path}")
        return 0, None

    def _kiosk(self, number: int) -> None:
        dice = random.Random(number)
        with self.hall.client("kiosk") as client:
            while not self._stop.is_set():
                status, body = self._surely(
                    client, "/api/v1/tickets", {"queue_id": f"q-{dice.choice(QUEUES)}"}
                )
                if status == 201 and isinstance(body, dict):
                    self.issued[body["ticket"]["id"]] = body["ticket"]["number"]
                elif status:
                    self.failures.append(f"issue: {status} {body}")
                time.sleep(0.01)

    def _clerk(self, number: int) -> None:
        path = f"/api/v1/windows/{self.hall.window_id(number)}"
        with self.hall.client(f"clerk_{number}") as client:
            while not self._stop.is_set():
                status, body = self._surely(client, f"{path}/call-next")
                if status == 204:
                    time.sleep(0.02)
                    continue
                for step in ("start", "finish"):
                    status, body = self._surely(client, f"{path}/{step}")
                    if status != 200:
                        self.failures.append(f"{step}: {status} {body}")
                if isinstance(body, dict):
                    self.finished.append(body["id"])
