"""Have each call spoken once: by one live screen of the zone, one after another, never too late.

Theory: the calls to be spoken are rows; the work list survives a crash. One task a voice (the screens
of a zone, or those of the whole hall) takes the oldest, has its sound made, hands it to the first
screen whose sound is ready, and waits for the screen's word. A screen that goes or does not answer in
time is passed over for the next. A call older than a minute is not spoken any more, and the clerk is
told. Of several servers of one hall, one with a ready screen claims the call in the database; when its
screens fail or leave in the middle, it offers the call to the others once before it gives it up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from queue_server.domain.errors import Refused
from queue_server.domain.ticket import State
from queue_server.hall_voice import Said, call_said
from queue_server.realtime.speakers import Sound, Speakers
from queue_server.site import Site
from queue_server.storage import calls, tickets
from queue_server.storage.calls import Announcement
from queue_server.use_cases.speak import begin_speaking, resume_speaking, settle_speaking
from queue_server.voice.clips import Clip

_LOG = logging.getLogger(__name__)
HURRIED_AFTER = timedelta(seconds=15)
TOO_OLD = timedelta(seconds=60)
TAKEN_OVER_WITHIN_S = 8.0
"""How long another server has to take over a call: each looks at the list every second, and makes the sound first."""


class Announcer:
    """Speak what is on the list."""

    def __init__(
        self,
        site: Site,
        speakers: Speakers,
        clip: Callable[[Said], Clip],
    ) -> None:
        self._site = site
        self._speakers = speakers
        self._clip = clip
        self._wake = threading.Event()
        self._stopped = False
        self._speaking: set[str] = set()
        self._offered: deque[int] = deque(maxlen=100)

    def wake(self) -> None:
        """Look at the list now."""
        self._wake.set()

    def stop(self) -> None:
        """End the loop."""
        self._stopped = True
        self._wake.set()

    def loop(self, spawn: Callable[..., Any]) -> None:
        """Speak until stopped, each zone in its own task."""
        self._resume()
        while not self._stopped:
            self._wake.wait(1.0)
            self._wake.clear()
            try:
                voices = {self._speakers.voice_of(call.zone) for call in self._list()}
            except Refused:
                continue
            for voice in voices - self._speaking:
                self._speaking.add(voice)
                spawn(self._speak_all, voice)

    def _resume(self) -> None:
        try:
            alone = self._site.alone()
            self._site.run(lambda tx: resume_speaking(tx, alone=alone))
        except Refused as refusal:
            _LOG.warning("nothing is resumed: %s", refusal.code)

    def _list(self) -> list[Announcement]:
        with self._site.reading() as conn:
            return calls.to_be_spoken(conn)

    def _speak_all(self, voice: str) -> None:
        try:
            while not self._stopped:
                mine = [call for call in self._list() if self._speakers.voice_of(call.zone) == voice]
                if not mine or not self._may_speak(mine[0]):
                    return
                self._speak(mine[0])
        except Exception:  # noqa: BLE001  (one call that fails must not silence the hall)
            _LOG.exception("speaking in %s failed", voice)
            time.sleep(1)
        finally:
            self._speaking.discard(voice)

    def _may_speak(self, call: Announcement) -> bool:
        """Tell whether this server takes a call on: one without a ready screen leaves it to the others."""
        age = self._site.clock.now() - call.created_at
        if call.id in self._offered and age <= TOO_OLD:
            return False
        return age > TOO_OLD or self._speakers.ready(call.zone) is not None or self._site.alone()

    def _speak(self, call: Announcement) -> None:
        age = self._site.clock.now() - call.created_at
        if age > TOO_OLD:
            self._settle(call, "queued", "unspoken", "too_old")
            return
        times = 1 if age > HURRIED_AFTER else self._site.hall.policy.announce_times
        try:
            said = self._said(call, times)
            clip = self._clip(said)
        except (OSError, ValueError) as error:
            _LOG.warning("the call of %s has no sound: %s", call.number, error)
            self._settle(call, "queued", "unspoken", "failed")
            return
        if not self._site.run(lambda tx: begin_speaking(tx, call)):
            return
        spoken, why = self._speakers.play(
            call.zone,
            Sound(
                str(call.id),
                f"/audio/{clip.name}",
                clip.duration_s,
                said.text,
                call.number,
                call.window_number,
            ),
            lambda: self._still_called(call),
        )
        if spoken and not clip.spoken:
            spoken, why = False, "no_voice"
        if not spoken and why not in ("withdrawn", "no_voice") and self._taken_over(call):
            return
        self._settle(call, "playing", "spoken" if spoken else "unspoken", why)

    def _said(self, call: Announcement, times: int) -> Said:
        hall, at = self._site.hall, self._site.clock.now()
        return call_said(hall, call.number, call.window_number, call.language, at, times)

    def _taken_over(self, call: Announcement) -> bool:
        """Offer a call that could not be spoken here to the other servers; False when none takes it, and it is ours again."""
        if call.id in self._offered or self._site.alone():
            return False
        self._offered.append(call.id)
        self._settle(call, "playing", "queued", None)
        gives_up = time.monotonic() + TAKEN_OVER_WITHIN_S
        while any(each.id == call.id for each in self._list()):
            if time.monotonic() >= gives_up:
                return not self._site.run(lambda tx: begin_speaking(tx, call))
            time.sleep(0.1)
        return True

    def _still_called(self, call: Announcement) -> bool:
        with self._site.reading() as conn:
            ticket = tickets.by_id(conn, call.ticket_id)
        return ticket is not None and ticket.state is State.CALLED

    def _settle(self, call: Announcement, before: str, state: str, why: str | None) -> None:
        self._site.run(lambda tx: settle_speaking(tx, call, before, state, why))
