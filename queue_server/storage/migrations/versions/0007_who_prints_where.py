"""Which print agent a printer belongs to, when it was last heard of, and whether a slip may be half in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; the printers a hall has are the server's own agent's."""
    op.add_column("printer", sa.Column("agent_id", sa.String(length=40)))
    op.add_column("printer", sa.Column("seen_at", sa.BigInteger()))
    op.add_column("printer", sa.Column("half_sent", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take the columns away again."""
    op.drop_column("printer", "half_sent")
    op.drop_column("printer", "seen_at")
    op.drop_column("printer", "agent_id")
