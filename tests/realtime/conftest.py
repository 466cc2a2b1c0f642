"""The running hall, for the tests of this folder, and sockets that end as when a cable is pulled."""

from __future__ import annotations

import contextlib

import pytest
import websocket

from tests.hall import database, hall, halls, mode, new_hall, pytest_generate_tests

__all__ = ["database", "hall", "halls", "mode", "new_hall", "pytest_generate_tests"]


def _pull(socket: websocket.WebSocket, *_: object, **__: object) -> None:
    with contextlib.suppress(OSError):
        socket.abort()  # type: ignore[no-untyped-call]
    socket.shutdown()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def pulled_cables(monkeypatch: pytest.MonkeyPatch) -> None:
    """End a test's sockets at once instead of waiting three seconds for the other side's goodbye."""
    monkeypatch.setattr(websocket.WebSocket, "close", _pull)
