"""The computer in the kiosk: a touch screen without a pointer, often with the printer at its side."""

from __future__ import annotations

from pathlib import Path

from boxes.kinds import Kind, line_of

_WORDS = Path(__file__).parents[1] / "static" / "words.json"

KIOSK = Kind(
    page="/kiosk",
    screen="kiosk",
    scale="kiosk",
    theme="light",
    headline=(line_of(_WORDS, "lost.head_1"), line_of(_WORDS, "lost.head_2")),
    lead=line_of(_WORDS, "lost.hall"),
    rows=(
        (line_of(_WORDS, "lost.none"), line_of(_WORDS, "lost.none_more")),
        (line_of(_WORDS, "lost.have"), line_of(_WORDS, "lost.have_more")),
    ),
)
