"""The screens that speak: which one is asked, what became of it, and never two at a time.

Theory: a screen is handed a sound, asks once more when it is about to begin (a page that was frozen would otherwise
begin what another has spoken meanwhile), and says when it has ended. A screen that closed its socket is silent
from then on, so the next may begin at once. One that only falls silent may be sounding still: then its time is waited
out, and if it had begun nobody repeats it, for the hall may have heard it; the clerk is told instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, Final

from queue_server.realtime.presence import Connection, Connections

ANSWER_WITHIN_S: Final = 2.0
SPEAKER_WITHIN_S: Final = 3.0
LOOK_AGAIN_S: Final = 0.25
HALL_VOICE: Final = "board:"
MAYBE_HEARD: Final = "maybe_heard"  # why a sound is not repeated by anybody
WHY_LONGEST: Final = 20  # characters of a reason a screen gives


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

    def gone(self, sid: str, *, closed: bool) -> None:
        """Let whoever waits for a screen that has left go on; `closed`: its socket was closed, so it is silent."""
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
        """Return the room that speaks for a zone: its own screens, else those of the whole hall.

        What one room speaks is spoken one after another, so zones that share a screen never overlap.
        """
        own = f"board:{zone or ''}"
        return own if self._connections.connected(own) else HALL_VOICE

    def ready(self, zone: str | None, tried: Container[str] = ()) -> Connection | None:
        """Return the screen that would speak for a zone now: the longest connected of those that can sound.

        One whose page doubts its own sound (no output device, a graph that read silence) comes after those that do not.
        """
        able = [c for c in self._connections.of_screen("display") if c.audio_ready and c.sid not in tried]
        able.sort(key=lambda c: c.health.sound not in (None, "ready"))
        in_zone = [c for c in able if zone is not None and c.room == f"board:{zone}"]
        of_the_hall = [c for c in able if c.room == HALL_VOICE]
        found = in_zone or of_the_hall or able
        return found[0] if found else None

    def play(self, zone: str | None, sound: Sound, wanted: Callable[[], bool]) -> tuple[bool, str | None]:
        """Have a sound spoken once; returns whether it was, and if not why. `wanted` is asked before each try."""
        tried: set[str] = set()
        why = "no_speaker"
        gives_up = time.monotonic() + SPEAKER_WITHIN_S
        while True:
            speaker = self.ready(zone, tried)
            if not wanted():
                return False, "withdrawn"
            if speaker is None:
                if tried or time.monotonic() >= gives_up:
                    return False, why
                time.sleep(LOOK_AGAIN_S)
                continue
            tried.add(speaker.sid)
            asked = self._ask(speaker.sid, sound)
            answer = asked.answer()
            if answer.get("spoken") is True:
                return True, None
            said = answer.get("why")
            why = said if isinstance(said, str) and len(said) <= WHY_LONGEST else "failed"
            if not asked.answers and not asked.closed and asked.began is not None:
                time.sleep(max(0.0, asked.began + sound.seconds - time.monotonic()))
                return False, MAYBE_HEARD

    def _ask(self, sid: str, sound: Sound) -> _Asked:
        asked = self._at_work[sid] = _Asked(sound)

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
