"""What the screens on the wall look like, kept as text: what stands where, in which type and colour, and a coarse picture.

Pixels differ from one FreeType or Chromium to another; where a word stands, how large it is set and which colour it has
do not. So a scene is kept as the boxes of its words and grounds, in u, and as a grid of colours of 40 × 40 px a cell for
what boxes do not tell: what lies over what, pictures, shades. A line that several scenes share stands once.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import textwrap
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bench.demo_hall import ROOT

KEPT: Final = ROOT / "tests" / "browser" / "kept_wall.txt"

MOVED_U: Final = 4
"""As far may a box stand from where it stood, u; letters of other versions are a little wider."""

WIDER: Final = 0.015
SIZE_U: Final = 0.3
COLOUR: Final = 3
"""So much may a channel of a computed colour differ."""

CELL_PX: Final = 40
CELL_OFF: Final = 44
"""So much may a channel of a cell differ, of 255: antialiasing, and an edge that fell into the next cell."""

CELLS_OFF: Final = 0.02
CELL_NOTED: Final = 22
"""Of the cells, 2 % may differ by more than this."""

SAID: Final = 12
LEFT_OUT: Final = (3, 4, 4)
"""Bits of a channel that are not kept."""

WRAP: Final = 120
NAMED: Final = 5
"""Letters of a line's name, 6 bits each."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """Words on a screen: in what (class and kind of element), size u/weight, ink/ground of each theme, where."""

    name: str
    type: str
    colours: str
    said: str
    x: int
    y: int
    width: int
    lines: int


@dataclass(frozen=True, slots=True)
class Block:
    """A ground, rule, edge or picture: in what, how it is painted in each theme, where."""

    name: str
    paint: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture in a few cells, row by row: how light each is, how blue, how red, a byte a cell."""

    columns: int
    rows: int
    light: bytes
    blue: bytes
    red: bytes

    @property
    def channels(self) -> tuple[bytes, bytes, bytes]:
        """Return all three."""
        return self.light, self.blue, self.red


@dataclass(frozen=True, slots=True)
class Look:
    """One scene: a layout on a glass in a language and state, seen in some themes."""

    scene: str
    themes: tuple[str, ...]
    texts: tuple[Text, ...]
    blocks: tuple[Block, ...]
    grids: Mapping[str, Grid]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as kept, in words, and where: as it was and as it is, u."""

    words: str
    was: Box | None = None
    now: Box | None = None


def look_of(scene: str, themes: Iterable[str], found: Mapping[str, Any], grids: Mapping[str, Grid]) -> Look:
    """Make a look of what wall_look.js found."""
    texts = (Text(t[0], t[1], t[2], t[3][:SAID], *t[4:]) for t in found["texts"])
    return Look(scene, tuple(themes), tuple(texts), tuple(Block(*b) for b in found["blocks"]), grids)


# --- the file -------------------------------------------------------------------------------------------------------


def written(looks: Iterable[Look]) -> str:
    """Write looks down: the scenes, then the lines they are made of, each named by its hash."""
    shared: dict[str, str] = {}
    out = [
        "# What the screens on the wall look like. Made by ./dev shots --wall FOLDER --keep, read by bench/kept_wall.py."
    ]
    for look in looks:
        names = []
        for line in _lines(look):
            digest = hashlib.sha1(line.encode(), usedforsecurity=False).digest()
            name = base64.urlsafe_b64encode(digest)[:NAMED].decode()
            if shared.setdefault(name, line) != line:
                raise ValueError(f"two lines are named {name}")
            names.append(name)
        out += [
            f"= {look.scene} {' '.join(look.themes)}",
            *textwrap.wrap(" ".join(names), WRAP, break_on_hyphens=False),
        ]
        out += [f"{theme} {_packed(look.grids[theme])}" for theme in look.themes]
    out += ["# The lines: T words, B grounds."]
    out += sorted((f"~{name} {line}" for name, line in shared.items()), key=lambda line: line[NAMED + 2 :])
    return "\n".join(out) + "\n"


