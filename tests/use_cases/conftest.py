"""A small hall of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.use_cases.small_hall import SmallHall


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallHall]:
    """Give the sample hall in a file, with the committer running."""
    hall = SmallHall(tmp_path)
    yield hall
    hall.close()
