"""Keep announcements that are no calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "spoken_notice",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("notice_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("text_en", sa.String(length=300), nullable=False),
        sa.Column("zone", sa.String(length=40)),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.String(length=40)),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_spoken_notice_notice_id", "spoken_notice", ["notice_id"])
    op.create_index("spoken_notice_made", "spoken_notice", ["created_at"])
    op.create_index(
        "spoken_notice_open",
        "spoken_notice",
        ["state", "id"],
        sqlite_where=sa.text("state IN ('queued', 'playing')"),
        postgresql_where=sa.text("state IN ('queued', 'playing')"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("spoken_notice")
