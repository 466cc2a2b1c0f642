"""A manager listens to the voice before saving it; the sound comes from the manager's own machine."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.screens import NOTE_SOUNDS, Screens, sign_in, wait_until


def test_a_draft_of_the_voice_is_heard_at_the_managers_own_machine(screens: Screens) -> None:
    admin = screens.open("/admin")
    sign_in(admin)
    admin.locator(".nav-groups a[href='#voice']").click()
    admin.locator(".listen").wait_for()
    admin.evaluate(f"() => {{{NOTE_SOUNDS}}}")
    admin.locator("#f-voice-all-template").fill("请 {number} 号到 {windw}")
    admin.locator(".listen .key").first.click()
    expect(admin.locator("#f-voice-all-template-fault")).to_contain_text("{windw}")
    admin.locator("#f-voice-all-template").fill("请 {number} 号到{window_name}")
    expect(admin.locator(".listen .key").first).to_be_enabled()
    admin.locator(".listen .key").first.click()
    expect(admin.locator(".heard")).to_contain_text("chuang1 kou3", timeout=40_000)
    wait_until(admin, lambda: len(admin.evaluate("sounds")) == 1, "the draft is played")
    expect(admin.locator(".save-words")).to_contain_text("叫号的话")
    admin.close()
