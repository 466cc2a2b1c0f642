"""Frame the messages between the server and the speaking process; both ends use this."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

OK: Final = 0
FAILED: Final = 1
SECOND_BEST: Final = 2  # spoken, but not by what the hall has chosen: that failed
HEADER: Final = struct.Struct(">I")
REQUEST_MAX: Final = 32 * 1024  # bytes; fits the pipe, so that writing a request never waits
REPLY_MAX: Final = 16 * 1024 * 1024  # bytes; six minutes of speech


def request_frame(body: bytes) -> bytes:
    """Frame one request. Raises ValueError when it is too long."""
    if len(body) > REQUEST_MAX:
        raise ValueError("request too long")
    return HEADER.pack(len(body)) + body


def read_request(source: BinaryIO) -> bytes | None:
    """Wait for one request; None when the input has ended, or ended in the middle of a frame."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    body = source.read(length) if length <= REQUEST_MAX else b""
    return body if len(body) == length else None


def write_reply(sink: BinaryIO, status: int, body: bytes) -> None:
    """Write one answer whole: length, status, body."""
    left = memoryview(HEADER.pack(1 + len(body)) + bytes([status]) + body)
    while left:
        left = left[sink.write(left) :]
