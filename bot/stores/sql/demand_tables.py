"""Which tables count what was asked for in vain, and remember the stock?"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.stores.sql.tables import Moment, metadata

_DIGEST: Final = String(64)

open_questions = Table(
    "open_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("record_id", String(128), nullable=False),
    Column("field", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("label", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("times", Integer, nullable=False),
    Column("visitors", Integer, nullable=False),
    Column("first_asked_at", Moment, nullable=False),
    Column("last_asked_at", Moment, nullable=False),
    Column("settled_at", Moment),
    UniqueConstraint("kind", "record_id", "field"),
)
"""Facts that visitors asked for and the knowledge base lacks; nothing of who asked."""

question_asks = Table(
    "question_asks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question_id", Integer, ForeignKey("open_questions.id"), nullable=False),
    Column("visitor_digest", _DIGEST, nullable=False, index=True),
    Column("key_digest", _DIGEST, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("question_id", "key_digest"),
)
"""Fingerprints of who asked and by which message, so that nobody is counted twice."""

demand_gaps = Table(
    "demand_gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_digest", _DIGEST),
    Column("visitor_digest", _DIGEST, index=True),
    Column("day", Date, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("draft_digest", "day"),
    Index(None, "at"),
)
"""Searches that found nothing, one row a need and day; both fingerprints are empty once the visitor is forgotten."""

stock_looks = Table(
    "stock_looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("listings", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""The last look at the stock that found something changed; ids count on, so that only one of two lookers writes.

`listings` is JSON with the fingerprint of each by id: ten thousand rows took most of the time that a transaction has.
"""

digests = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""Notices about changed stock; the body names leads by number only."""
