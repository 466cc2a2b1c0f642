"""A printer at a device file, such as /dev/usb/lp0 of the kernel's own USB printer driver.

Opening one never blocks and never creates or truncates anything: a regular file is refused, since a slip
written over it helps nobody.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from time import monotonic
from urllib.parse import unquote, urlsplit

from printers.transports.base import Found, PrinterError
from printers.transports.descriptor import Descriptor, refusal

DEVICES = Path("/dev/usb")


class FileTransport:
    """One open device file."""

    def __init__(self, path: str) -> None:
        """Name the device; nothing is opened yet."""
        self._path = path
        self._fd: int | None = None
        self._device: Descriptor | None = None

    @classmethod
    def at(cls, address: str) -> FileTransport:
        """Read `file:///dev/…`. Raises PrinterError(bad_address)."""
        return cls(device_path(address, "file"))

    @property
    def answers(self) -> bool:
        """Whether the device may be read."""
        return self._device is not None and self._device.reads

    def open(self) -> None:
        """Open the device. Raises PrinterError."""
        try:
            kind = Path(self._path).stat().st_mode
        except OSError as error:
            raise refusal(error) from error
        if not (stat.S_ISCHR(kind) or stat.S_ISFIFO(kind)):
            raise PrinterError("bad_address", permanent=True)
        # A pipe opened for both would give back to us what is meant for the printer.
        modes = (os.O_RDWR, os.O_WRONLY) if stat.S_ISCHR(kind) else (os.O_WRONLY,)
        for mode in modes:
            try:
                self._fd = os.open(self._path, mode | os.O_NONBLOCK | os.O_NOCTTY)
            except OSError as error:
                if mode is modes[-1]:
                    raise refusal(error) from error
                continue
            self._device = Descriptor(self._fd, mode == os.O_RDWR)
            return

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write, returning how many bytes the device took. Raises PrinterError(lost) when none was."""
        return self._opened().write(data, timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer says. Raises PrinterError(lost) when it is gone."""
        return self._opened().read(timeout_s)

    def close(self, linger_s: float = 1.0) -> None:
        """Take what the printer still says within a moment, and let go."""
        device, descriptor = self._device, self._fd
        self._device = self._fd = None
        if device is not None and descriptor is not None:
            drain(device, linger_s)
            os.close(descriptor)

    def _opened(self) -> Descriptor:
        if self._device is None:
            raise PrinterError("lost")
        return self._device


def drain(device: Descriptor, linger_s: float) -> None:
    """Read until the device has been quiet for a moment, so that nobody takes an old answer for a new one."""
    end = monotonic() + min(linger_s, 0.2)
    try:
        while device.read(min(0.02, max(0.0, end - monotonic()))) and monotonic() < end:
            pass
    except PrinterError:
        return


def device_path(address: str, scheme: str) -> str:
    """Return the path of `scheme:///path`. Raises PrinterError(bad_address)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    path = unquote(parts.path)
    if parts.scheme != scheme or parts.netloc or len(path) < 2 or "\0" in path:
        raise PrinterError("bad_address", permanent=True)
    return path


def find() -> list[Found]:
    """Return the printers that stand behind device files."""
    return [Found(f"file://{path}", path.name) for path in sorted(DEVICES.glob("lp*"))]
