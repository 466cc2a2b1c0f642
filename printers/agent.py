"""The process between the server's print jobs and the printers: one queue for each, each in a thread of its own.

It speaks only the print-job routes, with its own token, and never opens the database. The server says which printers
are this agent's; those that come and go are followed while it runs. A printer that hangs holds up its own queue alone.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from printers.commissioning.surveyor import Surveyor
from printers.enrolment import EnrolmentError, enrol
from printers.print_queue import BACK_OFF_S, Printer, PrintQueue, printer_in
from printers.profile import Profile, ProfileError
from printers.raster import Fonts
from printers.server_link import ServerAwayError, ServerLink
from printers.transports import PrinterError

log = logging.getLogger("tinghao.print")

FOLLOW_S = 5.0
PARENT_CHECK_S = 1.0
FINISH_S = 35.0


class QueueDiedError(Exception):
    """A queue ended by a mistake of ours: the process ends, and whoever watches it starts it anew."""


class TokenRefusedError(Exception):
    """The server knows this token no more: the process ends, and started anew it asks for another."""


class Agent:
    """Keep one running queue for each printer that is this agent's."""

    def __init__(self, base_url: str, token: str, fonts: Fonts, only: Sequence[str] = ()) -> None:
        """Name the server; `only` limits the agent to printers of these ids. Raises ValueError for a wrong address."""
        self._base_url, self._token, self._fonts, self._only = base_url, token, fonts, frozenset(only)
        self._link = ServerLink(base_url, token)
        self._queues: dict[str, tuple[PrintQueue, threading.Thread]] = {}
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until told to stop, then let those in the middle of a slip finish.

        Raises QueueDiedError, TokenRefusedError.
        """
        failures = 0
        try:
            while not self.stop.is_set():
                try:
                    self._follow()
                    failures, wait_s = 0, FOLLOW_S
                except ServerAwayError as error:
                    log.warning("server away: %s", error)
                    wait_s = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
                    failures += 1
                self.stop.wait(wait_s)
        finally:
            self._finish()

    def _follow(self) -> None:
        """Have a queue for each printer of ours and none for others. Raises ServerAwayError and those of `run`."""
        for printer_id, (queue, thread) in list(self._queues.items()):
            if not thread.is_alive():
                del self._queues[printer_id]
                if not queue.stop.is_set():
                    raise QueueDiedError(printer_id)
        wanted = self._printers()
        for printer_id, printer in wanted.items():
            known = self._queues.get(printer_id)
            if known is None:
                self._begin(printer_id, printer)
            else:
                known[0].printer = printer
        for printer_id in self._queues.keys() - wanted.keys():
            self._queues[printer_id][0].stop.set()

    def _begin(self, printer_id: str, printer: Printer | None) -> None:
        queue = PrintQueue(ServerLink(self._base_url, self._token), printer_id, self._fonts, printer)
        # A daemon: one that waits for a job need not be waited for.
        thread = threading.Thread(target=queue.run, name=printer_id, daemon=True)
        self._queues[printer_id] = queue, thread
        thread.start()

    def _printers(self) -> dict[str, Printer | None]:
        """Ask which printers are ours; None stands for one whose address or profile is not understood."""
        answer = self._link.send("GET", "/api/v1/printers")
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefusedError
        if answer.status != HTTPStatus.OK or not isinstance(answer.body, dict):
            raise ServerAwayError(f"the list of printers answered {answer.status}")
        found: dict[str, Printer | None] = {}
        for one in answer.body.get("printers", ()):
            printer_id = str(one.get("id", ""))
            if self._only and printer_id not in self._only:
                continue
            try:
                found[printer_id] = printer_in(one)
            except (ProfileError, PrinterError) as error:
                log.error("printer %s: %s", printer_id, error)
                found[printer_id] = None
        return found

    def _finish(self) -> None:
        for queue, _ in self._queues.values():
            queue.stop.set()
        for queue, thread in self._queues.values():
            if queue.busy:
                thread.join(FINISH_S)
        self._link.close()


def run(
    base_url: str,
    token: str,
    printer_id: str,
    once: bool = False,
    stop: threading.Event | None = None,
    *,
    printer: Printer | None = None,
    fonts: Fonts | None = None,
) -> None:
    """Serve one printer until `stop` is set; with `once`, deal with one answered claim and return."""
    fonts = Fonts.find() if fonts is None else fonts
    PrintQueue(ServerLink(base_url, token), printer_id, fonts, printer, stop).run(once)


def _watch_parent(parent: int, stop: threading.Event) -> None:
    """End this process when the one that started it is gone."""
    while not stop.wait(PARENT_CHECK_S):
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tinghao print-agent",
        description="打印程序 / print what the server has for this machine's printers",
    )
    parser.add_argument("--server", required=True, help="http://host:port of the server")
    parser.add_argument(
        "--token-file",
        type=Path,
        help="file of the token; made by asking the manager when it is not there; else env TINGHAO_PRINT_TOKEN",
    )
    parser.add_argument("--name", default="打印程序", help="name to ask for the token by")
    parser.add_argument(
        "--printer", action="append", default=[], help="id of a printer, again for more; else all of ours"
    )
    parser.add_argument(
        "--address", help="the one printer's address, if the server should not be asked for it"
    )
    parser.add_argument("--figures", type=Path, help="TTF of the figure font for the number")
    parser.add_argument("--once", action="store_true", help="with one --printer: claim once and end")
    options = parser.parse_args(argv)
    if (options.once or options.address) and len(options.printer) != 1:
        parser.error("--once and --address go with exactly one --printer")
    if options.token_file is None and not os.environ.get("TINGHAO_PRINT_TOKEN", "").strip():
        parser.error("no token: give --token-file or TINGHAO_PRINT_TOKEN")
    return options


def main(argv: list[str] | None = None) -> int:
    """Run the agent from a command line until its parent ends or SIGTERM comes."""
    options = _options(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()

    def finish(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    threading.Thread(target=_watch_parent, args=(os.getppid(), stop), daemon=True).start()
    try:
        token = os.environ.get("TINGHAO_PRINT_TOKEN", "")
        if options.token_file is not None:
            token = enrol(options.server, options.token_file, options.name, stop)
    except EnrolmentError as error:
        log.error("%s", error)
        return 1
    fonts = Fonts.find(options.figures)
    if options.once or options.address:
        printer = Printer(options.address, Profile()) if options.address else None
        run(
            options.server,
            token.strip(),
            options.printer[0],
            options.once,
            stop,
            printer=printer,
            fonts=fonts,
        )
        return 0
    agent = Agent(options.server, token.strip(), fonts, options.printer)
    agent.stop = stop
    surveyor = Surveyor(ServerLink(options.server, token.strip()), stop)
    threading.Thread(target=surveyor.run, name="surveyor", daemon=True).start()
    try:
        agent.run()
    except QueueDiedError as error:
        log.error("the queue of %s ended", error)
        return 1
    except TokenRefusedError:
        log.error("口令作废了 / the server knows this token no more")
        return 1
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        raise SystemExit(main())
