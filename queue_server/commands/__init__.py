"""The commands of `tinghao`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from queue_server.commands import (
    copies,
    demo,
    device,
    doctor,
    halls,
    print_test,
    printer,
    replay,
    virtual_printer,
)
from queue_server.obstacles import ObstacleError


def run_command(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; 2 for a wrong command line."""
    if arguments[:1] == ["print-agent"]:
        from printers.agent import main as print_agent

        return print_agent(list(arguments[1:]))
    parser = argparse.ArgumentParser(
        prog="tinghao", description="听号：大厅排队叫号 / the queue of a public-service hall"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (demo, halls, doctor, device, print_test, printer, virtual_printer, replay, copies):
        module.add(commands)
    commands.add_parser("print-agent", help="打印程序 / print the jobs of one printer", add_help=False)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except ObstacleError as error:
        print(error, file=sys.stderr)
        return 1
