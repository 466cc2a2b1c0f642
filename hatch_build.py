"""Build the browser side of Tinghao: npm ci, esbuild, and the figure font as TTF for the paper.

The result, queue_server/static/build/, is never committed; wheel and sdist carry it, so that neither needs Node.
A stamp of all sources makes the second call free: pip calls the hook once for the metadata and once for the build.
`./dev` reads the same stamp with whatever Python 3.9+ runs it, hence no newer syntax and no import of hatchling
at the top.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # only asked for the stamp
    BuildHookInterface = object  # type: ignore[assignment, misc]

OUTPUT = Path("queue_server/static/build")
STAMP = OUTPUT / "sources.sha256"
FIGURES = OUTPUT / "figures.ttf"
FONT_MAKER = "queue_server/screens/shared/figures.py"
SINGLE_SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "hatch_build.py", FONT_MAKER)
SCREEN_FOLDERS = ("kiosk", "display", "queue_server/screens")
NODE_MAJOR = 18


def source_stamp(root: Path) -> str:
    """Hash every file the browser side is made of, names included."""
    paths = [root / name for name in SINGLE_SOURCES]
    for folder in SCREEN_FOLDERS:
        paths += (root / folder).glob("**/static/**/*")
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_complete(root: Path) -> bool:
    """Tell whether every file of a build is there, whatever sources it came from."""
    try:
        record = json.loads((root / OUTPUT / "build.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return (root / FIGURES).is_file() and all((root / OUTPUT / name).is_file() for name in record["outputs"])


def is_current(root: Path) -> bool:
    """Tell whether the build is complete and made from exactly the present sources."""
    try:
        stamp = (root / STAMP).read_text("ascii").strip()
    except OSError:
        return False
    return stamp == source_stamp(root) and is_complete(root)


def modules_are_current(root: Path) -> bool:
    """Compare what npm says it installed with the lock; packages for other platforms may be absent."""
    try:
        wanted = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
        found = json.loads((root / "node_modules/.package-lock.json").read_text("utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    wanted.pop("", None)
    if any(
        name not in wanted or entry.get("integrity") != wanted[name].get("integrity")
        for name, entry in found.items()
    ):
        return False
    return all(name in found or entry.get("optional") for name, entry in wanted.items())


def build(root: Path) -> bool:
    """Bring queue_server/static/build up to date; False when nothing was to do.

    Raises RuntimeError with one clear line when a tool is missing or fails.
    """
    if is_current(root):
        return False
    if shutil.which("npm") is None or shutil.which("node") is None:
        if is_complete(root):  # an sdist, or a clone built on another machine
            return False
        raise RuntimeError(
            f"npm is missing: install Node {NODE_MAJOR} or newer with npm (from source, the screens are built by it); "
            "a wheel of tinghao needs neither"
        )
    require_node()
    stamp = source_stamp(root)
    (root / STAMP).unlink(missing_ok=True)
    if not modules_are_current(root):
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
    run(["node", "build.mjs"], root)
    run([sys.executable, "-P", FONT_MAKER, str(root)], root)  # -P: its folder is no place for imports
    if not is_complete(root):
        raise RuntimeError("node build.mjs ended well but left files out")
    (root / STAMP).write_text(stamp + "\n", "ascii")
    return True


def require_node() -> None:
    """Refuse a Node too old for the build."""
    version = subprocess.run(
        ["node", "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    if not major.isdigit() or int(major) < NODE_MAJOR:
        raise RuntimeError(f"Node {NODE_MAJOR} or newer is needed, this one is {version or 'broken'}")


def run(command: list[str], root: Path) -> None:
    """Run a tool quietly; raise RuntimeError with the end of its output when it fails."""
    done = subprocess.run(
        command,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise RuntimeError(f"{' '.join(command[:2])} failed ({done.returncode}):\n{tail}")


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg, unused-ignore]
    """Build the browser side before hatchling packs a wheel, an sdist or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; version is "standard" or "editable"."""
        build(Path(self.root))


if __name__ == "__main__":
    try:
        build(Path(__file__).resolve().parent)
    except RuntimeError as error:
        sys.exit(f"build: {error}")
