"""The touch screen in the hall: a citizen takes a number here."""

from kiosk.routes import blueprint
from kiosk.snapshot import screen

__all__ = ["blueprint", "screen"]
