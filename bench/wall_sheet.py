"""A sheet of screens: eight of the wall's pages side by side, made smaller, each told what to show, all looked at at once.

No time passes on the sheet: a page's clock, its turns and its care for the glass stand where its snapshot put them.
One picture of the sheet is the picture of eight screens, and costs what a picture of one does.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Frame, Page

from bench.kept_wall import CELL_PX, Box, Grid, Look, look_of
from bench.wall import NOW, View, message, views

LOOK: Final = (Path(__file__).parent / "wall_look.js").read_text(encoding="utf-8")
MOST: Final = 8
SCALE: Final = 0.2
WIDTH, HEIGHT = 1920, 440
STANDS_AT = NOW[:14] + "45" + NOW[16:]
"""When the pages' clocks are stopped: three minutes after they began, before the first step of the care for the glass."""
CONTRAST: Final = {"red": 5.5, "plain": 7.0}
"""Least contrast of words on seal red, or red on paper, and of all other words."""

_SHEET = f"""<!doctype html><title>sheet</title><style>
  body {{ margin: 0; overflow: hidden; background: gray }}
  iframe {{ position: absolute; border: 0; transform-origin: 0 0; transform: scale({SCALE}) }}
</style>{"".join(f'<iframe name="at{n}" src="/screen/preview"></iframe>' for n in range(MOST))}"""

_SHOW = """async (asked) => {
  const { told, width, height, scale, columns } = JSON.parse(asked);
  const frames = [...document.querySelectorAll('iframe')];
  frames.forEach((frame) => { frame.style.visibility = 'hidden'; }); // nothing is painted before it is asked for
  await Promise.all(told.map(async (one, n) => {
    const [frame, there] = [frames[n], frames[n].contentWindow];
    if (frame.width !== `${width}` || frame.height !== `${height}`) {
      [frame.width, frame.height] = [width, height];
      frame.style.left = `${(n % columns) * width * scale}px`;
      frame.style.top = `${Math.floor(n / columns) * height * scale}px`;
      there.dispatchEvent(new there.Event('resize'));
    }
    for (const message of [{ snapshot: null }, one]) { // what it showed before is forgotten
      await new Promise((heard) => {
        there.addEventListener('message', heard, { once: true });
        there.postMessage(message, location.origin);
      });
    }
    for (let turn = 0; turn < 8; turn += 1) await null; // what is drawn, is drawn in microtasks
    const { body, fonts } = frame.contentDocument;
    while (body.getBoundingClientRect() && fonts.status === 'loading') await fonts.ready;
  }));
}"""

_RULE = """({ themes, least }) => JSON.stringify([...document.querySelectorAll('iframe')].slice(0, themes.length)
  .map((frame, n) => frame.contentWindow.wallLook({ themes: themes[n], least })))"""

