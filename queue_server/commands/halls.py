"""`tinghao init` makes a hall of a file; `tinghao serve` runs it."""

from __future__ import annotations

import argparse
import secrets
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from queue_server.obstacles import ObstacleError
from queue_server.plan_faults import Fault, PlanErrors
from queue_server.supervisor import EVERYWHERE

if TYPE_CHECKING:
    from queue_server.config import ServerConfig
    from queue_server.plan import HallPlan
    from queue_server.plan_checks import Draft

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
    if options.template:
        return _write_template(options.config)
    try:
        plan, server = _read_all(options.config)
    except PlanErrors as faults:
        return _say_faults(faults)
    return _found(plan, options.data or server.data_dir, server.database_url)


def _write_template(config: Path) -> int:
    from queue_server.config import TEMPLATE

    if config.exists():
        print(f"{config} 已存在，没有改动 / exists already, left as it is", file=sys.stderr)
        return 2
    try:
        shutil.copyfile(TEMPLATE, config)
    except OSError as error:
        raise ObstacleError(f"{config} 写不了 / cannot be written: {error.strerror}") from error
    print(f"{config} 已写好，填好后运行 tinghao init / written; fill it in, then tinghao init")
    return 0


def _read_all(config: Path) -> tuple[HallPlan, ServerConfig]:
    """Read the whole file and the environment; raises PlanErrors with the faults of both."""
    from queue_server.config import load_plan, load_server

    faults: list[Fault] = []
    plan = server = None
    try:
        server = load_server(config)
    except PlanErrors as found:
        faults += found.faults
    try:
        plan = load_plan(config, _check_printers)
    except PlanErrors as found:
        faults += found.faults
    if plan is None or server is None:
        raise PlanErrors(faults)
    return plan, server


def _say_faults(faults: PlanErrors) -> int:
    print(faults.text("zh-CN"), file=sys.stderr)
    print(faults.text("en"), file=sys.stderr)
    return 1


def _check_printers(draft: Draft) -> None:
    """Fault each printer whose address leads nowhere or whose profile no printer can have."""
    from printers.models import UnknownModelError
    from printers.profile import ProfileError
    from printers.transports import PrinterError, transport_at
    from queue_server.plan_checks import is_printer_address
    from queue_server.use_cases.load_plan import printer_of

    for number, printer in enumerate(draft.of("printers"), 1):
        try:
            if is_printer_address(printer.value.address):
                transport_at(printer.value.address)
        except PrinterError:
            zh, en = "打印程序读不懂这个地址", "the print agent cannot read this address"
            printer.fault("address", "address", zh, en)
        try:
            printer_of(number, printer.value)
        except UnknownModelError as error:
            names = "、".join(error.near or error.names)
            zh, en = f"没有这个型号，{'是不是' if error.near else '有'} {names}？", str(error)
            printer.fault("model", "model", zh, en)
        except ProfileError as error:
            printer.fault("profile", "profile", f"没有这样的打印机：{error}", f"no printer is so: {error}")


def _found(plan: Any, data: Path, database_url: str | None) -> int:
    from queue_server.clock import SystemClock
    from queue_server.domain.errors import Refused
    from queue_server.launch import make_data_folder
    from queue_server.store import found_hall, open_store, sqlite_url

    make_data_folder(data)
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
    from queue_server.launch import Launch, keep_secrets, take_data_folder
    from queue_server.store import open_store, sqlite_url
    from queue_server.supervisor import ListenError, Supervisor, address_here, http_address, listen

    try:
        server = load_server(options.config)
    except PlanErrors as faults:
        return _say_faults(faults)
    take_data_folder(server.data_dir)
    url = server.database_url or sqlite_url(server.data_dir)
    store = open_store(url)
    if store.hall is None:
        print("还没有大厅，先运行 tinghao init / no hall yet, run tinghao init first", file=sys.stderr)
        return 1
    store.writer.dispose()
    store.readers.dispose()
    try:
        sock = listen(server.host, server.port)
    except ListenError as error:
        print(error, file=sys.stderr)
        return 2
    base_url = address_here(server.host, server.port)
    public = server.public_url or http_address(_own_address(server.host), server.port)
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
        voice_pack=str(server.voice_pack) if server.voice_pack else None,
        voice_program=server.voice_program,
    )
    agents = [agent_child(base_url, kept["tokens"]["print_agent"])] if server.print_agent else []
    print(f"听号 Tinghao · {public}", flush=True)
    return Supervisor([server_child(launch), *agents], lambda line: print(line, flush=True)).run()


def _own_address(host: str) -> str:
    """Return the address other machines reach this one by; no packet is sent to find it."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
