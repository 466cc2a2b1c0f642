"""A printer at USB, through libusb (pyusb).

python-escpos waits for ever by default while a cover is open and does not tell how many bytes were taken; without
that, a slip cannot be called refused or uncertain.
"""

from __future__ import annotations

import contextlib
import errno
import re
from time import monotonic
from typing import Any

import usb.core
import usb.util

from printers.transports.base import Found, PrinterError

PRINTER_CLASS = 7
CHUNK = 4096
PACKETS_READ = 8
_ADDRESS = re.compile(r"usb://([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?:/([!-~]{1,126}))?", re.ASCII)


class UsbTransport:
    """One claimed USB printer."""

    def __init__(self, vendor: int, product: int, serial: str | None = None, backend: Any = None) -> None:
        """Name the printer; `backend` None lets pyusb find libusb. Nothing is opened yet."""
        self._vendor, self._product, self._serial, self._backend = vendor, product, serial, backend
        self._device: Any = None
        self._interface: Any = None
        self._out: Any = None
        self._in: Any = None

    @classmethod
    def at(cls, address: str) -> UsbTransport:
        """Read `usb://VID:PID[/SERIAL]`, both hexadecimal. Raises PrinterError(bad_address)."""
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise PrinterError("bad_address", permanent=True)
        return cls(int(match[1], 16), int(match[2], 16), match[3])

    @property
    def answers(self) -> bool:
        """Whether the printer has a way back."""
        return self._in is not None

    def open(self) -> None:
        """Find and claim the printer. Raises PrinterError."""
        self._device = self._find()
        try:
            self._claim()
        except usb.core.USBError as error:
            self.close(0.0)
            raise _refusal(error) from error
        except PrinterError:
            self.close(0.0)
            raise

    def write(self, data: bytes, timeout_s: float) -> int:
        """Send, returning how many bytes the printer took. Raises PrinterError(lost) when none was."""
        if self._out is None:
            raise PrinterError("lost")
        end, sent = monotonic() + timeout_s, 0
        while sent < len(data) and monotonic() < end:
            try:
                sent += self._out.write(data[sent : sent + CHUNK], _milliseconds(end - monotonic()))
            except usb.core.USBTimeoutError:
                break
            except usb.core.USBError as error:
                if not sent:
                    raise PrinterError("lost") from error
                break
        return sent

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer says. Raises PrinterError(lost) when it is unplugged."""
        if self._in is None:
            return b""
        try:
            # Whole packets: a shorter question would be overrun by a longer answer.
            wanted = self._in.wMaxPacketSize * PACKETS_READ
            return bytes(self._in.read(wanted, _milliseconds(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise PrinterError("lost") from error

    def close(self, linger_s: float = 1.0) -> None:
        """Take what the printer still says within a moment, and let go.

        The kernel's own printer driver is not put back: it would take the printer between two slips.
        """
        device, self._device = self._device, None
        if device is None:
            return
        end = monotonic() + min(linger_s, 0.2)
        with contextlib.suppress(PrinterError):
            while self.read(0.02) and monotonic() < end:
                pass
        with contextlib.suppress(usb.core.USBError):
            if self._interface is not None:
                usb.util.release_interface(device, self._interface.bInterfaceNumber)
        usb.util.dispose_resources(device)
        self._interface = self._out = self._in = None

    def _find(self) -> Any:
        try:
            for device in usb.core.find(
                find_all=True, idVendor=self._vendor, idProduct=self._product, backend=self._backend
            ):
                if self._serial is None or _text(device, device.iSerialNumber) == self._serial:
                    return device
        except usb.core.NoBackendError as error:
            raise PrinterError("no_driver", permanent=True) from error
        except usb.core.USBError as error:
            raise _refusal(error) from error
        raise PrinterError("not_answering")

    def _claim(self) -> None:
        """Claim the interface that prints and remember its two ends."""
        interface = _printing_interface(self._device)
        number = interface.bInterfaceNumber
        with contextlib.suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
        usb.util.claim_interface(self._device, number)
        self._interface = interface
        for end in interface:
            if usb.util.endpoint_type(end.bmAttributes) != usb.util.ENDPOINT_TYPE_BULK:
                continue
            if usb.util.endpoint_direction(end.bEndpointAddress) == usb.util.ENDPOINT_OUT:
                self._out = self._out or end
            else:
                self._in = self._in or end
        if self._out is None:
            raise PrinterError("bad_address", permanent=True)


def _printing_interface(device: Any) -> Any:
    """Return the interface of the printer class, or else the first, as boards with a vendor's own class have."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()
        configuration = device.get_active_configuration()
    interfaces = list(configuration)
    return next((one for one in interfaces if one.bInterfaceClass == PRINTER_CLASS), interfaces[0])


def _text(device: Any, index: int) -> str:
    """Return a text of the device's own, empty when it has none or we may not ask."""
    try:
        return str(usb.util.get_string(device, index) or "") if index else ""
    except (usb.core.USBError, ValueError):
        return ""


def _milliseconds(seconds: float) -> int:
    """Return a time for libusb, which takes zero for ever."""
    return max(1, round(seconds * 1000))


def _refusal(error: usb.core.USBError) -> PrinterError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return PrinterError("no_permission")
    if error.errno == errno.EBUSY:
        return PrinterError("connection_refused")
    return PrinterError("not_answering")


def find(backend: Any = None) -> list[Found]:
    """Return the USB devices that call themselves printers; none without libusb."""
    try:
        devices = list(usb.core.find(find_all=True, custom_match=_is_printer, backend=backend))
    except (usb.core.NoBackendError, usb.core.USBError):
        return []
    return [_found(device) for device in devices]


def _is_printer(device: Any) -> bool:
    return any(
        interface.bInterfaceClass == PRINTER_CLASS for configuration in device for interface in configuration
    )


def _found(device: Any) -> Found:
    serial = _text(device, device.iSerialNumber)
    address = f"usb://{device.idVendor:04x}:{device.idProduct:04x}"
    if _ADDRESS.fullmatch(f"{address}/{serial}"):
        address = f"{address}/{serial}"
    name = f"{_text(device, device.iManufacturer)} {_text(device, device.iProduct)}".strip()
    return Found(address, name or address.removeprefix("usb://"))
