"""The sound check before the hall opens: two soft tones, and whether they really left the computer.

A page is told that sound runs even where no loudspeaker is: Chromium falls back to playing into nothing. So the kernel is
asked, too: while the tones sound, one of its playback devices must be running.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

CARDS = Path("/proc/asound")
AHEAD = timedelta(minutes=10)
ASK_EVERY_S = 60.0
LISTEN_AFTER_S = 0.6
LISTEN_AGAIN_S = 0.2
TONES_S = 1.6
PAGE_WITHIN_S = 4.0

HOURS = """(() => {
  const page = document.documentElement.dataset;
  if (page.voice !== 'speaks') return page.voice || 'soon';
  return fetch('/api/v1/board', {headers: {'X-Tinghao-Screen': '%s'}})
    .then((answer) => answer.ok ? answer.json() : null)
    .then((board) => board && [board.now, board.open.is_open, board.open.opens_at, Boolean(page.speaking)]);
})()"""
MUTE, SOON = "mute", "soon"
"""What HOURS comes to on a screen that is set not to speak, and on one that does not know yet."""

PLAY = """(() => {
  const heard = window.tinghaoSoundCheck = {state: 'none', advanced: 0, done: false};
  const Context = window.AudioContext;
  if (!Context) { heard.done = true; return; }
  const context = new Context();
  heard.state = context.state;
  context.resume();
  const begin = () => {
    const at = context.currentTime;
    [[660, 0], [528, 0.55]].forEach(([pitch, after]) => {
      const tone = context.createOscillator();
      const level = context.createGain();
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.0001, at + after);
      level.gain.exponentialRampToValueAtTime(0.35, at + after + 0.03);
      level.gain.exponentialRampToValueAtTime(0.0001, at + after + 0.95);
      tone.connect(level).connect(context.destination);
      tone.start(at + after);
      tone.stop(at + after + 1);
    });
    setTimeout(() => {
      Object.assign(heard, {state: context.state, advanced: context.currentTime - at, done: true});
      context.close();
    }, 1600);
  };
  setTimeout(begin, 50);
})()"""

HEARD = "((heard) => heard && [heard.state, heard.advanced, heard.done])(window.tinghaoSoundCheck)"

TELL = """fetch('/api/v1/devices/sound-check', {method: 'POST',
headers: {'Content-Type': 'application/json', 'X-Tinghao-Screen': '%s'},
body: JSON.stringify({ran: %s, why: '%s'})}).then((answer) => answer.status)"""

_RUNNING = re.compile(r"^state: RUNNING", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the tones left the computer; `why` not: blocked, no_card, not_playing, stuck, no_answer."""

    ran: bool
    why: str


def due(said: Any, done_for: str) -> str | None:
    """Return the opening the check is due for, None while it is not.

    `said` is what HOURS came to: the hall's clock, whether it is open, when it opens next, whether a call is being read.
    An opening is checked once (`done_for`), within ten minutes before it; a box switched on later checks at once,
    between two calls.
    """
    if not isinstance(said, list) or len(said) != 4:
        return None
    now, is_open, opens_at, speaking = said
    if speaking or not isinstance(now, str):
        return None
    if is_open:
        day = now[:10]
        return None if done_for[:10] == day else day
    if not isinstance(opens_at, str) or done_for == opens_at:
        return None
    left = datetime.fromisoformat(opens_at) - datetime.fromisoformat(now)
    return opens_at if timedelta(0) <= left <= AHEAD else None


class DoneFor:
    """Which opening was checked last: a supervisor started again must not chime again."""

    def __init__(self, folder: Path) -> None:
        """Name the folder it is noted in, which lasts until the box is switched off."""
        self._path = folder / "sound-checked"

    def read(self) -> str:
        """Return the opening, empty when none was checked."""
        try:
            return self._path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return ""

    def write(self, opening: str) -> None:
        """Note an opening."""
        with contextlib.suppress(OSError):
            self._path.write_text(opening, encoding="utf-8")


def cards(folder: Path = CARDS) -> bool:
    """Tell whether there is anything a loudspeaker could hang on."""
    return any(folder.glob("card*/pcm*p"))


def playing(folder: Path = CARDS) -> bool:
    """Tell whether the kernel is playing at this moment."""
    for path in folder.glob("card*/pcm*p/sub*/status"):
        try:
            if _RUNNING.search(path.read_text(encoding="ascii", errors="replace")):
                return True
        except OSError:
            continue
    return False


def check(page: Any, folder: Path = CARDS) -> Check:
    """Play the tones in the page and listen to the kernel meanwhile. Raises what the page's `evaluate` raises."""
    page.evaluate(PLAY, PAGE_WITHIN_S)
    left_the_house = False
    ends = monotonic() + TONES_S + PAGE_WITHIN_S
    sleep(LISTEN_AFTER_S)
    while True:
        left_the_house = left_the_house or playing(folder)
        heard = page.evaluate(HEARD, PAGE_WITHIN_S)
        if not heard or heard[2] or monotonic() > ends:
            return verdict(heard, cards(folder), left_the_house)
        sleep(LISTEN_AGAIN_S)


def verdict(heard: Any, has_cards: bool, left_the_house: bool) -> Check:
    """Say what came of the tones."""
    if not heard or not heard[2]:
        return Check(False, "no_answer")
    if heard[0] != "running":
        return Check(False, "blocked")
    if not has_cards:
        return Check(False, "no_card")
    if heard[1] < TONES_S / 2:
        return Check(False, "stuck")
    return Check(left_the_house, "" if left_the_house else "not_playing")
