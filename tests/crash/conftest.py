"""The running hall, for the tests of this folder."""

from tests.hall import database, hall, halls, mode, new_hall, pytest_generate_tests

__all__ = ["database", "hall", "halls", "mode", "new_hall", "pytest_generate_tests"]
