"""The kiosk in each of its manners: upright and lying, in both languages, in large type, and without paper."""

from __future__ import annotations

import functools
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.paper import play_fault
from tests.browser.screens import KIOSK_LYING, kiosk_page
from tests.browser.tour import CALM, Tour


def kiosk_in_its_manners(tour: Tour) -> None:
    upright = kiosk_page(tour.screens, **CALM)
    lying = kiosk_page(tour.screens, KIOSK_LYING, **CALM)
    _kiosk_walk(tour, "kiosk", upright, axe=True)
    _kiosk_walk(tour, "kiosk in English", upright, "language", axe=True)
    _kiosk_walk(tour, "kiosk elder contrast", upright, "large", "contrast", axe=True)
    _kiosk_walk(tour, "kiosk elder in English", upright, "large", "language", ticket=False)
    _kiosk_walk(tour, "kiosk lying", lying)
    _kiosk_walk(tour, "kiosk lying elder", lying, "large", ticket=False)
    _kiosk_walk(tour, "kiosk lying elder in English", lying, "large", "language")
    play_fault(tour.hall, paper_out=True)
    for name, page in (("kiosk", upright), ("kiosk lying", lying)):
        page.locator(".lead.dry").wait_for()
        tour.look(f"{name} home without paper", page)
        page.locator(".tile").nth(4).tap()
        page.locator(".take").tap()
        page.locator(".keep").wait_for()
        tour.look(f"{name} number without paper", page)
        page.locator(".noted").tap()
    play_fault(tour.hall, paper_out=False)


def _kiosk_walk(
    tour: Tour, name: str, page: Page, *manner: str, axe: bool = False, ticket: bool = True
) -> None:
    look = functools.partial(tour.findings.look, page=page, axe=axe)
    page.locator(".on-home").wait_for()
    for key in manner:
        page.locator(f".tool.{key}").tap()
    look(f"{name} home")
    page.locator(".wide.search").tap()
    page.locator(".on-search .row").first.wait_for()
    look(f"{name} search")
    if page.locator(".modes").count():
        page.locator(".modes .mode").nth(1).tap()
        page.locator(".kinds button").first.tap()
        look(f"{name} search by kind")
    page.locator(".tool.to-home").tap()
    page.locator(".tile").nth(2).tap()
    page.locator(".on-items").wait_for()
    look(f"{name} items")
    page.locator(".row").first.tap()
    page.locator(".on-confirm .option").first.tap()
    look(f"{name} confirm")
    if page.locator(".tool.to-guide").count():
        _kiosk_guide(name, page, look)
    if not ticket:
        page.reload()
        return
    page.locator(".tool.to-home").tap()
    page.locator(".tile").nth(4).tap()
    page.locator(".take").tap()
    page.locator(".paper-done").wait_for()
    look(f"{name} ticket")
    page.locator(".leave").tap()
    page.locator(".on-home").wait_for()


def _kiosk_guide(name: str, page: Page, look: Callable[[str], None]) -> None:
    """Look at every page of the guide: what to bring stands on the first, the law on the last."""
    page.locator(".tool.to-guide").tap()
    page.locator(".on-guide .block").first.wait_for()
    look(f"{name} guide")
    further = page.locator(".pager .key").nth(1)
    while further.count() and further.is_enabled():
        further.tap()
        look(f"{name} guide")
