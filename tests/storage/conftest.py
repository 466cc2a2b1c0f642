"""A small hall of the test's own, and the databases it may lie in."""

from tests.use_cases.conftest import backend, place, small

__all__ = ["backend", "place", "small"]
