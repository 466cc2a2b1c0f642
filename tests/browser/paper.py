"""The paper of the hall's virtual printer, and its faults."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image, ImageOps

from printers.raster import draw_number, figure_font
from queue_server.screens.shared.shell import BUILD_DIR
from tests.hall import Hall, eventually

PRINT_DOTS = 576


@dataclass(frozen=True)
class Paper:
    """One paper that came out."""

    id: int
    lines: tuple[str, ...]
    picture: Image.Image

    def codes(self) -> list[str]:
        """Return what its QR codes say, from left to right."""
        found = zxingcpp.read_barcodes(self.picture.convert("L"))
        return [code.text for code in sorted(found, key=lambda code: code.position.top_left.x)]

    def shows_number(self, number: str) -> bool:
        """Tell whether the number is drawn on it, dot by dot as the figure font draws it."""
        font = figure_font(BUILD_DIR / "figures.ttf")
        assert font is not None, "the build has no figures.ttf"
        drawn = draw_number(number, PRINT_DOTS, font)
        margin = (self.picture.width - PRINT_DOTS) // 2
        area = self.picture.convert("L").crop((margin, 0, margin + PRINT_DOTS, self.picture.height))
        dots = ImageOps.invert(area).convert("1", dither=Image.Dither.NONE).tobytes()
        return drawn.data.strip(b"\0") in dots

    def text(self) -> str:
        """Return its lines as one text."""
        return "\n".join(self.lines)


def _listed(hall: Hall) -> list[dict[str, Any]]:
    return list(hall.by("").get("/paper/index.json").ok()["papers"])


def _paper(hall: Hall, listed: dict[str, Any]) -> Paper:
    with Image.open(hall.data / "paper" / str(listed["file"])) as picture:
        return Paper(int(listed["id"]), tuple(listed["text"]), picture.copy())


def newest_id(hall: Hall) -> int:
    """Return the id of the last paper, 0 when none came out yet."""
    return max((int(listed["id"]) for listed in _listed(hall)), default=0)


def papers(hall: Hall, after: int = 0) -> list[Paper]:
    """Return the papers that came out after one of them, newest first."""
    young = [listed for listed in _listed(hall) if int(listed["id"]) > after]
    return [_paper(hall, listed) for listed in sorted(young, key=lambda listed: -int(listed["id"]))]


def newest(hall: Hall) -> Paper:
    """Return the last paper."""
    return papers(hall, newest_id(hall) - 1)[0]


def paper_of(hall: Hall, token: str) -> Paper:
    """Wait for the paper whose code leads to a phone page."""
    looked_at: dict[int, Paper] = {}

    def look() -> Paper | None:
        for listed in sorted(_listed(hall), key=lambda listed: -int(listed["id"])):
            if int(listed["id"]) not in looked_at:
                looked_at[int(listed["id"])] = paper = _paper(hall, listed)
                if any(token in code for code in paper.codes()):
                    return paper
        return None

    return eventually(look, f"the paper of {token}")


def play_fault(hall: Hall, **faults: bool) -> None:
    """Switch faults of the virtual printer on or off."""
    folder = hall.data / "paper"
    path = folder / "faults.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    fresh = folder / "faults.fresh"
    fresh.write_text(json.dumps({**known, **faults}))
    fresh.replace(path)
