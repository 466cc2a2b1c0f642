"""Tests that play a few rounds each time, and many in `./dev soak`."""

from __future__ import annotations

import os

import pytest

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
LONG = PROFILE == "soak"
long_form = pytest.mark.long_form
