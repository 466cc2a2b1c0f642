"""What the figures were taken on, and how much of it a process uses."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def describe(chromium: str | None) -> list[str]:
    """Return the machine in a few lines."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return [
        f"cpu      {_cpu()}, {cores} cores, load {load:.1f} before",
        f"system   {platform.system()} {platform.release()}, {_memory_gib():.0f} GiB",
        f"python   {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"browser  {_version_of(chromium) if chromium else 'none found: nothing is drawn'}",
    ]


def resident_mb(pid: int, *, peak: bool = False) -> float:
    """Return the memory a process holds in MB (10^6 bytes), or the most it ever held."""
    field = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError(f"/proc/{pid}/status has no {field}")


def own_mb(pid: int) -> float:
    """Return the memory a process holds that is no file's, in MB (10^6 bytes)."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return (
        sum(int(line.split()[1]) for line in status if line.startswith(("RssAnon:", "RssShmem:")))
        * 1024
        / 1e6
    )


def cpu_s(pid: int) -> float:
    """Return the processor time a process has used, in s."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith(("model name", "Model", "Hardware")):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _version_of(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)
    return said.stdout.strip() or program
