"""A kiosk in large type reads its question and the number, softly, where the hall has chosen it; its audio graph tells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.settings_page import put_back, save, settings, signed_in
from tests.browser.screens import KIOSK, Screens, go_home, take, wait_until
from tests.hall import Hall

# Has each sound of the page run through an audio graph that measures it: its loudest sample, its beginning and end.
HEAR = """
window.heard = [];
const Made = window.Audio;
window.Audio = function () {
  const element = new Made();
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = 32768;
  context.createMediaElementSource(element).connect(ear);
  ear.connect(context.destination);
  const samples = new Float32Array(ear.fftSize);
  let sound = null;
  element.addEventListener('playing', () => {
    sound = {path: new URL(element.src).pathname, from: performance.now(), to: null, peak: 0, whole: false};
    window.heard.push(sound);
  });
  const end = () => { if (sound) { sound.to = performance.now(); sound.whole = element.ended; sound = null; } };
  element.addEventListener('pause', end);
  element.addEventListener('ended', end);
  setInterval(() => {
    if (!sound) return;
    ear.getFloatTimeDomainData(samples);
    for (const one of samples) sound.peak = Math.max(sound.peak, Math.abs(one));
  }, 50);
  return element;
};
"""
SOFTLY = (0.02, 0.45)  # of full scale; a call reaches 0.84


@pytest.fixture(scope="module")
def aloud(hall: Hall) -> Iterator[None]:
    """Have the hall's kiosks read aloud, and no longer."""
    with signed_in(hall) as manager:
        before = {"voice": settings(manager)["sections"]["voice"]}
        save(manager, lambda s: s["voice"].update(kiosk_aloud=True)).ok()
        yield
        put_back(manager, before)


@pytest.fixture(scope="module")
def silent(screens: Screens) -> tuple[Page, list[str]]:
    """A kiosk of a hall that has not chosen it, and what it asked the server to make sound."""
    page = screens.blank("/kiosk", KIOSK, has_touch=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "aloud" in request.url else None)
    page.add_init_script(HEAR)
    page.goto(screens.hall.base_url + "/kiosk")
    page.locator(".tile").first.wait_for()
    page.get_by_role("button", name="大字版").tap()
    take(page, "户籍")
    go_home(page)
    assert asked == [] and heard(page) == []
    return page, asked


@pytest.fixture(scope="module")
def kiosk(silent: tuple[Page, list[str]], aloud: None) -> Page:
    """The same kiosk, where the manager has switched it on meanwhile."""
    return silent[0]


def heard(kiosk: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kiosk.evaluate("heard")
    return found


def sound_of(hall: Hall, text: str, language: str = "zh-CN") -> str:
    """Return the path of the sound of a text: its name is the hash of what it says."""
    asked = hall.by("kiosk").post("/api/v1/aloud", {"text": text, "language": language}).ok()
    return str(asked["audio_url"])


def is_heard(kiosk: Page, path: str) -> None:
    """Wait until a sound has been heard to its end."""
    wait_until(
        kiosk,
        lambda: any(one["path"] == path and one["whole"] for one in heard(kiosk)),
        f"{path} is heard",
        40,
    )


def test_in_ordinary_type_it_is_silent_and_in_large_type_it_asks_its_question_once(
    hall: Hall, kiosk: Page, silent: tuple[Page, list[str]]
) -> None:
    kiosk.locator(".tile").first.wait_for()
    assert silent[1] == [], "ordinary type asks for no sound"
    kiosk.get_by_role("button", name="大字版").tap()
    is_heard(kiosk, sound_of(hall, "您要办什么事？"))
    assert len(heard(kiosk)) == 1
    assert SOFTLY[0] < heard(kiosk)[0]["peak"] < SOFTLY[1]


def test_each_page_breaks_off_the_last_and_the_number_is_read_to_the_end(hall: Hall, kiosk: Page) -> None:
    number, _ = take(kiosk, "户籍")
    is_heard(kiosk, sound_of(hall, f"您的号是 {number}，请记好。"))
    found = heard(kiosk)
    assert all(
        before["to"] is not None and before["to"] <= after["from"] for before, after in pairwise(found)
    )
    assert len({one["path"] for one in found}) == len(found), "nothing is read twice"
    assert SOFTLY[0] < found[-1]["peak"] < SOFTLY[1]


def test_an_english_page_is_read_in_english(hall: Hall, kiosk: Page) -> None:
    go_home(kiosk)
    expect(kiosk.locator("html[data-elder]")).to_have_count(0)
    kiosk.get_by_role("button", name="English").tap()
    kiosk.get_by_role("button", name="Large type").tap()
    is_heard(kiosk, sound_of(hall, "What do you need today?", "en"))


def test_nothing_was_wrong(screens: Screens, kiosk: Page) -> None:
    assert screens.complaints == []
