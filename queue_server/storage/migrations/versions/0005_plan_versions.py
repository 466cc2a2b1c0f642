"""Versions of the plan: who saved one, what it changed, from which day, and when it came into force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; what a hall had was in force from the moment it was stored."""
    op.add_column("plan", sa.Column("author", sa.String(length=40)))
    op.add_column("plan", sa.Column("from_day", sa.String(length=10)))
    op.add_column("plan", sa.Column("in_force_at", sa.BigInteger()))
    op.add_column("plan", sa.Column("changes", sa.JSON()))
    op.execute("UPDATE plan SET in_force_at = at")


def downgrade() -> None:
    """Take the columns away again."""
    for column in ("changes", "in_force_at", "from_day", "author"):
        op.drop_column("plan", column)
