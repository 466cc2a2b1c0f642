"""Every screen in its main states: axe finds nothing, a finger hits every key, no word is cut."""

from __future__ import annotations

import pytest

from tests.browser.findings import Findings
from tests.browser.screens import Screens
from tests.browser.tour import Tour

WHOLE_ON_THE_GLASS = ("kiosk", "board", "sign", "window")
SEEN = {
    "kiosk": (("kiosk",), 60),
    "windows": (("window", "sign", "tablet", "phone", "board"), 60),
    "staff": (("desk", "admin", "guide", "start", "paper"), 50),
}
"""The screens of each tour, and how many states it looks at in all."""


@pytest.mark.timeout(300)
def test_every_screen_was_seen_in_several_states(tour: Tour) -> None:
    screens, many = SEEN[tour.part]
    seen = {screen: [s for s in tour.findings.seen if s.split()[0] == screen] for screen in screens}
    assert [screen for screen, states in seen.items() if len(states) < 2] == []
    assert len(tour.findings.seen) >= many, len(tour.findings.seen)


def test_axe_finds_no_violation(tour: Tour) -> None:
    assert tour.findings.axe == []


def test_axe_would_find_one(screens: Screens) -> None:
    page = screens("/g/AQ01")
    page.locator("article").wait_for()
    page.evaluate(
        "document.querySelector('article').append(document.createElement('button'), document.createElement('img'))"
    )
    findings = Findings()
    findings.look("broken", page)
    assert {line.split(": ")[1] for line in findings.axe} >= {"button-name", "image-alt"}


def test_every_key_of_the_kiosk_is_60_by_60_at_least(tour: Tour) -> None:
    assert [line for line in tour.findings.small if line.startswith("kiosk")] == []


def test_no_word_is_cut(tour: Tour) -> None:
    assert tour.findings.clipped == []


def test_nothing_lies_outside_the_glass(tour: Tour) -> None:
    assert [line for line in tour.findings.outside if line.startswith(WHOLE_ON_THE_GLASS)] == []
