"""`tinghao device check`: what is wrong on this box, one line each."""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from boxes import sound, units
from boxes.files import installed, under
from boxes.kept import read_status
from boxes.settings import Settings
from boxes.watch import FROZEN_AFTER_S

ASKS_WITHIN_S = 4.0
LOW_DISK = 200_000_000
PROGRAMS = ("xrandr",)
RESTLESS = 5
"""More starts of the browser than this since it was switched on are not well."""
SOUND_WHY = {
    "blocked": ("浏览器没让出声", "the browser allowed no sound"),
    "no_card": ("没有声卡", "no sound card"),
    "not_playing": ("声音没有送到声卡", "the sound did not reach the card"),
    "stuck": ("声卡停住了", "the sound card is stuck"),
    "no_answer": ("网页没有回应", "the page did not answer"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at; `well` is None when there is nothing to say yet."""

    well: bool | None
    zh: str
    en: str

    def line(self) -> str:
        """Return it as it is printed."""
        mark = {True: "✓", False: "✗", None: "·"}[self.well]
        return f"{mark} {self.zh} / {self.en}"


def look_over(settings: Settings, user: str, root: Path = Path("/")) -> list[Found]:
    """Look at everything a screen needs."""
    status = read_status(Path(settings.run_dir))
    return [
        *_files(root),
        *_programs(settings),
        _user(user),
        *_services(root),
        _server(settings),
        *_running(settings, status),
        *_sound(settings, status),
        _disk(settings),
    ]


def _files(root: Path) -> list[Found]:
    missing = [name for name in installed(root) if not os.path.lexists(under(root, name))]
    if not installed(root):
        return [Found(False, "没有安装过：tinghao device install", "not installed: tinghao device install")]
    return [Found(False, f"文件没了：{name}", f"missing: {name}") for name in missing] or [
        Found(True, "文件齐全", "all files there")
    ]


def _programs(settings: Settings) -> list[Found]:
    wanted = (settings.browser, units.X_SERVER, *PROGRAMS)
    missing = [name for name in wanted if shutil.which(name) is None]
    found = [Found(False, f"没有 {name}，apt 没装全", f"no {name}: a package is missing") for name in missing]
    return found or [Found(True, "程序齐全", "all programs there")]


def _user(user: str) -> Found:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return Found(False, f"没有用户 {user}：systemd-sysusers", f"no user {user}: systemd-sysusers")
    return Found(True, f"用户 {user}", f"user {user}")


def _services(root: Path) -> list[Found]:
    found = []
    names = [Path(name).name for name in installed(root) if name.endswith(".service")]
    for name in dict.fromkeys(names):
        try:
            done = subprocess.run(
                ["systemctl", "is-active", name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=ASKS_WITHIN_S,
                check=False,
            )
            state = done.stdout.strip() or "unknown"
        except (OSError, subprocess.TimeoutExpired):
            state = "unknown"
        hint = "" if state == "active" else f": journalctl -u {name.removesuffix('.service')}"
        found.append(Found(state == "active", f"服务 {name} {state}{hint}", f"service {state}"))
    return found


def _server(settings: Settings) -> Found:
    parts = urlsplit(settings.server)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=ASKS_WITHIN_S)
    try:
        link.request("GET", "/healthz")
        status = link.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return Found(
            False,
            f"连不上服务器 {settings.server}：{error}",
            "the server is not reached: cable, address, server",
        )
    finally:
        link.close()
    well = status == http.client.OK
    return Found(well, f"服务器 {settings.server} 回答 {status}", f"the server answers {status}")


def _running(settings: Settings, status: dict[str, Any] | None) -> list[Found]:
    if status is None:
        return [Found(False, "看管程序没有在运行", "the supervisor does not run")]
    found = []
    drawn_at = status.get("drawn_at")
    ago = monotonic() - drawn_at if isinstance(drawn_at, int | float) else None
    if ago is None or ago > 2 * FROZEN_AFTER_S:
        found.append(Found(False, "屏幕没有画面", "nothing is drawn"))
    else:
        found.append(Found(True, f"{ago:.0f} 秒前画过", "drawing"))
    if status.get("state") == "waiting":
        found.append(Found(False, "正在显示本机的“连接中断”页", "showing its own page: not connected"))
    if status.get("state") == "empty":
        found.append(
            Found(
                False,
                "网页没出全，或没有这个窗口；半分钟后自己重开",
                "the page is not whole, or there is no such window: opened again in half a minute",
            )
        )
    if status.get("size"):
        wide, high = status["size"]
        found.append(Found(True, f"屏幕 {wide}×{high}", "the screen's size, turned"))
    if not status.get("let_in"):
        found.append(
            Found(
                False,
                "还没登记：大厅主任在“设备”里批准屏上的数字",
                "not let in yet: a manager approves its digits",
            )
        )
    starts = int(status.get("starts") or 0)
    why = f"，上次因为 {status.get('last_reason')}" if status.get("last_reason") else ""
    found.append(Found(starts <= RESTLESS, f"浏览器启动过 {starts} 次{why}", "starts of the browser"))
    if settings.speaks and status.get("mute"):
        found.append(Found(None, "这块屏按设置不出声", "this screen is set not to speak"))
    elif settings.speaks:
        found.append(_heard(status.get("sound") or {}))
    return found


def _heard(checked: dict[str, Any]) -> Found:
    if not checked:
        return Found(
            None, "声音还没查过（开门前十分钟自己查）", "sound not checked yet (ten minutes before opening)"
        )
    if checked.get("ran"):
        return Found(True, f"声音查过：{checked.get('for')}", "the sound check was heard by the sound card")
    zh, en = SOUND_WHY.get(str(checked.get("why")), ("没有声音", "no sound"))
    return Found(False, f"声音：{zh}", f"sound: {en}")


def _sound(settings: Settings, status: dict[str, Any] | None) -> list[Found]:
    if not settings.speaks or (status or {}).get("mute") or sound.cards():
        return []
    return [Found(False, "没有声卡，喇叭接不上", "no sound card")]


def _disk(settings: Settings) -> Found:
    folder = Path(settings.state_dir)
    free = shutil.disk_usage(folder if folder.is_dir() else "/").free
    return Found(free > LOW_DISK, f"磁盘剩 {free / 1e9:.1f} GB", "free disk")
