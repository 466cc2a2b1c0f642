"""The demo's own pages: the hall at a glance, and the paper of its virtual printer."""

from queue_server.screens.start.routes import blueprint

__all__ = ["blueprint"]