def read(text: str) -> dict[str, Look]:
    """Read what `written` wrote: the looks by scene."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    shared = {line[1 : NAMED + 1]: line[NAMED + 2 :] for line in lines if line.startswith("~")}
    found: dict[str, _Scene] = {}
    scene: _Scene | None = None
    for line in lines:
        if line.startswith("~"):
            continue
        first, *rest = line.split(" ")
        if first == "=":
            scene = found[rest[0]] = _Scene(rest[0], tuple(rest[1:]))
        elif scene is not None and first in scene.themes:
            scene.grids[first] = _unpacked(rest)
        elif scene is not None:
            scene.lines += [shared[name] for name in line.split(" ")]
    return {name: one.look() for name, one in found.items()}


@dataclass
class _Scene:
    name: str
    themes: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    grids: dict[str, Grid] = field(default_factory=dict)

    def look(self) -> Look:
        texts: list[Text] = []
        blocks: list[Block] = []
        for line in self.lines:
            head, *items = line.split("\t")
            kind, name, rest = head.split(" ", 2)
            if kind == "T":
                size, colours = rest.split(" ", 1)
                for item in items:
                    said, place = item.rsplit("@", 1)
                    x, y, width, *more = map(int, place.split(","))
                    texts.append(Text(name, size, colours, said, x, y, width, *(more or [1])))
            else:
                blocks += [Block(name, rest, *map(int, item.split(","))) for item in items]
        return Look(self.name, self.themes, tuple(texts), tuple(blocks), self.grids)


def _lines(look: Look) -> list[str]:
    """Put what is of one kind into one line."""
    groups: dict[str, list[str]] = {}
    for t in look.texts:
        place = f"{t.said}@{t.x},{t.y},{t.width}" + (f",{t.lines}" if t.lines != 1 else "")
        groups.setdefault(f"T {t.name} {t.type} {t.colours}", []).append(place)
    for b in look.blocks:
        groups.setdefault(f"B {b.name} {b.paint}", []).append(f"{b.x},{b.y},{b.width},{b.height}")
    return ["\t".join((head, *items)) for head, items in groups.items()]


def _packed(grid: Grid) -> str:
    """Write a grid in a few hundred letters: 32 shades of light, 16 of colour, each as its step from the cell before."""
    steps = bytearray()
    for channel, bits in zip(grid.channels, LEFT_OUT, strict=True):
        shades = [value >> bits for value in channel]
        steps += bytes((b - a) % 256 for a, b in zip([0, *shades], shades, strict=False))
    return f"{grid.columns}x{grid.rows} {base64.b85encode(zlib.compress(bytes(steps), 9)).decode()}"


def _unpacked(words: list[str]) -> Grid:
    columns, rows = map(int, words[0].split("x"))
    steps, each = zlib.decompress(base64.b85decode(words[1])), columns * rows
    channels = []
    for n, bits in enumerate(LEFT_OUT):
        shades = (shade % 256 for shade in itertools.accumulate(steps[n * each : (n + 1) * each]))
        channels.append(bytes((shade << bits) + (1 << bits - 1) for shade in shades))
    return Grid(columns, rows, *channels)


# --- what differs ---------------------------------------------------------------------------------------------------


def differences(kept: Look, now: Look, unit: float = 1.0) -> list[Difference]:
    """List in which a scene is not as kept; `unit` is the px of a u, for where the grid's cells lie."""
    found = list(_of_items(kept.texts, now.texts)) + list(_of_items(kept.blocks, now.blocks))
    if kept.themes != now.themes:
        found.append(Difference(f"seen in {now.themes}, kept in {kept.themes}"))
        return found
    for theme in kept.themes:
        found += _of_grids(theme, kept.grids[theme], now.grids[theme], CELL_PX / unit)
    return found


def _of_items(kept: Sequence[Any], now: Sequence[Any]) -> Iterator[Difference]:
    if Counter(kept) == Counter(now):
        return
    named: dict[tuple[str, str], tuple[list[Any], list[Any]]] = {}
    for nth, items in enumerate((kept, now)):
        for item in items:
            named.setdefault((item.name, getattr(item, "said", "")), ([], []))[nth].append(item)
    for (name, said), (before, after) in named.items():
        what = f"{name} «{said}»" if said else name
        for was, there in _paired(before, after):
            if was is None or there is None:
                yield Difference(f"{what} is {'new' if was is None else 'gone'}", _box(was), _box(there))
            elif changed := [*_place(was, there), *_dress(was, there)]:
                yield Difference(f"{what}: {', '.join(changed)}", _box(was), _box(there))


