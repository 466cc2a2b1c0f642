"""Which packages a running hall needs, with the hashes of requirements.lock: the rest is for building and testing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


class LockError(ValueError):
    """The lock does not hold what is needed."""


def needed(project: str, extras: Iterable[str]) -> set[str]:
    """Return the names of all packages an installed project needs on this machine, its own left out."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    left = [(canonicalize_name(project), extra) for extra in ("", *extras)]
    while left:
        name, extra = left.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found.add(name)
        for line in requires(name) or ():
            wish = Requirement(line)
            if wish.marker is not None and not wish.marker.evaluate({"extra": extra}):
                continue
            left += [(canonicalize_name(wish.name), more) for more in ("", *wish.extras)]
    return found - {canonicalize_name(project)}


def entries(lock: str) -> dict[str, str]:
    """Split a lock into its entries by name, each with its hashes."""
    starts = [(match.start(), canonicalize_name(match["name"])) for match in _ENTRY.finditer(lock)]
    ends = [start for start, _ in starts[1:]] + [len(lock)]
    return {name: lock[start:end] for (start, name), end in zip(starts, ends, strict=True)}


def runtime_lock(lock: str, names: Iterable[str]) -> str:
    """Return the entries of these names. Raises LockError when one is missing or has no hash."""
    known = entries(lock)
    chosen = []
    for name in sorted(names):
        entry = known.get(name)
        if entry is None or "--hash=sha256:" not in entry:
            raise LockError(f"{name} is not in requirements.lock with a hash: ./dev lock")
        chosen.append(entry.rstrip("\n") + "\n")
    return "".join(chosen)
