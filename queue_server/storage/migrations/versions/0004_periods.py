"""Count the numbers a queue has given in a part of its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "period_counter",
        sa.Column("business_day", sa.String(length=10), nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("business_day", "queue_id", "starts"),
    )
