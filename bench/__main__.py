"""Run a benchmark by name: `python -m bench hall | engine | wait | paper | screens [--quick]`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench import engine, hall, paper, screens, wait

BENCHES: dict[str, Callable[[list[str]], int]] = {
    "hall": hall.main,
    "engine": engine.main,
    "wait": wait.main,
    "paper": paper.main,
    "screens": screens.main,
}


def main(arguments: list[str]) -> int:
    """Run one benchmark; figures never decide the exit code."""
    if not arguments or arguments[0] not in BENCHES:
        print(f"python -m bench {' | '.join(BENCHES)}", file=sys.stderr)
        return 2
    return BENCHES[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
