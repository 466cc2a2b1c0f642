"""What `tinghao device install` writes, into another root; nothing here touches the machine."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from boxes import units
from boxes.files import MANIFEST, Box, installed
from boxes.settings import CONFIG, Settings, SettingsError, read_settings, server_address
from queue_server.commands import device, run_command

ROOT = Path(__file__).resolve().parents[2]
SERVER = "http://192.168.1.10:8000"
SCREENS = {
    "kiosk": ("/kiosk", "th_kiosk"),
    "display": ("/board", "th_board"),
    "screen": ("/screen", "th_screen"),
    "sign": ("/sign/3", "th_sign-3"),
    "tablet": ("/tablet/3", "th_tablet-3"),
    "window": ("/window/3", ""),
    "desk": ("/desk", ""),
}


def install(root: Path, screen: str = "display", *more: str) -> int:
    window = ["--window", "3"] if "{window}" in screen or screen in ("sign", "tablet", "window") else []
    words = ["device", "install", "--server", SERVER, "--screen", screen, *window, "--root", str(root), *more]
    return run_command(words)


def text(root: Path, path: str) -> str:
    return (root / path.lstrip("/")).read_text(encoding="utf-8")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_kind_of_screen_has_its_page_and_its_name(tmp_path: Path, screen: str) -> None:
    assert install(tmp_path, screen) == 0
    settings = read_settings(tmp_path / str(CONFIG).lstrip("/"))
    assert (settings.page, settings.cookie) == SCREENS[screen]
    assert settings.url == SERVER + SCREENS[screen][0]
    assert settings.speaks is (screen in ("display", "screen"))
    assert settings.profile_dir.startswith("/var/lib" if screen in ("tablet", "window", "desk") else "/run")
    page = text(tmp_path, "/etc/tinghao/offline/index.html")
    assert "连接中断" in page and 'lang="en"' in page and "<script" not in page
    assert "--paper" in text(tmp_path, "/etc/tinghao/offline/look.css")


def test_the_units_are_enabled_and_named_in_the_list(tmp_path: Path) -> None:
    assert install(tmp_path, "kiosk", "--printer", "--rotate", "left", "--user", "screen") == 0
    names = installed(tmp_path)
    for unit in (units.X_UNIT, units.SCREEN_UNIT, units.PRINT_UNIT):
        link = tmp_path / f"etc/systemd/system/multi-user.target.wants/{unit}"
        assert str(link.readlink()) == f"/etc/systemd/system/{unit}"
        assert f"/etc/systemd/system/{unit}" in names
    assert "User=screen\n" in text(tmp_path, f"/etc/systemd/system/{units.SCREEN_UNIT}")
    assert "print-agent" in text(tmp_path, f"/etc/systemd/system/{units.PRINT_UNIT}")
    assert units.TOUCH_MATRIX["left"] in text(tmp_path, "/etc/X11/xorg.conf.d/50-tinghao.conf")
    assert "m screen audio" in text(tmp_path, "/etc/sysusers.d/tinghao-box.conf")


def test_what_an_earlier_install_wrote_and_this_one_does_not_is_gone(tmp_path: Path) -> None:
    install(tmp_path, "kiosk", "--printer")
    install(tmp_path, "kiosk")
    unit = tmp_path / f"etc/systemd/system/{units.PRINT_UNIT}"
    assert not os.path.lexists(unit)
    assert not os.path.lexists(unit.parent / "multi-user.target.wants" / unit.name)


def test_removing_leaves_nothing_behind(tmp_path: Path) -> None:
    install(tmp_path, "display")
    (tmp_path / "etc/X11/xorg.conf.d/10-mine.conf").write_text("mine")
    assert run_command(["device", "remove", "--root", str(tmp_path)]) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink()] == [
        tmp_path / "etc/X11/xorg.conf.d/10-mine.conf"
    ]


def test_set_up_again_a_box_stays_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_token", lambda _server, _code: "secret")
    assert install(tmp_path, "display", "--code", "poll-token") == 0
    token = tmp_path / "var/lib/tinghao-screen/token"
    assert (token.read_text(), token.stat().st_mode & 0o777) == ("secret\n", 0o600)
    assert install(tmp_path, "display", "--rotate", "left") == 0
    assert token.read_text() == "secret\n"


def test_a_token_fetched_by_root_is_the_screens_own_before_its_service_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a box set up anew its folder is the user's already, and systemd leaves what is in it as it is."""
    me = pwd.getpwuid(os.geteuid())
    did: list[tuple[object, ...]] = []

    def run(words: list[str], **_how: object) -> subprocess.CompletedProcess[str]:
        did.append(tuple(words))
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(os, "chown", lambda path, user, group: did.append((path, user, group)))
    settings = Settings(SERVER, "/board", "board", cookie="th_board", state_dir=str(tmp_path))
    box = Box(device._kind("display"), settings, ("tinghao",), "", {}, user=me.pw_name, token="secret")
    assert device._begin(box) == 0
    assert did == [
        ("systemd-sysusers",),
        (f"{tmp_path}/token", me.pw_uid, me.pw_gid),
        ("systemctl", "daemon-reload"),
        ("systemctl", "restart", units.X_UNIT, units.SCREEN_UNIT),
    ]


