"""What is done next, from what was seen: pure, so that every case can be tried without a browser.

Theory: the page looks after itself while its server is away (it says so and comes back), so the box leaves a page that
draws alone. The box acts in three cases only: the page shown is not the hall's and the server answers, so the hall's is opened;
the hall's could not be loaded, so the local page is shown; nothing draws, so the browser is started again. A page that came
by halves draws, too: a line that broke between the page and its script leaves it blank, a gateway's error stands at the
hall's address, and neither ever tries again. So the hall's page must also stand, else it is opened anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

BEAT_S = 2.0
ANSWERS_WITHIN_S = 3.0
"""How long the page has for two frames; a busy one on a slow box needs one second."""
FROZEN_AFTER_S = 7.5
OPENS_WITHIN_S = 15.0
"""How long the server may take to send a page; asked again sooner, a slow one would never come."""
LOADS_WITHIN_S = 30.0
"""How long a page just opened may take before it counts as frozen, and one that draws before it must stand."""
SAY_LOST_AFTER_S = 10.0
"""A hall switched on in the morning: the box is quicker than the server, which is no break."""
BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
STABLE_S = 60.0
ANEW_AFTER = 3
"""Starts in a row that came to nothing, after which the profile is not trusted."""


class Step(Enum):
    """What to do."""

    NOTHING = "nothing"
    OPEN = "open"
    SHOW_OFFLINE = "show_offline"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Seen:
    """One beat: `url` is None when nothing was drawn in time; `ended` and `crashed` are the browser and its page.

    `drawn_ago_s` since something was drawn or another page opened, `loading` while that one has drawn nothing. `answers`:
    the server did, None when it was not asked.
    """

    url: str | None
    ended: bool = False
    crashed: bool = False
    drawn_ago_s: float = 0.0
    loading: bool = False
    answers: bool | None = None
    empty_for_s: float = 0.0


def ours(url: str, server: str) -> bool:
    """Tell whether a page is the hall's."""
    return url == server or url.startswith(server + "/")


def stays_away(url: str, server: str, empty_for_s: float) -> bool:
    """Tell whether what is shown is not the hall's page, or not all of it any more."""
    return not ours(url, server) or empty_for_s > LOADS_WITHIN_S


def next_step(seen: Seen, server: str, offline: str) -> Step:
    """Decide what this beat asks for."""
    if seen.ended or seen.crashed:
        return Step.RESTART
    if seen.url is None:
        patience = LOADS_WITHIN_S if seen.loading else FROZEN_AFTER_S
        return Step.RESTART if seen.drawn_ago_s > patience else Step.NOTHING
    if not stays_away(seen.url, server, seen.empty_for_s):
        return Step.NOTHING
    if seen.answers:
        return Step.OPEN
    return Step.NOTHING if seen.url.split("#")[0] == offline else Step.SHOW_OFFLINE


def pause_before_start(failures: int) -> float:
    """Return how long to wait after so many failures in a row, in seconds; the first restart is at once."""
    return BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
