"""The five levels of a rating as tablet and phone show them."""

from __future__ import annotations

from typing import Any

from queue_server.domain.rating import LEVELS
from queue_server.hall import Hall


def levels_view(hall: Hall) -> list[dict[str, Any]]:
    """Return the five levels with their options, in the official order."""
    return [
        {
            "level": each.level,
            "name": each.name,
            "name_en": each.name_en,
            "options": [
                {"code": o.code, "text": o.text, "text_en": o.text_en}
                for o in hall.options
                if o.level == each.level
            ],
        }
        for each in LEVELS
    ]
