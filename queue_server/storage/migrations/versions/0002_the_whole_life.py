"""Lanes, appointments, holds and clerks a ticket waits for; what a spell served; an order that no clock moves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WAITING = "state = 'waiting'"
_SENT = f"{_WAITING} AND (for_window_id IS NOT NULL OR for_staff_id IS NOT NULL)"
_APPEND_ONLY = ("UPDATE", "DELETE")


def upgrade() -> None:
    """Add the columns; the order of those who wait already stays as it is."""
    for table, columns in (
        (
            "ticket",
            (
                sa.Column("lane", sa.Integer(), server_default=sa.text("2"), nullable=False),
                sa.Column("booked_at", sa.BigInteger(), nullable=True),
                sa.Column("for_staff_id", sa.String(length=40), nullable=True),
                sa.Column("held_at", sa.BigInteger(), nullable=True),
            ),
        ),
        (
            "spell",
            (
                sa.Column("queue_id", sa.String(length=40), nullable=True),
                sa.Column("outcome", sa.String(length=20), nullable=True),
                sa.Column("items", sa.JSON(), nullable=True),
            ),
        ),
        ("counter", (sa.Column("last_rank", sa.BigInteger(), server_default=sa.text("0"), nullable=False),)),
        ("staff", (sa.Column("may_choose", sa.Boolean(), server_default=sa.false(), nullable=False),)),
    ):
        for column in columns:
            op.add_column(table, column)
    op.execute("UPDATE spell SET queue_id = (SELECT queue_id FROM ticket WHERE ticket.id = spell.ticket_id)")
    op.drop_index("ticket_waiting", table_name="ticket")
    op.create_index(
        "ticket_in_turn",
        "ticket",
        ["queue_id", "business_day", "lane", "rank", "seq"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )
    op.create_index(
        "ticket_sent",
        "ticket",
        ["for_window_id", "for_staff_id"],
        sqlite_where=sa.text(_SENT),
        postgresql_where=sa.text(_SENT),
    )
    op.create_index("ticket_first_called", "ticket", ["queue_id", "business_day", "first_called_at"])
    for statement in append_only(op.get_bind().dialect.name):
        op.execute(statement)


def append_only(dialect: str) -> list[str]:
    """Return the statements after which the database itself refuses to change a row of the log."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER event_no_{what.lower()} BEFORE {what} ON event "
            "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
            for what in _APPEND_ONLY
        ]
    refuse = "BEGIN RAISE EXCEPTION 'the event log is append-only'; END"
    function = f"CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$"
    trigger = "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event"
    return [function, f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()"]
