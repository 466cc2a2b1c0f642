"""Make the archive: the wheel, every package it needs as a wheel with its hash, pip, Debian's Hanzi font, one script."""

from __future__ import annotations

import argparse
import ensurepip
import gzip
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from release.runtime_lock import needed, runtime_lock

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
PYTHON = "3.11"
GLIBC_MINOR = 36
"""Debian 12 has glibc 2.36; a wheel for an older one runs there too."""
EXTRAS = ("voice", "postgresql")
DEBS = ("fonts-noto-cjk",)
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
_BESIDE = re.compile(r"\]\(\.\./([\w./-]+)\)")
"""What a page of the manual leads to in the folder above it."""


class BundleError(Exception):
    """The archive cannot be made; the text says why."""


def platforms(machine: str) -> list[str]:
    """Return the platform tags of wheels that run on Debian 12, the newest first."""
    named = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC_MINOR, 4, -1)]
    return [*named, f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}"]


def own_wheel(folder: Path) -> Path:
    """Build tinghao's own wheel into a folder. Raises BundleError."""
    call([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)])
    return next(folder.glob("tinghao-*.whl"))


def download(lock: Path, folder: Path, machine: str) -> None:
    """Fetch every package of a lock as a wheel for Debian 12, hashes checked. Raises BundleError."""
    wanted = [word for name in platforms(machine) for word in ("--platform", name)]
    call(
        [
            *(
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
            ),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--python-version", PYTHON),
            *wanted,
            *("-r", str(lock), "-d", str(folder)),
        ]
    )


def add_pip(folder: Path) -> None:
    """Copy the pip that comes with Python. Raises BundleError."""
    places = [Path(ensurepip.__file__).parent / "_bundled", DEBIAN_WHEELS]
    found = [path for place in places for path in sorted(place.glob("pip-*.whl"))]
    if not found:
        raise BundleError("no wheel of pip on this machine: apt install python3-venv")
    folder.mkdir()
    shutil.copy(found[0], folder)


def add_debs(folder: Path, names: Sequence[str]) -> bool:
    """Have apt fetch Debian packages; False when it could not, and the archive is made without."""
    folder.mkdir()
    try:
        done = subprocess.run(
            ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", *names],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0 and any(folder.glob("*.deb"))


def add_manual(folder: Path) -> None:
    """Copy the manual, and the pages and pictures beside it that it leads to: a hall without internet has no other."""
    manual = ROOT / "docs" / "manual"
    shutil.copytree(manual, folder / "manual")
    for page in sorted(manual.glob("*.md")):
        for named in _BESIDE.findall(page.read_text(encoding="utf-8")):
            copy = folder / named
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(manual.parent / named, copy)


def fill(folder: Path, wheel: Path, names: set[str], machine: str, *, wheelhouse: bool = True) -> None:
    """Put everything but Debian's packages into a folder. Raises BundleError, LockError."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    lock = folder / "requirements.lock"
    lock.write_text(runtime_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"), names), "utf-8")
    if wheelhouse and names:
        download(lock, wheels, machine)
    shutil.copy(wheel, wheels)
    version = wheel.name.split("-")[1]
    with lock.open("a", encoding="utf-8") as file:
        file.write(f"tinghao=={version} \\\n    --hash=sha256:{sha256(wheel)}\n")
    add_pip(folder / "pip")
    add_manual(folder / "docs")
    shutil.copy(HERE / "README.txt", folder)
    script = (HERE / "install.sh").read_text(encoding="utf-8").replace("@MACHINE@", machine)
    (folder / "install.sh").write_text(script, encoding="utf-8")
    (folder / "install.sh").chmod(0o755)


def seal(folder: Path) -> None:
    """Write down the hash of every file, for the script to check."""
    sums = folder / "SHA256SUMS"
    sums.unlink(missing_ok=True)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sums.write_text("".join(f"{sha256(path)}  {path.relative_to(folder)}\n" for path in paths), "utf-8")


def pack(folder: Path, archive: Path) -> None:
    """Make the archive; the same content gives the same bytes."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime = entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry

    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            tar.add(path, f"{folder.name}/{path.relative_to(folder)}", recursive=False, filter=plain)


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def call(command: list[str]) -> None:
    """Run a tool to its end; it is heard only when it fails. Raises BundleError."""
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BundleError(f"{' '.join(command[1:4])} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def main(arguments: Sequence[str]) -> int:
    """Make the archive in dist/ and print its name; returns 1 when it cannot be made."""
    parser = argparse.ArgumentParser(prog="./dev bundle", description="one archive for an offline Debian 12")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--no-debs", action="store_true", help="leave Debian's Hanzi font out (55 MB)")
    options = parser.parse_args(arguments)
    machine = platform.machine()
    if ".".join(map(str, sys.version_info[:2])) != PYTHON:
        print(
            f"bundle: make it with Python {PYTHON}, the one of Debian 12; this is {platform.python_version()}"
        )
        return 1
    with tempfile.TemporaryDirectory() as made:
        try:
            wheel = own_wheel(Path(made) / "own")
            folder = Path(made) / f"tinghao-{wheel.name.split('-')[1]}-debian12-{machine}"
            fill(folder, wheel, needed("tinghao", EXTRAS), machine)
        except (BundleError, ValueError) as error:
            print(f"bundle: {error}")
            return 1
        if not options.no_debs and not add_debs(folder / "debs", DEBS):
            print("bundle: apt-get could not fetch the Hanzi font; made without")
        seal(folder)
        archive = options.out / f"{folder.name}.tar.gz"
        pack(folder, archive)
        count = len(list((folder / "wheels").glob("*.whl")))
    print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB, {count} wheels, sha256 {sha256(archive)}")
    return 0
