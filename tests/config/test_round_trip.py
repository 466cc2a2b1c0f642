"""A plan goes into the database as JSON and comes back the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from queue_server.config import SAMPLE_HALL, TEMPLATE, load_plan, read_plan
from queue_server.plan import HallPlan, TicketPlan
from queue_server.plan_doc import plain
from tests.config.hall_text import GOOD, write
from tests.printers.tickets import LOGO


@pytest.mark.parametrize("file", [SAMPLE_HALL, TEMPLATE])
def test_a_plan_survives_json(file: Path) -> None:
    hall = load_plan(file)
    adapter = TypeAdapter(HallPlan)
    assert adapter.validate_json(adapter.dump_json(hall)) == hall


def test_a_plan_to_be_stored_holds_no_password(tmp_path: Path) -> None:
    secret = "Xiao-Hua-2026"
    hall = load_plan(
        write(tmp_path, GOOD.replace('role = "manager"', f'role = "manager"\npassword = "{secret}"'))
    )
    assert hall.staff[0].password == secret
    assert secret not in repr(hall)
    assert secret not in TypeAdapter(HallPlan).dump_json(hall.without_secrets()).decode()


WITHOUT_HOURS = re.sub(r"\[hours\][^\[]*", "", GOOD)
HOURS = """
[hours]
mon = "8:30-12:00, 13:30-17:00"
sat = "9:00-12:00"
closed_dates = [2026-10-01]
[[hours.bands]]
days = ["mon", "tue"]
times = "12:00-13:30"
kind = "noon"
windows = [1]
[[hours.special]]
dates = [2026-10-10, 2026-10-11]
times = "9:00-11:00"
[[hours.special]]
dates = [2026-10-12]
[[hours.special]]
dates = [2026-10-17]
like = "mon"
"""


def test_a_plan_written_as_plain_json_reads_the_same(tmp_path: Path) -> None:
    sample = load_plan(SAMPLE_HALL)
    hours = load_plan(write(tmp_path, WITHOUT_HOURS + HOURS)).hours
    assert hours is not None
    plan = replace(sample, hours=hours, ticket=TicketPlan("【号码】\n放假", LOGO))
    again = json.loads(json.dumps(plain(plan), ensure_ascii=False))
    assert read_plan(again) == plan
    assert hours.days[1][0].kind == "noon" and len(hours.special) == 4
    assert hours.special[-1].like == "mon"
