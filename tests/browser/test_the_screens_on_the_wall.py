"""Every layout × theme × language × state of the screens on the wall: as kept, nothing cut, nothing small or pale.

No hall is made for a state: the product's own page is told what to show (`bench/wall.py`), eight pages on a sheet.
A screen that looks otherwise on purpose is kept anew by `./dev shots --wall FOLDER --keep`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Route, expect

from bench.demo_hall import ROOT
from bench.kept_wall import KEPT, Look, differences, read
from bench.wall import GLASSES, LANDSCAPE, NOW, THEMES, View, bases_of, feed, message, other_halls
from bench.wall_report import Report
from bench.wall_sheet import Seen, Sheet, Shown, scenes, sheets
from tests.browser.findings import RUN_AXE, axe_script
from tests.hall import Hall, eventually

LEAST_TYPE_U = {"board": 26, "sign-wide": 26, "sign": 22}
PICTURES_MOST = 12
REPORT = ROOT / "var" / "wall"


@dataclass
class Wall:
    """What was found on the wall, as lines that begin with the view's name."""

    cut: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    kinds: dict[str, Shown] = field(default_factory=dict)
    """Every kind of element, by language, and the first view it was seen in."""


@pytest.fixture(scope="module")
def bases(hall: Hall) -> dict[str, dict[str, Any]]:
    return bases_of(hall.base_url, hall.said["accounts"]["manager"])


