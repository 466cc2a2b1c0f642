"""Fences around the repository: nobody else's files in it, no registry named, licences shipped, documents current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.files import BUILD, of

# Spelled apart, so that this file does not name them itself.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs", "org"),
        ("registry", "npmmirror", "com"),
        ("registry", "yarnpkg", "com"),
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("pypi", "tuna", "tsinghua"),
        ("mirrors", "aliyun", "com"),
        ("mirrors", "tuna", "tsinghua"),
        ("unpkg", "com"),
        ("cdn", "jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
        ("fonts", "googleapis", "com"),
        ("fonts", "gstatic", "com"),
        ("esm", "sh"),
    )
)
REGISTRY = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, REGISTRIES)) + r")(?![\w-])")

FOREIGN_SUFFIXES = (
    ".woff", ".woff2", ".ttf", ".otf", ".ttc", ".eot", ".so", ".dll", ".exe", ".whl", ".gz", ".tgz", ".zip", ".jar",
    ".wasm", ".map", ".pyc", ".min.js", ".min.css", ".db", ".sqlite",
)  # fmt: skip
FOREIGN_FOLDERS = {
    "node_modules",
    "vendor",
    "third_party",
    "thirdparty",
    "bower_components",
    "site-packages",
    ".venv",
}
TEXT_SUFFIXES = (
    ".py", ".js", ".mjs", ".css", ".html", ".json", ".toml", ".md", ".txt", ".lock", ".yml", ".yaml", ".cfg", ".ini",
    ".csv", ".svg", ".sh", "dev", ".npmrc", "run",
)  # fmt: skip
NOTICE = re.compile(
    r"@licen[cs]e\b|@preserve\b|Copyright \(c\)|SPDX-License-Identifier: (?!Apache-2\.0)|\bMIT License\b"
)
LONGEST_LINE = 400
"""Characters; nobody writes a longer line of script or style by hand."""
SHORTEST_LICENCE = 200


def named_registries(root: Path, files: Iterable[str]) -> list[str]:
    """Name the files that mention the host of a package registry or of a public CDN."""
    found = []
    for name in of(files, TEXT_SUFFIXES):
        hosts = set(REGISTRY.findall((root / name).read_text("utf-8", "replace")))
        found += [f"{name}: names {host}" for host in sorted(hosts)]
    return found


def foreign_files(root: Path, files: Iterable[str]) -> list[str]:
    """Name the files somebody else made: packages, fonts, binaries, and code with another's licence notice."""
    found = []
    for name in files:
        if name.endswith(FOREIGN_SUFFIXES) or FOREIGN_FOLDERS & set(name.split("/")[:-1]):
            found.append(f"{name}: not ours to track")
        elif name.endswith((".py", ".js", ".mjs", ".css", ".html", ".svg")) and not name.startswith(
            "tests/architecture/"
        ):
            notice = NOTICE.search((root / name).read_text("utf-8"))
            if notice:
                found.append(f"{name}: carries a notice of its own: {notice[0]}")
    return found


def minified_files(root: Path, files: Iterable[str]) -> list[str]:
    """Name the scripts and style sheets no person can read."""
    found = []
    for name in of(files, (".js", ".mjs", ".css")):
        longest = max(map(len, (root / name).read_text("utf-8").splitlines()), default=0)
        if longest > LONGEST_LINE:
            found.append(f"{name}: a line of {longest} characters looks minified")
    return found


def missing_licences(root: Path, files: Iterable[str]) -> list[str]:
    """Name the bundled npm packages whose licence text, at the bundled version, is not in the build output.

    build.mjs writes one for every package esbuild really took in; those we name ourselves must be among them.
    """
    folder = root / BUILD / "licences"
    locked = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    named = json.loads((root / "package.json").read_text("utf-8"))["dependencies"]
    found = []
    for package in named:
        path = folder / (package.replace("@", "").replace("/", "+") + ".txt")
        text = path.read_text("utf-8") if path.is_file() else ""
        if len(text) < SHORTEST_LICENCE:
            found.append(f"{package}: no licence in {BUILD}/licences")
        elif not text.startswith(f"{package} {locked[f'node_modules/{package}']['version']}\n"):
            found.append(f"{package}: its licence is that of another version")
    return found
