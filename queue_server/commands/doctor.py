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
    doctor.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Print one line per check; returns 1 when something is wrong."""
    checks = [_build(), _figures(), _hanzi(), _voice()]
    if options.data is not None:
        checks += [_disk(options.data), _database(options.data)]
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


def _database(data: Path) -> tuple[bool, str]:
    from queue_server.store import integrity, sqlite_url

    if not (data / "hall.db").is_file():
        return False, f"数据库 / database: {data / 'hall.db'} 不存在 / does not exist"
    found = integrity(sqlite_url(data))
    return found == "ok", f"数据库 / database: {found}"
