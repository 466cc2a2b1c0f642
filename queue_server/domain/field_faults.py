"""What can be wrong with one field of a request: a stable kind and the words, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OTHER = "other"
FIELD_FAULTS: dict[str, tuple[str, str]] = {
    # kind: (Chinese, English); placeholders are filled from the limits of the field
    "missing": ("这一项必须填。", "This is needed."),
    "text": ("要填文字。", "This must be text."),
    "not_unicode": ("有不能识别的字符。", "There are characters that cannot be read."),
    "control_characters": ("不能有控制字符。", "Control characters are not allowed."),
    "text_too_short": ("至少 {min_length} 个字。", "At least {min_length} characters."),
    "text_too_long": ("最多 {max_length} 个字。", "At most {max_length} characters."),
    "pattern": ("格式不对，应符合 {pattern}。", "The form is not right: it must match {pattern}."),
    "choice": ("只能是：{choices}。", "Must be one of: {choices}."),
    "whole_number": ("要填整数。", "This must be a whole number."),
    "number": ("要填数。", "This must be a number."),
    "too_small": ("不能小于 {ge}。", "At least {ge}."),
    "too_large": ("不能大于 {le}。", "At most {le}."),
    "yes_or_no": ("要填 true 或 false。", "This must be true or false."),
    "list": ("要填列表。", "This must be a list."),
    "too_many": ("最多 {max_length} 项。", "At most {max_length} of them."),
    "object": ("要填一组字段（JSON 对象）。", "This must be an object."),
    "unknown_field": ("没有这个字段。", "There is no such field."),
    "moment": (
        "要填时间，如 2026-11-26T09:30:00+08:00。",
        "This must be a time, as 2026-11-26T09:30:00+08:00.",
    ),
    "no_offset": (
        "时间要带时区，如 2026-11-26T09:30:00+08:00。",
        "The time needs its offset, as 2026-11-26T09:30:00+08:00.",
    ),
    OTHER: ("这一项填得不对。", "This is not right."),
}


def words_of_fault(kind: str, limits: Mapping[str, Any], *, english: bool) -> str:
    """Return a fault in words; a kind that is not in the table is only said to be wrong."""
    return FIELD_FAULTS.get(kind, FIELD_FAULTS[OTHER])[1 if english else 0].format(**limits)
