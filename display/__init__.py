"""The hall screen that shows and speaks the calls, and the sign over each window."""

from display.routes import api, blueprint
from display.screens import given_screen
from display.snapshot import board_screen, sign_screen

__all__ = ["api", "blueprint", "board_screen", "given_screen", "sign_screen"]
