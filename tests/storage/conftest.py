"""A small hall of the test's own."""

from tests.use_cases.conftest import small

__all__ = ["small"]
