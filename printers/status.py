"""Status bytes of a printer → what is wrong with it, if anything.

Answers to DLE EOT, GS r, GS ( H and automatic status (ASB) arrive mixed on one wire. Each kind has
fixed bits, so a byte says by itself what it answers; nothing is assumed from the order of questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "near_end", "down", "unknown"]
ReplyKind = Literal["realtime", "gs_r", "asb", "block"]

_BLOCK_STARTS = frozenset((0x35, 0x37, 0x3B, 0x3D, 0x5F))
_FLOW = frozenset((0x11, 0x13))
_BLOCK_LIMIT = 256


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The state of a printer; `why` is a reason code when it is down."""

    state: State
    why: str | None = None
    near_end: bool = False


OK = PrinterStatus("ok")
UNKNOWN = PrinterStatus("unknown")
REACHED = PrinterStatus("unknown", "no_status")
"""There, and not to be asked: its faults are not seen beforehand."""


def down(why: str, near_end: bool = False) -> PrinterStatus:
    """Return the status of a printer that cannot print."""
    return PrinterStatus("down", why, near_end)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the printer, told apart by its fixed bits."""

    kind: ReplyKind
    data: bytes


class ReplyReader:
    """Split what a printer sends into answers, whatever pieces it arrives in."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Reply]:
        """Take bytes, return the answers now complete. Noise and flow control are dropped."""
        self._pending += data
        replies: list[Reply] = []
        while self._pending:
            taken, reply = self._first()
            if not taken:
                break
            del self._pending[:taken]
            if reply is not None:
                replies.append(reply)
        return replies

    def _first(self) -> tuple[int, Reply | None]:
        data = self._pending
        byte = data[0]
        if byte & 0x93 == 0x12:
            return 1, Reply("realtime", bytes(data[:1]))
        if byte in _FLOW:
            return 1, None
        if byte & 0x93 == 0x10:
            if len(data) < 4:
                return 0, None
            if any(later & 0x90 for later in data[1:4]):
                return 1, None
            return 4, Reply("asb", bytes(data[:4]))
        if byte in _BLOCK_STARTS:
            end = data.find(0)
            if end < 0:
                return (1, None) if len(data) > _BLOCK_LIMIT else (0, None)
            return end + 1, Reply("block", bytes(data[: end + 1]))
        if byte & 0x90 == 0:
            return 1, Reply("gs_r", bytes(data[:1]))
        return 1, None


def decide(answers: Mapping[int, int]) -> PrinterStatus:
    """Return the status from answers to DLE EOT n, `{n: byte}`; some may be missing.

    Paper first (n=4), then cover and errors (n=2, 3). OFFLINE of n=1, and "stopped by paper end" of
    n=2, are believed only while paper is not near its end: some boards set them for near end alone.
    """
    if not answers:
        return down("not_answering")
    general, offline, error, paper = (answers.get(n, 0) for n in (1, 2, 3, 4))
    near = bool(paper & 0x0C)
    if paper & 0x60:
        return down("paper_out", near)
    if offline & 0x04:
        return down("cover_open", near)
    if error & 0x08:
        return down("cutter", near)
    if error & 0x40:
        return down("overheated", near)
    if offline & 0x40 or error & 0x20:
        return down("error", near)
    if not near and offline & 0x20:
        return down("paper_out", near)
    if not near and general & 0x08:
        return down("offline", near)
    return PrinterStatus("near_end", None, True) if near else OK


def from_gs_r(byte: int) -> PrinterStatus:
    """Return the paper status in an answer to GS r 1."""
    if byte & 0x0C:
        return down("paper_out", True)
    return PrinterStatus("near_end", None, True) if byte & 0x03 else OK


def from_asb(data: bytes) -> PrinterStatus:
    """Return the status in four bytes of automatic status."""
    near = bool(data[2] & 0x03)
    if data[2] & 0x0C:
        return down("paper_out", near)
    if data[0] & 0x20:
        return down("cover_open", near)
    if data[1] & 0x08:
        return down("cutter", near)
    if data[1] & 0x40:
        return down("overheated", near)
    if data[1] & 0x24:
        return down("error", near)
    if not near and data[0] & 0x08:
        return down("offline", near)
    return PrinterStatus("near_end", None, True) if near else OK
