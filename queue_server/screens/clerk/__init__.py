"""The window terminal: a clerk calls and serves here."""

from queue_server.screens.clerk.routes import blueprint
from queue_server.screens.clerk.snapshot import screen

__all__ = ["blueprint", "screen"]
