"""What keeps a hall from running on this machine: a folder, a database."""

from __future__ import annotations


class ObstacleError(Exception):
    """Say in one line, for whoever runs the hall, what is in the way."""
