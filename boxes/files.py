"""Every file of a box: what `tinghao device install` writes, and `remove` takes away again."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from boxes import units
from boxes.kinds import Kind
from boxes.offline import page, style
from boxes.settings import CONFIG, USER, Settings

OFFLINE = "/etc/tinghao/offline"
MANIFEST = "/etc/tinghao/box.files"
GROUPS = ("audio", "video", "render")
PACKAGES = (
    "chromium", "xserver-xorg-core", "xserver-xorg-input-libinput", "xserver-xorg-video-fbdev", "xserver-xorg-video-vesa",
    "x11-xserver-utils", "libgl1-mesa-dri", "alsa-utils", "fonts-noto-cjk",
)  # fmt: skip
PRINTER_PACKAGES = ("libusb-1.0-0",)
_WANTS = "/etc/systemd/system/multi-user.target.wants"
_UNITS = "/etc/systemd/system"


class WriteError(OSError):
    """A file of the box cannot be written; the text names it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, its path as the box will see it; `link` makes it a symbolic link instead."""

    path: str
    content: bytes = b""
    mode: int = 0o644
    link: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be set up. `program` is the command line of tinghao on the box; `printer` the name of its print agent."""

    kind: Kind
    settings: Settings
    program: tuple[str, ...]
    tokens: str
    fonts: dict[int, Path]
    user: str = USER
    printer: str = ""
    token: str = ""


def _unit(name: str, text: str) -> list[File]:
    return [
        File(f"{_UNITS}/{name}", text.encode()),
        File(f"{_WANTS}/{name}", link=f"{_UNITS}/{name}"),
    ]


def files_of(box: Box) -> list[File]:
    """Return the box's files, and the list of them."""
    settings, program = box.settings, list(box.program)
    pages = {weight: f"figures-{weight}.woff2" for weight in box.fonts}
    made = [
        File(str(CONFIG), settings.to_toml().encode()),
        File(f"{OFFLINE}/index.html", page(box.kind, settings.pointer).encode()),
        File(f"{OFFLINE}/look.css", style(box.tokens, pages).encode()),
        *(File(f"{OFFLINE}/{pages[weight]}", path.read_bytes()) for weight, path in box.fonts.items()),
        File(units.USERS, units.users(box.user, GROUPS, bool(box.printer)).encode()),
        File("/etc/X11/xorg.conf.d/50-tinghao.conf", units.x_settings(settings.rotate).encode()),
        File("/etc/systemd/journald.conf.d/50-tinghao.conf", units.JOURNAL.encode()),
        File("/etc/systemd/system.conf.d/50-tinghao.conf", units.HARDWARE_WATCHDOG.encode()),
        File("/etc/systemd/sleep.conf.d/50-tinghao.conf", units.NO_SLEEP.encode()),
        File("/etc/systemd/logind.conf.d/50-tinghao.conf", units.NO_LID.encode()),
        *_unit(units.X_UNIT, units.x_unit(program, box.user, settings.pointer)),
        *_unit(units.SCREEN_UNIT, units.screen_unit(program, box.user, str(CONFIG), GROUPS)),
    ]
    if box.printer:
        made += _unit(units.PRINT_UNIT, units.print_unit(program, settings.server, box.printer))
        made.append(File("/etc/udev/rules.d/60-tinghao-printer.rules", units.USB_PRINTERS.encode()))
    paths = "".join(f"{each.path}\n" for each in made)
    made.append(File(MANIFEST, paths.encode()))
    if (
        box.token
    ):  # not in the list: the box keeps its own from now on, which another install must leave alone
        made.append(File(f"{settings.state_dir}/token", box.token.encode() + b"\n", 0o600))
    return made


def write(files: Iterable[File], root: Path) -> None:
    """Write them under a root, each whole or not at all. Raises WriteError."""
    for each in files:
        path = under(root, each.path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.fresh")
            fresh.unlink(missing_ok=True)
            if each.link:
                fresh.symlink_to(each.link)
            else:
                fresh.touch(mode=0o600)
                fresh.write_bytes(each.content)
                fresh.chmod(each.mode)
            os.replace(fresh, path)
        except OSError as error:
            raise WriteError(f"{path}: {error.strerror or error}") from error


def hand_token_over(box: Box) -> None:
    """Give the token to the box's user, who is there by now; a folder that is that user's already systemd leaves as it is."""
    if box.token:
        who = pwd.getpwnam(box.user)
        os.chown(f"{box.settings.state_dir}/token", who.pw_uid, who.pw_gid)


def installed(root: Path) -> list[str]:
    """Return the paths an earlier install has written, none when there was none."""
    try:
        return under(root, MANIFEST).read_text(encoding="utf-8").split("\n")[:-1]
    except OSError:
        return []


def remove(root: Path) -> list[str]:
    """Take away what was installed, and the folders that are empty then; returns the paths. Raises OSError."""
    gone = installed(root)
    for name in [*gone, MANIFEST]:
        under(root, name).unlink(missing_ok=True)
    offline = under(root, OFFLINE)
    if offline.is_dir() and not any(offline.iterdir()):
        offline.rmdir()
    return gone


def strays(root: Path, files: Sequence[File]) -> list[str]:
    """Return what an earlier install wrote and this one does not: a printer that is no more, say."""
    return sorted(set(installed(root)) - {each.path for each in files})


def under(root: Path, path: str) -> Path:
    """Return where a path of the box is seen from here."""
    return root / path.lstrip("/")
