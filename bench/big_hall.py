"""A hall with as many windows as one likes, made of the sample: every window calls every queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from werkzeug.security import generate_password_hash

from queue_server.clock import SystemClock
from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.domain.ids import StaffId
from queue_server.hall import window_id_of
from queue_server.plan import HallPlan
from queue_server.storage import people
from queue_server.store import found_hall, open_store
from queue_server.use_cases.runner import Tx
from queue_server.use_cases.secrets_of import fingerprint, new_token


def plan_of(windows: int) -> HallPlan:
    """Return the sample's plan with so many windows and clerks."""
    sample = load_plan(SAMPLE_HALL)
    letters = tuple(queue.prefix for queue in sample.queues)
    clerk = next(who for who in sample.staff if who.role == "clerk")
    others = tuple(who for who in sample.staff if who.role != "clerk")
    numbers = range(1, windows + 1)
    return replace(
        sample,
        windows=tuple(
            replace(sample.windows[(n - 1) % len(sample.windows)], number=n, own=letters, help=())
            for n in numbers
        ),
        staff=(
            *(
                replace(clerk, username=f"clerk_{n}", name=f"窗口{n}", badge=str(n), window=n)
                for n in numbers
            ),
            *others,
        ),
    )


def make_big_hall(url: str, windows: int, others: Sequence[people.Device] = ()) -> dict[str, str]:
    """Make the hall in an empty database and return its tokens: `kiosk`, `clerk_<n>`, and other devices by their ids."""
    store = open_store(url)
    clock, plan = SystemClock(), plan_of(windows)
    nobodys = generate_password_hash(new_token())  # all come by tokens; a hash for each takes seconds
    plan = replace(plan, staff=tuple(replace(who, password_hash=nobodys) for who in plan.staff))
    store = found_hall(store, plan, clock, lambda who: who.username)
    tokens = {name: new_token() for name in ("kiosk", *(f"clerk_{n}" for n in range(1, windows + 1)))}

    def devices(tx: Tx) -> None:
        kiosk = people.Device("load-kiosk", "kiosk", "load", None, None, None, None)
        people.put_device(tx.conn, kiosk, fingerprint(tokens["kiosk"]), tx.at)
        for n in range(1, windows + 1):
            name = f"clerk_{n}"
            device = people.Device(f"load-{n}", "clerk", name, window_id_of(n), StaffId(name), None, None)
            people.put_device(tx.conn, device, fingerprint(tokens[name]), tx.at)
        for device in others:
            tokens[device.id] = new_token()
            people.put_device(tx.conn, device, fingerprint(tokens[device.id]), tx.at)

    assert store.hall is not None
    store.write(clock, store.hall, devices)
    store.close()
    return tokens
