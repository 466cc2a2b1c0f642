"""The local page a box shows until the server answers: plain HTML and one style sheet, no script, nothing to fetch."""

from __future__ import annotations

from html import escape
from pathlib import Path

from boxes.kinds import Kind, Line, line_of

STATIC = Path(__file__).parent / "static"
_WORDS = STATIC / "words.json"
_FIGURES = (
    '@font-face {{ font-family: "Tinghao Figures"; font-weight: {weight}; src: url("{file}") format("woff2"); '
    "unicode-range: U+0020-007E, U+00B7, U+2013; }}\n"
)


def _both(line: Line) -> str:
    return f'{escape(line.zh)}<small lang="en">{escape(line.en)}</small>'


def _headline(kind: Kind) -> str:
    chinese = "".join(f"<span>{escape(line.zh)}</span>" for line in kind.headline)
    english = escape(" ".join(line.en for line in kind.headline))
    lead = f'<p class="lead">{_both(kind.lead)}</p>' if kind.lead is not None else ""
    return f'<div><h1>{chinese}<small lang="en">{english}</small></h1>{lead}</div>'


def page(kind: Kind, pointer: bool = False) -> str:
    """Return the page of a kind of screen; its body says `connecting` until somebody sets it to `lost`."""
    lost, back = line_of(_WORDS, "lost"), line_of(_WORDS, "lost.back")
    rows = "".join(f'<div class="row"><h2>{escape(q.zh)}</h2><p>{_both(a)}</p></div>' for q, a in kind.rows)
    field = f'<div class="rows">{rows}</div>' if rows else ""
    return (
        f'<!doctype html>\n<html lang="zh-CN" data-screen="{kind.scale}" data-theme="{kind.theme}"'
        f"{' data-pointer' if pointer else ''}>\n"
        f'<head><meta charset="utf-8"><title>{escape(lost.zh)}</title><link rel="stylesheet" href="look.css"></head>\n'
        f'<body data-state="connecting">\n'
        f'<header class="band" role="alert"><b>{escape(lost.zh)}</b><span>{escape(back.zh)}'
        f' · <i lang="en">{escape(lost.en)}</i></span></header>\n'
        f'<p class="waiting">{_both(line_of(_WORDS, "connecting"))}</p>\n'
        f'<main class="page{" rowed" if rows else ""}">{_headline(kind)}{field}</main>\n'
        "</body>\n</html>\n"
    )


def style(tokens: str, fonts: dict[int, str]) -> str:
    """Return its style sheet: the figure font by weight, the tokens of the look, its own rules."""
    faces = "".join(_FIGURES.format(weight=weight, file=file) for weight, file in sorted(fonts.items()))
    return faces + tokens + (STATIC / "offline.css").read_text(encoding="utf-8")
