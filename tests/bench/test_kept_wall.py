"""The kept looks of the wall: what they notice, what they let pass, and what the manual says of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bench.demo_hall import ROOT
from bench.kept_wall import KEPT, Grid, Look, differences, read, written
from bench.wall import GLASSES, View

SCENE = "board-1920x1080-both-call"
MANUAL = ROOT / "docs" / "manual" / "display.md"
CAP, FACE, COMFORT = 0.7, 0.92, 0.2
"""Height of a capital and of a Hanzi, em; comfortable distance in m for each mm."""

INCH = {"55": 0.634, "28": 0.357, "21.5": 0.372}
"""mm of a u: a board of 55 inches, a strip of 28, a screen at the window of 21.5."""

L, P, STRIP = "1920x1080", "1080x1920", "1920x540"
FIGURES: dict[tuple[str, str], tuple[str, str]] = {
    ("综合屏、等候区屏", "叫号的号码"): (f"board-{L}-both-call", "no>span.num"),
    ("综合屏、等候区屏", "叫号的窗口"): (f"board-{L}-both-call", "wi>span.num"),
    ("综合屏、等候区屏", "连叫时的号码"): (f"board-{L}-both-burst", "no>span.num"),
    ("综合屏、等候区屏", "最近叫过"): (f"board-{L}-both-call", "rr>span.num"),
    ("综合屏、等候区屏", "最近叫过，大字"): (f"board-{L}-both-large-normal", "rr>span.num"),
    ("综合屏", "窗口一行的号码"): (f"board-{L}-both-call", "st>span.num"),
    ("综合屏", "窗口一行的号码，大字"): (f"board-{L}-both-large-normal", "st>span.num"),
    ("综合屏", "等候人数"): (f"board-{L}-both-call", "wq>span.num"),
    ("综合屏，11 个窗口以上", "叫号的号码"): (f"board-{L}-both-forty", "no>span.num"),
    ("综合屏，11 个窗口以上", "格子里的号码"): (f"board-{L}-both-forty", "st>span.num"),
    ("综合屏、等候区屏，竖屏", "叫号的号码"): (f"board-{P}-both-call", "no>span.num"),
    ("综合屏、等候区屏，竖屏", "叫号的窗口"): (f"board-{P}-both-call", "wi>span.num"),
    ("等候区屏", "接下来的号"): (f"zone-{L}-both-call", "then>span.num"),
    ("等候区屏", "接下来的号，大字"): (f"zone-{L}-both-large-normal", "then>span.num"),
    ("接下来的号，7 个业务以内", "正在办"): (f"next-{L}-both-call", "now>span.num"),
    ("接下来的号，7 个业务以内", "接下来"): (f"next-{L}-both-call", "then>span.num"),
    ("接下来的号，7 个业务以内", "接下来，大字"): (f"next-{L}-both-large-normal", "then>span.num"),
    ("接下来的号，长条，或 8–14 个业务", "正在办"): (f"next-{STRIP}-both-call", "now>span.num"),
    ("接下来的号，长条，或 8–14 个业务", "正在办，大字"): (f"next-{STRIP}-both-large-normal", "now>span.num"),
    ("接下来的号，长条，或 8–14 个业务", "接下来"): (f"next-{STRIP}-both-call", "then>span.num"),
    ("接下来的号，长条，或 8–14 个业务", "接下来，大字"): (
        f"next-{STRIP}-both-large-normal",
        "then>span.num",
    ),
    ("接下来的号，15 个以上", "正在办"): (f"next-{L}-both-forty", "now>span.num"),
    ("接下来的号，15 个以上", "接下来"): (f"next-{L}-both-forty", "then>span.num"),
    ("公示屏", "下面的叫号"): (f"notice-{L}-both-call", "no>span.num"),
    ("公示屏", "连叫三个"): (f"notice-{L}-both-burst", "no>span.num"),
    ("公示屏", "正文，最大"): (f"notice-{L}-both-normal", "words>span"),
    ("公示屏", "正文，最小"): (f"notice-{L}-both-extreme", "words>span"),
    ("公示屏", "正文，大字，最小"): (f"notice-{L}-both-large-extreme", "words>span"),
    ("窗口屏，28 英寸长条", "号码"): (f"sign-{STRIP}-both-call", "big>span.num"),
    ("窗口屏，28 英寸长条", "窗口"): (f"sign-{STRIP}-both-call", "plate-field>span.num"),
    ("窗口屏，21.5 英寸", "号码"): ("sign-1280x720-both-call", "big>span.num"),
}
"""Each row of the manual's table, and where on the kept wall it is seen."""


@pytest.fixture(scope="module")
def kept() -> dict[str, Look]:
    return read(KEPT.read_text(encoding="utf-8"))


def grid(light: int, *, other: dict[int, int] | None = None) -> Grid:
    cells = bytes((other or {}).get(n, light) for n in range(48 * 27))
    return Grid(48, 27, cells, bytes([128]) * len(cells), bytes([128]) * len(cells))


def words(was: Look, now: Look) -> str:
    return "; ".join(one.words for one in differences(was, now))


def test_what_is_written_is_read_alike(kept: dict[str, Look]) -> None:
    text = written(kept.values())
    assert text == KEPT.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    one = kept[SCENE]
    assert words(one, read(written([one]))[SCENE]) == ""


