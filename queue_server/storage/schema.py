"""The tables. Instants are whole microseconds since 1970 in UTC, so both databases order them alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from queue_server.storage.instants import Instant

AnyRow = Row[Any] | tuple[Any, ...]
BigKey = BigInteger().with_variant(Integer, "sqlite")


metadata = MetaData()


def _only_where(condition: str) -> dict[str, Any]:
    """Keep an index to the rows that are looked for, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


plan = Table(
    "plan",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("author", String(40)),
    Column("from_day", String(10)),
    Column("in_force_at", Instant),
    Column("changes", JSON),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("username", String(40), nullable=False, unique=True),
    Column("name", String(40), nullable=False),
    Column("badge", String(20), nullable=False),
    Column("post", String(40), nullable=False),
    Column("role", String(10), nullable=False),
    Column("window_id", String(40)),
    Column("password_hash", String(500), nullable=False),
    Column("may_choose", Boolean, nullable=False, server_default=false()),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

printer = Table(
    "printer",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("address", String(200), nullable=False),
    Column("profile", JSON, nullable=False),
    Column("state", String(10), nullable=False, server_default="unknown"),
    Column("why", String(40)),
    Column("state_at", Instant),
    Column("removed_at", Instant),
    Column("agent_id", String(40)),
    Column("seen_at", Instant),
    Column("half_sent", Boolean, nullable=False, server_default=false()),
)

device = Table(
    "device",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", String(40), nullable=False),
    Column("token_hash", String(64), unique=True),
    Column("window_id", String(40)),
    Column("staff_id", ForeignKey("staff.id")),
    Column("printer_id", ForeignKey("printer.id")),
    Column("second_printer_id", String(40)),
    Column("zone", String(40)),
    Column("screen", String(40)),
    Column("revoked_at", Instant),
    Column("created_at", Instant, nullable=False),
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("poll_hash", String(64), primary_key=True),
    Column("code", String(6), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("name", String(40), nullable=False),
    Column("window_id", String(40)),
    Column("created_at", Instant, nullable=False),
    Column("device_id", String(40)),
    Column("delivered", Boolean, nullable=False, server_default=false()),
)

window = Table(
    "window",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", String(4), nullable=False),
    Column("state", String(10), nullable=False, server_default="closed"),
    Column("since", Instant),
    Column("pause_reason", String(20)),
    Column("clerk_id", ForeignKey("staff.id")),
    Column("ticket_id", String(40)),
)

counter = Table(
    "counter",
    metadata,
    Column("business_day", String(10), primary_key=True),
    Column("queue_id", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
    Column("last_rank", BigInteger, nullable=False, server_default=text("0")),
)

period_counter = Table(
    "period_counter",
    metadata,
    Column("business_day", String(10), primary_key=True),
    Column("queue_id", String(40), primary_key=True),
    Column("starts", String(5), primary_key=True),
    Column("issued", Integer, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("seq", BigKey, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("number", String(12), nullable=False),
    Column("business_day", String(10), nullable=False),
    Column("queue_id", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("rank_base", BigInteger, nullable=False),
    Column("rank", BigInteger, nullable=False),
    Column("rank_rule", String(20), nullable=False),
    Column("lane", Integer, nullable=False, server_default=text("2")),
    Column("token", String(40), nullable=False, unique=True),
    Column("code", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("item_code", String(40)),
    Column("priority", String(20)),
    Column("claim", String(16)),
    Column("head_start_s", Integer, nullable=False),
    Column("booked_at", Instant),
    Column("reason", String(40)),
    Column("window_id", String(40)),
    Column("for_window_id", String(40)),
    Column("for_staff_id", String(40)),
    Column("calls", Integer, nullable=False),
    Column("called_at", Instant),
    Column("first_called_at", Instant),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("absent_at", Instant),
    Column("held_at", Instant),
    Column("spell_id", String(40)),
    Column("outcome", String(20)),
    Column("note", String(200)),
    Column("device_id", String(40)),
    UniqueConstraint("business_day", "number", name="one_number_a_day"),
)
Index(
    "ticket_in_turn",
    ticket.c.queue_id,
    ticket.c.business_day,
    ticket.c.lane,
    ticket.c.rank,
    ticket.c.seq,
    **_only_where("state = 'waiting'"),
)
Index(
    "ticket_sent",
    ticket.c.business_day,
    ticket.c.for_window_id,
    ticket.c.for_staff_id,
    **_only_where("state = 'waiting' AND (for_window_id IS NOT NULL OR for_staff_id IS NOT NULL)"),
)
# None of the following applies to a question that does not say its condition. PostgreSQL would else take one of them for
# the head of a lane and read all who wait: its statistics are of a time when none did, and all indexes look alike.
Index("ticket_open", ticket.c.business_day, ticket.c.state, **_only_where("ended_at IS NULL"))
Index(
    "ticket_first_called",
    ticket.c.queue_id,
    ticket.c.business_day,
    ticket.c.first_called_at,
    **_only_where("first_called_at IS NOT NULL"),
)
Index("ticket_called", ticket.c.business_day, ticket.c.called_at, **_only_where("called_at IS NOT NULL"))
Index("ticket_window_done", ticket.c.window_id, ticket.c.business_day)

spell = Table(
    "spell",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ticket_id", String(40), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("window_id", String(40)),
    Column("staff_id", String(40)),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("reason", String(40)),
    Column("queue_id", String(40)),
    Column("outcome", String(20)),
    Column("items", JSON),
)

event = Table(
    "event",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("ticket_id", String(40), index=True),
    Column("window_id", String(40)),
    Column("staff_id", String(40)),
    Column("device_id", String(40)),
    Column("reason", String(200)),
    Column("data", JSON, nullable=False),
    sqlite_autoincrement=True,
)
Index("event_kind", event.c.kind, event.c.at)

print_job = Table(
    "print_job",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("printer_id", ForeignKey("printer.id"), nullable=False),
    Column("ticket_id", String(40), nullable=False, index=True),
    Column("device_id", String(40)),
    Column("kind", String(12), nullable=False),
    Column("document", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(40)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("lease_until", Instant),
)
JOB_IS_OPEN = text("print_job.state IN ('queued', 'claimed', 'refused')")
Index(
    "print_job_open",
    print_job.c.printer_id,
    print_job.c.created_at,
    **_only_where("state IN ('queued', 'claimed', 'refused')"),
)
Index("print_job_device", print_job.c.device_id, print_job.c.created_at)

probe = Table(
    "probe",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("agent_id", String(40)),
    Column("kind", String(12), nullable=False),
    Column("wish", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("result", JSON),
    Column("staff_id", String(40)),
    Column("asked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

rating_ask = Table(
    "rating_ask",
    metadata,
    Column("spell_id", String(40), primary_key=True),
    Column("ticket_id", String(40), nullable=False),
    Column("window_id", String(40), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended", String(12)),
)
Index("rating_ask_open", rating_ask.c.window_id, **_only_where("ended IS NULL"))

rating = Table(
    "rating",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("spell_id", String(40), nullable=False, unique=True),
    Column("ticket_id", String(40), nullable=False),
    Column("window_id", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("options", JSON, nullable=False),
    Column("comment", String(500)),
    Column("channel", String(10), nullable=False),
    Column("rated_at", Instant, nullable=False, index=True),
)

announcement = Table(
    "announcement",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("ticket_id", String(40), nullable=False, index=True),
    Column("number", String(12), nullable=False),
    Column("window_number", String(4), nullable=False),
    Column("language", String(8), nullable=False),
    Column("zone", String(40)),
    Column("state", String(10), nullable=False),
    Column("why", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    sqlite_autoincrement=True,
)
Index("announcement_made", announcement.c.created_at)
Index("announcement_open", announcement.c.id, **_only_where("state = 'queued'"))

spoken_notice = Table(
    "spoken_notice",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("notice_id", String(40), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("text", String(200), nullable=False),
    Column("text_en", String(300), nullable=False),
    Column("zone", String(40)),
    Column("urgent", Boolean, nullable=False),
    Column("staff_id", String(40)),
    Column("state", String(10), nullable=False),
    Column("why", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    sqlite_autoincrement=True,
)
Index("spoken_notice_made", spoken_notice.c.created_at)
TO_BE_SPOKEN = "state IN ('queued', 'playing')"
Index("spoken_notice_open", spoken_notice.c.state, spoken_notice.c.id, **_only_where(TO_BE_SPOKEN))

media = Table(
    "media",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("mime", String(40), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("staff_id", String(40)),
    Column("at", Instant, nullable=False),
)

help_call = Table(
    "help_call",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("device_id", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("why", String(200), nullable=False),
    Column("ticket_id", String(40)),
    Column("at", Instant, nullable=False, index=True),
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", String(40)),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("route", String(120), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
