"""A page that is not drawn, a sound output that stands, a graph that is silent: real pages say so, and the server knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.settings_page import save, signed_in
from tests.browser.screens import A_LOUDSPEAKER, NOTE_SOUNDS, Screens
from tests.hall import Hall, eventually

SEEN_WITHIN_S = 60  # 30 are promised, on a machine of its own

RECALL_AFTER_S = 20

NEVER_DRAWN = "window.requestAnimationFrame = () => 0;"
STANDING_CLOCK = "Object.defineProperty(BaseAudioContext.prototype, 'currentTime', {get: () => 1.5});"
FAILS_LATER = "setTimeout(() => { throw new Error('on purpose'); }, 500);"
# Keeps what the page has told the server of itself.
TELLS_REPORTS = """
window.reports = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (said) {
  const found = /\\["alive",(.*)\\]$/.exec(said);
  if (found) window.reports.push(JSON.parse(found[1]));
  return send.call(this, said);
};
"""
SILENT_GRAPH = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...more) {
  if (!(this instanceof AudioBufferSourceNode)) return connect.call(this, to, ...more);
  const nothing = this.context.createGain();
  nothing.gain.value = 0;
  connect.call(this, nothing);
  return connect.call(nothing, to, ...more);
};
"""


def troubles(hall: Hall, kind: str) -> set[str]:
    """Return what /metrics says is the matter with the devices of a kind."""
    lines = hall.by("display").get("/metrics").ok().splitlines()
    ill = [
        n
        for n in lines
        if n.startswith("tinghao_screen_trouble{") and f'kind="{kind}"' in n and n.endswith(" 1")
    ]
    return {line.split('trouble="')[1].split('"')[0] for line in ill}


def ails(hall: Hall, kind: str, trouble: str) -> bool:
    return trouble in troubles(hall, kind)


def changed(screens: Screens, path: str, by: str) -> Page:
    """Open a page with a script of the test's in it from its beginning."""
    page = screens.blank(path)
    page.add_init_script(by)
    page.goto(screens.hall.base_url + path)
    page.locator("#app > *").first.wait_for()
    return page


@pytest.fixture
def untouched(hall: Hall, browser: Browser, browser_launch: dict[str, Any]) -> Iterator[Screens]:
    """Give screens of a browser that was started without the flag: no page of it may sound before a touch."""
    launch = {**browser_launch, "args": [*browser_launch["args"], A_LOUDSPEAKER]}
    strict = browser.browser_type.launch(**launch)
    yield Screens(strict, hall)
    strict.close()


def test_a_board_that_may_not_sound_says_so_to_all_and_speaks_after_one_touch(
    hall: Hall, untouched: Screens, quick: None
) -> None:
    board = changed(untouched, "/board", NOTE_SOUNDS)
    expect(board.locator(".sound")).to_contain_text("声音未开启，点一下屏幕")
    eventually(partial(ails, hall, "display", "sound_blocked"), "it is known", SEEN_WITHIN_S)
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    fate = "SELECT state, why FROM announcement ORDER BY id DESC LIMIT 1"
    eventually(lambda: hall.sql(fate) == [("unspoken", "no_speaker")], "the clerk is told", SEEN_WITHIN_S)
    board.mouse.click(600, 600)
    expect(board.locator(".sound")).to_have_count(0)
    eventually(lambda: not ails(hall, "display", "sound_blocked"), "it is well", SEEN_WITHIN_S)
    hall.advance(RECALL_AFTER_S)
    hall.at(1, "recall").ok()
    eventually(lambda: hall.sql(fate) == [("spoken", None)], "the recall is spoken", SEEN_WITHIN_S)
    assert board.evaluate("window.sounds.length") == 1


def test_pages_that_stand_still_or_err_or_whose_sound_stands_are_known_to_the_server(
    hall: Hall, screens: Screens
) -> None:
    screens.open("/")  # the demo's start page gives this browser the devices' tokens
    changed(screens, "/kiosk", NEVER_DRAWN)
    changed(screens, "/sign/1", FAILS_LATER)
    board = changed(screens, "/board", STANDING_CLOCK)
    wanted = {"kiosk": "not_drawing", "sign": "errors", "display": "sound_stuck"}
    for kind, trouble in wanted.items():
        eventually(partial(ails, hall, kind, trouble), f"{trouble} of {kind}", SEEN_WITHIN_S)
    assert "声音停住了，正在重试" in board.inner_text("body")


@pytest.fixture
def twice(hall: Hall, quick: None) -> Iterator[None]:
    """Have short calls read twice: a busy machine's page looks at them often enough."""
    with signed_in(hall) as manager:
        save(manager, lambda s: s["settings"].update(announce_times=2)).ok()
        yield


def test_a_call_that_came_out_silent_is_spoken_by_another_screen(
    hall: Hall, screens: Screens, twice: None
) -> None:
    silent = changed(screens, "/board", TELLS_REPORTS + NOTE_SOUNDS + SILENT_GRAPH)
    silent.wait_for_function("window.reports.some((one) => one.audio_ready)")
    expect(silent.locator(".sound")).to_have_count(0)
    sound = changed(screens, "/board", NOTE_SOUNDS)
    hall.issue("A")
    hall.open(1)
    hall.at(1, "call-next").ok()
    eventually(
        lambda: sound.evaluate("window.sounds.some((one) => one.to !== null)"), "the call", SEEN_WITHIN_S
    )
    assert silent.evaluate("window.sounds.length") == 1
    expect(silent.locator("body")).to_contain_text("叫号没有声音")
    assert "sound_silent" in troubles(hall, "display")
    assert silent.evaluate("window.reports.at(-1).spoke") == str(
        hall.sql("SELECT max(id) FROM announcement")[0][0]
    )
