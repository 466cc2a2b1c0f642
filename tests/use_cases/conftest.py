"""A small hall of the test's own, on SQLite and again on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Place, backend, place
from tests.use_cases.small_hall import SmallHall

__all__ = ["backend", "place", "small"]


@pytest.fixture
def small(place: Place) -> Iterator[SmallHall]:
    """Give the sample hall in a database of its own, with the committer running."""
    hall = SmallHall(place.hall())
    yield hall
    hall.close()
