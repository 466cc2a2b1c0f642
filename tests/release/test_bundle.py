"""The archive for halls without internet: what is in it, and that it installs with no network at all."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from release import bundle
from release.runtime_lock import LockError, entries, needed, runtime_lock
from tests.hall import STARTS_WITHIN_S, Client, eventually

ROOT = Path(__file__).resolve().parents[2]
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def test_the_archive_holds_what_runs_and_not_what_tests() -> None:
    names = needed("tinghao", bundle.EXTRAS)
    assert {"flask", "eventlet", "greenlet", "espeakng-loader", "psycopg-binary", "tzdata"} <= names
    assert not names & {"tinghao", "pytest", "mypy", "playwright", "hatchling", "schemathesis"}
    chosen = entries(runtime_lock(LOCK, names))
    assert set(chosen) == names
    assert all("--hash=sha256:" in entry for entry in chosen.values())


def test_a_package_without_a_hash_is_not_packed() -> None:
    with pytest.raises(LockError, match="flask"):
        runtime_lock("flask==3.1.3\n", ["flask"])


def test_wheels_for_older_systems_are_taken_and_newer_ones_not() -> None:
    tags = bundle.platforms("x86_64")
    assert {"manylinux_2_36_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"} <= set(tags)
    assert "manylinux_2_37_x86_64" not in tags


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle.own_wheel(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def archive(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archive; in the short form the packages it needs are those of the tests, in the long one its own."""
    folder = tmp_path_factory.mktemp("bundle") / "tinghao-bundle"
    names = needed("tinghao", bundle.EXTRAS) if SOAK else set()
    bundle.fill(folder, wheel, names, platform.machine(), wheelhouse=SOAK)
    bundle.seal(folder)
    packed = folder.parent / "bundle.tar.gz"
    bundle.pack(folder, packed)
    return packed


def unpacked(archive: Path, to: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(to, filter="data")
    return next(to.iterdir())


def without_network(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty network of its own where the kernel lets us; else all proxies lead nowhere."""
    alone = ["unshare", "-rn"]
    works = shutil.which("unshare") and subprocess.run([*alone, "true"], check=False).returncode == 0
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env = {**kept, **({} if works else dead), **more}
    return subprocess.run(
        [*(alone if works else []), *command], env=env, capture_output=True, text=True, check=False
    )


def test_it_installs_with_no_network_by_one_command(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive, tmp_path / "got")
    target = tmp_path / "opt"
    beside = (
        {} if SOAK else {"PYTHONPATH": os.pathsep.join(path for path in sys.path if "site-packages" in path)}
    )
    done = without_network(["sh", str(folder / "install.sh"), str(target)], **beside)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ 屏幕文件" in done.stdout and "✓ 语音" in done.stdout
    said = without_network(
        [
            str(target / "bin/tinghao"),
            "device",
            "install",
            "--dry-run",
            "--server",
            "http://h",
            "--screen",
            "kiosk",
        ],
        **beside,
    )
    assert f"ExecStart={target}/bin/tinghao device run" in said.stdout
    if SOAK:
        runs_a_hall(target, tmp_path)


def test_installed_over_another_build_of_the_same_version_it_replaces_it(
    archive: Path, tmp_path: Path
) -> None:
    folder, target = unpacked(archive, tmp_path / "got"), tmp_path / "opt"
    beside = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if "site-packages" in path)}
    install = ["sh", str(folder / "install.sh"), str(target)]
    assert without_network(install, **beside).returncode == 0
    (older,) = target.glob("lib/python3*/site-packages/boxes/watch.py")
    as_packed = older.read_text("utf-8")
    older.write_text("of another build", "utf-8")
    assert without_network(install, **beside).returncode == 0
    assert older.read_text("utf-8") == as_packed


def runs_a_hall(target: Path, tmp_path: Path) -> None:
    """Start the demo from what was installed, far from the repository and the tests' own packages."""
    data = tmp_path / "demo"
    demo = subprocess.Popen(
        [str(target / "bin/tinghao"), "demo", "--port", "0", "--data", str(data)],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdout=subprocess.DEVNULL,
    )
    try:
        eventually((data / "demo.json").is_file, "the demo stands", STARTS_WITHIN_S)
        said = json.loads((data / "demo.json").read_text("utf-8"))
        with Client(said["base_url"], said["tokens"]["kiosk"]) as kiosk:
            ticket = kiosk.post("/api/v1/tickets", {"queue_id": "q-A"}).ok(201)["ticket"]
        assert ticket["number"] == "A001"
    finally:
        demo.terminate()
        demo.wait()


def test_the_manual_is_in_the_archive_with_all_it_leads_to(archive: Path, tmp_path: Path) -> None:
    """Whoever unpacks it has no internet to look the next step up in."""
    docs = unpacked(archive, tmp_path / "got") / "docs"
    pages = {path.name for path in (docs / "manual").iterdir()}
    assert (
        {"README.md", "install.md", "device.md"}
        <= pages
        == {p.name for p in (ROOT / "docs/manual").iterdir()}
    )
    led = [
        (page.parent / link)
        for page in (docs / "manual").glob("*.md")
        for link in re.findall(r"\]\(([\w./-]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert len(led) > 20
    assert [str(path) for path in led if not path.exists()] == []


def test_a_damaged_archive_is_refused_before_anything_is_installed(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive, tmp_path / "got")
    with (folder / "requirements.lock").open("a") as file:
        file.write("\n")
    done = without_network(["sh", str(folder / "install.sh"), str(tmp_path / "opt")])
    assert done.returncode == 1
    assert "文件损坏或不全" in done.stderr
    assert not (tmp_path / "opt").exists()


def test_another_machine_is_told_so(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive, tmp_path / "got")
    script = folder / "install.sh"
    script.write_text(script.read_text().replace(f"machine={platform.machine()}", "machine=riscv64"))
    bundle.seal(folder)
    done = without_network(["sh", str(script), str(tmp_path / "opt")])
    assert done.returncode == 1 and "riscv64" in done.stderr


def test_the_same_content_is_the_same_archive(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive, tmp_path / "got")
    again = tmp_path / "again.tar.gz"
    bundle.pack(folder, again)
    assert again.read_bytes() == archive.read_bytes()
