"""The page on a ticket's states says what the table says."""

from __future__ import annotations

from pathlib import Path

from queue_server.domain.ticket import TRANSITIONS, State
from queue_server.domain.ticket_doc import markdown

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "ticket-states.md").read_text(encoding="utf-8")
    assert written == markdown(), "stale: python -m queue_server.domain.ticket_doc > docs/ticket-states.md"


def test_the_page_draws_every_step() -> None:
    text = markdown()
    for before, steps in TRANSITIONS.items():
        for command, after in steps.items():
            lines = [line for line in text.splitlines() if f"{before.value} --> {after.value}:" in line]
            assert any(command.__name__ in line for line in lines)
    assert all(f"| `{state.value}` |" in text for state in State)
