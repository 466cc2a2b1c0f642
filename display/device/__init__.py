"""The computers behind the hall screens, which must be heard, and behind the signs over the windows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from boxes.kinds import Kind, line_of

_WORDS = Path(__file__).parents[1] / "static" / "words.json"

DISPLAY = Kind(
    page="/board",
    screen="board",
    scale="board",
    theme="dark",
    headline=(line_of(_WORDS, "lost.listen"),),
    speaks=True,
)
SCREEN = replace(DISPLAY, page="/screen", screen="screen")
"""Shows what the manager gives it; one that is given a screen without a voice says so, and is not tried."""
SIGN = Kind(
    page="/sign/{window}",
    screen="sign-{window}",
    scale="sign",
    theme="dark",
    headline=(line_of(_WORDS, "sign.listen"),),
    lead=line_of(_WORDS, "sign.listen_then"),
    windowed=True,
)
