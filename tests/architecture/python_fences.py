"""Fences around the Python code: size, names, and who may touch the clock, chance, SQL, sockets and eventlet.

Each fence takes the root and the files and returns one sentence per violation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from tests.architecture.files import PACKAGES, of

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MIGRATIONS = "queue_server/storage/migrations/versions/"
"""A migration is one list of tables under the one name Alembic calls."""
EMPTY_NAMES = re.compile(r"(^|[_-])(utils?|helpers?|managers?|common|services|misc)($|[_-])")

CLOCKS = ("queue_server/clock.py", "printers/virtual/papers.py")
"""The server has one; the virtual printer stands alone and cannot import it."""
NOW_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
"""What reads the wall clock; time.monotonic and perf_counter measure spans and are free."""

DOMAIN_MAY_IMPORT = {
    "__future__", "abc", "bisect", "collections", "dataclasses", "datetime", "enum", "functools", "heapq", "itertools", "math",
    "operator", "re", "string", "types", "typing", "zoneinfo",
}  # fmt: skip

LIBRARY_HOMES: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("queue_server/storage/",),
    "alembic": ("queue_server/storage/",),
    "sqlite3": ("queue_server/storage/",),
    "socketio": ("queue_server/realtime/", "queue_server/app.py"),
    "engineio": ("queue_server/realtime/", "queue_server/app.py"),
    "flask_socketio": ("queue_server/realtime/", "queue_server/app.py"),
    "eventlet": ("queue_server/__main__.py",),
    "gevent": ("queue_server/__main__.py",),
}
CONNECTION_NAMES = {"Connection", "Engine", "DBAPIError", "TimeoutError"}
"""The site holds the engine, a use case passes the connection on, the runner commits; none of them writes SQL."""
CONNECTION_HOLDERS = (
    "queue_server/use_cases/",
    "queue_server/site.py",
    "queue_server/store.py",
    "queue_server/app.py",
)


def parse(root: Path, name: str) -> ast.Module:
    """Parse one file."""
    return ast.parse((root / name).read_text("utf-8"), name)


def long_files(root: Path, files: Iterable[str]) -> list[str]:
    """Name the Python files of more than 400 lines."""
    counted = ((name, len((root / name).read_text("utf-8").splitlines())) for name in python_files(files))
    return [
        f"{name}: {lines} lines, at most {MAX_FILE_LINES}"
        for name, lines in counted
        if lines > MAX_FILE_LINES
    ]


def long_functions(root: Path, files: Iterable[str]) -> list[str]:
    """Name the functions of more than 60 lines, decorators left out."""
    found = []
    for name in python_files(files):
        if name.startswith(MIGRATIONS):
            continue
        for node in ast.walk(parse(root, name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    found.append(
                        f"{name}:{node.lineno}: {node.name} has {lines} lines, at most {MAX_FUNCTION_LINES}"
                    )
    return found


def empty_names(root: Path, files: Iterable[str]) -> list[str]:
    """Name the files and folders whose name says nothing about what is in them."""
    code = of(files, (".py", ".js", ".mjs", ".css", ".html"))
    return [
        f"{name}: {part} says nothing about what is inside"
        for name in code
        for part in PurePosixPath(name).with_suffix("").parts
        if EMPTY_NAMES.search(part.lower())
    ]


def wall_clock(root: Path, files: Iterable[str]) -> list[str]:
    """Name the places outside clock.py where the time of day is read."""
    found = []
    for name in of(files, (".py",), PACKAGES):
        if name not in CLOCKS:
            found += [
                f"{name}:{line}: {call} is for {CLOCKS[0]} alone"
                for line, call in _clock_calls(parse(root, name))
            ]
    return found


def _clock_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            if any(alias.name == "time" for alias in node.names):
                yield node.lineno, "from time import time"
        elif isinstance(node, ast.Attribute):
            owner = node.value
            of_what = (
                owner.id
                if isinstance(owner, ast.Name)
                else owner.attr
                if isinstance(owner, ast.Attribute)
                else ""
            )
            if (of_what, node.attr) in NOW_CALLS:
                yield node.lineno, f"{of_what}.{node.attr}"


def impure_domain(root: Path, files: Iterable[str]) -> list[str]:
    """Name the imports by which the rules would learn of the clock, chance, the network or the disk."""
    return [
        f"{name}:{line}: the domain may not import {module}"
        for name in of(files, (".py",))
        if name.startswith("queue_server/domain/")
        for line, module, _ in _imports(parse(root, name))
        if module.split(".")[0] not in DOMAIN_MAY_IMPORT and not module.startswith("queue_server.domain")
    ]


def strayed_libraries(root: Path, files: Iterable[str]) -> list[str]:
    """Name the imports of SQL, sockets and eventlet outside the one place each has."""
    found = []
    for name in of(files, (".py",), PACKAGES):
        for line, module, names in _imports(parse(root, name)):
            homes = LIBRARY_HOMES.get(module.split(".")[0])
            if homes is None or name.startswith(homes):
                continue
            if (
                module.startswith("sqlalchemy")
                and name.startswith(CONNECTION_HOLDERS)
                and names <= CONNECTION_NAMES
            ):
                continue
            found.append(f"{name}:{line}: {module} belongs in {' or '.join(homes)}")
    return found


def _imports(tree: ast.Module) -> Iterator[tuple[int, str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, {""}) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module, {alias.name for alias in node.names}


def python_files(files: Iterable[str]) -> list[str]:
    """Choose the Python files; `dev` is one without saying so."""
    chosen = list(files)
    return of(chosen, (".py",)) + [name for name in chosen if name == "dev"]
