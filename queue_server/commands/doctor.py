"""`tinghao doctor`: look at this machine and say what is missing."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
from pathlib import Path
from typing import Any

LOW_DISK = 1_000_000_000


def add(commands: Any) -> None:
    """Add the command."""
    doctor = commands.add_parser("doctor", help="检查本机 / check this machine")
    doctor.add_argument("--data", type=Path, help="also check the database in this folder")
    doctor.add_argument("--config", type=Path, help="also check the database this hall's file names")
    doctor.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Print one line per check; returns 1 when something is wrong."""
    checks = [_build(), _figures(), _hanzi(), _voice()]
    if options.data is not None or options.config is not None:
        checks += _hall(options)
    for fine, line in checks:
        print(f"{'✓' if fine else '✗'} {line}")
    return 0 if all(fine for fine, _ in checks) else 1


def _build() -> tuple[bool, str]:
    from queue_server.screens.shared.shell import build_id

    try:
        return True, f"屏幕文件 / screens: {build_id()}"
    except RuntimeError as error:
        return False, f"屏幕文件 / screens: {error}"


def _figures() -> tuple[bool, str]:
    path = Path(__file__).parents[1] / "static" / "build" / "figures.ttf"
    return (
        path.is_file(),
        f"数字字体 / figure font: {path if path.is_file() else 'missing; numbers print as text'}",
    )


def _hanzi() -> tuple[bool, str]:
    from printers.raster import hanzi_font

    found = hanzi_font()
    hint = "没有；生僻字打成〓 / missing, rare characters print as 〓: apt install fonts-noto-cjk"
    return found is not None, f"汉字字体 / Hanzi font: {found.regular if found else hint}"


def _voice() -> tuple[bool, str]:
    there = importlib.util.find_spec("espeakng_loader") is not None
    hint = "没有；只响提示音 / missing, chime only: pip install 'tinghao[voice]'"
    return there, f"语音 / voice: {'espeak-ng' if there else hint}"


def _disk(data: Path) -> tuple[bool, str]:
    if not data.is_dir():
        return False, f"数据 / data: {data} 不存在 / does not exist"
    free = shutil.disk_usage(data).free
    return free > LOW_DISK, f"磁盘 / disk: {free / 1e9:.1f} GB free"


def _hall(options: argparse.Namespace) -> list[tuple[bool, str]]:
    from queue_server.commands import which_hall

    try:
        url, data = which_hall.existing(options)
    except which_hall.NoHallError as fault:
        return [(False, f"数据库 / database: {fault}")]
    lines = _database(url)
    return [_disk(data), *lines, *(_pictures(url, data) if all(fine for fine, _ in lines) else ())]


def _pictures(url: str, data: Path) -> list[tuple[bool, str]]:
    """Look for what screens are to show: each file there, and holding what its name says."""
    from queue_server import media_copies

    rows, shown = media_copies.listed(url), media_copies.shown_by(url)
    gone = {one for one in rows if not media_copies.is_whole(data / media_copies.FOLDER / one)}
    lines = [
        (False, _absent(rows[one].name if one in rows else one, shown.get(one)))
        for one in sorted(gone | (shown.keys() - rows.keys()))
    ]
    return lines or [(True, f"图片和视频 / pictures and videos: {len(rows)}")]


def _absent(name: str, screen: str | None) -> str:
    where = f"，屏“{screen}”要放 / which the screen “{screen}” is to show" if screen else ""
    return f"图片和视频 / pictures and videos: {name} 不见了或坏了 / is gone or damaged{where}"


def _database(url: str) -> list[tuple[bool, str]]:
    """Check the whole database, and say what of PostgreSQL could not be checked."""
    from queue_server.storage.engine import POSTGRESQL, DatabaseError, address, check_integrity
    from queue_server.storage.postgresql import describe

    try:
        found = check_integrity(url)
        lines = [(found == "ok", f"数据库 / database: {found}")]
        if address(url).get_backend_name() == POSTGRESQL and found == "ok":
            version, has_amcheck = describe(address(url))
            hint = (
                "已核对 / checked"
                if has_amcheck
                else "没核对，要先 / not checked, needs: CREATE EXTENSION amcheck"
            )
            lines.append((True, f"PostgreSQL {version}, 索引 / indexes: {hint}"))
    except DatabaseError as fault:
        return [(False, f"数据库 / database: {fault.orig}")]
    return lines
