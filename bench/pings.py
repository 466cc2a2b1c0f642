"""What a socket costs by itself: a bare websocket ping and its answer, from the same server."""

from __future__ import annotations

import time

import websocket

from bench.crowd import socket_url
from bench.figures import Row

CONTENT = b"tinghao" * 15
ANSWERS_WITHIN_S = 5.0


def pings(base_url: str, count: int) -> Row:
    """Measure pings that the server's socket answers by itself: nothing of the hall has a part in it."""
    sock = websocket.create_connection(socket_url(base_url), timeout=ANSWERS_WITHIN_S)
    times = []
    for _ in range(count):
        began = time.perf_counter()
        sock.ping(CONTENT)
        while sock.recv_data(control_frame=True)[0] != websocket.ABNF.OPCODE_PONG:
            pass
        times.append(time.perf_counter() - began)
    sock.close(timeout=0)
    return Row.of_times("a bare websocket ping, answered by the same server", times)
