"""What did the first release store?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.stores.sql.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    _create_leads()
    _create_tickets()
    _create_outbox()
    _create_records()
    _create_evidence()
    _create_sessions()


def downgrade() -> None:
    """Remove all tables."""
    for table in _TABLES:
        op.drop_table(table)


_TABLES = (
    "given_replies",
    "waiting_messages",
    "sessions",
    "audit",
    "consents",
    "erasures",
    "unanswered",
    "scans",
    "counters",
    "outbox",
    "tickets",
    "lead_events",
    "leads",
)


def _digest(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=not required)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _create_leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer),
        sa.Column("number", sa.String(32), nullable=False),
        _digest("key_digest", required=True),
        _digest("visitor_digest"),
        _digest("phone_digest"),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("scene", sa.String(128), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("has_words", sa.Boolean, nullable=False),
        sa.Column("frozen_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.UniqueConstraint("number", name="uq_leads_number"),
        sa.UniqueConstraint("key_digest", name="uq_leads_key_digest"),
    )
    _index("leads", "visitor_digest")
    _index("leads", "phone_digest")
    op.create_table(
        "lead_events",
        sa.Column("id", sa.Integer),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("has_words", sa.Boolean, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lead_events"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_events_lead_id_leads"),
    )
    _index("lead_events", "lead_id")


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer),
        sa.Column("number", sa.String(32), nullable=False),
        _digest("key_digest", required=True),
        _digest("visitor_digest"),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("scene", sa.String(128), nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
        sa.UniqueConstraint("key_digest", name="uq_tickets_key_digest"),
    )
    _index("tickets", "visitor_digest")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("lead_id", sa.Integer),
        sa.Column("ticket_id", sa.Integer),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("done_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_outbox_lead_id_leads"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_outbox_ticket_id_tickets"),
    )
    _index("outbox", "lead_id")
    _index("outbox", "ticket_id")
    _index("outbox", "status", "due_at")


def _create_records() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(16)),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer),
        _digest("visitor_digest"),
        sa.Column("scene", sa.String(128), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
    )
    _index("scans", "visitor_digest")
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reason", sa.String(128), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
    )
    op.create_table(
        "erasures",
        _digest("visitor_digest", required=True),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("visitor_digest", name="pk_erasures"),
    )


def _create_evidence() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer),
        _digest("visitor_digest", required=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("receiver", sa.String(128), nullable=False),
        sa.Column("agreed", sa.Boolean, nullable=False),
        sa.Column("answered_at", Moment, nullable=False),
        _digest("answer_digest", required=True),
        sa.Column("withdrawn_at", Moment),
        _digest("withdrawal_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.UniqueConstraint(
            "visitor_digest", "receiver", "answer_digest", name="uq_consents_visitor_digest_receiver_answer_digest"
        ),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("lead_number", sa.String(32)),
        _digest("visitor_digest"),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        _digest("visitor_digest", required=True),
        sa.Column("sealed", sa.Text),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
        sa.Column("lock_holder", sa.String(128), nullable=False),
        sa.Column("lock_until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("visitor_digest", name="pk_sessions"),
    )
    op.create_table(
        "waiting_messages",
        sa.Column("id", sa.Integer),
        _digest("visitor_digest", required=True),
        sa.Column("message_key", sa.String(255), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("noted_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_messages"),
        sa.UniqueConstraint("visitor_digest", "message_key", name="uq_waiting_messages_visitor_digest_message_key"),
    )
    op.create_table(
        "given_replies",
        _digest("visitor_digest", required=True),
        sa.Column("message_key", sa.String(255), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("visitor_digest", "message_key", name="pk_given_replies"),
    )
