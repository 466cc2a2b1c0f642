"""A walk through the states of the screens, looking at each once; the tests assert on what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.findings import Findings
from tests.browser.screens import Screens
from tests.hall import Hall

CALM: dict[str, Any] = {"reduced_motion": "reduce"}
ENGLISH = "button[lang=en], button:has(> span[lang=en])"


@dataclass
class Tour:
    """Pages in both languages, and what was found on them."""

    part: str
    hall: Hall
    screens: Screens
    findings: Findings = field(default_factory=Findings)

    def calm(self, path: str, size: tuple[int, int]) -> Page:
        """Open a page on which nothing moves."""
        return self.screens.open(path, size, **CALM)

    def english(self, path: str, size: tuple[int, int]) -> Page:
        """Open a page and turn it to English."""
        page = self.calm(path, size)
        to_english(page)
        return page

    def look(self, state: str, *pages: Page, axe: bool = True) -> None:
        """Look at pages in one state; the second one is in English."""
        for page, language in zip(pages, ("", " in English"), strict=False):
            self.findings.look(state + language, page, axe=axe)


def to_english(page: Page) -> None:
    """Press the key that turns a page to English."""
    page.locator(ENGLISH).first.click()
    page.locator("html[lang=en]").wait_for()
