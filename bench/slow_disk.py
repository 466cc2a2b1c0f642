"""A slower disk: every fsync of a program takes some milliseconds longer, by a library loaded before its own."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static void rest(void) {{ usleep({micros}); }}
int fsync(int fd) {{
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  rest();
  return real(fd);
}}
int fdatasync(int fd) {{
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  rest();
  return real(fd);
}}
"""


@contextlib.contextmanager
def slow_disk(extra_ms: float) -> Iterator[dict[str, str] | None]:
    """Give the environment of a program whose fsync takes `extra_ms` longer; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tinghao-slow-") as folder:
        source, library = Path(folder) / "slow.c", Path(folder) / "slow.so"
        source.write_text(_SOURCE.format(micros=int(extra_ms * 1000)))
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        yield {"LD_PRELOAD": str(library)}