def _paired(before: list[Any], after: list[Any]) -> list[tuple[Any, Any]]:
    """Pair what is named alike with what stands nearest; what is left over stands with None."""
    far = sorted(
        (abs(a.x - b.x) + abs(a.y - b.y), i, j) for i, a in enumerate(before) for j, b in enumerate(after)
    )
    mate: dict[int, int] = {}
    for _, i, j in far:
        if i not in mate and j not in mate.values():
            mate[i] = j
    pairs = [(one, after[mate[i]] if i in mate else None) for i, one in enumerate(before)]
    return pairs + [(None, one) for j, one in enumerate(after) if j not in mate.values()]


def _box(item: Any) -> Box | None:
    if item is None:
        return None
    height = (
        item.height if isinstance(item, Block) else round(float(item.type.split("/")[0]) * 1.2) * item.lines
    )
    return item.x, item.y, item.width, height


def _place(was: Any, now: Any) -> Iterator[str]:
    sides = ("x", "y", "width", "height") if isinstance(was, Block) else ("x", "y", "width")
    for side in sides:
        before, after = getattr(was, side), getattr(now, side)
        room = MOVED_U + (WIDER * before if side in ("width", "height") else 0)
        if abs(before - after) > room:
            yield f"{side} {before} → {after}"
    if isinstance(was, Text) and was.lines != now.lines:
        yield f"{was.lines} → {now.lines} lines"


def _dress(was: Any, now: Any) -> Iterator[str]:
    if isinstance(was, Block):
        if not _like(was.paint, now.paint):
            yield f"painted {was.paint} → {now.paint}"
        return
    (size, weight), (size_now, weight_now) = was.type.split("/"), now.type.split("/")
    if abs(float(size) - float(size_now)) > SIZE_U or weight != weight_now:
        yield f"type {was.type} → {now.type}"
    if not _like(was.colours, now.colours):
        yield f"colours {was.colours} → {now.colours}"


def _like(was: str, now: str) -> bool:
    """Tell whether two paints are the same but for a shade nobody sees."""
    if was == now:
        return True
    parts, parts_now = (
        p.replace("/", " ").replace(":", " ").replace("+", " ").split(" ") for p in (was, now)
    )
    if len(parts) != len(parts_now):
        return False
    return all(
        a == b or (_is_hex(a) and _is_hex(b) and _near(a, b)) for a, b in zip(parts, parts_now, strict=True)
    )


def _is_hex(word: str) -> bool:
    return len(word) in (6, 8) and all(c in "0123456789abcdef" for c in word)


def _near(a: str, b: str) -> bool:
    return len(a) == len(b) and all(
        abs(x - y) <= COLOUR for x, y in zip(bytes.fromhex(a), bytes.fromhex(b), strict=True)
    )


def _of_grids(theme: str, kept: Grid, now: Grid, cell: float) -> list[Difference]:
    if (kept.columns, kept.rows) != (now.columns, now.rows):
        return [Difference(f"{theme}: the glass has another shape")]
    by = [
        max(abs(x - y) for x, y in zip(was, there, strict=True))
        for was, there in zip(zip(*kept.channels, strict=True), zip(*now.channels, strict=True), strict=True)
    ]
    noted = [n for n, off in enumerate(by) if off > CELL_NOTED]
    if max(by) <= CELL_OFF and len(noted) <= CELLS_OFF * len(by):
        return []
    n = by.index(max(by))
    row, column = divmod(n, kept.columns)
    was, there = ([channel[n] for channel in grid.channels] for grid in (kept, now))
    box = (round(column * cell), round(row * cell), round(cell), round(cell))
    words = f"{theme}: {len(noted)} cells are another, most column {column + 1} row {row + 1}: YCbCr {was} → {there}"
    return [Difference(words, box, box)]
