"""The settings of a hall that its rules read."""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.errors import refuse


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """Give a group of people a head start; `head_start_s` in seconds of earlier arrival.

    `needs_desk`: it counts only when the guide desk has seen the document.
    """

    code: str
    name: str
    name_en: str
    head_start_s: int
    needs_desk: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a hall has decided; every figure is a setting, all durations in seconds."""

    max_calls: int = 3
    recall_gap_s: int = 20
    absent_after: int = 2
    return_within_s: int = 1800
    return_after: int = 2
    near: int = 3
    target_wait_s: int = 1800
    prior_service_s: int = 480
    ask_rating_s: int = 60
    late_rating_days: int = 5
    announce_times: int = 2
    print_late_s: int = 120
    pause_limit_s: int = 900
    free_direct: bool = False
    classes: tuple[PriorityClass, ...] = ()

    def priority_class(self, code: str) -> PriorityClass:
        """Return the class of that code; raises `priority_unknown`."""
        for each in self.classes:
            if each.code == code:
                return each
        raise refuse("priority_unknown", detail=code)
