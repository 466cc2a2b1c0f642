"""A printer at a serial line, set up by pyserial, written and read by ourselves.

pyserial alone waits for ever when the printer holds its line, and its writing with a deadline does not tell how much
went out; python-escpos on top of it spends a whole timeout on every status question.
"""

from __future__ import annotations

import contextlib
import fcntl
import struct
import termios
from dataclasses import dataclass
from time import monotonic, sleep
from urllib.parse import parse_qsl, urlsplit

import serial
from serial.tools import list_ports

from printers.transports.base import Found, PrinterError
from printers.transports.descriptor import Descriptor, refusal
from printers.transports.file import device_path, drain

BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
FLOWS = ("none", "rtscts", "xonxoff")
PARITIES = {"none": "N", "even": "E", "odd": "O"}
_TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """How a line is set: bits a second, flow control, parity, stop bits; always 8 data bits."""

    baud: int = 115200
    flow: str = "none"
    parity: str = "none"
    stop: int = 1


class SerialTransport:
    """One open serial line."""

    def __init__(self, path: str, line: Line | None = None) -> None:
        """Name the device; nothing is opened yet."""
        self._path, self._line = path, Line() if line is None else line
        self._port: serial.Serial | None = None
        self._device: Descriptor | None = None

    @classmethod
    def at(cls, address: str) -> SerialTransport:
        """Read `serial:///dev/…[?baud=115200&flow=none|rtscts|xonxoff&parity=none|even|odd&stop=1|2]`.

        Raises PrinterError(bad_address).
        """
        return cls(device_path(address, "serial"), _line_in(urlsplit(address).query))

    @property
    def answers(self) -> bool:
        """Whether the printer can be heard: always."""
        return True

    def open(self) -> None:
        """Open and set the line, for us alone. Raises PrinterError."""
        line = self._line
        try:
            port = serial.Serial(
                self._path,
                line.baud,
                parity=PARITIES[line.parity],
                stopbits=line.stop,
                rtscts=line.flow == "rtscts",
                xonxoff=line.flow == "xonxoff",
                timeout=0,
                exclusive=True,
            )
        except serial.SerialException as error:
            raise refusal(error) from error
        except (OSError, ValueError, termios.error) as error:
            raise PrinterError("not_answering") from error
        self._port, self._device = port, Descriptor(port.fileno(), True)

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write, returning how many bytes went out on the line. Raises PrinterError(lost) when none did."""
        end = monotonic() + timeout_s
        sent = self._opened().write(data, timeout_s)
        while (held := self._held()) and monotonic() < end:
            sleep(_TICK_S)
        return max(0, sent - held)

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer says. Raises PrinterError(lost) when the line is gone."""
        return self._opened().read(timeout_s)

    def close(self, linger_s: float = 1.0) -> None:
        """Let go; what a stalled printer did not take is dropped, so that it does not come out with the next slip."""
        port, device = self._port, self._device
        self._port = self._device = None
        if port is None or device is None:
            return
        drain(device, linger_s)
        with contextlib.suppress(OSError, termios.error):
            port.reset_output_buffer()
        with contextlib.suppress(OSError, termios.error):
            port.close()

    def _opened(self) -> Descriptor:
        if self._device is None:
            raise PrinterError("lost")
        return self._device

    def _held(self) -> int:
        """Return how many bytes the kernel has not sent yet."""
        if self._port is None:
            return 0
        try:
            answer = fcntl.ioctl(self._port.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
        except OSError:
            return 0
        return int(struct.unpack("i", answer)[0])


def _line_in(query: str) -> Line:
    given = dict(parse_qsl(query, keep_blank_values=True))
    line = Line(
        _number(given.pop("baud", "115200")),
        given.pop("flow", "none"),
        given.pop("parity", "none"),
        _number(given.pop("stop", "1")),
    )
    known = line.baud in BAUDS and line.flow in FLOWS and line.parity in PARITIES and line.stop in (1, 2)
    if given or not known:
        raise PrinterError("bad_address", permanent=True)
    return line


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


def find() -> list[Found]:
    """Return the serial lines of this machine; what is at their other end is not known."""
    return [Found(f"serial://{port.device}", port.description or port.name) for port in list_ports.comports()]
