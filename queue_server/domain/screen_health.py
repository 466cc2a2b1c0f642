"""How a hall's screen is, judged by what its page says of itself.

Theory: a page that lives tells every 15 s (every 5 s once it notices that nothing is drawn) how many frames it has drawn,
which snapshot it holds, how its sound is, and how many errors it met. A page that is frozen whole answers no ping and is
gone within 6 s; one whose socket lives while its frames stand still is seen here, within 30 s of its last frame.
Moments are seconds of a clock that is never set, handed in: a server whose clock jumps must not call its screens dead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

QUIET_AFTER_S: Final = 30.0
"""A page that has said nothing for so long counts as not connected, whatever its socket does."""
STILL_AFTER_S: Final = 9.0
BEHIND_AFTER_S: Final = 3.0
ERRORS_SHOWN_FOR_S: Final = 600.0
SOUNDS: Final = ("unknown", "ready", "blocked", "none", "stuck", "silent", "no_device")
TROUBLES: Final = (
    "not_drawing",
    "hidden",
    "behind",
    "old_page",
    "no_sound",
    *(f"sound_{of}" for of in SOUNDS[2:]),
    "sound_check",
    "errors",
)
"""All that can be the matter with a screen that is there, the worst first; `sound_check` is the box's, from the log."""
_KEPT: Final = ("version", "drawn_frames", "audio_ready", "errors")


@dataclass
class PageHealth:
    """What one page has said of itself since it connected at `since`, served `build`."""

    since: float
    build: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    sound: str | None = None
    errors: int = 0
    spoke: str | None = None
    """The announcement it began last: after a restart it may be sounding still."""
    _drawn_at: float | None = None
    _still: bool = False
    _hidden: bool = False
    _build: str = ""
    _behind: bool = False
    _untrue_at: float | None = None
    _errors_at: float | None = None
    _told: tuple[float, float] | None = None

    def told(self, version: float, at: float) -> None:
        """Note that a snapshot of this version was sent to the page."""
        self._told = (version, at)

    def heard(self, said: dict[str, Any], at: float) -> None:
        """Note the page's report; what is not of the right kind is left out."""
        before = self.report.get("drawn_frames")
        self.report = {k: said[k] for k in _KEPT if _is_figure(said.get(k))}
        frames = self.report.get("drawn_frames")
        if frames is None or frames != before or self._drawn_at is None:
            self._drawn_at = at
        self._still = at - self._drawn_at >= STILL_AFTER_S
        self._hidden = said.get("hidden") is True
        self.sound = said["sound"] if said.get("sound") in SOUNDS else None
        self.spoke = said["spoke"] if isinstance(said.get("spoke"), str) else None
        self._build = said["build"] if isinstance(said.get("build"), str) else ""
        self._count(self.report.get("errors"), at)
        held = self.report.get("version")
        told = self._told
        self._behind = (
            held is not None and told is not None and held < told[0] and at - told[1] >= BEHIND_AFTER_S
        )
        untrue = self._hidden or self._behind
        self._untrue_at = (self._untrue_at or at) if untrue else None

    def _count(self, errors: Any, at: float) -> None:
        """Note the errors of a page's life, and when the last of them came."""
        if isinstance(errors, int) and 0 <= errors < 2**53:
            if errors > self.errors:
                self._errors_at = at
            self.errors = int(errors)

    @property
    def audio_ready(self) -> bool:
        """Tell whether the page may be asked to speak."""
        return self.report.get("audio_ready") is True

    @property
    def drawn_at(self) -> float:
        """Return when the page was last known to draw, and what it drew to be seen and true."""
        drawn = self._drawn_at or self.since
        return drawn if self._untrue_at is None else min(drawn, self._untrue_at)

    def troubles(self, at: float, *, speaks: bool) -> tuple[str, ...]:
        """Return what is the matter, the worst first; a page that has said nothing yet has none.

        Its sound matters only if it is to speak.
        """
        errors = self._errors_at is not None and at - self._errors_at < ERRORS_SHOWN_FOR_S
        found = {
            "not_drawing": self._still and not self._hidden,
            "hidden": self._hidden,
            "behind": self._behind,
            "old_page": bool(self.build and self._build and self._build != self.build),
            "errors": errors,
            "no_sound": speaks and self.sound is None and self.report.get("audio_ready") is False,
            f"sound_{self.sound}": speaks,
        }
        return tuple(name for name in TROUBLES if found.get(name))


def _is_figure(value: Any) -> bool:
    """Tell whether a value is a number that JSON can carry on."""
    return isinstance(value, int | float) and abs(value) < 2**53


@dataclass(frozen=True, slots=True)
class ScreenHealth:
    """How a device's screen is: state `online`, `silent` or `never`, when it was last heard, what is the matter."""

    state: str
    seen: datetime | None = None
    troubles: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    report: dict[str, Any] = field(default_factory=dict)
    errors: int = 0


NEVER: Final = ScreenHealth("never")
