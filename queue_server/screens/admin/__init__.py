"""The manager's pages: the hall live, its devices, its settings."""

from queue_server.screens.admin.routes import blueprint
from queue_server.screens.admin.snapshot import screen

__all__ = ["blueprint", "screen"]
