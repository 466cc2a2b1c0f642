"""What differs from the kept wall, for a person to look at: the picture with a frame round each place, and the words."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from bench.kept_wall import Difference

WAS, IS = (255, 160, 0), (0, 170, 255)
LINE_PX: Final = 4
SAID: Final = 30


class Report:
    """A folder with a page that shows what differs; made anew with the first difference."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: list[str] = []

    def add(self, view: str, found: Iterable[Difference], picture: bytes, unit: float) -> None:
        """Take in what differs in a view, with its picture as it is now; `unit` is the px of a u."""
        if not self._parts:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
        image = Image.open(BytesIO(picture)).convert("RGB")
        pen = ImageDraw.Draw(image)
        words = []
        for one in found:
            words.append(one.words)
            for box, colour in ((one.was, WAS), (one.now, IS)):
                if box is not None:
                    x, y, width, height = (side * unit for side in box)
                    pen.rectangle((x, y, x + width, y + height), outline=colour, width=LINE_PX)
        image.save(self.folder / f"{view}.png")
        lines = "".join(f"<li>{html.escape(line)}" for line in words[:SAID])
        self._parts.append(f'<h2>{view}</h2><ul>{lines}</ul><img src="{view}.png" width="960">')
        page = "<!doctype html><meta charset=utf-8><title>The wall</title><p>Orange: as kept. Blue: as it is now.</p>"
        (self.folder / "index.html").write_text(page + "".join(self._parts), encoding="utf-8")
