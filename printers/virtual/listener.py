"""The virtual printer on the network: one client at a time, real-time answers, faults, papers on disk."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import select
import socket
import struct
import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

from printers.virtual.faults import FaultFile, Faults, asb_bytes, status_byte
from printers.virtual.paper import Roll, Slip
from printers.virtual.papers import MAX_PAPERS, Papers, replace_file
from printers.virtual.parser import Parser

_LOG = logging.getLogger(__name__)
PORT_FILE = "port"
TICK_S = 0.05
BUFFER_BYTES = 65536
_SLOW_BUFFER = 2048
_RDHUP = getattr(select, "POLLRDHUP", 0x2000)


class _GoneError(Exception):
    """This conversation is over."""


class VirtualPrinter:
    """A printer at 127.0.0.1 whose papers are PNG files in a folder."""

    def __init__(self, folder: Path, port: int = 0, width: int = 576) -> None:
        """Open the port (0: any free one) and read what the folder already holds."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.width = folder, width
        self.slips: list[Slip] = []
        self.connections = 0
        self._faults = FaultFile(folder)
        self._roll = Roll(width)
        self._parser = Parser(self._roll, self._answer)
        self._papers = Papers(folder)
        self._to_keep: list[Slip] = []
        self._heard_at, self._was_dark = 0.0, False
        self._listener: socket.socket | None = self._bind(port)
        self.port: int = self._listener.getsockname()[1]
        self._client: socket.socket | None = None
        self._tail = b""
        self._loaded: int | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> VirtualPrinter:
        """Serve in a thread."""
        self._thread = threading.Thread(target=self.serve, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close the port."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    @property
    def is_alive(self) -> bool:
        """Whether the serving thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def serve(self) -> None:
        """Serve one client after the other until stopped."""
        try:
            while not self._stop.is_set():
                faults = self._state()
                self._print(faults)
                self._keep_papers()
                if faults.refuse:
                    self._close_port()
                    sleep(TICK_S)
                    continue
                listener = self._listener or self._reopen()
                if listener is None or not select.select([listener], [], [], TICK_S)[0]:
                    continue
                self._serve_client(listener.accept()[0])
        finally:
            self._keep_papers()
            self._close_port()

    def _state(self) -> Faults:
        """Return the faults of this moment, what is left of the roll included."""
        faults = self._faults.now()
        if faults.paper_out_mid_ticket != self._loaded:
            self._loaded = faults.paper_out_mid_ticket
            self._roll.rows_left = self._loaded
        self._parser.faults = faults
        left, mark = self._roll.rows_left, faults.near_end_below
        if left is not None and mark is not None and left < mark:
            faults = replace(faults, near_end=True)
        if faults.power_off:
            self._lose_memory()
        return replace(faults, paper_out=True) if self._roll.is_out else faults

    def _lose_memory(self) -> None:
        """Forget what was not printed, as a printer does without power; the paper stays in the slot."""
        self._parser.power_up()
        self._roll.drop_line()

    def _serve_client(self, client: socket.socket) -> None:
        self.connections += 1
        self._client, self._tail = client, b""
        self._heard_at, self._was_dark = monotonic(), False
        if self._state().second_refused:
            self._close_port()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._state().slow_bytes_per_s:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER)
        received = 0
        try:
            while not self._stop.is_set():
                received += self._receive(client, received)
        except (_GoneError, OSError):
            pass
        finally:
            self._client = None
            client.close()
        faults = self._state()
        self._print(faults)
        if not faults.stops_printing and not faults.half_command_survives:
            self._parser.end()
            if self._roll.is_used:
                self._roll.warnings.append("the connection ended without a cut")
                self._roll.take_off(None)
            self._take_slips()
        self._keep_papers()

    def _receive(self, client: socket.socket, received: int) -> int:
        """Take what has arrived and act on it. Raises _GoneError at the end of the conversation."""
        faults = self._state()
        if self._was_dark and not faults.power_off:  # with its power back it knows no connection of before
            _reset(client)
            raise _GoneError
        self._was_dark = faults.power_off
        if faults.is_deaf:
            self._wait_while_deaf(client)
            return 0
        room = self._room(faults, received)
        if faults.stops_printing and self._parser.waiting > BUFFER_BYTES:
            sleep(TICK_S)
            self._print(faults)
            return 0
        if not select.select([client], [], [], TICK_S)[0]:
            self._print(faults)
            self._keep_papers()
            if faults.idle_close_s and monotonic() - self._heard_at > faults.idle_close_s:
                raise _GoneError
            return 0
        self._heard_at = monotonic()
        data = client.recv(room)
        if not data:
            raise _GoneError
        if faults.slow_bytes_per_s:
            sleep(len(data) / faults.slow_bytes_per_s)
        self._realtime(data, faults)
        self._parser.feed(data)
        self._print(faults)
        self._break_off(client, received + len(data), faults)
        return len(data)

    @staticmethod
    def _room(faults: Faults, received: int) -> int:
        room = BUFFER_BYTES
        if faults.slow_bytes_per_s:
            room = max(1, int(faults.slow_bytes_per_s * TICK_S))
        for limit in (faults.close_after_bytes, faults.reset_after_bytes):
            if limit is not None:
                room = min(room, max(1, limit - received))
        return room

    @staticmethod
    def _break_off(client: socket.socket, received: int, faults: Faults) -> None:
        if faults.reset_after_bytes is not None and received >= faults.reset_after_bytes:
            _reset(client)
            raise _GoneError
        if faults.close_after_bytes is not None and received >= faults.close_after_bytes:
            client.shutdown(socket.SHUT_WR)
            client.settimeout(0.2)
            with contextlib.suppress(OSError):
                while client.recv(BUFFER_BYTES):
                    pass
            raise _GoneError

    @staticmethod
    def _wait_while_deaf(client: socket.socket) -> None:
        """Read nothing until the fault is lifted or the client has gone."""
        poll = select.poll()
        poll.register(client, _RDHUP)
        if poll.poll(int(TICK_S * 1000)):
            raise _GoneError

    def _realtime(self, data: bytes, faults: Faults) -> None:
        """Answer DLE EOT at once, wherever in the stream it stands; some boards wait for its turn in the stream."""
        if faults.replies_in_order:
            return
        stream = self._tail + data
        at = stream.find(b"\x10\x04")
        while at >= 0 and at + 2 < len(stream):
            n = stream[at + 2]
            if 1 <= n <= 4:
                self._tell_status(n, faults)
            at = stream.find(b"\x10\x04", at + 2)
        # A byte that was seen as the end of a question must not start another one.
        self._tail = b"" if len(stream) >= 3 and stream[-3:-1] == b"\x10\x04" else stream[-2:]

    def _answer(self, kind: str, value: bytes) -> None:
        """Answer a command that waits its turn in the stream."""
        faults = self._state()
        if kind == "gs_h" and not faults.no_gs_h:
            self._send(b"\x37\x22" + value + b"\x00", faults)
        elif kind == "gs_r" and not faults.no_gs_r:
            self._send(bytes((0x03 if faults.near_end and value == b"\x01" else 0,)), faults)
        elif kind == "asb" and value != b"\x00":
            self._send(asb_bytes(faults), faults)
        elif kind == "dle_eot" and faults.replies_in_order:
            self._tell_status(value[0], faults)

    def _tell_status(self, n: int, faults: Faults) -> None:
        if not faults.no_dle_eot:
            self._send(bytes((status_byte(n, faults),)), faults)

    def _send(self, data: bytes, faults: Faults) -> None:
        if faults.mixed_answers:
            data = b"\x13" + asb_bytes(faults) + b"\x11" + data
        if self._client is not None and not faults.mute:
            with contextlib.suppress(OSError):
                self._client.sendall(data)

    def _print(self, faults: Faults) -> None:
        """Act on what is buffered, as far as the printer can print."""
        while not faults.stops_printing and not self._roll.is_out and self._parser.step():
            pass
        self._take_slips()

    def _take_slips(self) -> None:
        self.slips += self._roll.slips
        del self.slips[:-MAX_PAPERS]
        self._to_keep += self._roll.slips
        self._roll.slips.clear()

    def _keep_papers(self) -> None:
        """Write what came out into the folder, when nobody waits for an answer; a full disk ends no printer."""
        for slip in self._to_keep:
            try:
                self._papers.put(slip)
            except OSError as error:
                _LOG.warning("a paper is not kept: %s", error)
        self._to_keep.clear()

    @staticmethod
    def _bind(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(8)
        except OSError:
            listener.close()
            raise
        return listener

    def _reopen(self) -> socket.socket | None:
        with contextlib.suppress(OSError):
            self._listener = self._bind(self.port)
            return self._listener
        sleep(TICK_S)
        return None

    def _close_port(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def _reset(client: socket.socket) -> None:
    """Have the connection end with RST instead of FIN when it is closed."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def main(argv: list[str] | None = None) -> int:
    """Run a virtual printer from a command line until it is stopped or its parent ends."""
    parser = argparse.ArgumentParser(
        prog="tinghao virtual-printer", description="A printer without hardware."
    )
    parser.add_argument("--port", type=int, default=9100, help="TCP port, 0 for any free one")
    parser.add_argument(
        "--dir", type=Path, required=True, help="folder of the papers, index.json, faults.json"
    )
    parser.add_argument("--width", type=int, choices=(576, 384), default=576, help="dots across the paper")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    options = parser.parse_args(argv)
    printer = VirtualPrinter(options.dir, options.port, options.width)
    port_file = options.dir / PORT_FILE
    with contextlib.suppress(OSError):
        replace_file(port_file, lambda path: path.write_text(f"{printer.port}\n", encoding="ascii"))
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        printer.start()
        print(f"virtual printer at tcp://127.0.0.1:{printer.port}", flush=True)
        while not options.with_parent or os.getppid() == parent:
            if not printer.is_alive:
                return 1
            sleep(0.5)
    printer.stop()
    return 0
