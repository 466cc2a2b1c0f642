"""Every layout × theme × language × state of the screens on the wall: nothing cut, nothing outside, nothing small or pale.

No hall is made for a state: the product's own page is told what to show (`bench/wall.py`), one page a glass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bench.wall import GLASSES, LANDSCAPE, MAIN_STATES, THEMES, View, bases_of, feed, message, views
from tests.browser.findings import RUN_AXE, axe_script
from tests.hall import Hall

LOOK = (Path(__file__).parent / "wall.js").read_text(encoding="utf-8")
LEAST_TYPE_U = {"board": 26, "sign-wide": 26, "sign": 22}
AXE_STATES = ("call", "lost")


@dataclass
class Wall:
    """What was found on the wall, as lines that begin with the view's name."""

    cut: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


def fed_page(browser: Browser, hall: Hall, glass: tuple[int, int], wall: Wall) -> Page:
    """Open a page that shows what it is told, on glass of a size."""
    page = browser.new_page(viewport={"width": glass[0], "height": glass[1]}, reduced_motion="reduce")
    page.on("pageerror", lambda error: wall.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: wall.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.goto(hall.base_url + "/screen/preview")
    page.evaluate("document.fonts.ready")
    return page


@pytest.fixture(scope="module")
def bases(hall: Hall) -> dict[str, dict[str, Any]]:
    return bases_of(hall.base_url, hall.said["accounts"]["manager"])


@pytest.fixture(scope="module")
def wall(browser: Browser, hall: Hall, bases: dict[str, dict[str, Any]]) -> Iterator[Wall]:
    """Look at every view once; the tests assert on what was found."""
    found = Wall()
    pages: dict[tuple[int, int], Page] = {}
    for view in views():
        if view.theme == "light" and view.state in MAIN_STATES:
            continue  # its letters stand where they stand in the dark, where both grounds are looked at
        if view.glass not in pages:
            pages[view.glass] = fed_page(browser, hall, view.glass, found)
        _look(found, pages[view.glass], message(bases[view.layout], view), view)
    yield found
    for page in pages.values():
        page.close()


def _look(wall: Wall, page: Page, told: dict[str, Any], view: View) -> None:
    feed(page, told)
    wall.seen.append(view.name)
    if "sound" in told and page.locator(".sound").count() != 1:
        wall.complaints.append(f"{view.name}: no line says how its sound is")
    scale = str(page.evaluate("document.documentElement.dataset.screen"))
    unit = {"board": min(view.glass) / 1080, "sign-wide": view.glass[1] / 540, "sign": view.glass[1] / 720}[
        scale
    ]
    themes = THEMES if view.state in MAIN_STATES else (view.theme,)
    looked = page.evaluate(LOOK, {"u": unit, "themes": themes})
    for kind in ("cut", "over", "pale"):
        getattr(wall, kind).extend(f"{view.name}: {line}" for line in looked[kind])
    if looked["least"] < LEAST_TYPE_U[scale] - 0.6:
        wall.small.append(f"{view.name}: {looked['least']:.1f} u")
    if view.language == "en":
        wall.chinese.extend(f"{view.name}: {line}" for line in looked["chinese"])
    if view.state in AXE_STATES and view.size == "standard":
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(axe_script())
        wall.axe.extend(f"{view.name}: {line}" for line in page.evaluate(RUN_AXE))


@pytest.mark.timeout(400)
def test_every_view_was_seen_and_no_page_complained(wall: Wall) -> None:
    assert wall.complaints == []
    assert {name.split("-")[0] for name in wall.seen} == set(GLASSES)
    assert len(wall.seen) == len(set(wall.seen)) > 250


def test_no_word_is_cut_by_its_box_or_by_the_glass(wall: Wall) -> None:
    assert wall.cut == []


def test_no_text_lies_over_another(wall: Wall) -> None:
    assert wall.over == []


def test_no_type_is_smaller_than_the_least(wall: Wall) -> None:
    assert wall.small == []


def test_words_stand_out_from_their_ground_by_seven_and_on_red_by_five_and_a_half(wall: Wall) -> None:
    assert wall.pale == []


def test_axe_finds_no_violation_on_the_wall(wall: Wall) -> None:
    assert wall.axe == []


def test_a_screen_in_english_leaves_no_chinese_word_unmarked(wall: Wall) -> None:
    assert wall.chinese == []


def test_the_look_finds_what_is_cut_over_another_pale_or_small(
    browser: Browser, hall: Hall, bases: dict[str, dict[str, Any]]
) -> None:
    found = Wall()
    page = fed_page(browser, hall, LANDSCAPE, found)
    view = View("board", LANDSCAPE, "dark", "both", "standard", "normal")
    feed(page, message(bases["board"], view))
    page.evaluate(
        """() => {
          const text = (style) => {
            const e = document.createElement('p');
            e.textContent = 'C026';
            e.className = 'made';
            Object.assign(e.style, style);
            document.querySelector('.page').append(e);
          };
          const there = { position: 'absolute', left: '300px', top: '600px', fontSize: '60px' };
          text({ ...there, left: '310px' });
          text({ ...there, left: '310px', color: 'rgb(60,60,60)' });
          text({ ...there, left: '1900px' });
          text({ ...there, left: '900px', fontSize: '9px' });
        }"""
    )
    looked = page.evaluate(LOOK, {"u": 1, "themes": ["dark"]})
    assert any("p.made" in line for line in looked["over"])
    assert any("p.made" in line for line in looked["pale"])
    assert looked["least"] == 9
    assert any("p.made" in line for line in looked["cut"])
    page.close()


@pytest.mark.parametrize("layout", GLASSES)
def test_nothing_moves_when_a_number_changes(
    browser: Browser, hall: Hall, bases: dict[str, dict[str, Any]], layout: str
) -> None:
    found = Wall()
    page = fed_page(browser, hall, GLASSES[layout][0], found)
    told = message(bases[layout], View(layout, GLASSES[layout][0], "dark", "both", "standard", "call"))
    feed(page, told)
    page.evaluate(
        """() => {
          window.shifts = [];
          const seen = (list) => { window.shifts.push(...list.getEntries().map((e) => e.value)); };
          new PerformanceObserver(seen).observe({ type: 'layout-shift', buffered: false });
        }"""
    )
    for sample in ("calm", "call", "calm"):
        feed(page, {**told, "sample": sample})
    assert page.evaluate("window.shifts.filter((value) => value > 0.001)") == []
    page.close()


def test_a_call_breathes_twice_slowly_and_then_stands_still(
    browser: Browser, hall: Hall, bases: dict[str, dict[str, Any]]
) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(hall.base_url + "/screen/preview")
    view = View("board", LANDSCAPE, "dark", "both", "standard", "normal")
    feed(page, message(bases["board"], view))
    feed(page, {**message(bases["board"], view), "sample": "call"})
    pulses = page.evaluate(
        """() => document.getAnimations().filter((a) => a.animationName === 'pulse')
          .map((a) => { const t = a.effect.getComputedTiming(); return [t.duration, t.iterations, t.endTime]; })"""
    )
    assert pulses and all(duration >= 1000 and times == 2 and end <= 3000 for duration, times, end in pulses)
    page.close()
