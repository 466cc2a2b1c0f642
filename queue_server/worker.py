"""The server process: open the hall, wire the parts, serve until told to stop."""

from __future__ import annotations

import gc
import logging
import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from queue_server.app import Parts, Served, create_app
from queue_server.clock import SystemClock
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.demo import ACCOUNTS, PRINTER_ID, PUBLISHED, TOKENS
from queue_server.hall import Hall, window_id_of
from queue_server.launch import DEMO_FILE, Launch, keep_secrets, write_private
from queue_server.obstacles import ObstacleError
from queue_server.plan_hours import every_day
from queue_server.site import Demo
from queue_server.storage import people, prints
from queue_server.storage.in_use import InUse, InUseError
from queue_server.store import Store, found_hall, open_store
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint

_LOG = logging.getLogger(__name__)
OPEN_FILES = 65536
AGENT_TOKENS = ("print_agent",)


def run_worker(
    serve: Callable[[Launch, Served, Callable[[], None]], None],
    off_hub: Callable[[Callable[[], Any]], Any],
) -> int:
    """Run the server that the environment describes; `serve` blocks until the process should end.

    Returns 0, 1 when the database cannot be opened, or 3 when there is no hall in it (starting again would not help).
    """
    launch = Launch.from_environment()
    logging.basicConfig(
        level=launch.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _more_open_files()
    data = Path(launch.data_dir)
    clock = SystemClock()
    try:
        claim = InUse(launch.database_url)
    except InUseError:
        print("数据库已由另一个 tinghao 打开 / another tinghao has this database open", flush=True)
        return 3
    try:
        store, demo = _open(launch, data, clock)
    except ObstacleError as error:
        claim.release()
        print(error, flush=True)
        return 1
    if store.hall is None:
        return _no_hall(store, claim)
    hall = store.hall
    if launch.hours:
        hall = replace(hall, hours_instead=every_day(launch.hours))
    served = create_app(
        Parts(
            hall=hall,
            clock=clock,
            writer=store.writer,
            readers=store.readers,
            data_dir=data,
            public_url=launch.public_url,
            async_mode=launch.async_mode,
            off_hub=off_hub,
            demo=demo,
            voice=launch.voice,
            voice_pack=Path(launch.voice_pack) if launch.voice_pack else None,
            voice_program=launch.voice_program,
            unclean=claim.unclean,
        )
    )
    served.start()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)
    gc.enable()  # off since the process began
    serve(launch, served, lambda: _ready(launch, data, hall))
    served.stop()
    store.close()
    claim.release()
    return 0


def _no_hall(store: Store, claim: InUse) -> int:
    print("数据库里还没有大厅，先运行 tinghao init / no hall here yet, run tinghao init first", flush=True)
    store.close()
    claim.release()
    return 3


def watch_parent(end: Callable[[], None]) -> None:
    """Call `end` when the process that started this one is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        end()

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _open(launch: Launch, data: Path, clock: SystemClock) -> tuple[Store, Demo | None]:
    """Open the hall and let its programs in; raises ObstacleError."""
    store = open_store(launch.database_url)
    if launch.mode == "demo":
        return _demo_hall(launch, store, data, clock)
    kept = keep_secrets(data, list(AGENT_TOKENS), [])
    if store.hall is not None:
        store.write(clock, store.hall, lambda tx: _agent_device(tx, kept["tokens"]["print_agent"]))
    return store, None


def _demo_hall(launch: Launch, store: Store, data: Path, clock: SystemClock) -> tuple[Store, Demo]:
    kept = keep_secrets(data, list(TOKENS), list(ACCOUNTS))
    passwords = kept["passwords"]
    if store.hall is None:
        plan = load_plan(SAMPLE_HALL)
        store = found_hall(store, plan, clock, lambda who: passwords[who.username])
    assert store.hall is not None
    store.write(clock, store.hall, lambda tx: _demo_devices(tx, kept["tokens"], launch.printer or ""))
    demo = Demo(
        tokens=kept["tokens"],
        accounts={name: {"username": name, "password": passwords[name]} for name in ACCOUNTS},
        paper_dir=Path(launch.paper_dir) if launch.paper_dir else None,
        printer=launch.printer or "",
    )
    return store, demo


def _demo_devices(tx: Tx, tokens: dict[str, str], printer_address: str) -> None:
    """Give the demo's devices their tokens, clerks' own ones among them, and the printer its address."""
    printer = prints.printers(tx.conn).get(PRINTER_ID)
    if printer is not None:
        prints.put_printer(tx.conn, replace(printer, address=printer_address))
    first = PRINTER_ID if printer is not None else None
    known = {d.id: d for d in people.devices(tx.conn)}
    for name in TOKENS:
        kind, _, number = name.rpartition("_") if name[-1].isdigit() else (name, "", "1")
        device = known.get(f"{kind}-{number}")
        if device is None:
            window_id = window_id_of(number) if kind in ("clerk", "tablet", "sign") else None
            device_kind = "evaluator" if kind == "tablet" else kind
            device = people.Device(f"{kind}-{number}", device_kind, name, window_id, None, None, None)
        if kind == "clerk":
            device = replace(device, staff_id=name, name=f"{number} 号窗口终端")
        elif kind == "guide":
            device = replace(device, staff_id="guide", printer_id=device.printer_id or first)
        elif kind == "kiosk":
            device = replace(device, printer_id=device.printer_id or first)
        people.put_device(tx.conn, device, fingerprint(tokens[name]), tx.at)


def _agent_device(tx: Tx, token: str) -> None:
    agent = people.Device("print_agent-1", "print_agent", "打印程序", None, None, None, None)
    people.put_device(tx.conn, agent, fingerprint(token), tx.at)


def _ready(launch: Launch, data: Path, hall: Hall) -> None:
    """Say that the port answers: the demo writes what any client needs to drive it."""
    _LOG.info("serving at %s", launch.base_url)
    if launch.mode != "demo":
        return
    kept = keep_secrets(data, [], [])
    write_private(
        data / DEMO_FILE,
        {
            "pid": os.getpid(),
            "base_url": launch.base_url,
            "printer": launch.printer,
            "tokens": {name: kept["tokens"][name] for name in PUBLISHED},
            "accounts": {n: {"username": n, "password": kept["passwords"][n]} for n in ACCOUNTS},
            "window_ids": {str(w.number): w_id for w_id, w in hall.windows.items()},
        },
    )


def _more_open_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
