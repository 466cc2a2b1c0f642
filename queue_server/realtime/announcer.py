"""Have each call spoken once: by one live screen of the zone, one after another, never too late.

Theory: what is to be spoken are rows; the work list survives a crash. One task a voice (the screens of a zone, or
those of the whole hall) takes the first, has its sound made, and has a screen speak it (`speakers.py`). Urgent
announcements come first, then calls in their order, then other announcements. A call older than a minute is not
spoken any more, and the clerk is told. Of several servers of one hall, one with a ready screen claims it in the
database; when its screens fail before they have begun, it offers a call to the others once before it gives it up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from queue_server.domain.errors import Refused
from queue_server.domain.ticket import State
from queue_server.hall_voice import Said, call_said, text_said
from queue_server.realtime.speakers import LOOK_AGAIN_S, MAYBE_HEARD, Sound, Speakers
from queue_server.site import Site
from queue_server.storage import calls, notices, tickets
from queue_server.storage.calls import Announcement
from queue_server.storage.notices import Notice
from queue_server.use_cases.announce import begin_notice, settle_notice
from queue_server.use_cases.speak import begin_speaking, resume_speaking, settle_speaking
from queue_server.voice.clips import Clip

_LOG = logging.getLogger(__name__)
HURRIED_AFTER = timedelta(seconds=15)
TOO_OLD = timedelta(seconds=60)
NOTICE_TOO_OLD = timedelta(minutes=5)
URGENT_TIMES = 2
TAKEN_OVER_WITHIN_S = 8.0
"""How long another server has to take over a call: each looks at the list every second, and makes the sound first."""
COMES_BACK_WITHIN_S = 5.0
"""How long a page may take to come back to a server that was started anew."""
OURS_ALONE = ("withdrawn", "no_voice", MAYBE_HEARD)
"""After these a call is not offered to another server."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be spoken: a call, or the rows of an announcement that share a voice."""

    zone: str | None
    since: datetime
    call: Announcement | None = None
    rows: tuple[Notice, ...] = ()

    @property
    def zones(self) -> set[str | None]:
        """Return the zones that are to hear it."""
        return {self.zone, *(row.zone for row in self.rows)}

    @property
    def too_old_after(self) -> timedelta:
        """Return the age at which it is not spoken any more."""
        return TOO_OLD if self.call is not None else NOTICE_TOO_OLD


