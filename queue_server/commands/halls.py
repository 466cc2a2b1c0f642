"""`tinghao init` makes a hall of a file; `tinghao serve` runs it."""

from __future__ import annotations

import argparse
import secrets
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from queue_server.plan_faults import PlanErrors

CONFIG = "hall.toml"


def add(commands: Any) -> None:
    """Add the commands."""
    init = commands.add_parser("init", help="建大厅 / make a hall of a TOML file")
    init.add_argument("--config", type=Path, default=Path(CONFIG), help="the hall's file")
    init.add_argument("--data", type=Path, help="data folder, instead of the file's data_dir")
    init.add_argument("--template", action="store_true", help="write a file to fill in, and nothing else")
    init.set_defaults(run=_init)
    serve = commands.add_parser("serve", help="运行大厅 / run a hall")
    serve.add_argument("--config", type=Path, default=Path(CONFIG), help="the hall's file")
    serve.set_defaults(run=_serve)


def _init(options: argparse.Namespace) -> int:
    from queue_server.config import TEMPLATE, load_plan, load_server

    if options.template:
        if options.config.exists():
            print(f"{options.config} 已存在，没有改动 / exists already, left as it is", file=sys.stderr)
            return 2
        shutil.copyfile(TEMPLATE, options.config)
        print(f"{options.config} 已写好，填好后运行 tinghao init / written; fill it in, then tinghao init")
        return 0
    try:
        server = load_server(options.config)
        plan = load_plan(options.config)
    except PlanErrors as faults:
        print(faults.text("zh-CN"), file=sys.stderr)
        print(faults.text("en"), file=sys.stderr)
        return 1
    wrong = _wrong_profiles(plan)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    return _found(plan, options.data or server.data_dir, server.database_url)


def _wrong_profiles(plan: Any) -> list[str]:
    """Return a line for each printer whose profile no printer can have."""
    from printers.profile import Profile, ProfileError
    from queue_server.use_cases.load_plan import printer_of

    wrong = []
    for number, printer in enumerate(plan.printers, 1):
        try:
            Profile.from_json(printer_of(number, printer).profile)
        except ProfileError as error:
            wrong.append(f"printers[{number}].profile {error}")
    return wrong


def _found(plan: Any, data: Path, database_url: str | None) -> int:
    from queue_server.clock import SystemClock
    from queue_server.domain.errors import Refused
    from queue_server.store import found_hall, open_store, sqlite_url

    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        print(f"{data} 建不了 / cannot be made: {error.strerror}", file=sys.stderr)
        return 1
    made: dict[str, str] = {}

    def password_of(who: Any) -> str:
        made[who.username] = who.password or secrets.token_urlsafe(9)
        return made[who.username]

    store = open_store(database_url or sqlite_url(data))
    if store.hall is not None:
        print(f"{data} 里已有大厅，没有改动 / holds a hall already, left as it is", file=sys.stderr)
        return 1
    try:
        found_hall(store, plan, SystemClock(), password_of)
    except Refused as refusal:
        print(refusal.title("zh-CN"), file=sys.stderr)
        return 1
    print(f"{plan.name} 已建好 / made, in {data}")
    new = {w.username: made[w.username] for w in plan.staff if w.username in made and not w.password}
    if new:
        print("初始密码，只显示这一次 / first passwords, shown this once:")
        for username, password in new.items():
            print(f"  {username:<20} {password}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from queue_server.config import load_server
    from queue_server.demo import agent_child, server_child
    from queue_server.launch import Launch, keep_secrets
    from queue_server.store import open_store, sqlite_url
    from queue_server.supervisor import PortTakenError, Supervisor, listen

    try:
        server = load_server(options.config)
    except PlanErrors as faults:
        print(faults.text("zh-CN"), file=sys.stderr)
        print(faults.text("en"), file=sys.stderr)
        return 1
    server.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = server.database_url or sqlite_url(server.data_dir)
    store = open_store(url)
    if store.hall is None:
        print("还没有大厅，先运行 tinghao init / no hall yet, run tinghao init first", file=sys.stderr)
        return 1
    printers = [f"printer-{n}" for n, _ in enumerate(store.hall.plan.printers, 1)]
    store.writer.dispose()
    store.readers.dispose()
    try:
        sock = listen(server.host, server.port)
    except PortTakenError as taken:
        print(f"端口已被占用 / the port is in use: {taken}", file=sys.stderr)
        return 2
    base_url = f"http://127.0.0.1:{server.port}"
    public = server.public_url or f"http://{_own_address(server.host)}:{server.port}"
    kept = keep_secrets(server.data_dir, ["print_agent"], [])
    launch = Launch(
        mode="serve",
        descriptor=sock.fileno(),
        data_dir=str(server.data_dir),
        database_url=url,
        async_mode=server.async_mode,
        base_url=base_url,
        public_url=public.rstrip("/"),
        log_level=server.log_level,
    )
    agents = [agent_child(base_url, printer, kept["tokens"]["print_agent"]) for printer in printers]
    print(f"听号 Tinghao · {public}", flush=True)
    return Supervisor([server_child(launch), *agents], lambda line: print(line, flush=True)).run()


def _own_address(host: str) -> str:
    """Return the address other machines reach this one by; no packet is sent to find it."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