_DRESS = """(themes) => document.querySelectorAll('iframe').forEach((frame, n) => {
  if (!themes[n]) return;
  frame.contentDocument.documentElement.dataset.theme = themes[n];
  frame.style.visibility = 'visible';
})"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A view as it is told to a page, and the themes it is looked at in."""

    view: View
    themes: tuple[str, ...]
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a view: what a ruler finds wrong, and its look."""

    shown: Shown
    found: Mapping[str, Any]
    look: Look
    frame: Frame

    @property
    def unit(self) -> float:
        """Return the px of a u on its glass."""
        return float(self.found["u"])


def scenes(bases: Mapping[str, dict[str, Any]], *, every: bool = False) -> Iterator[Shown]:
    """List every scene once with its themes: the main states have both, the rarer one, or with `every` both."""
    first: dict[str, View] = {}
    themes: dict[str, tuple[str, ...]] = {}
    for view in views(every=every):
        first.setdefault(view.scene, view)
        themes[view.scene] = (*themes.get(view.scene, ()), view.theme)
    for name, view in first.items():
        yield Shown(view, themes[name], message(bases[view.layout], view))


def sheets(shown: Iterable[Shown]) -> Iterator[list[Shown]]:
    """Part what is to be shown into sheets of one kind of glass."""
    by_glass = sorted(shown, key=lambda one: one.view.glass)
    for _, group in itertools.groupby(by_glass, key=lambda one: one.view.glass):
        while part := list(itertools.islice(group, MOST)):
            yield part


class Sheet:
    """A page with eight screens; close it when done."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.complaints: list[str] = []
        self._context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        self._context.clock.install(time=NOW)
        self._context.add_init_script(LOOK)
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.route("**/sheet", lambda route: route.fulfill(body=_SHEET, content_type="text/html"))
        self.page.goto(base_url + "/sheet")
        self._context.clock.pause_at(STANDS_AT)
        self._frames = {frame.name: frame for frame in self.page.frames}
        self._devtools = self._context.new_cdp_session(self.page)

    def _hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def close(self) -> None:
        """Close its pages."""
        self._context.close()

    def show(self, shown: Sequence[Shown]) -> list[Frame]:
        """Tell up to eight pages what to show, all on one kind of glass; returns when it is drawn."""
        width, height = shown[0].view.glass
        told = {
            "told": [one.told for one in shown],
            "width": width,
            "height": height,
            "scale": SCALE,
            "columns": _columns(width),
        }
        self.page.evaluate(_SHOW, json.dumps(told))
        return [self._frames[f"at{n}"] for n in range(len(shown))]

    def look(self, shown: Sequence[Shown]) -> list[Seen]:
        """Show, rule and photograph up to eight views of one kind of glass."""
        frames = self.show(shown)
        return self.look_again(shown, frames)

    def rule(self, shown: Sequence[Shown]) -> list[dict[str, Any]]:
        """Show up to eight views of one kind of glass, of whatever shape, and return what a ruler finds on each."""
        self.show(shown)
        return self._ruled(shown)

    def _ruled(self, shown: Sequence[Shown]) -> list[dict[str, Any]]:
        asked = {"themes": [one.themes for one in shown], "least": CONTRAST}
        found: list[dict[str, Any]] = json.loads(self.page.evaluate(_RULE, asked))
        return found

    def look_again(self, shown: Sequence[Shown], frames: Sequence[Frame]) -> list[Seen]:
        """Rule and photograph what the pages show now."""
        found = self._ruled(shown)
        grids: list[dict[str, Grid]] = [{} for _ in shown]
        for nth in reversed(
            range(max(len(one.themes) for one in shown))
        ):  # the last is what they wear after ruling
            themes = [one.themes[min(nth, len(one.themes) - 1)] for one in shown]
            self.page.evaluate(_DRESS, themes)
            picture = self._picture()
            for n, one in enumerate(shown):
                if nth < len(one.themes):
                    grids[n][themes[n]] = _grid(picture, n, one.view.glass)
        return [
            Seen(one, found[n], look_of(one.view.scene, one.themes, found[n], grids[n]), frames[n])
            for n, one in enumerate(shown)
        ]

    def pictures(self, shown: Sequence[Shown]) -> Iterator[tuple[str, bytes]]:
        """Show some views and photograph each in each of its themes, at true size: its name and a PNG."""
        self.show(shown)
        for n, one in enumerate(shown):
            for theme in one.themes:
                self.page.evaluate(_DRESS, [theme] * len(shown))
                yield replace(one.view, theme=theme).name, self.picture_of(n, one.view.glass)

    def picture_of(self, nth: int, glass: tuple[int, int]) -> bytes:
        """Photograph what one of the pages shows, at true size."""
        left, top, width, height = _place(nth, glass)
        clip = {"x": left, "y": top, "width": width, "height": height, "scale": 1 / SCALE}
        taken = self._devtools.send("Page.captureScreenshot", {"format": "png", "clip": clip})
        return base64.b64decode(taken["data"])

    def _picture(self) -> Image.Image:
        taken = self._devtools.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return Image.open(BytesIO(base64.b64decode(taken["data"]))).convert("RGB")


def _grid(sheet: Image.Image, nth: int, glass: tuple[int, int]) -> Grid:
    left, top, width, height = _place(nth, glass)
    shape = (round(glass[0] / CELL_PX), round(glass[1] / CELL_PX))
    small = sheet.crop((left, top, left + width, top + height)).resize(shape, Image.Resampling.BOX)
    return Grid(*shape, *(channel.tobytes() for channel in small.convert("YCbCr").split()))


def _place(nth: int, glass: tuple[int, int]) -> Box:
    width, height = (round(side * SCALE) for side in glass)
    columns = _columns(glass[0])
    return (nth % columns) * width, (nth // columns) * height, width, height


def _columns(width: int) -> int:
    """Return how many screens of a width stand side by side."""
    return int(WIDTH / (width * SCALE))
