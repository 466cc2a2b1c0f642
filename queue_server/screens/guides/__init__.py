"""The guide page of an item: what to bring, how long, how much."""

from queue_server.screens.guides.routes import blueprint

__all__ = ["blueprint"]
