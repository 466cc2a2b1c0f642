"""Ticket numbers: the queue's prefix and a running figure, per queue and business day."""

from __future__ import annotations

LETTERS = "ABCDEFGHJKLNPRSTUVXYZ"
"""Prefix letters: A–Z without I, M, O, Q, W, which are misread as figures or sound alike."""


def number_of(prefix: str, value: int, width: int = 3) -> str:
    """Return the number as printed: `C` and 26 give `C026`; 999 is followed by 1000.

    Two prefixes never give one number, because a prefix is letters only and what follows is figures only.
    """
    return f"{prefix}{value:0{width}d}"


def is_prefix(text: str, queues: int) -> bool:
    """Tell whether a queue may bear this prefix: one letter, two in a hall with more queues than letters."""
    longest = 1 if queues <= len(LETTERS) else 2
    return 1 <= len(text) <= longest and all(sign in LETTERS for sign in text)