class Announcer:
    """Speak what is on the list."""

    def __init__(self, site: Site, speakers: Speakers, clip: Callable[[Said], Clip]) -> None:
        self._site = site
        self._speakers = speakers
        self._clip = clip
        self._wake = threading.Event()
        self._stopped = False
        self._speaking: set[str] = set()
        self._in_hand: set[str | None] = set()
        self._hands = threading.Lock()
        self._offered: deque[int] = deque(maxlen=100)
        self._broken_off: set[str] = set()
        self._awaited_until = 0.0

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
            if self._is_awaiting():
                continue
            try:
                voices = {self._speakers.voice_of(due.zone) for due in self._list()}
            except Refused:
                continue
            for voice in voices - self._speaking:
                self._speaking.add(voice)
                spawn(self._speak_all, voice)

    def _resume(self) -> None:
        try:
            alone = self._site.alone()
            found = self._site.run(lambda tx: resume_speaking(tx, alone=alone))
            self._broken_off = {str(of) for of in found.calls} | {f"n{of}" for of in found.notices}
            self._awaited_until = time.monotonic() + COMES_BACK_WITHIN_S
        except Refused as refusal:
            _LOG.warning("nothing is resumed: %s", refusal.code)

    def _is_awaiting(self) -> bool:
        """Tell whether a page that sounds on since before this server was started may still come back: nobody speaks over it."""
        if time.monotonic() >= self._awaited_until:
            self._broken_off = set()
        return not all(self._speakers.knows(of) for of in self._broken_off)

    def _list(self) -> list[Due]:
        """Return what is to be spoken, in order; of the calls, each zone's first."""
        with self._site.reading() as conn:
            waiting, said = calls.next_of_zones(conn), notices.to_be_spoken(conn)
        found = self._together([row for row in said if row.urgent])
        found += [Due(call.zone, call.created_at, call) for call in waiting]
        return found + self._together([row for row in said if not row.urgent])

    def _together(self, rows: Sequence[Notice]) -> list[Due]:
        """Join the rows of one announcement that one voice would speak: zones that share a screen hear it once."""
        found: dict[tuple[str, str], list[Notice]] = {}
        for row in rows:
            found.setdefault((row.notice_id, self._speakers.voice_of(row.zone)), []).append(row)
        return [Due(of[0].zone, of[0].created_at, rows=tuple(of)) for of in found.values()]

    def _speak_all(self, voice: str) -> None:
        try:
            while not self._stopped:
                ours = [due for due in self._list() if self._speakers.voice_of(due.zone) == voice]
                mine = [due for due in ours if not due.zones & self._in_hand]
                if not mine or not self._may_speak(mine[0]) or not self._taken(mine[0]):
                    return
                try:
                    self._speak(mine[0])
                finally:
                    self._in_hand -= mine[0].zones
        except Exception:  # noqa: BLE001  (one call that fails must not silence the hall)
            _LOG.exception("speaking in %s failed", voice)
            time.sleep(1)
        finally:
            self._speaking.discard(voice)

    def _taken(self, due: Due) -> bool:
        """Take the zones of one in hand; False when they are: a screen came or went meanwhile, and another voice speaks there."""
        with self._hands:
            if due.zones & self._in_hand:
                return False
            self._in_hand |= due.zones
            return True

    def _age(self, due: Due) -> timedelta:
        return self._site.clock.now() - due.since

    def _may_speak(self, due: Due) -> bool:
        """Tell whether this server takes it on: one without a ready screen leaves it to the others."""
        old = self._is_too_old(due)
        if due.call is not None and due.call.id in self._offered and not old:
            return False
        return old or self._speakers.ready(due.zone) is not None or self._site.alone()

    def _is_too_old(self, due: Due) -> bool:
        return self._age(due) > due.too_old_after

    def _speak(self, due: Due) -> None:
        if self._is_too_old(due):
            self._settle(due, "queued", "unspoken", "too_old")
            return
        try:
            said = self._said(due)
            clip = self._clip(said)
        except (OSError, ValueError) as error:
            _LOG.warning("something is to be spoken that has no sound: %s", error)
            self._settle(due, "queued", "unspoken", "failed")
            return
        mine = self._claimed(due)
        if mine is None:
            return
        spoken, why = self._speakers.play(mine.zone, _sound(mine, said, clip), lambda: self._why_not(mine))
        if spoken and not clip.spoken:
            spoken, why = False, "no_voice"
        may_be_offered = not spoken and why not in OURS_ALONE and not self._is_too_old(due)
        if may_be_offered and due.call is not None and self._taken_over(due.call):
            return
        why = "failed" if why == MAYBE_HEARD else why
        self._settle(mine, "playing", "spoken" if spoken else "unspoken", why)

    def _said(self, due: Due) -> Said:
        hall, at, call = self._site.hall, self._site.clock.now(), due.call
        if call is None:
            row = due.rows[0]
            return text_said(hall, row.text, row.text_en, at, URGENT_TIMES if row.urgent else 1)
        times = 1 if self._age(due) > HURRIED_AFTER else hall.policy.announce_times
        return call_said(hall, call.number, call.window_number, call.language, at, times)

    def _claimed(self, due: Due) -> Due | None:
        """Take it on, or what of it no other server has taken; None when there is nothing left."""
        call = due.call
        if call is not None:
            return due if self._site.run(lambda tx: begin_speaking(tx, call)) else None
        rows = self._site.run(lambda tx: begin_notice(tx, list(due.rows)))
        return replace(due, zone=rows[0].zone, rows=tuple(rows)) if rows else None

    def _taken_over(self, call: Announcement) -> bool:
        """Offer a call that could not be spoken here to the other servers; False when none takes it, and it is ours again."""
        if call.id in self._offered or self._site.alone():
            return False
        self._offered.append(call.id)
        self._site.run(lambda tx: settle_speaking(tx, call, "playing", "queued", None))
        gives_up = time.monotonic() + TAKEN_OVER_WITHIN_S
        while self._is_queued(call):
            if time.monotonic() >= gives_up:
                return not self._site.run(lambda tx: begin_speaking(tx, call))
            time.sleep(LOOK_AGAIN_S)
        return True

    def _is_queued(self, call: Announcement) -> bool:
        with self._site.reading() as conn:
            return calls.is_queued(conn, call.id)

    def _why_not(self, due: Due) -> str | None:
        """Tell why it is not to be spoken any more: it is too old, or its ticket has moved on or was called anew."""
        call = due.call
        if self._is_too_old(due):
            return "too_old"
        if call is None:
            return None
        with self._site.reading() as conn:
            ticket = tickets.by_id(conn, call.ticket_id)
            newest = calls.last_announcements(conn, [call.ticket_id]).get(call.ticket_id)
        called = ticket is not None and ticket.state is State.CALLED
        return None if called and newest is not None and newest.id == call.id else "withdrawn"

    def _settle(self, due: Due, before: str, state: str, why: str | None) -> None:
        call = due.call
        if call is not None:
            self._site.run(lambda tx: settle_speaking(tx, call, before, state, why))
        else:
            self._site.run(lambda tx: settle_notice(tx, list(due.rows), before, state, why))


def _sound(due: Due, said: Said, clip: Clip) -> Sound:
    url = f"/audio/{clip.name}"
    if due.call is None:
        return Sound(f"n{due.rows[0].id}", url, clip.duration_s, said.text)
    call = due.call
    return Sound(str(call.id), url, clip.duration_s, said.text, call.number, call.window_number)