def test_letters_a_little_wider_and_other_smoothing_pass(kept: dict[str, Look]) -> None:
    one = kept[SCENE]
    texts = tuple(replace(t, x=t.x - 2, y=t.y + 2, width=round(t.width * 1.012) + 2) for t in one.texts)
    dark = one.grids["dark"]
    light = bytes(min(255, v + 14 * (n % 2)) for n, v in enumerate(dark.light))
    assert (
        words(one, replace(one, texts=texts, grids={**one.grids, "dark": replace(dark, light=light)})) == ""
    )


def test_what_moved_is_gone_new_or_set_otherwise_is_named(kept: dict[str, Look]) -> None:
    one = kept[SCENE]
    first, *others = one.texts
    by = round(1080 * 0.02)
    assert f"x {first.x} → {first.x + by}" in words(
        one, replace(one, texts=(replace(first, x=first.x + by), *others))
    )
    assert "is gone" in words(one, replace(one, texts=tuple(others)))
    assert "is new" in words(one, replace(one, texts=(*one.texts, replace(first, said="新"))))
    size, weight = first.type.split("/")
    smaller = replace(first, type=f"{float(size) * 0.96:.1f}/{weight}")
    assert "type" in words(one, replace(one, texts=(smaller, *others)))
    red = replace(first, colours=first.colours.replace("/", "1/", 1)[1:])
    assert "colours" in words(one, replace(one, texts=(red, *others)))
    block, *blocks = one.blocks
    assert "height" in words(one, replace(one, blocks=(replace(block, height=block.height + 30), *blocks)))
    assert "painted" in words(one, replace(one, blocks=(replace(block, paint="b4202a"), *blocks)))


def test_one_cell_of_another_colour_is_enough_and_many_that_are_a_little_off() -> None:
    was = Look("x", ("dark",), (), (), {"dark": grid(40)})
    assert words(was, replace(was, grids={"dark": grid(40, other={700: 70})})) == ""
    assert "column 29 row 15" in words(was, replace(was, grids={"dark": grid(40, other={700: 140})}))
    many = dict.fromkeys(range(0, 1296, 30), 66)
    assert "cells" in words(was, replace(was, grids={"dark": grid(40, other=many)}))


def test_every_layout_glass_theme_and_language_is_kept_in_its_main_states(kept: dict[str, Look]) -> None:
    for layout, glasses in GLASSES.items():
        for glass in glasses:
            for language in ("both", "en"):
                for state in ("empty", "normal", "call", "extreme", "paused", "lost"):
                    scene = View(layout, glass, "dark", language, "standard", state).scene
                    assert kept[scene].themes == ("dark", "light"), scene


def test_what_a_call_does_not_change_stands_where_it_stood(kept: dict[str, Look]) -> None:
    beside = ("rr", "no", "wi", "tag", "nx", "now", "recent", "fields")
    for scene, was in kept.items():
        if not scene.endswith("-normal") or "large" in scene:
            continue
        now = kept[scene.removesuffix("normal") + "call"]
        quiet = [t for t in was.texts if t.name.split(">")[0] not in beside]
        places = {(t.name, t.said, t.x, t.y, t.type) for t in now.texts}
        moved = [t for t in quiet if (t.name, t.said, t.x, t.y, t.type) not in places]
        changed = [t for t in moved if t.name.split(">")[0] not in ("st", "plate", "big", "k", "mid", "then")]
        assert changed == [], scene


def test_large_type_is_larger_on_every_layout_and_glass(kept: dict[str, Look]) -> None:
    for layout, glasses in GLASSES.items():
        for glass in glasses if layout != "sign" else ():
            views = [View(layout, glass, "dark", "both", size, "normal") for size in ("standard", "large")]
            usual, large = (_largest(kept[view.scene]) for view in views)
            shared = usual.keys() & large.keys()
            assert [name for name in shared if large[name] < usual[name]] == [], views[1].name
            grown = {name for name in shared if large[name] > usual[name]} - {
                "line>span",
                "line>em",
                "tel>span",
            }
            assert grown or layout == "notice", views[1].name


def _largest(look: Look) -> dict[str, float]:
    found: dict[str, float] = {}
    for t in look.texts:
        found[t.name] = max(found.get(t.name, 0), float(t.type.split("/")[0]))
    return found


def test_the_manual_says_how_far_each_layout_is_read(kept: dict[str, Look]) -> None:
    section = MANUAL.read_text(encoding="utf-8").split("### 多远看得清")[1].split("\n###")[0]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")][2:]
    rows = [[cell.strip() for cell in row] for row in cells]
    said = {(layout, what): figures for layout, what, *figures in rows}
    assert said.keys() == FIGURES.keys()
    for key, (scene, name) in FIGURES.items():
        sizes = {round(float(t.type.split("/")[0])) for t in kept[scene].texts if t.name == name}
        assert said[key] == _row(key[0], max(sizes), FACE if name == "words>span" else CAP), key


def _row(layout: str, size: int, face: float) -> list[str]:
    inches = re.search(r"([\d.]+) 英寸", layout)
    mm = size * face * INCH[inches[1] if inches else "55"]
    far = mm * COMFORT
    return [str(size), f"{mm:.0f}", f"{far:.0f}" if far >= 10 else f"{far:.1f}"]
