"""Printers that come and go, a second one for a kiosk, and what print agents are asked to find out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("printer", sa.Column("removed_at", sa.BigInteger()))
    op.add_column("device", sa.Column("second_printer_id", sa.String(length=40)))
    op.create_table(
        "probe",
        sa.Column("id", sa.String(length=40), primary_key=True),
        sa.Column("agent_id", sa.String(length=40)),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result", sa.JSON()),
        sa.Column("staff_id", sa.String(length=40)),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("probe")
    op.drop_column("device", "second_printer_id")
    op.drop_column("printer", "removed_at")
