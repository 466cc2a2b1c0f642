"""The guide desk, the manager's pages, and the demo's own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.screens import DESK, PHONE, settled, sign_in
from tests.browser.tour import Tour

SETTINGS = (
    *("matrix", "queues", "priorities", "rules", "voice", "items", "hours", "screens", "pages", "notices"),
    *("ticket", "hall", "history"),
)


def staff_and_the_demos_own_pages(tour: Tour) -> None:
    for letter in "ABCDEE":
        tour.hall.issue(letter)
    _desk_and_admin(tour)
    _start_and_paper(tour)


def _desk_and_admin(tour: Tour) -> None:
    desk, desk_en = tour.calm("/desk", DESK), tour.english("/desk", DESK)
    tour.look("desk sign-in", desk, desk_en)
    desks = (desk, desk_en)
    for page in desks:
        sign_in(page)
        page.locator(".desk").wait_for()
    tour.look("desk", *desks)
    for page in desks:
        page.locator(".ticket-row .pick").first.click()
        page.locator(".ticket-card").wait_for()
    tour.look("desk ticket", *desks)
    for page in desks:
        page.keyboard.press("Escape")
        page.keyboard.press("5")
        settled(page)
        page.keyboard.press("Enter")
        page.locator(".side-column img").first.wait_for()
    tour.look("desk issued", *desks)
    for page in desks:
        page.locator(".say-key .key").click()
        page.locator("#say-text").press_sequentially("n1/")  # letters here, though keys of the desk elsewhere
        expect(page.locator("#say-text")).to_have_value("n1/")
    tour.look("desk announce", *desks)
    admins = (tour.calm("/admin", DESK), tour.english("/admin", DESK))
    tour.look("admin sign-in", *admins)
    for page in admins:
        sign_in(page)
        page.locator(".live").wait_for()
    for name in ("live", "people", "devices", "printers", *SETTINGS):
        for page in admins:
            page.locator(f".nav-groups a[href='#{name}']").click()
            page.locator(f".nav-groups a[href='#{name}'][aria-current=page]").wait_for()
        tour.look(f"admin {name}", *admins)
    for path, ready in (
        ("announce", ".announce"),
        ("queues/C", ".slip"),
        ("window/3", "#f-windows-2-name"),
        ("settings", ".entry-list"),
        ("screens/notices", ".look-glass iframe"),
        ("printers/add", ".step"),
    ):
        for page in admins:
            page.evaluate(f"location.hash = '{path}'")
            page.locator(ready).first.wait_for()
        tour.look(f"admin {path}", *admins)
    _hours_by_weekday(tour, admins)


def _hours_by_weekday(tour: Tour, admins: tuple[Page, Page]) -> None:
    """Look at every kind of hours and limits in the forms; nothing of it is saved."""
    for page in admins:
        page.evaluate("location.hash = 'hours'")
        page.locator(".setting-page .choice button").nth(1).click()
        page.locator("#band-mon-2 .choice button").nth(1).click()
        page.locator("#band-mon-1 .limit").click()
        for kind in range(3):
            page.locator("#f-hours-all-special .group-head .key").click()
            page.locator(f".special:nth-child({kind + 1}) .choice button").nth(kind).click()
    tour.look("admin hours by weekday", *admins)
    for page in admins:
        page.evaluate("location.hash = 'queues/C'")
        page.locator("#f-queues-2-periods .link").click()
    tour.look("admin periods", *admins)
    for page in admins:
        page.locator(".save-bar .key").first.click()


def _start_and_paper(tour: Tour) -> None:
    for path, state, ready in (
        ("/", "start", ".plan"),
        ("/paper", "paper", ".printer"),
        ("/g/AQ01", "guide", "article"),
    ):
        size = PHONE if state == "guide" else DESK
        pages = (tour.calm(path, size), tour.english(path, size))
        for page in pages:
            page.locator(ready).first.wait_for()
            page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        tour.look(state, *pages)
