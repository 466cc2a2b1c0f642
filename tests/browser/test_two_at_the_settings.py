"""Two managers change the hall at the same time: the second is told of both values, and nothing either typed is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.settings_page import save, settings, signed_in
from tests.browser.test_settings_in_the_browser import admin, as_it_was, saved, sections, turn_to
from tests.hall import Hall

__all__ = ["admin", "as_it_was"]


def test_of_two_managers_the_second_keeps_what_was_typed(hall: Hall, admin: Page) -> None:
    turn_to(admin, "rules")
    admin.locator("#f-settings-all-near").fill("5")
    with signed_in(hall) as other:
        save(other, lambda s: s["settings"].update(max_calls=5)).ok()
    expect(admin.locator(".overtaken")).to_be_visible()
    admin.locator(".overtaken .key").click()
    expect(admin.locator("#f-settings-all-max_calls")).to_have_value("5")
    expect(admin.locator("#f-settings-all-near")).to_have_value("5")
    saved(admin)
    kept = sections(hall)["settings"]
    assert (kept["near"], kept["max_calls"]) == (5, 5)


def test_of_two_managers_with_the_same_field_the_second_is_told_both_values(hall: Hall, admin: Page) -> None:
    turn_to(admin, "rules")
    admin.locator("#f-settings-all-near").fill("5")
    with signed_in(hall) as other:
        save(other, lambda s: s["settings"].update(near=7)).ok()
    admin.locator(".overtaken .key").click()
    clash = admin.locator(".clashes li")
    expect(clash).to_contain_text("别人刚改为“7 人”，您改为“5 人”")
    expect(admin.locator("#f-settings-all-near")).to_have_value("7")
    clash.locator(".key", has_text="用我的").click()
    expect(clash).to_have_count(0)
    expect(admin.locator("#f-settings-all-near")).to_have_value("5")
    saved(admin)
    assert sections(hall)["settings"]["near"] == 5


def test_what_another_manager_removed_comes_back_with_what_was_changed_of_it_here(
    hall: Hall, admin: Page
) -> None:
    turn_to(admin, "priorities")
    admin.locator("#f-priorities-1-name").fill("残疾的群众")
    admin.locator("#f-priorities-1-detail").fill("带证件")
    with signed_in(hall) as other:
        gone = settings(other)["sections"]["priorities"][1]
        save(other, lambda s: s["priorities"].remove(gone)).ok()
    admin.locator(".overtaken .key").click()
    clash = admin.locator(".clashes li")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text(f"别人刚去掉“{gone['name']}”，您改了它")
    clash.locator(".key", has_text="用我的").click()
    saved(admin)
    kept = sections(hall)["priorities"]
    back = next(one for one in kept if one["code"] == gone["code"])
    assert (back["name"], back["detail"]) == ("残疾的群众", "带证件")
