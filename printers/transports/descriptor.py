"""What device files and serial lines have in common: a file descriptor that never blocks."""

from __future__ import annotations

import errno
import os
import select
from time import monotonic

from printers.transports.base import PrinterError

CHUNK = 4096
READ = 4096
_GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


def refusal(error: OSError) -> PrinterError:
    """Say why a device could not be opened."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return PrinterError("no_permission")
    if error.errno == errno.EBUSY:
        return PrinterError("connection_refused")
    return PrinterError("not_answering")


class Descriptor:
    """An open descriptor in non-blocking mode, written and read with a deadline."""

    def __init__(self, descriptor: int, reads: bool) -> None:
        """Take over an open descriptor; `reads` says whether it was opened for reading too."""
        self._fd, self.reads = descriptor, reads

    def write(self, data: bytes, timeout_s: float) -> int:
        """Write, returning how many bytes the device took. Raises PrinterError(lost) when none was.

        The printer driver calls a chunk taken while it is still on its way and drops it when the file is closed, so the
        last one counts only once there is room for another.
        """
        end = monotonic() + timeout_s
        sent = last = 0
        while sent < len(data):
            if not self._ready(select.POLLOUT, end):
                return sent - last
            try:
                last = os.write(self._fd, data[sent : sent + CHUNK])
            except BlockingIOError:
                continue
            except OSError as error:
                if not sent:
                    raise PrinterError("lost") from error
                return sent - last
            sent += last
        return sent if self._ready(select.POLLOUT, end) else sent - last

    def read(self, timeout_s: float) -> bytes:
        """Return what comes first, nothing when nothing does in time. Raises PrinterError(lost)."""
        if not self.reads:
            return b""
        end = monotonic() + timeout_s
        if not self._ready(select.POLLIN, end):
            return b""
        try:
            return os.read(self._fd, READ)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise PrinterError("lost") from error

    def _ready(self, wanted: int, end: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, wanted)
        found = poll.poll(max(0, round((end - monotonic()) * 1000)))
        # A device that is gone is ready for the call that says so.
        return any(event & (wanted | _GONE) for _, event in found)
