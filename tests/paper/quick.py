"""The print agent with a test's patience: the same code, its waits cut to fractions of a second.

Without fonts: the number is printed as text then, by which a test knows a paper.
"""

from __future__ import annotations

import sys

from printers import agent, print_queue, raster, spooler

WAITS = {
    (spooler, "ASK_S"): 0.4,
    (spooler, "QUIET_S"): 0.3,
    (spooler, "SEND_S"): 1.5,
    (spooler, "CONFIRM_S"): 1.5,
    (print_queue, "STATUS_EVERY_S"): 0.3,
    (print_queue, "STATUS_EVERY_WHEN_DOWN_S"): 0.3,
}

if __name__ == "__main__":
    for (module, name), seconds in WAITS.items():
        setattr(module, name, seconds)
    setattr(raster.Fonts, "find", staticmethod(lambda figures: raster.Fonts()))  # noqa: B010
    sys.exit(agent.main())
