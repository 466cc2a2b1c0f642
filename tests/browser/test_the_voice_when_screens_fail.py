"""Bursts of calls from six windows while hall screens are killed, muted and frozen: Chromium's own audio graph tells.

Every call is spoken in full exactly once or reported as unspoken, in the order of the calls, none over another.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from queue_server.domain.wording import TEMPLATE
from tests.api.settings_page import put_back, settings, signed_in
from tests.browser.screens import Screens, wait_until
from tests.hall import Hall
from tests.long_forms import LONG, long_form

ROUNDS = 17 if LONG else 1
WHOLE_EVERY = 4  # in so many rounds the long form has one of calls as long as a hall's: a frozen screen is gone before its end
SEED = 20261126
LETTERS = "ABCDEF"
SETTLED_WITHIN_S = 150
TOGETHER_MS = 80  # timers of two pages may be that far apart

# Tells the test at once what is heard: a page that is killed takes its memory along.
TELL_SOUNDS = """
const playing = new Set();
const tell = (what, sound) => window.heard({what, at: Date.now(), ...sound});
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  const sound = {id: Math.random(), lasts: this.buffer.duration * 1000, number: document.documentElement.dataset.speaking};
  playing.add(sound);
  this.sound = sound;
  tell('begins', sound);
  this.addEventListener('ended', () => { playing.delete(sound); tell('ends', sound); });
  return start.apply(this, arguments);
};
const disconnect = AudioNode.prototype.disconnect;
AudioNode.prototype.disconnect = function () {
  if (this.sound && playing.delete(this.sound)) tell('cut', this.sound);
  return disconnect.apply(this, arguments);
};
const Made = window.AudioContext;
window.AudioContext = class extends Made { constructor() { super(); window.sounding = this; } };
window.mute = () => { for (const sound of playing) tell('cut', sound); playing.clear(); return window.sounding.suspend(); };
window.freeze = (ms) => { setTimeout(() => { const until = performance.now() + ms; while (performance.now() < until); }, 0); };
"""


@dataclass
class Stage:
    """Two hall screens, what was heard from both, and what happened to them."""

    screens: Screens
    boards: list[Page] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> None:
        page = self.screens.blank("/board")
        page.context.expose_binding(
            "heard", lambda source, said: self.heard.append({**said, "page": source["page"]})
        )
        page.add_init_script(TELL_SOUNDS)
        page.goto(self.screens.hall.base_url + "/board")
        page.locator(".board").wait_for()
        self.boards.append(page)

    def kill(self) -> None:
        page = self._speaker()
        at = time.time() * 1000
        page.close()
        self.boards.remove(page)
        gone = [one for one in self.heard if one["page"] == page]
        for one in (one for one in gone if one["what"] == "begins"):
            if not any(other["id"] == one["id"] and other["what"] != "begins" for other in gone):
                self.heard.append({**one, "what": "cut", "at": at})
        self.open()

    def mute(self) -> None:
        self._speaker().evaluate("mute()")

    def unmute(self) -> None:
        for page in self.boards:
            page.evaluate("sounding.resume()")

    def freeze(self, ms: int) -> None:
        self._speaker().evaluate(f"freeze({ms})")

    def _speaker(self) -> Page:
        """Return the screen that spoke last, which is the one that speaks now."""
        pages = [one["page"] for one in self.heard if one["page"] in self.boards]
        return pages[-1] if pages else self.boards[0]

    def sounds(self) -> list[dict[str, Any]]:
        """Return each sound with its beginning, its end in ms, whether it was heard in full, and whether it was cut."""
        found = []
        for one in self.heard:
            if one["what"] == "begins":
                cut = [
                    other["at"] for other in self.heard if other["id"] == one["id"] and other["what"] == "cut"
                ]
                end = min([*cut, one["at"] + one["lasts"]])
                full = end >= one["at"] + one["lasts"] - TOGETHER_MS
                found.append(
                    {"number": one["number"], "from": one["at"], "to": end, "full": full, "cut": bool(cut)}
                )
        return sorted(found, key=lambda sound: float(sound["from"]))


@long_form
@pytest.mark.timeout(240 * ROUNDS)
def test_every_call_is_spoken_once_in_order_and_alone_or_reported(
    hall: Hall, screens: Screens, quick: None
) -> None:
    dice = random.Random(SEED)
    stage = Stage(screens)
    stage.open()
    stage.open()
    called: list[tuple[str, str]] = []
    for number in range(1, 7):
        hall.open(number)
    # The first round meets each trouble once, every later one three of them by chance.
    for turn in range(ROUNDS):
        whole = turn % WHOLE_EVERY == WHOLE_EVERY - 1
        with _calls_of_a_hall(hall) if whole else nullcontext():
            called += _burst(hall, stage, dice, turn, ["freeze"] * 3 if whole else [])
    said = _settled(hall, called)
    sounds = stage.sounds()
    # What was cut within its last moment is heard in full, and read again: nobody can tell that it was.
    twice = [sound for sound in sounds if full_before(sound, sounds)]
    over = [pair for pair in pairwise(sounds) if pair[0]["to"] > pair[1]["from"] + TOGETHER_MS]
    assert (over, twice) == ([], [])
    full = list(dict.fromkeys(sound["number"] for sound in sounds if sound["full"]))
    assert [number for number, state in said if state == "spoken" and number not in full] == []
    assert full == [number for _, number in called if number in full]
    assert len(said) == len(called) == 6 * ROUNDS
    assert [state for _, state in said].count("spoken") >= len(called) // 2


def full_before(sound: dict[str, Any], sounds: list[dict[str, Any]]) -> bool:
    """Tell whether the number of a sound had been heard in full, and to its very end, before it."""
    return any(
        other["number"] == sound["number"]
        and other["from"] < sound["from"]
        and other["full"]
        and not other["cut"]
        for other in sounds
    )


@contextmanager
def _calls_of_a_hall(hall: Hall) -> Iterator[None]:
    """Have calls of eleven seconds for a while: chime, wording and two readings."""
    with signed_in(hall) as manager:
        quick = {name: settings(manager)["sections"][name] for name in ("voice", "settings")}
        plain = {"template": TEMPLATE, "chime": "fall", "speed": 130}
        whole = {"voice": {**quick["voice"], **plain}, "settings": {**quick["settings"], "announce_times": 2}}
        put_back(manager, whole)
        yield
        put_back(manager, quick)


def _burst(
    hall: Hall, stage: Stage, dice: random.Random, turn: int, befalls: list[str]
) -> list[tuple[str, str]]:
    """Call from six windows at once with troubles meanwhile; serve the six when all is said."""
    for letter in LETTERS:
        hall.issue(letter)
    tickets = [hall.at(window, "call-next").ok() for window in range(1, 7)]
    called = [(str(ticket["id"]), str(ticket["number"])) for ticket in tickets]
    by_chance = (
        ["mute", "kill", "freeze"] if turn == 0 else dice.choices(["mute", "kill", "freeze", "none"], k=3)
    )
    troubles = befalls or by_chance
    for trouble in troubles:
        if not _more_is_heard(hall, stage, called):
            break
        stage.boards[0].wait_for_timeout(dice.randrange(100, 700))
        if trouble == "freeze":
            stage.freeze(dice.choice([1_500, 4_000, 9_000]) if LONG else 2_500)
        elif trouble != "none":
            getattr(stage, trouble)()
    wait_until(
        stage.boards[0], lambda: len(_settled(hall, called)) == 6, "all six are settled", SETTLED_WITHIN_S
    )
    stage.unmute()
    for window in range(1, 7):
        hall.at(window, "start").ok()
        hall.at(window, "finish").ok()
    return called


def _more_is_heard(hall: Hall, stage: Stage, called: list[tuple[str, str]]) -> bool:
    """Wait for the next sound; False when all was settled without one, as with both screens muted."""
    before = len(stage.heard)

    def heard() -> bool:
        return len(stage.heard) > before

    wait_until(
        stage.boards[0],
        lambda: heard() or len(_settled(hall, called)) == len(called),
        "something is heard, or all is settled",
        SETTLED_WITHIN_S,
    )
    return heard()


def _settled(hall: Hall, called: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what became of the calls that are settled: (number, spoken or unspoken)."""
    marks = ", ".join("?" for _ in called)
    asked = f"SELECT number, state FROM announcement WHERE ticket_id IN ({marks}) AND state IN ('spoken', 'unspoken')"
    found = hall.sql(asked, *(ticket_id for ticket_id, _ in called))
    return [(str(number), str(state)) for number, state in found]
