"""Leave a planner no choice for the head of a queue but the index made for it.

PostgreSQL chooses by statistics that are of yesterday: then nobody waited, and there was no ticket of today. So the
indexes of open and of called tickets are kept to those, and how many tickets a day has is not kept but supposed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_OPEN_STATES = "state IN ('waiting', 'called', 'serving', 'held', 'absent')"


def upgrade() -> None:
    """Make them anew."""
    _make("ticket_open", "business_day", "state", where="ended_at IS NULL")
    _make(
        "ticket_first_called",
        "queue_id",
        "business_day",
        "first_called_at",
        where="first_called_at IS NOT NULL",
    )
    _make("ticket_called", "business_day", "called_at", where="called_at IS NOT NULL")
    _keep_statistics_of_days("0")


def downgrade() -> None:
    """Make them as they were."""
    _make("ticket_open", "state", where=_OPEN_STATES)
    _make("ticket_first_called", "queue_id", "business_day", "first_called_at")
    _make("ticket_called", "business_day", "called_at")
    _keep_statistics_of_days("-1")


def _make(name: str, *columns: str, where: str | None = None) -> None:
    only = None if where is None else sa.text(where)
    op.drop_index(name, "ticket")
    op.create_index(name, "ticket", list(columns), sqlite_where=only, postgresql_where=only)


def _keep_statistics_of_days(target: str) -> None:
    """Have PostgreSQL keep so many figures about the days, and forget those it has."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE ticket ALTER COLUMN business_day TYPE varchar(10)")  # as it is: this forgets
        op.execute(f"ALTER TABLE ticket ALTER COLUMN business_day SET STATISTICS {target}")
