from __future__ import annotations

from pathlib import Path

from queue_server.config import load_plan
from tests.config.hall_text import GOOD, faults_of, line_of, write

TICKET = '[ticket]\ntemplate = """\n【大厅】\n【号吗】\n【号码】\n"""\n'


def test_a_hall_file_may_state_the_template(tmp_path: Path) -> None:
    hall = load_plan(write(tmp_path, GOOD + TICKET.replace("号吗", "业务")))
    assert hall.ticket.template == "【大厅】\n【业务】\n【号码】\n"
    assert load_plan(write(tmp_path, GOOD)).ticket.template == ""


def test_a_mistake_in_it_is_told_with_the_place_in_the_file_and_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, GOOD + TICKET))
    assert fault.line == line_of(GOOD + TICKET, "template =")
    assert fault.text("zh-CN").endswith("ticket.template[2]：第 2 行：不认识【号吗】，是不是【号码】？")
    assert fault.text("en").endswith("ticket.template[2]: line 2: unknown block [号吗], did you mean [号码]?")


def test_a_logo_made_elsewhere_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, GOOD + '[ticket]\nlogo = "iVBORw0KGgo="\n'))
    assert (fault.code, fault.path) == ("logo", "ticket.logo")
