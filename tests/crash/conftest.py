"""The running hall, small halls and databases, for the tests of this folder."""

from tests.hall import database, hall, halls, mode, new_hall, pytest_generate_tests
from tests.use_cases.conftest import backend, place, small

__all__ = [
    "backend",
    "database",
    "hall",
    "halls",
    "mode",
    "new_hall",
    "place",
    "pytest_generate_tests",
    "small",
]
