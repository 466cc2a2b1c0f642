"""The ways of running threads and the databases that a test through the server may name."""

from __future__ import annotations

import pytest

from tests.databases import BACKENDS, POSTGRESQL, SQLITE
from tests.long_forms import LONG

MODES = ("eventlet", "threading")
both_modes = pytest.mark.parametrize("mode", MODES, indirect=True)
both_databases = pytest.mark.parametrize("database", BACKENDS, indirect=True)
on_a_file = pytest.mark.parametrize("database", [SQLITE], indirect=True)
everywhere = pytest.mark.parametrize(
    ("mode", "database"),
    [*((mode, SQLITE) for mode in MODES), *((mode, POSTGRESQL) for mode in MODES[: 1 + LONG])],
    indirect=True,
)
"""Each way of running threads on SQLite, and PostgreSQL with the usual one; the long form crosses them all."""
