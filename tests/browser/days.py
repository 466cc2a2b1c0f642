"""A hall's screens through days of calls, broken lines and midnights, and what they weigh at three each night.

Theory: the hall's clock is moved, the pages' is not, so what takes a day takes seconds; but each call, push, sound,
reconnect and midnight is a real one. A number spoken goes sixteen times as fast through the audio graph. What a page
holds is read when it shows the same as the night before, after garbage was collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from bench.machine import own_mb, resident_mb
from bench.speaker import Speaker
from tests.api.settings_page import signed_in
from tests.browser.screens import (
    BOARD,
    DESK,
    KIOSK,
    SIGN,
    TABLET,
    Screens,
    settled,
    sign_in,
    text_of,
    wait_until,
)
from tests.hall import Hall
from tests.line import Line

QUEUES = {1: "A", 4: "D", 2: "B", 5: "E"}
"""The windows at work and the queue each calls: the eastern zone has a screen that speaks, for the other the board does."""
EAST = (1, 2)
ROUNDS = 3
"""How often all windows call before the clock is moved on: what is a minute old is not spoken any more."""
SAID_EVERY = 4
"""Every so many such goes all is spoken to the end; else the next call takes the place of what waits."""
RECONNECT_EVERY = 100
"""Calls from one break of the line to the next."""
CUT_EVERY = 5
"""Days from one cut of the cable, of which nobody is told, to the next."""
SHOWN_WITHIN_S = 40.0
MIDNIGHT_IN_S = 2.0
SOUND_AT_ONCE = """
const start = AudioBufferSourceNode.prototype.start;
window.sounds = 0;
AudioBufferSourceNode.prototype.start = function () {
  this.playbackRate.value = 16;
  window.sounds += 1;
  return start.apply(this, arguments);
};
"""
TELL_NOW = "document.dispatchEvent(new Event('visibilitychange'))"
"""Makes a page report at once, and so be told the time."""
DATED = {"board", "zone", "next", "notice", "kiosk"}


@dataclass(frozen=True)
class Weight:
    """What a page holds: its script's memory in MB (10^6 bytes), DOM nodes, listeners."""

    heap_mb: float
    nodes: int
    listeners: int


def rise(values: list[float]) -> float:
    """Return by how much values rise from one to the next: the median of all slopes, which no single value bends."""
    slopes = [
        (later - before) / (n - m)
        for m, before in enumerate(values)
        for n, later in enumerate(values)
        if n > m
    ]
    return median(slopes)