def test_a_dry_run_prints_every_file_and_writes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(tmp_path, "sign", "--dry-run") == 0
    said = capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    install(tmp_path, "sign")
    for name in [*installed(tmp_path), MANIFEST]:
        assert f"### {name}" in said


@pytest.mark.parametrize(
    "words",
    [
        ["--screen", "sign"],
        ["--screen", "kiosk", "--window", "3"],
        ["--screen", "kiosk", "--server", "ftp://x"],
        ["--screen", "kiosk", "--server", "http://"],
        ["--screen", "kiosk", "--server", "http://h:8000/kiosk"],
    ],
)
def test_a_wrong_command_line_writes_nothing(tmp_path: Path, words: list[str]) -> None:
    server = [] if "--server" in words else ["--server", SERVER]
    assert run_command(["device", "install", *server, *words, "--root", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "etc").write_text("a file where a folder is needed")
    assert install(tmp_path) == 1
    assert str(tmp_path / "etc") in capsys.readouterr().out


@pytest.mark.parametrize(
    "address", ["http://192.168.1.10:8000/", "https://hall.lan", "http://[fd00::1]:8000"]
)
def test_an_address_is_taken_as_people_write_it(address: str) -> None:
    assert server_address(address) == address.rstrip("/")


def test_settings_with_an_unknown_key_are_refused_by_name(tmp_path: Path) -> None:
    install(tmp_path, "display")
    path = tmp_path / str(CONFIG).lstrip("/")
    path.write_text(path.read_text() + "colour = 1\n")
    with pytest.raises(SettingsError, match="colour"):
        read_settings(path)


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """Debian 12 has systemd-analyze; the programs the units start are looked for as well, so they stand in as this Python."""
    install(tmp_path, "kiosk", "--printer", "打印程序 50% $1", "--program", sys.executable)
    folder = tmp_path / "etc/systemd/system"
    if shutil.which("systemd-analyze") is None:
        assert "ExecStart=" in (folder / units.SCREEN_UNIT).read_text()
        return
    x_unit = folder / units.X_UNIT
    x_unit.write_text(x_unit.read_text().replace(units.X_SERVER, sys.executable))
    checked = [str(folder / name) for name in (units.X_UNIT, units.SCREEN_UNIT, units.PRINT_UNIT)]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *checked],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "tinghao" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_a_name_reaches_the_program_as_it_was_written() -> None:
    assert units.quoted(["a b", '5% "x" $y \\']) == '"a b" "5%% \\"x\\" $$y \\\\"'


def test_the_check_says_what_is_missing_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["device", "check", "--root", str(tmp_path)]) == 1
    install(tmp_path, "display")
    (tmp_path / "etc/tinghao/offline/look.css").unlink()
    capsys.readouterr()
    assert run_command(["device", "check", "--root", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "✗ 文件没了：/etc/tinghao/offline/look.css" in said
    assert re.search("✗ 连不上服务器 http://192.168.1.10:8000|✗ 服务器", said)


def test_the_boxes_package_runs_without_anything_installed_beside_it(tmp_path: Path) -> None:
    """A box's supervisor must start from Python alone, whatever became of the packages around it."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import boxes.supervisor, boxes.checkup, boxes.authority; "
        "import json; print(json.dumps(sorted(m for m in sys.modules if m.split('.')[0] in "
        "('flask', 'sqlalchemy', 'queue_server', 'printers', 'eventlet'))))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
