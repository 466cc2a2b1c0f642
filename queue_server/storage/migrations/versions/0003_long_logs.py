"""Indexes for what the manager's page asks of the two tables that only grow."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let facts be counted by kind, and calls that found no voice be found by time."""
    op.create_index("event_kind", "event", ["kind", "at"])
    op.create_index("announcement_made", "announcement", ["created_at"])
