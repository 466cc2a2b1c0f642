"""The tables of the first release."""

from __future__ import annotations

from alembic import op

from queue_server.storage.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    """Remove them."""
    metadata.drop_all(op.get_bind())
