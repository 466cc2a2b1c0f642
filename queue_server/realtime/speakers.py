"""The screens that speak: which one is asked, what became of it, and never two at a time.

Theory: a screen is handed a sound, asks once more when it is about to begin (a page that was frozen would otherwise
begin what another has spoken meanwhile), and says when it has ended. A screen that closed its socket is silent
from then on, so the next may begin at once. One that only falls silent may be sounding still: then its time is waited
out, and if it had begun nobody repeats it, for the hall may have heard it: its page is asked if it has come back by
then (it answers for what it has begun, and speaks nothing twice), else the clerk is told. A screen that
steps in for one of another zone is handed that sound after the one it is speaking, never over it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, Final

from queue_server.hall import Hall
from queue_server.realtime.presence import SPEAKING, Connection, Connections

ANSWER_WITHIN_S: Final = 2.0
SPEAKER_WITHIN_S: Final = 3.0
LOOK_AGAIN_S: Final = 0.25
HALL_VOICE: Final = "board:"
MAYBE_HEARD: Final = "maybe_heard"  # why a sound is not repeated by anybody
WHY_LONGEST: Final = 20  # characters of a reason a screen gives
CLOSED: Final = ("client disconnect", "transport close", "transport error")
UNANSWERED_S: Final = 1.0  # a page that lives answers a ping in milliseconds


def voice_room(hall: Hall, room: str) -> str | None:
    """Return the voice that the screens of a room belong to by the settings in force, None for one that is mute."""
    if not room.startswith("screen:"):
        return room
    screen = hall.screens.get(room.split(":", 1)[1])
    if screen is None:
        return HALL_VOICE
    return f"board:{screen.zone or ''}" if screen.is_to_speak else None


def was_closed(reason: Any, unanswered_s: float | None) -> bool:
    """Tell from how a socket ended whether its page is no more, and silent; else it may be sounding still.

    A page that stands still ends by `ping timeout`, or as if closed: the reading end gives up after as long a silence.
    So one that had owed the answer to a ping (in s, None: it owed none) was not closed.
    """
    return reason in CLOSED and (unanswered_s is None or unanswered_s < UNANSWERED_S)


@dataclass(frozen=True, slots=True)
class Sound:
    """Hold what a screen is handed: the id that makes it one, where it is, how long, and its words."""

    id: str
    url: str
    seconds: float
    text: str
    number: str = ""
    window: str = ""


@dataclass
class _Asked:
    """One screen at work: the sound, when it began, its answer, and whether its socket was closed."""

    sound: Sound
    done: threading.Event = field(default_factory=threading.Event)
    answers: list[Any] = field(default_factory=list)
    began: float | None = None
    closed: bool = False

    def answer(self) -> dict[str, Any]:
        return self.answers[0] if self.answers and isinstance(self.answers[0], dict) else {}


class Speakers:
    """Have one of the live screens of a zone speak."""

    def __init__(
        self,
        connections: Connections,
        emit: Callable[[str, str, dict[str, Any], Callable[..., None]], None],
    ) -> None:
        self._connections = connections
        self._emit = emit
        self._at_work: dict[str, _Asked] = {}
        self._turns: dict[str, threading.Lock] = {}

    def gone(self, sid: str, *, closed: bool) -> None:
        """Let whoever waits for a screen that has left go on; `closed`: its socket was closed, so it is silent."""
        self._turns.pop(sid, None)
        asked = self._at_work.pop(sid, None)
        if asked is not None:
            asked.closed = closed
            asked.done.set()

    def may_begin(self, sid: str, sound_id: str) -> bool:
        """Tell a screen that is about to sound whether it is still its turn."""
        asked = self._at_work.get(sid)
        if asked is None or asked.sound.id != sound_id:
            return False
        asked.began = time.monotonic()
        return True

    def voice_of(self, zone: str | None) -> str:
        """Return the room whose screens speak for a zone now: its own, else those of the whole hall, else any.

        What one room speaks is spoken one after another, so zones that share a screen never overlap.
        """
        speaker = self.ready(zone)
        if speaker is not None and (found := self._connections.voice(speaker)) is not None:
            return found
        own = f"board:{zone or ''}"
        there = any(self._connections.voice(c) == own for c in self._connections.of_screen(*SPEAKING))
        return own if there else HALL_VOICE

    def knows(self, sound_id: str, tried: Container[str] = ()) -> bool:
        """Tell whether a page that is here, and was not asked yet, has begun a sound: it can tell what became of it."""
        return any(c.health.spoke == sound_id for c in self._able(tried))

    def ready(
        self, zone: str | None, tried: Container[str] = (), sound_id: str | None = None
    ) -> Connection | None:
        """Return the screen that would speak for a zone now: the longest connected of those that can sound.

        One of the zone comes before one of the whole hall, and that before any other. A page that doubts its own sound
        (no output device, a graph that read silence) comes after all that do not. Before all of them comes one that has
        begun the sound `sound_id` under a server that is no more: it alone can tell what became of it.
        """
        own = f"board:{zone}" if zone is not None else HALL_VOICE

        def rank(screen: Connection) -> tuple[bool, bool, int]:
            voice = self._connections.voice(screen)
            place = 0 if voice == own else 1 if voice == HALL_VOICE else 2
            new = sound_id is None or screen.health.spoke != sound_id
            return new, screen.health.sound not in (None, "ready"), place

        return min(self._able(tried), key=rank, default=None)

    def _able(self, tried: Container[str]) -> list[Connection]:
        """Return the screens that can sound, are to speak, and were not tried, the longest connected first."""
        screens = self._connections.of_screen(*SPEAKING)
        return [
            c
            for c in screens
            if c.audio_ready and c.sid not in tried and self._connections.voice(c) is not None
        ]

    def play(
        self, zone: str | None, sound: Sound, why_not: Callable[[], str | None]
    ) -> tuple[bool, str | None]:
        """Have a sound spoken once; returns whether it was, and if not why.

        `why_not` is asked before each try: why it is not to be spoken any more, None while it is.
        """
        tried: set[str] = set()
        why = "no_speaker"
        gives_up = time.monotonic() + SPEAKER_WITHIN_S
        while True:
            speaker = self.ready(zone, tried, sound.id)
            if speaker is None:
                over = why_not()
                if over is not None or tried or time.monotonic() >= gives_up:
                    return False, over or why
                time.sleep(LOOK_AGAIN_S)
                continue
            tried.add(speaker.sid)
            with self._turns.setdefault(speaker.sid, threading.Lock()):
                over = why_not()
                if over is not None:
                    return False, over
                if self._connections.by_sid(speaker.sid) is None:
                    continue  # it left while this waited for its turn
                asked = self._ask(speaker, sound)
            answer = asked.answer()
            if answer.get("spoken") is True:
                return True, None
            said = answer.get("why")
            why = said if isinstance(said, str) and len(said) <= WHY_LONGEST else "failed"
            if not asked.answers and not asked.closed and asked.began is not None:
                time.sleep(max(0.0, asked.began + sound.seconds - time.monotonic()))
                if not self.knows(sound.id, tried):
                    return False, MAYBE_HEARD

    def _ask(self, speaker: Connection, sound: Sound) -> _Asked:
        sid = speaker.sid
        asked = self._at_work[sid] = _Asked(sound)
        if speaker.health.spoke == sound.id:
            asked.began = time.monotonic()

        def answered(*said: Any) -> None:
            asked.answers.extend(said)
            asked.done.set()

        timeout_s = sound.seconds + ANSWER_WITHIN_S
        told = {
            "id": sound.id,
            "number": sound.number,
            "window": sound.window,
            "audio_url": sound.url,
            "text": sound.text,
            "timeout_s": round(timeout_s, 1),
        }
        self._emit("announce", sid, told, answered)
        asked.done.wait(timeout_s + ANSWER_WITHIN_S)
        if self._at_work.get(sid) is asked:
            del self._at_work[sid]
        return asked
