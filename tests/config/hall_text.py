"""A small hall without fault, and how the tests write and read one."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.config import load_plan
from queue_server.plan_faults import Fault, PlanErrors

GOOD = """\
[hall]
code = "village"
name = "××村便民服务站"
name_en = "×× Village Service Station"
enquiry_phone = "0000-1234567"
zone = "Asia/Shanghai"
[hours]
mon = "8:30-12:00, 13:30-17:00"
[settings]
max_calls = 3
[[waiting_zones]]
name = "等候区"
name_en = "Waiting area"
[[departments]]
name = "民政局"
name_en = "Civil Affairs Bureau"
[[queues]]
prefix = "A"
name = "综合业务"
name_en = "General services"
[[items]]
code = "X01"
name = "政策咨询"
short_name = "政策咨询"
name_en = "Questions"
case_type = "即办件"
category = "综合"
queue = "A"
[[windows]]
number = 1
name = "综合窗口"
name_en = "General"
own = ["A"]
[[staff]]
username = "boss"
name = "主任"
role = "manager"
[[printers]]
name = "打印机"
address = "tcp://10.0.0.2:9100"
[[devices]]
kind = "tablet"
name = "评价器"
window = 1
[[guides]]
item_code = "X01"
case_type = "即办件"
summary = "来问就行。"
steps = ["取号"]
[[guides.materials]]
name = "身份证"
form = "原件"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "hall.toml"
    file.write_text(text, encoding="utf-8")
    return file


def faults_of(file: Path) -> tuple[Fault, ...]:
    with pytest.raises(PlanErrors) as caught:
        load_plan(file)
    return caught.value.faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1
