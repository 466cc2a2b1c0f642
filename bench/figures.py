"""Figures as people read them: percentiles, and rows beside their aims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least `part` (0 to 1) of the values do not exceed; nan of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


@dataclass(frozen=True)
class Row:
    """One line of the table; times in ms."""

    what: str
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    note: str = ""

    @classmethod
    def of_times(
        cls, what: str, seconds: Sequence[float], *, over_s: float | None = None, note: str = ""
    ) -> Row:
        """Make a row of durations in s; `over_s` is how long it took to have them all."""
        rate = len(seconds) / over_s if over_s else None
        return cls(what, rate, percentile(seconds, 0.5) * 1000, percentile(seconds, 0.99) * 1000, note)

    def line(self) -> str:
        """Return it as text."""
        rate = "" if self.rate is None else f"{self.rate:.0f}"
        return f"  {self.what:<58}{rate:>8}{_ms(self.p50):>9}{_ms(self.p99):>9}  {self.note}".rstrip()


def heading(title: str) -> str:
    """Return the head of a table."""
    return f"\n{title:<60}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}"


def _ms(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
