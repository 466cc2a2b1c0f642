"""Chromium as a kiosk: its flags, its start, its end, and the few things asked of its page."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boxes.devtools import BrowserGoneError, DevTools, NoAnswerError
from boxes.settings import Settings

STARTS_WITHIN_S = 40.0
"""A cold start from a slow card; one that takes longer is begun anew."""
ENDS_WITHIN_S = 3.0
COOKIE_LASTS_S = 400 * 24 * 3600
FLAGS = (
    "--kiosk",
    "--accept-lang=zh-CN",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=Translate,MediaRouter,OptimizationHints,TabHoverCardImages",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-sync",
    "--disable-breakpad",
    "--password-store=basic",
    "--disk-cache-size=67108864",
    "--remote-debugging-pipe",
)
OVER = 1
"""Pixels a window is higher than the screen: one of exactly its size Chromium makes a pixel smaller each way."""
HEARS, SAYS = 3, 4
"""The descriptors at which Chromium expects its DevTools pipes."""


def command_line(settings: Settings, first_page: str, size: tuple[int, int] | None) -> list[str]:
    """Return how the browser is started; `size` in pixels where no window manager would fill the screen."""
    place = [] if size is None else ["--window-position=0,0", f"--window-size={size[0]},{size[1] + OVER}"]
    return [
        settings.browser,
        *FLAGS,
        *place,
        f"--user-data-dir={settings.profile_dir}",
        *settings.extra_flags,
        first_page,
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """What the page says of itself: its address, whether it is an enrolment page, whether it stands there.

    A page of the hall stands when its script has filled it and its style sheet, which says what colour paper is, is there.
    """

    url: str
    asks_in: bool
    stands: bool


LOOK = (
    "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => "
    "seen([location.href, Boolean(document.body && document.body.dataset.kind), "
    "Boolean(document.querySelector('#app > *')) && "
    "getComputedStyle(document.documentElement).getPropertyValue('--paper') !== '']))))"
)
"""Answered after the second frame from now: a page that answers is drawing."""


class Browser:
    """One running Chromium, in a process group of its own."""

    def __init__(self, settings: Settings, first_page: str, size: tuple[int, int] | None) -> None:
        """Start it and find its page. Raises NoAnswerError, BrowserGoneError, OSError."""
        Path(settings.profile_dir).mkdir(parents=True, exist_ok=True)
        unlock(Path(settings.profile_dir))
        forget_crashes(Path(settings.run_dir))
        self._settings = settings
        hear_read, hear_write = _pipe()
        say_read, say_write = _pipe()
        try:
            self.pid = os.posix_spawn(
                settings.browser,
                command_line(settings, first_page, size),
                {**os.environ, "HOME": settings.run_dir},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_DUP2, hear_read, HEARS),
                    (os.POSIX_SPAWN_DUP2, say_write, SAYS),
                ],
                setpgroup=0,
            )
        except OSError:
            os.close(hear_write)
            os.close(say_read)
            raise
        finally:
            os.close(hear_read)
            os.close(say_write)
        self._tools = DevTools(say_read, hear_write)
        self._ended = False
        try:
            self._tools.attach(STARTS_WITHIN_S)
        except (NoAnswerError, BrowserGoneError):
            self.end()
            raise

    @property
    def crashed(self) -> bool:
        """Tell whether the page's own process has died."""
        return self._tools.crashed

    def look(self, within_s: float) -> Look:
        """Have the page prove that it draws. Raises NoAnswerError, BrowserGoneError."""
        url, asks_in, stands = self._tools.evaluate(LOOK, within_s)
        return Look(str(url), bool(asks_in), bool(stands))

    def evaluate(self, expression: str, within_s: float) -> Any:
        """Return what an expression comes to in the page. Raises NoAnswerError, BrowserGoneError."""
        return self._tools.evaluate(expression, within_s)

    def go(self, url: str, within_s: float) -> None:
        """Open another page. Raises NoAnswerError, BrowserGoneError."""
        self._tools.ask("Page.navigate", {"url": url}, within_s)

    def fill(self, size: tuple[int, int], within_s: float) -> None:
        """Give the window the size of a screen that has changed. Raises NoAnswerError, BrowserGoneError."""
        window = self._tools.ask("Browser.getWindowForTarget", {}, within_s)["windowId"]
        bounds = {"left": 0, "top": 0, "width": size[0], "height": size[1] + OVER, "windowState": "normal"}
        self._tools.ask("Browser.setWindowBounds", {"windowId": window, "bounds": bounds}, within_s)

    def cookie(self, within_s: float) -> str:
        """Return the token by which the server knows this device, empty when it does not. Raises as `look`."""
        answer = self._tools.ask("Network.getCookies", {"urls": [self._settings.server]}, within_s)
        found = [str(each["value"]) for each in answer["cookies"] if each["name"] == self._settings.cookie]
        return found[0] if found else ""

    def set_cookie(self, token: str, within_s: float) -> None:
        """Give the browser the token, as the server itself would. Raises as `look`."""
        kept = {
            "name": self._settings.cookie,
            "value": token,
            "url": self._settings.server,
            "path": "/",
            "httpOnly": True,
            "secure": self._settings.server.startswith("https:"),
            "sameSite": "Strict",
        }
        lasts = "Math.floor(Date.now() / 1000) + " + str(COOKIE_LASTS_S)
        kept["expires"] = self._tools.evaluate(lasts, within_s)
        self._tools.ask("Network.setCookie", kept, within_s)

    def ended(self) -> bool:
        """Tell whether its main process is gone."""
        if not self._ended:
            with contextlib.suppress(ChildProcessError):
                self._ended = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        return self._ended

    def end(self) -> None:
        """End it and all its processes; one that is frozen too."""
        self._tools.close()
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)
        if not _until(self.ended, ENDS_WITHIN_S):
            self._signal(signal.SIGKILL)
            _until(self.ended, ENDS_WITHIN_S)
        self._signal(signal.SIGKILL)  # what its main process has left behind

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends stay clear of the descriptors the browser is given."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _until(true: Callable[[], bool], within_s: float) -> bool:
    ends = time.monotonic() + within_s
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


def unlock(profile: Path) -> None:
    """Remove the lock of a browser that was cut off: after a power cut nobody else will, and a renamed box never starts."""
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (profile / name).unlink(missing_ok=True)


def forget_crashes(home: Path) -> None:
    """Throw away what crashed browsers wrote of themselves: nobody reads it, and it fills the memory a box has for such."""
    shutil.rmtree(home / ".config" / "chromium" / "Crash Reports", ignore_errors=True)


def renew(profile: Path) -> None:
    """Throw a profile away that the browser cannot start with; who the box is stands elsewhere."""
    shutil.rmtree(profile, ignore_errors=True)