@dataclass
class Days:
    """The screens of a hall, none of which is ever loaded again, and what was seen of them."""

    hall: Hall
    line: Line
    screens: Screens
    whole: bool
    """Whether the hall has hours, and the screens that people touch."""
    pages: dict[str, Page] = field(default_factory=dict)
    weights: dict[str, list[Weight]] = field(default_factory=dict)
    server_mb: list[float] = field(default_factory=list)
    chromium_mb: list[float] = field(default_factory=list)
    """What all its processes hold each night: sounds and pictures are beside the memory of the scripts."""
    calls: int = 0
    _at_window: dict[int, str] = field(default_factory=dict)
    _devices: list[str] = field(default_factory=list)
    _probes: dict[str, CDPSession] = field(default_factory=dict)
    _speakers: dict[str, Speaker] = field(default_factory=dict)

    # --- the screens ------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Put the screens on the wall up, each on a machine of its own; in a whole hall those that people touch, too."""
        self.pages["board"] = self._page("/board", BOARD, speaks=True)
        for name, screen in (("zone", "east"), ("next", "next"), ("notice", "notices")):
            token = self._enrolled("display", screen)
            self.pages[name] = self._page("/screen", BOARD, cookie=("th_screen", token), speaks=True)
        if self.whole:
            self.pages["sign"] = self._page("/sign/2", SIGN)
            self.pages["kiosk"] = self._page("/kiosk", KIOSK, has_touch=True)
            self.pages["tablet"] = self._page("/tablet/1", TABLET, has_touch=True)
            self.pages["clerk"] = self._page("/window/1", DESK)
            sign_in(self.pages["clerk"])
        for name, page in self.pages.items():
            page.locator("#app > *").first.wait_for()
            page.evaluate("window.stands = true")
            self._probes[name] = page.context.new_cdp_session(page)
            self._probes[name].send("Performance.enable")
            self.weights[name] = []
        self._speakers["kiosk"] = Speaker(self.hall.base_url, self._enrolled("kiosk"))

    def _page(
        self,
        path: str,
        size: tuple[int, int],
        cookie: tuple[str, str] | None = None,
        speaks: bool = False,
        **context: Any,
    ) -> Page:
        page = self.screens.blank(path, size, **context)
        if cookie is not None:
            name, value = cookie
            page.context.add_cookies([{"name": name, "value": value, "url": self.line.server}])
        if speaks:
            page.add_init_script(SOUND_AT_ONCE)
        page.goto(self.line.server + path)
        return page

    def _enrolled(self, kind: str, screen: str | None = None) -> str:
        """Let a device in, without a printer, and return its token."""
        wish = (
            self.hall.by("").post("/api/v1/devices/enrol", {"kind": kind, "name": f"{kind} {screen}"}).ok(201)
        )
        body = {"code": wish["code"], **({"screen": screen} if screen else {})}
        with signed_in(self.hall) as manager:
            self._devices.append(manager.post("/api/v1/devices/enrol/approve", body).ok()["id"])
        found = self.hall.by("").get(f"/api/v1/devices/enrol/{wish['poll_token']}").ok()
        return str(found["token"])

    def close(self) -> None:
        """Hang up."""
        for speaker in self._speakers.values():
            speaker.close()
        with signed_in(self.hall) as manager:
            for device in self._devices:
                manager.post(f"/api/v1/devices/{device}/revoke").ok()
        self.line.end()

    # --- a day ------------------------------------------------------------------------------------------------------

    def to(self, hour: int, minute: int = 0, second: float = 0) -> None:
        """Move the hall's clock on to the next such hour."""
        now = self.hall.now()
        at = now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(seconds=second)
        self.hall.advance(((at - now).total_seconds()) % 86400)

    def morning(self) -> str:
        """Begin the day: the clerk signs in over the page of yesterday, windows open, the first number is taken."""
        self.to(8, 31)
        if clerk := self.pages.get("clerk"):  # whose session has ended in the night
            clerk.locator(".sign-in-over").wait_for()
            sign_in(clerk)
            expect(clerk.locator(".sign-in-over")).to_have_count(0)
        self.hall.open(*QUEUES)
        return str(self._issue("A")["number"])

    def work(self, calls: int) -> None:
        """Have so many called and served, and the line break now and then."""
        goes = calls // (len(QUEUES) * ROUNDS)
        for go in range(goes):
            for _ in range(ROUNDS):
                self._round()
            self.shows(self._at_window[2], "board", "zone")
            if go % SAID_EVERY == 0:
                self._all_said()
            self.hall.advance(7.5 * 3600 / goes)

    def _round(self) -> None:
        """Have all windows call at once, and the line broken when its time has come."""
        for window, queue in QUEUES.items():
            self._issue(queue)
            self._end(window)
            self._call(window)
            if self.calls % RECONNECT_EVERY == 0:
                self.line.end()
                self.line.join()

    def _all_said(self) -> None:
        """Wait until no call waits to be spoken, or is being spoken."""
        left = "SELECT count(*) FROM announcement WHERE state IN ('queued', 'playing')"
        wait_until(self.pages["board"], lambda: self.hall.sql(left) == [(0,)], "all is said", SHOWN_WITHIN_S)

    def _call(self, window: int) -> None:
        self._at_window[window] = str(self._at(window, "call-next")["number"])
        self.calls += 1

    def _end(self, window: int) -> None:
        """Serve who was called to a window, if anybody, to the end."""
        if self._at_window.pop(window, None) is not None:
            self._at(window, "start")
            self._at(window, "finish")

    def cut(self) -> None:
        """Cut the cable until every page has said so, and mend it."""
        self.line.cut()
        self._all_are(lost=True)
        self.line.end()
        self.line.join()
        self._all_are(lost=False)

    def _all_are(self, *, lost: bool) -> None:
        """Wait until every page says that it is not connected, or none does."""

        def is_so(page: Page) -> bool:
            return ("连接中断" in text_of(page)) is lost

        for name, page in self.pages.items():
            wait_until(page, partial(is_so, page), f"{name}, lost: {lost}", SHOWN_WITHIN_S)

    def shows(self, number: str, *names: str) -> None:
        """Wait until pages show a number."""
        for name in names:
            self.pages[name].locator(".num", has_text=number).first.wait_for(timeout=SHOWN_WITHIN_S * 1000)

    def touched(self) -> None:
        """Have a citizen take a number at the kiosk's page, and one rate at the tablet's."""
        kiosk, tablet = self.pages["kiosk"], self.pages["tablet"]
        for way in (".tile", ".row", ".take"):
            kiosk.locator(way).first.tap()
            settled(kiosk)
        kiosk.locator(".on-ticket").wait_for()
        kiosk.locator(".leave").first.tap()
        kiosk.locator(".on-home").wait_for()
        self._call(1)
        self._end(1)
        tablet.locator(".at-ask .level").first.wait_for()
        settled(tablet)
        tablet.locator(".at-ask .level").first.tap()
        settled(tablet)
        tablet.locator(".submit").tap()
        expect(tablet.locator("h1")).to_have_text("谢谢您的评价", timeout=SHOWN_WITHIN_S * 1000)

    def evening(self) -> tuple[str, str]:
        """Serve the last citizen late at night, leave one waiting; returns their numbers, which the screens show."""
        self.to(16, 10)
        late, left = str(self._issue("A")["number"]), str(self._issue("B")["number"])
        for window in QUEUES:
            self._end(window)
            if window != 1:
                self._at(window, "close")
        self.to(23, 50)
        while self._at_window.get(1) != late:
            self._end(1)
            self._call(1)
        self.shows(late, "board", "zone", "notice")
        self.shows(left, "next")
        if self.whole:
            expect(self.pages["sign"].locator(".mid")).to_contain_text("明天", timeout=SHOWN_WITHIN_S * 1000)
        self._end(1)
        return late, left

    def midnight(self, late: str, left: str) -> None:
        """See a new day begin on every screen by itself: another date, no number of the day before."""
        self.to(23, 59, 60 - MIDNIGHT_IN_S)
        tomorrow = self.hall.now() + timedelta(seconds=2 * MIDNIGHT_IN_S)
        self.tell_time()
        date = f"{tomorrow.month}月{tomorrow.day}日"
        patient = SHOWN_WITHIN_S * 1000
        for name in DATED & self.pages.keys():
            expect(self.pages[name].locator(".today")).to_contain_text(date, timeout=patient)
        for name in ("board", "zone", "notice"):
            expect(self.pages[name].locator(".num", has_text=late)).to_have_count(0, timeout=patient)
        expect(self.pages["next"].locator(".num", has_text=left)).to_have_count(0, timeout=patient)
        if self.whole:
            expect(self.pages["sign"].locator(".mid")).not_to_contain_text("明天", timeout=patient)

    def tell_time(self) -> None:
        """Have every page hear the time now, not at its next sign of life."""
        for page in self.pages.values():
            page.evaluate(TELL_NOW)

    def night(self) -> None:
        """Go to three o'clock, when forgotten windows are closed, and weigh the pages and the server."""
        self.to(3)
        at_work = "SELECT count(*) FROM \"window\" WHERE state <> 'closed'"
        wait_until(self.pages["board"], lambda: self.hall.sql(at_work) == [(0,)], "no window is forgotten")
        self.tell_time()
        if self.whole:
            self.pages["board"].locator(".shut-page").wait_for(timeout=SHOWN_WITHIN_S * 1000)
            self.pages["clerk"].locator(".sign-in-over").wait_for(timeout=SHOWN_WITHIN_S * 1000)
        for name in self.pages:
            self.weights[name].append(self._weight(name))
        self.server_mb.append(resident_mb(int(self.hall.read_again()["pid"])))
        asked = self.screens.browser.new_browser_cdp_session()
        processes = asked.send("SystemInfo.getProcessInfo")["processInfo"]
        asked.detach()
        self.chromium_mb.append(sum(own_mb(int(process["id"])) for process in processes))

    def _issue(self, queue: str) -> dict[str, Any]:
        return dict(self._speakers["kiosk"].done("/api/v1/tickets", {"queue_id": f"q-{queue}"})["ticket"])

    def _at(self, window: int, command: str) -> dict[str, Any]:
        speaker = self._speakers.get(f"clerk_{window}")
        if speaker is None:
            speaker = self._speakers[f"clerk_{window}"] = Speaker(
                self.hall.base_url, self.hall.token(f"clerk_{window}")
            )
        return dict(speaker.done(f"/api/v1/windows/{self.hall.window_id(window)}/{command}"))

    def _weight(self, name: str) -> Weight:
        probe = self._probes[name]
        probe.send("Runtime.discardConsoleEntries")
        for _ in range(2):
            probe.send("HeapProfiler.collectGarbage")
        figures = {m["name"]: m["value"] for m in probe.send("Performance.getMetrics")["metrics"]}
        return Weight(
            figures["JSHeapUsedSize"] / 1e6, int(figures["Nodes"]), int(figures["JSEventListeners"])
        )

    def report(self) -> str:
        """Say what was weighed, a line a page: first, middle and last night."""
        lines = [f"{len(self.server_mb)} nights, {self.calls} calls, {self._sounds()} sounds"]
        for name, nights in self.weights.items():
            some = [nights[0], nights[len(nights) // 2], nights[-1]]
            shown = "  ".join(
                f"{w.heap_mb:6.2f} MB {w.nodes:5} nodes {w.listeners:4} listeners" for w in some
            )
            lines.append(f"{name:8} {shown}")
        for name, held in (("server", self.server_mb), ("chromium", self.chromium_mb)):
            lines.append(f"{name:8} {' '.join(f'{mb:.0f}' for mb in held)} MB")
        return "\n".join(lines)

    def _sounds(self) -> int:
        return sum(int(self.pages[name].evaluate("window.sounds")) for name in ("board", "zone"))
