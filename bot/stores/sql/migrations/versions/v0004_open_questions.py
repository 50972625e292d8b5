"""Which questions to staff, demand gaps and states of the stock are kept?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.stores.sql.tables import Moment

revision = "0004"
down_revision = "0003"

_TABLES = ("digests", "stock_looks", "demand_gaps", "question_asks", "open_questions")


def upgrade() -> None:
    """Create the tables."""
    _create_questions()
    _create_gaps()
    _create_stock()


def downgrade() -> None:
    """Remove the tables."""
    for table in _TABLES:
        op.drop_table(table)


def _create_questions() -> None:
    op.create_table(
        "open_questions",
        sa.Column("id", sa.Integer),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("record_id", sa.String(128), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("visitors", sa.Integer, nullable=False),
        sa.Column("first_asked_at", Moment, nullable=False),
        sa.Column("last_asked_at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_open_questions"),
        sa.UniqueConstraint("number", name="uq_open_questions_number"),
        sa.UniqueConstraint("kind", "record_id", "field", name="uq_open_questions_kind_record_id_field"),
    )
    op.create_table(
        "question_asks",
        sa.Column("id", sa.Integer),
        sa.Column("question_id", sa.Integer, nullable=False),
        sa.Column("visitor_digest", sa.String(64), nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_asks"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["open_questions.id"], name="fk_question_asks_question_id_open_questions"
        ),
        sa.UniqueConstraint("question_id", "key_digest", name="uq_question_asks_question_id_key_digest"),
    )
    op.create_index("ix_question_asks_visitor_digest", "question_asks", ["visitor_digest"])


def _create_gaps() -> None:
    op.create_table(
        "demand_gaps",
        sa.Column("id", sa.Integer),
        sa.Column("draft_digest", sa.String(64)),
        sa.Column("visitor_digest", sa.String(64)),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("conditions", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_demand_gaps"),
        sa.UniqueConstraint("draft_digest", "day", name="uq_demand_gaps_draft_digest_day"),
    )
    op.create_index("ix_demand_gaps_visitor_digest", "demand_gaps", ["visitor_digest"])
    op.create_index("ix_demand_gaps_at", "demand_gaps", ["at"])


def _create_stock() -> None:
    op.create_table(
        "stock_looks",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("listings", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stock_looks"),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("number", name="uq_digests_number"),
    )
