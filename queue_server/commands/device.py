"""`tinghao device`: set a Debian box up as one of the hall's screens, look it over, take it down again."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boxes.files import Box, File
    from boxes.kinds import Kind

SCREENS = ("kiosk", "display", "screen", "sign", "tablet", "window", "desk")
STATIC = Path(__file__).parents[1]
WEIGHTS = (400, 600, 700)
PRINTER = "取号机的打印程序"


def add(commands: Any) -> None:
    """Add the command."""
    device = commands.add_parser(
        "device", help="把一台 Debian 小电脑设成屏幕 / set a Debian box up as a screen"
    )
    what = device.add_subparsers(dest="what", required=True, metavar="install|check|remove|run")
    install = what.add_parser("install", help="安装 / set this box up")
    install.add_argument("--server", required=True, help="http://192.168.1.10:8000")
    install.add_argument("--screen", required=True, choices=SCREENS)
    install.add_argument("--window", type=int, help="window number of a sign, tablet or window terminal")
    install.add_argument(
        "--code", help="poll token of an enrolment already approved; else six digits on the screen"
    )
    install.add_argument("--user", help="the user it runs as (made when missing)")
    install.add_argument("--rotate", choices=("normal", "left", "right", "inverted"), default="normal")
    install.add_argument(
        "--printer",
        nargs="?",
        const=PRINTER,
        default="",
        help="a printer hangs here: the name of its print agent",
    )
    install.add_argument("--browser", default="/usr/bin/chromium")
    install.add_argument("--program", help="tinghao on the box, when it stands elsewhere than here")
    install.add_argument("--root", "--output", type=Path, default=Path("/"), help="write into another root")
    install.add_argument("--no-packages", action="store_true", help="install no Debian packages")
    install.add_argument("--dry-run", action="store_true", help="write nothing, print every file")
    install.set_defaults(run=_install)
    for name, help_text, run in (
        ("check", "查哪里不对 / say what is wrong", _check),
        ("remove", "撤掉 / take everything away again", _remove),
    ):
        one = what.add_parser(name, help=help_text)
        one.add_argument("--root", type=Path, default=Path("/"))
        one.set_defaults(run=run)
    run = what.add_parser("run", help="看管浏览器，由 systemd 运行 / keep the page on the screen")
    run.add_argument("--config", type=Path, required=True)
    run.set_defaults(run=_run)
    authority = what.add_parser("authority", help="由 systemd 运行 / the key to the X server")
    authority.add_argument("path", type=Path)
    authority.add_argument("--user", required=True)
    authority.set_defaults(run=_authority)


def _kind(name: str) -> Kind:
    """Return what a screen needs of its box."""
    from boxes.kinds import Kind, line_of
    from display.device import DISPLAY, SCREEN, SIGN
    from kiosk.device import KIOSK

    tablet = STATIC / "screens" / "evaluator" / "static" / "words.json"
    clerk = STATIC / "screens" / "clerk" / "static" / "words.json"

    def staff(page: str, screen: str, windowed: bool) -> Kind:
        return Kind(
            page=page,
            screen=screen,
            scale="desk",
            theme="light",
            headline=(line_of(clerk, "lost.auto"),),
            windowed=windowed,
            pointer=True,
            kept=True,
            enrols=False,
        )

    kinds = {
        "kiosk": KIOSK,
        "display": DISPLAY,
        "screen": SCREEN,
        "sign": SIGN,
        "tablet": Kind(
            page="/tablet/{window}",
            screen="tablet-{window}",
            scale="tablet",
            theme="light",
            headline=(line_of(tablet, "lost.title"),),
            lead=line_of(tablet, "lost.line_today"),
            windowed=True,
            kept=True,
        ),
        "window": staff("/window/{window}", "window-{window}", windowed=True),
        "desk": staff("/desk", "desk", windowed=False),
    }
    return kinds[name]


def _install(options: argparse.Namespace) -> int:
    """Set a box up; returns 2 for a wrong command line, 1 when something failed."""
    from boxes.files import WriteError, files_of, strays, write
    from boxes.settings import SettingsError

    kind = _kind(options.screen)
    if kind.windowed != (options.window is not None):
        need = "要写 --window 号码 / needs --window" if kind.windowed else "不要 --window / takes no --window"
        print(f"{options.screen}: {need}")
        return 2
    here = options.root == Path("/") and not options.dry_run
    if here and os.geteuid() != 0:
        print("要用 root 运行（或用 --root、--dry-run）/ run it as root, or with --root or --dry-run")
        return 2
    try:
        box = _box(options, kind)
        files = files_of(box)
        if options.dry_run:
            _print(files)
            return 0
        if here and not options.no_packages and not _packages(box):
            return 1
        gone = strays(options.root, files)
        if here:
            _stop(gone)
        for stray in gone:
            (options.root / stray.lstrip("/")).unlink(missing_ok=True)
        write(files, options.root)
    except SettingsError as error:
        print(error)
        return 2
    except WriteError as error:
        print(f"写不了 / cannot be written: {error}")
        return 1
    print(f"写好了 {len(files)} 个文件 / {len(files)} files written: {options.root}")
    return _begin(box) if here else 0


def _box(options: argparse.Namespace, kind: Kind) -> Box:
    """Return the box the command line asks for. Raises SettingsError."""
    from boxes.files import Box
    from boxes.settings import RUN_DIR, STATE_DIR, USER, Settings, server_address

    settings = Settings(
        server=server_address(options.server),
        page=kind.path(options.window),
        screen=kind.screen.format(window=options.window),
        cookie=kind.cookie(options.window) if kind.enrols else "",
        rotate=options.rotate,
        speaks=kind.speaks,
        pointer=kind.pointer,
        browser=options.browser,
        profile_dir=str((STATE_DIR if kind.kept else RUN_DIR) / "profile"),
    )
    build = STATIC / "static" / "build" / "fonts"
    found = {w: sorted(build.glob(f"barlow-semi-condensed-latin-{w}-normal-*.woff2")) for w in WEIGHTS}
    return Box(
        kind=kind,
        settings=settings,
        program=(options.program,) if options.program else _program(),
        tokens=(STATIC / "screens" / "shared" / "static" / "tokens.css").read_text(encoding="utf-8"),
        fonts={weight: paths[0] for weight, paths in found.items() if paths},
        user=options.user or USER,
        printer=options.printer,
        token=_token(settings.server, options.code) if options.code else "",
    )


def _program() -> tuple[str, ...]:
    """Return how this very tinghao is started."""
    script = Path(sys.executable).with_name("tinghao")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "queue_server")


def _token(server: str, code: str) -> str:
    """Collect the token of an approved enrolment. Raises SettingsError."""
    from urllib.parse import quote

    from boxes.settings import SettingsError
    from printers.server_link import ServerAwayError, ServerLink

    link = ServerLink(server, "")
    try:
        answer = link.send("GET", f"/api/v1/devices/enrol/{quote(code, safe='')}")
    except ServerAwayError as error:
        raise SettingsError(f"连不上服务器 / the server does not answer: {error}") from error
    finally:
        link.close()
    token = answer.body.get("token") if isinstance(answer.body, dict) else None
    if not token:
        raise SettingsError(
            f"登记码没有批准、用过了或过期了 / this code is not approved, used or too old: {answer.status}"
        )
    return str(token)


def _print(files: list[File]) -> None:
    for each in files:
        if each.link:
            print(f"### {each.path} -> {each.link}\n")
        elif each.path.endswith((".woff2", "/token")):
            print(f"### {each.path} ({len(each.content)} bytes)\n")
        else:
            print(f"### {each.path}\n{each.content.decode('utf-8')}")


def _packages(box: Box) -> bool:
    """Have apt install what is missing; False when it could not."""
    from boxes.files import PACKAGES, PRINTER_PACKAGES

    wanted = [*PACKAGES, *(PRINTER_PACKAGES if box.printer else ())]
    if box.settings.browser != "/usr/bin/chromium":
        wanted.remove("chromium")
    if shutil.which("apt-get") is None:
        print(f"没有 apt-get，请自己装好 / no apt-get, please install: {' '.join(wanted)}")
        return True
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(command, env=env, stdin=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    print(f"没装上 / not installed: {' '.join(wanted)}")
    print(
        "先试 apt-get update；不能上网的，照手册 device.md，再加 --no-packages / "
        "try apt-get update; offline: see the manual, then --no-packages"
    )
    return False


def _begin(box: Box) -> int:
    """Make the users, start the units; returns 1 when one does not start."""
    from boxes.files import hand_token_over
    from boxes.units import PRINT_UNIT, SCREEN_UNIT, X_UNIT

    names = [X_UNIT, SCREEN_UNIT, *([PRINT_UNIT] if box.printer else [])]
    printing = [["udevadm", "control", "--reload"], ["udevadm", "trigger", "--subsystem-match=usb"]]
    steps = [
        ["systemctl", "daemon-reload"],
        ["systemctl", "restart", *names],
        *(printing if box.printer else []),
    ]
    if not _does(["systemd-sysusers"]):
        return 1
    hand_token_over(box)
    if not all(_does(step) for step in steps):
        return 1
    if box.settings.cookie and not box.token:
        print(
            "屏上出现六位数字时，大厅主任在“设备”里批准 / a manager approves the digits a screen shows, under Devices"
        )
    if box.printer:
        print("打印程序的六位数字 / the print agent's digits: journalctl -u tinghao-print")
    print("查一遍 / look it over: tinghao device check")
    return 0


def _does(step: list[str]) -> bool:
    """Tell whether a step went well; one that did not is named."""
    try:
        done = subprocess.run(step, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        print(f"没成 / failed: {' '.join(step)}")
    return done


def _stop(paths: list[str]) -> bool:
    """Stop the services among some files, which are about to go; tell whether there were any."""
    names = list(dict.fromkeys(Path(path).name for path in paths if path.endswith(".service")))
    if names and shutil.which("systemctl"):
        subprocess.run(["systemctl", "stop", *names], stdin=subprocess.DEVNULL, check=False)
    return bool(names)


def _check(options: argparse.Namespace) -> int:
    """Look the box over; returns 1 when something is wrong."""
    from boxes.checkup import look_over
    from boxes.files import under
    from boxes.settings import CONFIG, USER, SettingsError, read_settings

    try:
        settings = read_settings(under(options.root, str(CONFIG)))
    except SettingsError as error:
        print(f"✗ {error}")
        return 1
    found = look_over(settings, _user_of(options.root) or USER, options.root)
    for each in found:
        print(each.line())
    return 1 if any(each.well is False for each in found) else 0


def _user_of(root: Path) -> str:
    """Return the user the installed unit runs as, empty when there is none."""
    from boxes.files import under
    from boxes.units import SCREEN_UNIT

    try:
        text = under(root, f"/etc/systemd/system/{SCREEN_UNIT}").read_text(encoding="utf-8")
    except OSError:
        return ""
    return next((line.removeprefix("User=") for line in text.splitlines() if line.startswith("User=")), "")


def _remove(options: argparse.Namespace) -> int:
    """Stop the box and take its files away; returns 1 when it cannot be."""
    from boxes.files import installed, remove
    from boxes.settings import STATE_DIR

    here = options.root == Path("/")
    if here and os.geteuid() != 0:
        print("要用 root 运行 / run it as root")
        return 2
    stopped = here and _stop(installed(options.root))
    try:
        gone = remove(options.root)
        shutil.rmtree(options.root / str(STATE_DIR).lstrip("/"), ignore_errors=True)
    except OSError as error:
        print(f"撤不掉 / cannot be removed: {error}")
        return 1
    if stopped and shutil.which("systemctl"):
        subprocess.run(["systemctl", "daemon-reload"], stdin=subprocess.DEVNULL, check=False)
    print(f"撤掉了 {len(gone)} 个文件 / {len(gone)} files removed")
    return 0


def _run(options: argparse.Namespace) -> int:
    """Keep the page on the screen until stopped; returns 2 for settings that cannot be used."""
    from boxes.settings import SettingsError, read_settings
    from boxes.supervisor import run
    from queue_server.streams import never_fail

    never_fail()
    try:
        settings = read_settings(options.config)
    except SettingsError as error:
        print(error)
        return 2
    return run(settings)


def _authority(options: argparse.Namespace) -> int:
    """Write the key to the X server."""
    from boxes.authority import make

    try:
        make(options.path, "0", options.user)
    except (OSError, KeyError) as error:
        print(f"{options.path}: {error}")
        return 1
    return 0
