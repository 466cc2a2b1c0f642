"""The kinds of value in a hall's file: bounded texts and figures, and words to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

CASE_TYPES = ("即办件", "承诺件", "上报件", "退办件")
CASE_TYPES_EN = dict(
    zip(CASE_TYPES, ("On the spot", "By a date", "Passed to a higher office", "Returned"), strict=True)
)
FORMS_EN = {"原件": "original", "复印件": "copy", "原件和复印件": "original and copy", "电子": "electronic"}


@dataclass(frozen=True, slots=True)
class Size:
    """Bound a whole number, both ends included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Length:
    """Bound a text in characters, both ends included; `lines` allows line breaks."""

    low: int
    high: int
    lines: bool = False


Word = Annotated[str, Length(1, 40)]
OptionalWord = Annotated[str, Length(0, 40)]
Line = Annotated[str, Length(1, 120)]
OptionalLine = Annotated[str, Length(0, 120)]
Passage = Annotated[str, Length(1, 2000, lines=True)]
OptionalPassage = Annotated[str, Length(0, 2000, lines=True)]
Phone = Annotated[str, Length(3, 30)]
Code = Annotated[str, Length(1, 32)]
Prefix = Annotated[str, Length(1, 2)]
WindowNumber = Annotated[int, Size(1, 999)]
CaseType = Literal["即办件", "承诺件", "上报件", "退办件"]
BandKind = Literal["normal", "noon", "booked"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
