"""Find what was sent to a window or a clerk without reading all who wait today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_SENT = sa.text("state = 'waiting' AND (for_window_id IS NOT NULL OR for_staff_id IS NOT NULL)")


def upgrade() -> None:
    """Let the index begin with the day: no planner looked into it for a window or a clerk."""
    _make("business_day", "for_window_id", "for_staff_id")


def downgrade() -> None:
    """Let it begin with the window again."""
    _make("for_window_id", "for_staff_id")


def _make(*columns: str) -> None:
    op.drop_index("ticket_sent", "ticket")
    op.create_index("ticket_sent", "ticket", list(columns), sqlite_where=_SENT, postgresql_where=_SENT)
