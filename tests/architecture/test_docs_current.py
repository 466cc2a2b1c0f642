"""The documents say what the code says, and lead nowhere wrong."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from queue_server.api.problem_doc import MEANING, problem_page
from queue_server.config import TEMPLATE
from queue_server.domain.errors import REFUSALS
from queue_server.reactions import TOLD

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix()
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
NAMED_FILE = re.compile(
    r"`((?:queue_server|kiosk|display|printers|boxes|release|tests|docs|bench)/[\w./-]+\.(?:py|js|css|md|json|toml|csv))`"
)
MADE_LATER = ("docs/pictures/",)
"""Pictures are made by `./dev shots`; a clone may not have them yet."""


def test_the_page_of_problems_is_what_the_table_says_today() -> None:
    page = (ROOT / "docs" / "problems.md").read_text("utf-8")
    assert page == problem_page(), "stale: python -m queue_server.api.problem_doc > docs/problems.md"


def test_every_status_in_use_is_explained() -> None:
    assert {status for status, _, _ in REFUSALS.values()} == set(MEANING)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_links_and_names_only_files_that_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    linked = [(document.parent / target).resolve() for target in LINK.findall(text) if "://" not in target]
    named = [ROOT / name for name in NAMED_FILE.findall(text)]
    missing = {
        path.relative_to(ROOT).as_posix()
        for path in (*linked, *named)
        if not path.exists() and not path.relative_to(ROOT).as_posix().startswith(MADE_LATER)
    }
    assert not missing


def test_the_protocol_names_every_screen_that_is_told_of_facts() -> None:
    page = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    screens = {screen for told in TOLD.values() for screen in told}
    assert not {screen for screen in screens if f"### {screen}" not in page}


SNAPSHOTS = sorted(
    [*ROOT.glob("*/snapshot.py"), *ROOT.glob("queue_server/screens/*/snapshot.py")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_protocol_names_every_field_of_a_snapshot(snapshot: Path) -> None:
    words = set(re.findall(r"\w+", (ROOT / "docs" / "protocol.md").read_text("utf-8")))
    keys = [
        key.value
        for node in ast.walk(ast.parse(snapshot.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    missing = {key for key in keys if key not in words}
    assert not missing, f"docs/protocol.md does not name these fields of {snapshot.parent.name}"


def test_the_manual_explains_every_table_of_the_template() -> None:
    page = (ROOT / "docs" / "manual" / "install.md").read_text("utf-8")
    tables = set(re.findall(r"^#? ?\[{1,2}(\w+)\]{1,2}", TEMPLATE.read_text("utf-8"), re.MULTILINE))
    assert not {table for table in tables if f"[{table}]" not in page}
