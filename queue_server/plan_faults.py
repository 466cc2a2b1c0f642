"""What can be wrong in a configuration: one `Fault` each, all raised together as `PlanErrors`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from queue_server.plan_lines import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """State one mistake: a stable code, file, line and key path from 1, words in two languages."""

    code: str
    file: str
    line: int | None
    path: str
    zh: str
    en: str

    def text(self, language: str = "zh-CN") -> str:
        """Write the fault as one line for the installer."""
        english = language.lower().startswith("en")
        place = self.file
        if self.line is not None:
            place += f" line {self.line}" if english else f" 第 {self.line} 行"
        where = f" {self.path}" if self.path else ""
        return f"{place}{where}: {self.en}" if english else f"{place}{where}：{self.zh}"


class PlanErrors(Exception):  # noqa: N818 (it holds many, so it is plural)
    """Carry every fault found in a configuration, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(dict.fromkeys(faults))
        order = list(dict.fromkeys(fault.file for fault in found))
        found.sort(key=lambda fault: (order.index(fault.file), fault.line or 0))
        self.faults: tuple[Fault, ...] = tuple(found)
        super().__init__("\n".join(fault.text("en") for fault in self.faults))

    def text(self, language: str = "zh-CN") -> str:
        """Write all faults, one a line."""
        return "\n".join(fault.text(language) for fault in self.faults)


class PlanSyntaxError(PlanErrors):
    """Say that a file could not be read as TOML at all; it carries one fault a file."""


def spell_path(path: Path) -> str:
    """Write a key path as people count: `windows[2].own[1]` is the first letter of the second window."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text
