"""Ticket numbers: the queue's prefix and a running figure, per queue and business day."""

from __future__ import annotations

LETTERS = "ABCDEFGHJKLNPRSTUVXYZ"
"""Prefix letters: A–Z without I, M, O, Q, W, which are misread as figures or sound alike."""


def number_of(prefix: str, value: int, width: int = 3) -> str:
    """Return the number as printed: `C` and 26 give `C026`; 999 is followed by 1000."""
    return f"{prefix}{value:0{width}d}"
