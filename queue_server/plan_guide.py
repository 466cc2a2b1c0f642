"""What an item asks and gives, as its file states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from queue_server.plan_kinds import (
    CASE_TYPES_EN,
    CaseType,
    Code,
    Length,
    Line,
    OptionalLine,
    OptionalPassage,
    Passage,
    Size,
)


@dataclass(frozen=True, slots=True)
class MaterialPlan:
    """State one paper to bring; `copies` counts what is handed in, 0 when it is only shown."""

    name: Annotated[str, Length(1, 40)]
    form: Literal["原件", "复印件", "原件和复印件", "电子"]
    name_en: Annotated[str, Length(0, 80)] = ""
    copies: Annotated[int, Size(0, 99)] = 1
    required: bool = True
    note: OptionalLine = ""
    note_en: OptionalLine = ""


@dataclass(frozen=True, slots=True)
class GuidePlan:
    """State what an item asks and gives: the 16 elements of 博山 art. 30 and 安丘 point 6's case type.

    A key ending in `_en` is the same in English; where it is empty an English page shows the Chinese.
    """

    item_code: Code
    case_type: CaseType
    summary: Passage
    materials: tuple[MaterialPlan, ...]
    steps: tuple[Line, ...]
    item_name: Annotated[str, Length(0, 60)] = ""
    item_type: OptionalLine = ""
    legal_basis: OptionalPassage = ""
    implementing_body: OptionalLine = ""
    acceptance_conditions: OptionalPassage = ""
    statutory_time_limit: OptionalLine = ""
    promised_time_limit: OptionalLine = ""
    result_name: OptionalLine = ""
    fee_standard: OptionalLine = ""
    fee_basis: OptionalPassage = ""
    review_criteria: OptionalPassage = ""
    appointment: OptionalLine = ""
    enquiry_channels: OptionalLine = ""
    complaint_channels: OptionalLine = ""
    summary_en: OptionalPassage = ""
    steps_en: tuple[Annotated[str, Length(1, 200)], ...] = ()
    item_type_en: OptionalLine = ""
    legal_basis_en: OptionalPassage = ""
    implementing_body_en: OptionalLine = ""
    acceptance_conditions_en: OptionalPassage = ""
    statutory_time_limit_en: OptionalLine = ""
    promised_time_limit_en: OptionalLine = ""
    result_name_en: OptionalLine = ""
    fee_standard_en: OptionalLine = ""
    fee_basis_en: OptionalPassage = ""
    review_criteria_en: OptionalPassage = ""
    appointment_en: OptionalLine = ""
    enquiry_channels_en: OptionalLine = ""
    complaint_channels_en: OptionalLine = ""
    agents: OptionalPassage = ""
    agents_en: OptionalPassage = ""
    online_url: Annotated[str, Length(1, 300)] | None = None
    version: Annotated[int, Size(1, 9999)] = 1
    updated: date | None = None
    sample: bool = False

    def elements(self) -> dict[str, str]:
        """Give the 17 elements as text by the keys of the official list, materials and steps as lines."""
        return {
            "item_name": self.item_name,
            "item_type": self.item_type,
            "legal_basis": self.legal_basis,
            "implementing_body": self.implementing_body,
            "acceptance_conditions": self.acceptance_conditions,
            "statutory_time_limit": self.statutory_time_limit,
            "promised_time_limit": self.promised_time_limit,
            "result_name": self.result_name,
            "fee_standard": self.fee_standard,
            "fee_basis": self.fee_basis,
            "required_materials": "\n".join(material.name for material in self.materials),
            "handling_procedure": "\n".join(self.steps),
            "review_criteria": self.review_criteria,
            "appointment": self.appointment,
            "enquiry_channels": self.enquiry_channels,
            "complaint_channels": self.complaint_channels,
            "case_type": self.case_type,
        }

    def elements_en(self) -> dict[str, str]:
        """Give the elements in English by the same keys, without those nobody has translated."""
        materials = [material.name_en for material in self.materials]
        found = {key: getattr(self, f"{key}_en", "") for key in self.elements()}
        found["required_materials"] = "\n".join(materials) if all(materials) else ""
        found["handling_procedure"] = "\n".join(self.steps_en)
        found["case_type"] = CASE_TYPES_EN[self.case_type]
        return {key: text for key, text in found.items() if text}

    def missing(self) -> tuple[str, ...]:
        """Name the elements still empty, which a screen shows as 未填写."""
        return tuple(key for key, text in self.elements().items() if not text)
