"""The tablet that faces the citizen: who serves here, and afterwards the question how it was."""

from queue_server.screens.evaluator.routes import blueprint
from queue_server.screens.evaluator.snapshot import screen

__all__ = ["blueprint", "screen"]
