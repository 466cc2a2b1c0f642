"""How long a citizen will wait: a range that is honest, or none.

Theory: with `servers` windows busy all the time, the citizen behind `ahead` others starts after
ahead + 1 services have ended (one less per free window), and that sum of service times divided by
the servers is close to a gamma variable. Its 20th and 90th percentiles, by Wilson and Hilferty's
cube-root approximation, are rounded outward to five minutes.
"""

from __future__ import annotations

import math

STEP_S = 300
_Z20, _Z90 = -0.8416, 1.2816
_SERVICE_CV = 0.8  # spread of service times around their mean, as measured for halls of mixed items


def estimate(ahead: int, servers: float, busy: int, mean_s: float) -> tuple[int, int] | None:
    """Return (low_s, high_s) for someone with `ahead` people before them, or None when unknown.

    `servers` is how many windows will work on this queue (a helping window counts in part),
    `busy` how many of them have a citizen now, `mean_s` the mean length of a service in seconds.
    """
    if servers <= 0:
        return None
    services = ahead + (1 if busy >= servers else 0) - max(0.0, servers - busy - 1)
    if services <= 0:
        return 0, STEP_S
    mean = services * mean_s / servers
    shape = services / _SERVICE_CV**2
    low = _gamma_quantile(mean, shape, _Z20)
    high = _gamma_quantile(mean, shape, _Z90)
    return _down(low), max(_up(high), _down(low) + STEP_S)


def _gamma_quantile(mean: float, shape: float, z: float) -> float:
    spread = 1 / (9 * shape)
    return mean * max(0.0, 1 - spread + z * math.sqrt(spread)) ** 3


def _down(seconds: float) -> int:
    return int(seconds // STEP_S) * STEP_S


def _up(seconds: float) -> int:
    return math.ceil(seconds / STEP_S) * STEP_S
