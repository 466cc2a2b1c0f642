"""The phone page behind a ticket's QR code."""

from queue_server.screens.mobile.routes import blueprint
from queue_server.screens.mobile.snapshot import screen

__all__ = ["blueprint", "screen"]
