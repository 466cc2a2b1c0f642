"""Ways to a printer: open, write, read, close, and nothing else; an address says which way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from printers.transports import cups, file, serial, usb
from printers.transports.base import Found, PrinterError, Transport
from printers.transports.cups import CupsTransport
from printers.transports.file import FileTransport
from printers.transports.network import NetworkTransport
from printers.transports.serial import SerialTransport
from printers.transports.usb import UsbTransport

__all__ = ["WAYS", "Found", "PrinterError", "Transport", "find_here", "open_transport", "transport_at"]

# A printer in memory is for tests, which make one themselves: no address leads to it, so that none does by mistake.
WAYS: Mapping[str, Callable[[str], Transport]] = {
    "tcp": NetworkTransport.at,
    "usb": UsbTransport.at,
    "serial": SerialTransport.at,
    "file": FileTransport.at,
    "cups": CupsTransport.at,
}


def transport_at(address: str) -> Transport:
    """Return the way an address names, not opened yet. Raises PrinterError(bad_address).

    tcp://HOST[:PORT] · usb://VID:PID[/SERIAL] · serial:///dev/ttyUSB0[?baud=…&flow=…] · file:///dev/usb/lp0 · cups://NAME
    """
    way = WAYS.get(address.partition("://")[0])
    if way is None:
        raise PrinterError("bad_address", permanent=True)
    return way(address)


def open_transport(address: str) -> Transport:
    """Return an open way to the printer at an address. Raises PrinterError."""
    transport = transport_at(address)
    transport.open()
    return transport


def find_here() -> list[Found]:
    """Return the printers this machine sees by itself, by USB, serial line, device file and CUPS, in that order.

    A serial line may lead to anything. Printers on the network are found by `network.find`, among given addresses.
    """
    return [*usb.find(), *serial.find(), *file.find(), *cups.find()]
