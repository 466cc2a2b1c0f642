"""Say of each field what is wrong with it, in the caller's language."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from queue_server.domain.field_faults import OTHER, words_of_fault

CONTROL_CHARACTERS = "control_characters"
WHOLE = "_schema"
"""Where a fault stands that is of the body as a whole."""

KIND_OF = {
    "missing": "missing",
    "string_type": "text",
    "string_unicode": "not_unicode",
    CONTROL_CHARACTERS: CONTROL_CHARACTERS,
    "string_too_short": "text_too_short",
    "string_too_long": "text_too_long",
    "string_pattern_mismatch": "pattern",
    "literal_error": "choice",
    "int_type": "whole_number",
    "int_parsing_size": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "bool_type": "yes_or_no",
    "bool_parsing": "yes_or_no",
    "list_type": "list",
    "too_long": "too_many",
    "model_type": "object",
    "dict_type": "object",
    "extra_forbidden": "unknown_field",
    "datetime_type": "moment",
    "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment",
    "datetime_object_invalid": "moment",
    "timezone_aware": "no_offset",
}
"""The kinds of fault by Pydantic's names for them."""


def field_errors(wrong: ValidationError, *, english: bool) -> dict[str, list[str]]:
    """Return what is wrong, by the path of the field (`hours.0.from`)."""
    found: dict[str, list[str]] = {}
    for fault in wrong.errors(include_url=False, include_input=False):
        path = ".".join(str(step) for step in fault["loc"]) or WHOLE
        limits = _limits(fault.get("ctx") or {}, ", " if english else "、")
        said = words_of_fault(KIND_OF.get(fault["type"], OTHER), limits, english=english)
        found.setdefault(path, []).append(said)
    return found


def _limits(given: dict[str, Any], between: str) -> dict[str, Any]:
    expected = str(given.get("expected", ""))
    choices = between.join(each.strip("'") for each in re.split(r", | or ", expected))
    return {**given, "choices": choices}
