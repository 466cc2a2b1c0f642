"""What can be asked of a ticket: one value a command, imperative, with all that its step needs."""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.ids import QueueId, SpellId, StaffId, WindowId

HOLD_REASONS = ("form", "copy", "payment", "fetch", "other")
"""Why a citizen is set aside: to fill a form, copy, pay, fetch something, or another reason."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a queue: its lane, and the rank there in microseconds since 1970."""

    lane: int
    rank: int


@dataclass(frozen=True, slots=True)
class Call:
    """Call the ticket to a window; `reason` when it is called out of turn, `why` explains its turn."""

    window_id: WindowId
    reason: str | None = None
    why: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ServeDirect:
    """Serve somebody who walked up to a free window: a number is drawn, nobody is called."""

    window_id: WindowId
    spell_id: SpellId


@dataclass(frozen=True, slots=True)
class Recall:
    """Call it again; refused before the hall's gap or beyond its number of calls."""


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the service; the spell is the one a later rating belongs to."""

    spell_id: SpellId


@dataclass(frozen=True, slots=True)
class Finish:
    """End the service with an outcome (done, accepted, incomplete or enquiry) and the items served."""

    outcome: str = "done"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkAbsent:
    """Nobody came; refused before the hall's number of calls and its least time."""


@dataclass(frozen=True, slots=True)
class Requeue:
    """Undo a mistaken call, or end a hold: the same place, not a miss."""


@dataclass(frozen=True, slots=True)
class WithdrawPriority:
    """The document was not shown at the window: back to the place the arrival gives, not a miss."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Set the citizen aside, with one of `HOLD_REASONS`; the window is free for others."""

    reason: str


@dataclass(frozen=True, slots=True)
class ResumeHeld:
    """Go on serving a held ticket, at this or another window, in a service of its own."""

    window_id: WindowId
    spell_id: SpellId


@dataclass(frozen=True, slots=True)
class Return:
    """Come back after a missed call at `spot`; None when nobody waits.

    `passed` is how many others of the queue have been called since the miss.
    """

    spot: Spot | None
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """Move to another queue, to one window or to one clerk; `items` are what was served before.

    `position` is keep (by its own arrival), front or back; `front` is the place before the first there, `least`
    one more than the last arrival there, in microseconds: the back is behind them whatever the clock says.
    """

    queue_id: QueueId
    for_window_id: WindowId | None
    position: str
    front: Spot | None
    note: str | None = None
    for_staff_id: StaffId | None = None
    items: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """Let a ticket that was sent to a window or clerk go back to its queue: nobody is there any more."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Another clerk goes on with the ticket at the same window, in a service of its own."""

    spell_id: SpellId


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give the number up, by the citizen or by staff."""

    reason: str


@dataclass(frozen=True, slots=True)
class CloseDay:
    """End what the day left open; it is flagged `day_closed` and never counted as served."""


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Give, confirm or remove a priority class; staff only."""

    priority: str | None
    confirmed: bool
    reason: str | None = None


Command = (
    Call
    | ServeDirect
    | Recall
    | Start
    | Finish
    | MarkAbsent
    | Requeue
    | WithdrawPriority
    | Hold
    | ResumeHeld
    | Return
    | Transfer
    | Release
    | TakeOver
    | Cancel
    | CloseDay
    | SetPriority
)