@pytest.fixture(scope="module")
def sheet(browser: Browser, hall: Hall) -> Iterator[Sheet]:
    made = Sheet(browser, hall.base_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept() -> dict[str, Look]:
    return read(KEPT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wall(
    browser: Browser, hall: Hall, sheet: Sheet, bases: dict[str, dict[str, Any]], kept: dict[str, Look]
) -> Wall:
    """Look at every view once; the tests assert on what was found."""
    found, report = Wall(), Report(REPORT)
    for part in sheets(scenes(bases)):
        for nth, seen in enumerate(sheet.look(part)):
            _note(found, seen)
            off = differences(kept[seen.look.scene], seen.look, seen.unit) if seen.look.scene in kept else []
            if seen.look.scene not in kept:
                found.changed.append(f"{seen.look.scene}: nothing is kept of it")
            elif off:
                found.changed.append(f"{seen.look.scene}: {'; '.join(one.words for one in off[:4])}")
                if len(found.changed) <= PICTURES_MOST:
                    picture = sheet.picture_of(nth, seen.shown.view.glass)
                    report.add(seen.look.scene, off, picture, seen.unit)
    found.changed += [f"{scene}: is no more" for scene in kept.keys() - set(found.seen)]
    found.complaints += sheet.complaints
    page = browser.new_page(reduced_motion="reduce")  # axe waits for a clock, which stands still on the sheet
    page.goto(hall.base_url + "/screen/preview")
    page.evaluate(axe_script())
    for name, one in {shown.view.name: shown for shown in found.kinds.values()}.items():
        page.set_viewport_size({"width": one.view.glass[0], "height": one.view.glass[1]})
        feed(page, one.told)
        found.axe.extend(f"{name}: {line}" for line in page.evaluate(RUN_AXE))
    page.close()
    return found


def _note(wall: Wall, seen: Seen) -> None:
    view, found = seen.shown.view, seen.found
    wall.seen.append(seen.look.scene)
    if new := set(found["kinds"]) - wall.kinds.keys():
        wall.kinds |= dict.fromkeys(new, seen.shown)
    for kind in ("cut", "over", "pale", "moving"):
        getattr(wall, kind).extend(f"{view.name}: {line}" for line in found[kind])
    if found["least"] < LEAST_TYPE_U[found["scale"]] - 0.6:
        wall.small.append(f"{view.name}: {found['least']:.1f} u")
    if view.language == "en":
        wall.chinese.extend(f"{view.name}: {line}" for line in found["chinese"])
    if view.language == "zh":
        words = (text for text in seen.look.texts if re.search("[A-Za-z]{3}", text.said))
        wall.english.extend(f"{view.name}: {text.name} «{text.said}»" for text in words)
    if "sound" in seen.shown.told and not any(t.name.startswith("sound>") for t in seen.look.texts):
        wall.complaints.append(f"{view.name}: no line says how its sound is")


@pytest.mark.timeout(400)
def test_every_view_was_seen_and_no_page_complained(wall: Wall) -> None:
    assert wall.complaints == []
    assert {name.split("-")[0] for name in wall.seen} == set(GLASSES)
    assert len(wall.seen) == len(set(wall.seen)) > 350


def test_every_view_looks_as_it_is_kept(wall: Wall) -> None:
    assert wall.changed == [], (
        f"look at {REPORT}/index.html; if it is meant so: ./dev shots --wall FOLDER --keep"
    )


def test_no_word_is_cut_by_its_box_or_by_the_glass(wall: Wall) -> None:
    assert wall.cut == []


def test_no_text_lies_over_another(wall: Wall) -> None:
    assert wall.over == []


def test_no_type_is_smaller_than_the_least(wall: Wall) -> None:
    assert wall.small == []


def test_words_stand_out_from_their_ground_by_seven_and_on_red_by_five_and_a_half(wall: Wall) -> None:
    assert wall.pale == []


def test_axe_finds_no_violation_where_anything_on_the_wall_is_first_seen(wall: Wall) -> None:
    assert wall.axe == []


def test_a_screen_in_english_leaves_no_chinese_word_unmarked(wall: Wall) -> None:
    assert wall.chinese == []


def test_a_screen_in_chinese_alone_has_no_english_word(wall: Wall) -> None:
    assert wall.english == []


def test_nothing_moves_for_who_wants_less_motion(wall: Wall) -> None:
    assert wall.moving == []


OTHER_SHAPES = ((1024, 768), (1920, 1200), (1200, 1920))


def test_on_glass_of_another_shape_there_is_more_air_and_nothing_is_cut(
    sheet: Sheet, bases: dict[str, dict[str, Any]]
) -> None:
    views = [
        View(layout, glass, "dark", "both", "standard", "extreme")
        for layout in GLASSES
        for glass in OTHER_SHAPES
    ]
    assert_nothing_cut(sheet, (Shown(view, ("dark",), message(bases[view.layout], view)) for view in views))


def test_a_hall_of_any_number_of_windows_and_queues_has_room(
    sheet: Sheet, bases: dict[str, dict[str, Any]]
) -> None:
    assert_nothing_cut(sheet, (Shown(view, ("dark",), told) for view, told in other_halls(bases)))


def assert_nothing_cut(sheet: Sheet, shown: Iterable[Shown]) -> None:
    for part in sheets(shown):
        for one, found in zip(part, sheet.rule(part), strict=True):
            assert found["cut"] + found["over"] == [], one.view.name
            assert found["least"] > LEAST_TYPE_U[found["scale"]] - 0.6, one.view.name


# --- the look can fail ----------------------------------------------------------------------------------------------


@pytest.fixture
def board(sheet: Sheet, bases: dict[str, dict[str, Any]]) -> Iterator[Shown]:
    """Show the hall board on a usual day, and take away after the test what it was changed by."""
    view = View("board", LANDSCAPE, "dark", "both", "standard", "normal")
    shown = Shown(view, THEMES, message(bases["board"], view))
    frame = sheet.show([shown])[0]
    yield shown
    changed_by(frame, "")


def changed_by(frame: Frame, rules: str) -> None:
    frame.evaluate(
        """(rules) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = rules ? [sheet] : [];
        }""",
        rules,
    )


def test_the_look_finds_what_is_cut_over_another_pale_or_small(sheet: Sheet, board: Shown) -> None:
    frame = sheet.show([board])[0]
    frame.evaluate(
        """() => {
          const text = (said, style) => {
            const e = document.createElement('p');
            e.textContent = said;
            Object.assign(e.style, { position: 'absolute', left: '300px', top: '600px', fontSize: '60px', ...style });
            document.querySelector('.page').append(e);
          };
          text('laid over', { left: '80px', top: '640px' });
          text('paper 6.9', { top: '0', color: 'rgb(145,158,165)', background: 'rgb(12,18,22)' });
          text('paper 7.2', { top: '0', color: 'rgb(149,162,169)', background: 'rgb(12,18,22)' });
          text('seal 5.3', { top: '0', color: 'rgb(246,246,246)', background: 'rgb(196,38,46)' });
          text('seal 5.7', { top: '0', color: 'rgb(255,255,255)', background: 'rgb(196,38,46)' });
          text('beyond', { left: '1900px' });
          text('small', { left: '900px', fontSize: '9px' });
        }"""
    )
    seen = sheet.look_again([Shown(board.view, ("dark",), board.told)], [frame])[0].found
    assert any("laid over" in line for line in seen["over"])
    pale = " ".join(line for line in seen["pale"] if "paper" in line or "seal" in line)
    assert "paper 6.9" in pale and "seal 5.3" in pale
    assert "paper 7.2" not in pale and "seal 5.7" not in pale
    assert any("beyond" in line for line in seen["cut"])
    assert seen["least"] == 9


BREAKS = {
    "a colour swapped": (".st.paused { color: var(--ok); }", "st.paused «暂停服务»: colours"),
    "a row gone": (".recent .rr:last-child { display: none; }", "div.rr is gone"),
    "a part moved by two per cent": (".recent { transform: translateY(21.6px); }", "y "),
    "a part moved by two per cent aside": (".wait { transform: translateX(-21.6px); }", "x "),
    "a wrong type size": (".wr b { font-size: 36px !important; }", "type 38/500 → 36/500"),
    "a ground changed": (".foot { background: var(--sunk); }", "footer.foot: painted"),
    "a veil nobody can rule": (
        "#app::after { content: ''; position: absolute; inset: 0 60% 70% 0; background: var(--ink); }",
        "cells",
    ),
    "a page dimmed": ("#app { filter: brightness(.6); }", "cells"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_view_that_is_broken_is_another(
    sheet: Sheet, board: Shown, kept: dict[str, Look], broken: str
) -> None:
    rules, said = BREAKS[broken]
    frame = sheet.show([board])[0]
    changed_by(frame, rules)
    seen = sheet.look_again([board], [frame])[0]
    assert any(said in one.words for one in differences(kept[board.view.scene], seen.look, seen.unit))


# --- in time --------------------------------------------------------------------------------------------------------


@pytest.fixture
def moving(browser: Browser, hall: Hall) -> Iterator[Callable[..., Page]]:
    """Open pages on which time passes."""
    opened: list[Page] = []

    def open_page(**options: Any) -> Page:
        page = browser.new_page(**options)
        opened.append(page)
        page.clock.install(time=NOW)
        page.goto(hall.base_url + "/screen/preview")
        return page

    yield open_page
    for page in opened:
        page.close()


def test_nothing_moves_when_a_number_changes(
    moving: Callable[..., Page], bases: dict[str, dict[str, Any]]
) -> None:
    page = moving(reduced_motion="reduce")
    page.evaluate(
        """() => {
          window.shifts = new PerformanceObserver(() => {});
          window.shifts.observe({ type: 'layout-shift', buffered: false });
        }"""
    )
    for layout, glass in ((layout, glass) for layout, glasses in GLASSES.items() for glass in glasses):
        page.set_viewport_size({"width": glass[0], "height": glass[1]})
        told = message(bases[layout], View(layout, glass, "dark", "both", "standard", "call"))
        feed(page, told)
        page.evaluate("window.shifts.takeRecords().length")
        for sample in ("calm", "call", "calm"):
            feed(page, {**told, "sample": sample})
        moved = page.evaluate("window.shifts.takeRecords().map((e) => e.value).filter((v) => v > 0.001)")
        assert moved == [], f"{layout} {glass}"


def test_a_call_breathes_twice_slowly_and_then_stands_still(
    moving: Callable[..., Page], bases: dict[str, dict[str, Any]]
) -> None:
    page = moving()
    for layout, glasses in GLASSES.items():
        page.set_viewport_size({"width": glasses[0][0], "height": glasses[0][1]})
        view = View(layout, glasses[0], "dark", "both", "standard", "normal")
        feed(page, message(bases[layout], view))
        feed(page, {**message(bases[layout], view), "sample": "call"})
        found = page.evaluate(
            """() => document.getAnimations().filter((a) => a.effect.getKeyframes().length && !a.transitionProperty)
              .map((a) => [a.animationName || '', a.effect.getComputedTiming()])
              .map(([name, t]) => [name, t.duration, t.iterations, t.endTime])"""
        )
        pulses = [one for one in found if one[0] == "pulse"]
        assert pulses or layout == "next"  # there a number reddens in its row
        # A breath is one lighter and one darker flash: two in 1.2 s are less than 3 Hz; and nothing goes on for ever.
        assert all(duration >= 1000 and times == 2 and end <= 3000 for _, duration, times, end in pulses)
        assert all(times is not None and times <= 2 for _, _, times, _ in found)


def test_the_glass_is_cared_for_by_the_clock_of_the_hall(
    moving: Callable[..., Page], bases: dict[str, dict[str, Any]]
) -> None:
    page = moving(viewport={"width": 1920, "height": 1080})
    place = "[document.documentElement.style.getPropertyValue('--shift-x'), document.documentElement.dataset.night]"
    view = View("board", LANDSCAPE, "dark", "both", "standard", "call")
    red = message(bases["board"], view)
    feed(page, red)
    page.clock.fast_forward("05:00")
    assert page.evaluate(place) == ["", None], "while a call is red nothing moves"
    feed(page, {**red, "sample": "calm"})
    page.clock.fast_forward("05:00")
    shift, night = page.evaluate(place)
    assert shift not in ("", "0") and abs(int(shift)) <= 4 and night is None
    closed = {**red, "sample": "closed"}
    feed(page, closed)
    page.clock.fast_forward("29:00")
    assert page.evaluate(place)[1] is None, "people are still leaving"
    page.clock.fast_forward("02:00")
    assert page.evaluate(place)[1] == "yes"
    opens_in = 69 * 3600 + 48 * 60  # from Friday 10:42 to Monday 8:30
    page.clock.fast_forward((opens_in - 31 * 60 - 3660) * 1000)
    assert page.evaluate(place)[1] == "yes"
    page.clock.fast_forward("02:00")
    assert page.evaluate(place)[1] is None, (
        "an hour before the opening it is bright, without a word of the server"
    )


def test_what_cannot_be_shown_is_passed_over_and_tried_again_later(
    moving: Callable[..., Page], bases: dict[str, dict[str, Any]]
) -> None:
    page = moving(viewport={"width": 1920, "height": 1080})
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url.rsplit("/", 1)[1])
        route.fulfill(body=b"neither picture nor video", content_type="video/mp4")

    page.route("**/media/**", refuse)
    files = [{"what": "picture", "url": "/media/a.png"}, {"what": "video", "url": "/media/b.mp4"}]
    told = message(bases["notice"], View("notice", LANDSCAPE, "dark", "both", "standard", "call"))
    told["snapshot"]["entries"] = [*files, told["snapshot"]["entries"][0]]
    feed(page, told)
    expect(page.locator(".turn.text h2")).to_contain_text("服务职能")
    expect(page.locator(".under .call.now .no .num")).to_be_visible()
    told["snapshot"]["entries"] = files
    feed(page, told)
    expect(page.locator(".turn.nothing")).to_contain_text("暂时放不了")
    assert len(asked) <= 4, "no storm of questions for what cannot be shown"
    many = len(asked)
    page.clock.run_for("05:01")
    expect(page.locator(".turn.nothing")).to_be_visible()
    eventually(lambda: len(asked) > many, "another try")
    told["snapshot"]["entries"] = []
    feed(page, told)
    expect(page.locator(".turn.nothing")).to_contain_text("还没有公示内容")
