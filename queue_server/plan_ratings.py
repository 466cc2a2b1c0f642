"""Give the five rating levels and their forty options, uniform in the whole country.

They are no setting: no hall may add, drop or reword one without permission (GB/T 39734-2020).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from queue_server.plan import RatingLevelPlan, RatingOptionPlan

_FILE = Path(__file__).parent / "sample" / "rating_options.csv"


@cache
def rating_levels() -> tuple[RatingLevelPlan, ...]:
    """Read the levels, the best first, each with its eight options in official order."""
    with _FILE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    levels = []
    for number in sorted({int(row["level"]) for row in rows}, reverse=True):
        of_level = [row for row in rows if int(row["level"]) == number]
        options = tuple(
            RatingOptionPlan(row["code"], row["text"], row["text_en"], row["base"] == "true")
            for row in of_level
        )
        levels.append(
            RatingLevelPlan(number, of_level[0]["level_name"], of_level[0]["level_name_en"], options)
        )
    return tuple(levels)
