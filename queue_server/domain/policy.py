"""The settings of a hall that its rules read."""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.errors import refuse


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """Give a group of people a head start; `head_start_s` in seconds of earlier arrival.

    `needs_desk`: it counts only when the guide desk has seen the document. `absolute`: it stands before
    everybody without one, however long they have waited.
    """

    code: str
    name: str
    name_en: str
    head_start_s: int
    needs_desk: bool = False
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a hall has decided; every figure is a setting, all durations in seconds.

    `order`: by effective arrival, or one priority after every `interleave_normal` others (interleave).
    `missed`: a missed number may return within the time and places (0 = any), or it is void.
    """

    order: str = "effective_arrival"
    interleave_normal: int = 2
    booked_early_s: int = 1800
    booked_late_s: int = 900
    max_calls: int = 3
    recall_gap_s: int = 20
    absent_after: int = 2
    absent_min_s: int = 0
    missed: str = "return"
    return_within_s: int = 1800
    return_within_places: int = 0
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

    def find_class(self, code: str | None) -> PriorityClass | None:
        """Return the class of that code, or None: a hall may have given one up since."""
        return next((each for each in self.classes if each.code == code), None)

    def priority_class(self, code: str) -> PriorityClass:
        """Return the class of that code; raises `priority_unknown`."""
        found = self.find_class(code)
        if found is None:
            raise refuse("priority_unknown", detail=code)
        return found
