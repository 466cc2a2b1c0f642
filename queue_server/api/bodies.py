"""The bodies of commands, as published in OpenAPI."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from queue_server.api.field_errors import CONTROL_CHARACTERS
from queue_server.domain.commands import HOLD_REASONS
from queue_server.domain.window import PAUSE_REASONS

assert PAUSE_REASONS == ("away", "handover", "meeting", "fault", "other")
assert HOLD_REASONS == ("form", "copy", "payment", "fetch", "other")


def printable(text: str) -> str:
    """Return a text as it is; raises ValueError for control characters."""
    if any(ord(c) < 32 and c != "\n" for c in text) or "\x7f" in text:
        raise PydanticCustomError(CONTROL_CHARACTERS, "control characters are not allowed")
    return text


Name = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(printable)]
Note = Annotated[str, Field(max_length=200), AfterValidator(printable)]
Moment = Annotated[AwareDatetime, Field(description="ISO 8601 with offset")]
Options = Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=16)]


class NewTicket(BaseModel):
    """A wish for a number: a queue, or an item that leads to one."""

    queue_id: Name | None = None
    item_code: Name | None = None
    priority: Name | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"
    booked_at: Moment | None = None


class Priority(BaseModel):
    """A priority class to give or confirm, or null to remove it."""

    priority: Name | None = None
    confirmed: bool = True
    reason: Note | None = None


class Reason(BaseModel):
    """Why it is done, in the words of whoever does it."""

    reason: Note | None = None


class Notice(BaseModel):
    """The papers of the guide that are missing, by name."""

    missing: Annotated[list[Name], Field(max_length=40)]


class Pause(BaseModel):
    """Why a window pauses."""

    reason: Literal["away", "handover", "meeting", "fault", "other"] = "away"


class CallNext(BaseModel):
    """Which queue to call from, and the number the clerk saw first."""

    queue_id: Name | None = None
    expected: Name | None = None


class Finish(BaseModel):
    """What came of a service."""

    items: Annotated[list[Name], Field(max_length=20)] | None = None
    outcome: Literal["done", "accepted", "incomplete", "enquiry"] = "done"


class Close(BaseModel):
    """What becomes of a ticket that is still at the window."""

    leaving: Literal["put_back", "hold", "finish"] | None = None


class Call(BaseModel):
    """Which ticket is called out of its turn, and why."""

    ticket_id: Name
    reason: Note = ""


class Direct(BaseModel):
    """What somebody without a number came for; the window's first queue when nothing is named."""

    queue_id: Name | None = None
    item_code: Name | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"


class Hold(BaseModel):
    """Why a citizen is set aside."""

    reason: Literal["form", "copy", "payment", "fetch", "other"] = "other"


class ResumeHeld(BaseModel):
    """Which held ticket goes on; `call` has it called first."""

    ticket_id: Name
    call: bool = False


class Transfer(BaseModel):
    """Where a ticket goes: a queue, one window or one clerk, at which place, after which items."""

    queue_id: Name | None = None
    window_id: Name | None = None
    staff_id: Name | None = None
    items: Annotated[list[Name], Field(max_length=20)] | None = None
    position: Literal["keep", "front", "back"] = "keep"
    note: Note | None = None


class NewRating(BaseModel):
    """The first tap at the tablet, 5 best to 1."""

    spell_id: Name
    level: Annotated[int, Field(ge=1, le=5, strict=True)]
    options: Options = []
    comment: Note | None = None


class RatingChange(BaseModel):
    """What is added to a rating while its ask is open."""

    level: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    options: Options | None = None
    comment: Note | None = None


class TokenRating(BaseModel):
    """A rating from the phone page."""

    level: Annotated[int, Field(ge=1, le=5, strict=True)]
    options: Options = []
    comment: Note | None = None


class Declined(BaseModel):
    """An ask that ended without a rating."""

    spell_id: Name
    why: Literal["declined", "timed_out"]


class Help(BaseModel):
    """Why a kiosk needs a person: help, reprint, printer."""

    why: Name = "help"
    ticket_id: Name | None = None


class Claim(BaseModel):
    """Which printer's next job; `wait_s` lets the answer wait for one."""

    printer_id: Name
    wait_s: Annotated[float, Field(ge=0, le=25)] = 0


class JobReport(BaseModel):
    """Why a job was refused or is uncertain."""

    reason: Name | None = None


class PrinterStatus(BaseModel):
    """How a printer is, seen by its agent."""

    state: Literal["ok", "near_end", "down", "unknown"]
    why: Name | None = None
    at: Name | None = None


class Enrol(BaseModel):
    """What a new device is to be."""

    kind: Literal["kiosk", "display", "sign", "evaluator", "guide", "print_agent"] = "kiosk"
    name: Name = "device"
    window: Annotated[str, Field(pattern=r"^[0-9]{1,3}$")] | None = None


class Approve(BaseModel):
    """Which device a manager lets in."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    printer_id: Name | None = None
    zone: Name | None = None
    screen: Name | None = None


class GivenScreen(BaseModel):
    """Which of the hall's screens a display shows; null the hall board."""

    screen: Name | None = None


class DeviceName(BaseModel):
    """What a device is called from now on."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(printable)
    ]


class SoundCheck(BaseModel):
    """Whether the tones left a screen's computer, and if not why, as the box names it."""

    ran: bool
    why: Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")] = ""


class SignIn(BaseModel):
    """A person's name and password; `screen` names the terminal in this browser."""

    username: Name
    password: Annotated[str, Field(min_length=1, max_length=200)]
    screen: Name | None = None


class Screen(BaseModel):
    """Which terminal of this browser signs out."""

    screen: Name | None = None
