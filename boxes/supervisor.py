"""Keep one page of the hall on one screen: `tinghao device run`.

A loop of one thread: each beat the page proves that it draws, `watch.py` decides, this does it. systemd starts the loop
again when it dies, and when it does not say for two minutes that it lives.
"""

from __future__ import annotations

import http.client
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from boxes import screen, sound
from boxes.browser import Browser, renew
from boxes.devtools import BrowserGoneError, NoAnswerError
from boxes.kept import Token, forget_status, write_status
from boxes.notify import notify
from boxes.settings import Settings
from boxes.watch import (
    ANEW_AFTER,
    ANSWERS_WITHIN_S,
    BEAT_S,
    OPENS_WITHIN_S,
    SAY_LOST_AFTER_S,
    STABLE_S,
    Seen,
    Step,
    next_step,
    ours,
    pause_before_start,
    stays_away,
)

log = logging.getLogger("tinghao.box")

SERVER_WITHIN_S = 2.0
WAITING_BEAT_S = 1.0
LOOK_AT_PLUGS_S = 10.0
DONE = (200, 201, 204)
SAY_LOST = "document.body && (document.body.dataset.state = 'lost')"


@dataclass
class Supervisor:
    """One box at work; `now` is a monotonic clock."""

    settings: Settings
    now: Callable[[], float] = time.monotonic
    stopping: bool = False
    browser: Browser | None = None
    starts: int = 0
    failures: int = 0
    drawn_at: float = 0.0
    stood_at: float = 0.0
    stands: bool = True
    opened_at: float = -1e9
    started_at: float = 0.0
    waiting_since: float | None = None
    said_lost: bool = False
    token: str = ""
    size: tuple[int, int] | None = None
    asks_in: bool = False
    sound_told: bool = True
    sound_asked_at: float = -1e9
    plugs_at: float = 0.0
    plugs: tuple[tuple[str, str], ...] = ()
    last_reason: str = ""
    sound: dict[str, Any] = field(default_factory=dict)
    mute: bool = False

    @property
    def offline(self) -> str:
        """Return the address of the local page."""
        return Path(self.settings.offline_page).as_uri()

    def run(self) -> int:
        """Work until SIGTERM or SIGINT; returns 0."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked)
        self.token = Token(Path(self.settings.state_dir)).read()
        self.plugs = screen.plugged()
        forget_status(Path(self.settings.run_dir))
        notify("READY=1")
        while not self.stopping:
            notify("WATCHDOG=1")
            began = self.now()
            try:
                if self.browser is None:
                    self._start()
            except (BrowserGoneError, NoAnswerError, OSError) as error:
                self._restart(str(error))
            try:
                self._beat()
            except NoAnswerError as error:
                log.info("no answer: %s", error)  # the next beat sees whether it draws
            except (BrowserGoneError, OSError) as error:
                self._restart(str(error))
            self._say()
            self._rest(began)
        notify("STOPPING=1")
        if self.browser is not None:
            self.browser.end()
        forget_status(Path(self.settings.run_dir))
        return 0

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self) -> None:
        if self.failures >= ANEW_AFTER:
            log.warning("the browser fails again and again: its profile is made anew")
            renew(Path(self.settings.profile_dir))
        self.size = screen.turn(self.settings.rotate)
        self.browser = Browser(self.settings, self.offline, self.size)
        self.starts += 1
        self.started_at = self.drawn_at = self.stood_at = self.opened_at = self.now()
        self.waiting_since, self.said_lost = self.now(), False
        if self.token and self.settings.cookie:
            self.browser.set_cookie(self.token, ANSWERS_WITHIN_S)

    def _beat(self) -> None:
        browser = self.browser
        if browser is None:
            return
        seen = self._see(browser)
        step = next_step(seen, self.settings.server, self.offline)
        if step is Step.RESTART:
            why = "it ended" if seen.ended else "its page crashed" if seen.crashed else "it draws nothing"
            self._restart(why)
        elif step is Step.OPEN:
            if ours(seen.url or "", self.settings.server):
                self.last_reason = "its page stayed empty"
                log.warning("opening the page again: it came by halves, or is not the hall's")
            self.opened_at = self.now()
            browser.go(self.settings.url, OPENS_WITHIN_S)
        elif step is Step.SHOW_OFFLINE:
            self.opened_at = self.waiting_since = self.now()
            self.said_lost = False
            browser.go(self.offline, ANSWERS_WITHIN_S)
        elif seen.url is not None:
            self._tend(browser, seen.url)

    def _see(self, browser: Browser) -> Seen:
        """Look at the page, and at the server when the page is not its."""
        if browser.ended():
            return Seen(None, ended=True)
        url, answers = None, None
        try:
            found = browser.look(ANSWERS_WITHIN_S)
            url, self.asks_in, self.stands = found.url, found.asks_in, found.stands
            self.drawn_at = self.now()
            if self.stands:
                self.stood_at = self.drawn_at
        except NoAnswerError:
            pass  # how long it has lasted decides
        if url is not None and stays_away(url, self.settings.server, self._empty_for_s()):
            answers = self._server_answers()
        since = max(self.drawn_at, self.opened_at)
        loading = self.drawn_at <= self.opened_at
        return Seen(url, False, browser.crashed, self.now() - since, loading, answers, self._empty_for_s())

    def _empty_for_s(self) -> float:
        return self.now() - max(self.stood_at, self.opened_at)

    def _tend(self, browser: Browser, url: str) -> None:
        """Do what a page that draws needs: keep its token, say that the server stays away, check the sound, follow the screen."""
        at = self.now()
        if at - self.started_at > STABLE_S:
            self.failures = 0
        if ours(url, self.settings.server):
            self.waiting_since = None
            self._keep_token(browser)
            self._check_sound(browser)
        elif (
            self.waiting_since is not None
            and at - self.waiting_since > SAY_LOST_AFTER_S
            and not self.said_lost
        ):
            browser.evaluate(SAY_LOST, ANSWERS_WITHIN_S)
            self.said_lost = True
        if at - self.plugs_at > LOOK_AT_PLUGS_S:
            self.plugs_at = at
            self._follow_screen(browser)

    def _keep_token(self, browser: Browser) -> None:
        """Keep the token a manager has let this box in with, or the server has renewed: it must outlive a power cut."""
        if not self.settings.cookie:
            return
        held = browser.cookie(ANSWERS_WITHIN_S)
        if held and held != self.token:
            self.token = held
            if not Token(Path(self.settings.state_dir)).keep(held):
                log.warning("the token cannot be kept: the box must be let in again when it was switched off")

    def _check_sound(self, browser: Browser) -> None:
        """Once for each opening, whatever becomes of telling it: a box that cannot tell must not chime all day."""
        if not self.settings.speaks or self.now() - self.sound_asked_at < sound.ASK_EVERY_S:
            return
        said = browser.evaluate(sound.HOURS % self.settings.screen, ANSWERS_WITHIN_S)
        if said == sound.SOON:
            return
        self.sound_asked_at, self.mute = self.now(), said == sound.MUTE
        done = sound.DoneFor(Path(self.settings.run_dir))
        opening = sound.due(said, done.read())
        if opening is not None:
            done.write(opening)
            found = sound.check(browser)
            self.sound = {"for": opening, "ran": found.ran, "why": found.why}
            self.sound_told = False
            log.info("sound check for %s: %s", opening, "heard" if found.ran else found.why)
        if not self.sound_told:
            tell = sound.TELL % (
                self.settings.screen, "true" if self.sound["ran"] else "false", self.sound["why"]
            )  # fmt: skip
            self.sound_told = browser.evaluate(tell, ANSWERS_WITHIN_S) in DONE

    def _follow_screen(self, browser: Browser) -> None:
        """Follow the screen: a television that was off at night is another one to X when it comes back."""
        plugs = screen.plugged()
        if plugs == self.plugs:
            return
        self.plugs = plugs
        size = screen.turn(self.settings.rotate)
        if size is not None:
            self.size = size
            browser.fill(size, ANSWERS_WITHIN_S)

    def _restart(self, why: str) -> None:
        self.last_reason = why
        log.warning("starting the browser again: %s", why)
        if self.browser is not None:
            self.browser.end()
            self.browser = None
        ends = self.now() + pause_before_start(self.failures)
        self.failures += 1
        while self.now() < ends and not self.stopping:
            notify("WATCHDOG=1")
            time.sleep(0.1)

    def _rest(self, began: float) -> None:
        """Wait for the next beat; none is lost when the browser is to be started."""
        if self.browser is None:
            return
        beat = BEAT_S if self.waiting_since is None else WAITING_BEAT_S
        ends = began + beat
        while self.now() < ends and not self.stopping and not self.browser.ended():
            time.sleep(0.05)

    def _server_answers(self) -> bool:
        parts = urlsplit(self.settings.server)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        link = kind(parts.hostname or "", parts.port, timeout=SERVER_WITHIN_S)
        try:
            link.request("GET", "/healthz")
            return link.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def _say(self) -> None:
        """Write down how it is, for `tinghao device check`."""
        running = self.browser is not None
        shown = "waiting" if self.waiting_since is not None else "open" if self.stands else "empty"
        said = {
            "state": shown if running else "starting",
            "browser": self.browser.pid if self.browser else None,
            "drawn_at": self.drawn_at if running else None,
            "starts": self.starts,
            "last_reason": self.last_reason,
            "size": self.size,
            "let_in": not self.settings.cookie or (bool(self.token) and not self.asks_in),
            "sound": self.sound,
            "mute": self.mute,
        }
        write_status(Path(self.settings.run_dir), said)


def run(settings: Settings) -> int:
    """Keep a box's page on its screen until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    return Supervisor(settings).run()
