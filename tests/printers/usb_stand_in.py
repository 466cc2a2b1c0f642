"""A libusb that has no bus: printers in memory, for pyusb to find, claim, write and read."""

from __future__ import annotations

import array
import errno
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

OUT_END, IN_END = 0x02, 0x81
PACKET = 64


def good_printer(data: bytes) -> bytes:
    """Answer what was written, as a good printer does."""
    found = bytearray()
    for at in range(len(data)):
        if data[at : at + 2] == b"\x10\x04":
            found += {1: b"\x16", 2: b"\x12", 3: b"\x12", 4: b"\x12"}[data[at + 2]]
        elif data[at : at + 3] == b"\x1d\x72\x01":
            found += b"\x00"
    return bytes(found)


@dataclass
class Plugged:
    """One printer at the bus; `room` is how many bytes it still takes before it stalls."""

    vendor: int
    product: int
    serial: str = ""
    name: str = ""
    interface_class: int = 7
    one_way: bool = False
    kernel_driver: bool = True
    refuses: int | None = None
    room: int | None = None
    unplug_after: int | None = None
    written: bytearray = field(default_factory=bytearray)
    answers: bytearray = field(default_factory=bytearray)
    claimed: bool = False


class UsbStandIn(IBackend):  # type: ignore[misc]
    """What pyusb asks of libusb, answered from a list of printers."""

    def __init__(self, *plugged: Plugged) -> None:
        super().__init__()
        self.plugged = list(plugged)

    def enumerate_devices(self) -> Any:
        return iter(self.plugged)

    def get_device_descriptor(self, dev: Plugged) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product, bcdDevice=0x100, iManufacturer=0,
            iProduct=2 if dev.name else 0, iSerialNumber=1 if dev.serial else 0, bNumConfigurations=1,
            address=None, bus=None, port_number=None, port_numbers=None, speed=None,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Plugged, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Plugged, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=1 if dev.one_way else 2,
            bInterfaceClass=dev.interface_class, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Plugged, ep: int, intf: int, alt: int, config: int) -> Any:
        ends = [OUT_END] if dev.one_way else [OUT_END, IN_END]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=ends[ep], bmAttributes=2, wMaxPacketSize=PACKET, bInterval=0,
            bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Plugged) -> Plugged:
        if dev.refuses is not None:
            raise USBError("refused", None, dev.refuses)
        return dev

    def close_device(self, dev_handle: Plugged) -> None:
        pass

    def get_configuration(self, dev_handle: Plugged) -> int:
        return 1

    def set_configuration(self, dev_handle: Plugged, config_value: int) -> None:
        pass

    def is_kernel_driver_active(self, dev_handle: Plugged, intf: int) -> bool:
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: Plugged, intf: int) -> None:
        dev_handle.kernel_driver = False

    def claim_interface(self, dev_handle: Plugged, intf: int) -> None:
        if dev_handle.kernel_driver or dev_handle.claimed:
            raise USBError("busy", None, errno.EBUSY)
        dev_handle.claimed = True

    def release_interface(self, dev_handle: Plugged, intf: int) -> None:
        dev_handle.claimed = False

    def ctrl_transfer(
        self, dev_handle: Plugged, kind: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        """Answer the only question asked at end 0: a text."""
        text = {
            0: b"\x09\x04",
            1: dev_handle.serial.encode("utf-16-le"),
            2: dev_handle.name.encode("utf-16-le"),
        }[value & 0xFF]
        answer = bytes((len(text) + 2, 3)) + text
        for at, byte in enumerate(answer[: len(data)]):
            data[at] = byte
        return min(len(answer), len(data))

    def bulk_write(self, dev_handle: Plugged, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == OUT_END and dev_handle.claimed and timeout > 0
        sent = bytes(data)
        if dev_handle.unplug_after is not None:
            if len(dev_handle.written) + len(sent) > dev_handle.unplug_after:
                raise USBError("gone", None, errno.ENODEV)
        elif dev_handle.room is not None:
            sent = sent[: dev_handle.room]
            dev_handle.room -= len(sent)
            if not sent:
                raise USBTimeoutError("timed out", None, errno.ETIMEDOUT)
        dev_handle.written += sent
        dev_handle.answers += good_printer(sent)
        return len(sent)

    def bulk_read(self, dev_handle: Plugged, ep: int, intf: int, buff: array.array[int], timeout: int) -> int:
        assert ep == IN_END and dev_handle.claimed and timeout > 0 and len(buff) % PACKET == 0
        if not dev_handle.answers:
            raise USBTimeoutError("timed out", None, errno.ETIMEDOUT)
        found = bytes(dev_handle.answers[: len(buff)])
        del dev_handle.answers[: len(buff)]
        for at, byte in enumerate(found):
            buff[at] = byte
        return len(found)
