"""The guide desk: tickets for people the kiosk cannot serve, and help for the kiosks themselves."""

from queue_server.screens.desk.routes import blueprint
from queue_server.screens.desk.snapshot import screen

__all__ = ["blueprint", "screen"]
