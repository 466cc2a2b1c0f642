"""Whatever is in the file, the answer is a plan or a list of faults."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.config import SAMPLE_HALL, load_plan
from queue_server.plan_faults import PlanErrors

SAMPLE_TEXT = SAMPLE_HALL.read_text(encoding="utf-8")
WORDS = (
    "",
    "hours = 1\n",
    "[hours]\n",
    "[[hall]]\n",
    "[[items]]\n",
    "[server]\nport=0\n",
    "a.b = 1\n",
    "priorities = 1\n",
)
VALUES = (
    "true",
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "0x" + "f" * 5000,
    "nan",
    "1979-05-27",
    '""',
    '"I"',
    "[]",
    "{}",
    "[[]]",
    "[{}]",
)
SIGNS = ('"', "[", "]", "=", "\n", "# ", "'''", "\x00", "\ud800")
JUNK = st.sampled_from((*WORDS, *VALUES, *SIGNS))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(SAMPLE_TEXT)), st.integers(0, 30), JUNK | st.text(max_size=8)),
        max_size=4,
    ),
    whole_values=st.lists(st.tuples(st.integers(0, 400), JUNK), max_size=3),
)
def test_no_mutilated_file_raises_anything_else(
    tmp_path: Path, edits: list[tuple[int, int, str]], whole_values: list[tuple[int, str]]
) -> None:
    lines = SAMPLE_TEXT.replace('items_file = "items.csv"\nguides_folder = "guides"\n', "").split("\n")
    for number, junk in whole_values:
        key, sign, _ = lines[number % len(lines)].partition("=")
        if sign:
            lines[number % len(lines)] = f"{key}= {junk}"
    text = "\n".join(lines)
    for at, length, junk in edits:
        text = text[:at] + junk + text[at + length :]
    file = tmp_path / "hall.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_plan(file)
        said = "no fault"
    except PlanErrors as error:
        said = error.text("zh-CN") and error.text("en")
    assert said
