"""Look at a page in one of its states: what axe, a ruler and a reader of English find wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
# Waits until what moves has come to rest; what pulses for ever is not waited for.
AT_REST = """() => Promise.race([
  Promise.all(document.getAnimations()
    .filter((a) => a.effect && a.effect.getComputedTiming().endTime < 3000).map((a) => a.finished.catch(() => 0))),
  new Promise((done) => { setTimeout(done, 1500); }),
])"""
RUN_AXE = """() => axe.run(document, {resultTypes: ['violations'], preload: false}).then((found) =>
  found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 4).join(' | ')}`))"""


@cache
def axe_script() -> str:
    """Return axe, to be run in a page."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@cache
def _probe() -> str:
    return (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")


@dataclass
class Findings:
    """What was found, as lines that begin with the state's name."""

    axe: list[str] = field(default_factory=list)
    clipped: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def look(self, state: str, page: Page, *, axe: bool = True) -> None:
        """Look at a page as it stands; `state` begins with the screen's name."""
        page.evaluate(AT_REST)
        self.seen.append(state)
        found: dict[str, Any] = page.evaluate(_probe())
        for kind in ("clipped", "outside", "small"):
            getattr(self, kind).extend(f"{state}: {line}" for line in found[kind])
        if found["lang"].startswith("en"):
            for kind in ("chinese", "named"):
                getattr(self, kind).extend(f"{state}: {line}" for line in found[kind])
        if axe:
            if not page.evaluate("typeof axe !== 'undefined'"):
                page.evaluate(axe_script())
            self.axe.extend(f"{state}: {line}" for line in page.evaluate(RUN_AXE))
