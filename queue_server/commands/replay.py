"""`tinghao replay`: the story of a number, or the whole log held against the tables."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from queue_server.commands import which_hall
from queue_server.commands.which_hall import NoHallError, complain


def add(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser(
        "replay", help="核对日志，或查一个号的经过 / check the log, or tell a number's story"
    )
    command.add_argument("number", nargs="?", help="a number, as A001: what happened to it, and by whom")
    command.add_argument("--day", help="the number's day, as 2026-11-20; today without it")
    command.add_argument("--check", action="store_true", help="rebuild every ticket from the log and compare")
    which_hall.add_options(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Return 0 when all agrees or the number is known, 1 when not, 2 for a wrong command line."""
    from queue_server.storage.engine import open_readers

    if options.check == bool(options.number):
        print("tinghao replay --check | tinghao replay A001", file=sys.stderr)
        return 2
    try:
        url, _ = which_hall.existing(options)
    except NoHallError as fault:
        return complain(fault)
    readers = open_readers(url)
    try:
        with readers.connect() as conn:
            if options.check:
                return 0 if say_check(conn) else 1
            return _story(conn, options.number.upper(), options.day)
    finally:
        readers.dispose()


def say_check(conn: Any) -> bool:
    """Hold the tables against the log, say what was found, and return whether all agrees."""
    from queue_server.storage.engine import be_patient
    from queue_server.use_cases.replay import check

    be_patient(conn)
    found = check(conn)
    for difference in found.differences:
        print(f"✗ {difference.line()}")
    print(
        f"{'✗' if found.differences else '✓'} {found.tickets} 张号票、{found.facts} 条记录，"
        f"{len(found.differences)} 处不一致 / tickets, facts, differences"
    )
    return not found.differences


def _story(conn: Any, number: str, day: str | None) -> int:
    from queue_server.clock import SystemClock
    from queue_server.hall import Hall
    from queue_server.storage import log_reader, plans

    plan = plans.newest(conn)
    if plan is None:
        print("还没有大厅 / no hall yet", file=sys.stderr)
        return 1
    schedule = Hall(plan).schedule
    story = log_reader.story_of(conn, day or schedule.business_day(SystemClock().now()), number)
    for at, kind, window, who, reason in story:
        where = window.removeprefix("w-") if window else "-"
        print(
            f"{at.astimezone(schedule.zone):%H:%M:%S}  {kind:<20} {where:>4}  {who}  {reason or ''}".rstrip()
        )
    if not story:
        print(f"{number}：那天没有这个号 / no such number that day", file=sys.stderr)
    return 0 if story else 1
