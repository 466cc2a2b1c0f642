"""The fences against extremes, on this repository."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import python_fences, repository_fences, screen_fences
from tests.architecture.files import own_files

ROOT = Path(__file__).resolve().parents[2]
Fence = Callable[[Path, list[str]], list[str]]
FENCES: list[Fence] = [
    python_fences.long_files,
    python_fences.long_functions,
    python_fences.empty_names,
    python_fences.wall_clock,
    python_fences.impure_domain,
    python_fences.strayed_libraries,
    screen_fences.long_scripts,
    screen_fences.hanzi_in_scripts,
    screen_fences.untranslated_words,
    screen_fences.unknown_words,
    screen_fences.raw_colours,
    screen_fences.unsafe_policy,
    repository_fences.named_registries,
    repository_fences.foreign_files,
    repository_fences.minified_files,
    repository_fences.missing_licences,
]


@pytest.fixture(scope="module")
def files() -> list[str]:
    return own_files(ROOT)


@pytest.mark.parametrize("fence", FENCES, ids=lambda fence: fence.__name__)
def test_nothing_in_the_repository_climbs_the_fence(fence: Fence, files: list[str]) -> None:
    found = fence(ROOT, files)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


GENERATED = {"docs/ticket-states.md": "queue_server.domain.ticket_doc"}


@pytest.mark.parametrize("document", GENERATED)
def test_a_generated_document_is_what_the_code_says_today(document: str) -> None:
    module = GENERATED[document]
    said = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert (ROOT / document).read_text("utf-8") == said, f"stale: python -m {module} > {document}"
