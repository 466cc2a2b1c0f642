"""A plan goes into the database as JSON and comes back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from queue_server.config import SAMPLE_HALL, TEMPLATE, load_plan
from queue_server.plan import HallPlan
from tests.config.hall_text import GOOD, write


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
