"""Which tables hold leads, tickets, notices and what else must survive everything?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_DIGEST: Final = String(64)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC because SQLite keeps no zone, read in Asia/Shanghai."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment into what the column holds."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the column holds into a moment."""
        if value is None:
            return None
        aware = value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value
        return aware.astimezone(SHANGHAI)


leads = Table(
    "leads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("key_digest", _DIGEST, nullable=False, unique=True),
    Column("visitor_digest", _DIGEST, index=True),
    Column("phone_digest", _DIGEST, index=True),
    Column("company_digest", _DIGEST, index=True),
    Column("queue", String(32), nullable=False),
    Column("scene", String(128), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("plain", Text, nullable=False),
    Column("sealed", Text),
    Column("has_words", Boolean, nullable=False),
    Column("frozen_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("owner_id", String(64), nullable=False, server_default=""),
    Column("owner_name", String(64), nullable=False, server_default=""),
    Column("due_at", Moment),
    Column("claimed_at", Moment),
    Column("next_contact", Date),
    Column("step", String(16), nullable=False, server_default=""),
    Column("changes", Integer, nullable=False, server_default="0"),
    Index(None, "stage", "due_at"),
)
"""`plain` is JSON without personal data; `sealed` holds the rest and is empty once erased.

`has_words` says that the sealed part still has what the visitor typed, which is kept less long.
"""

lead_events = Table(
    "lead_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lead_id", Integer, ForeignKey("leads.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("plain", Text, nullable=False),
    Column("sealed", Text),
    Column("has_words", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)
"""A copy of the request as it was, or of a change by staff, whose reason is sealed: it may name the visitor."""

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("key_digest", _DIGEST, nullable=False, unique=True),
    Column("visitor_digest", _DIGEST, index=True),
    Column("kind", String(64), nullable=False),
    Column("scene", String(128), nullable=False),
    Column("sealed", Text),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, index=True),
    Column("settled_at", Moment),
    Column("settled_by", String(64), nullable=False, server_default=""),
    Column("escalated_at", Moment),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("number", String(32), nullable=False),
    Column("lead_id", Integer, ForeignKey("leads.id"), index=True),
    Column("ticket_id", Integer, ForeignKey("tickets.id"), index=True),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("done_at", Moment),
    Index(None, "status", "due_at"),
)
"""status: waiting, delivered, given_up or cancelled."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The last number given on a day, by prefix and date."""

scans = Table(
    "scans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visitor_digest", _DIGEST, index=True),
    Column("scene", String(128), nullable=False),
    Column("at", Moment, nullable=False),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("reason", String(128), nullable=False),
    Column("at", Moment, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("visitor_digest", _DIGEST, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Who asked to be forgotten, so that a spooled or restored copy does not bring the data back."""

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visitor_digest", _DIGEST, nullable=False),
    Column("version", String(64), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("receiver", String(128), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("answer_digest", _DIGEST, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawal_digest", _DIGEST),
    UniqueConstraint("visitor_digest", "receiver", "answer_digest"),
)
"""Each answer to a question for consent, with fingerprints of the messages that gave and withdrew it."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("lead_number", String(32)),
    Column("visitor_digest", _DIGEST),
    Column("at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("visitor_digest", _DIGEST, primary_key=True),
    Column("sealed", Text),
    Column("saved_at", BigInteger, nullable=False),
    Column("lock_holder", String(128), nullable=False),
    Column("lock_until", BigInteger, nullable=False),
)
"""Sessions while Redis is away; times are Unix milliseconds."""

waiting_messages = Table(
    "waiting_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visitor_digest", _DIGEST, nullable=False),
    Column("message_key", String(255), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    UniqueConstraint("visitor_digest", "message_key"),
)

given_replies = Table(
    "given_replies",
    metadata,
    Column("visitor_digest", _DIGEST, primary_key=True),
    Column("message_key", String(255), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

page_views = Table(
    "page_views",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("record_id", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("views", Integer, nullable=False),
)

proofs = Table(
    "proofs",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("ticket_id", Integer, ForeignKey("tickets.id"), index=True),
)
"""Files that belong to tickets; one without a ticket is to be removed from the disk, then from here."""

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_digest", _DIGEST, nullable=False, unique=True),
    Column("lead_id", Integer, ForeignKey("leads.id"), nullable=False, index=True),
    Column("shown", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
"""Private links to site-selection reports; `shown` is JSON with the names of listings by id."""
