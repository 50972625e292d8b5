"""Which private links show a lead its site-selection report?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.stores.sql.tables import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.Integer, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("token_digest", name="uq_reports_token_digest"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_reports_lead_id_leads"),
    )
    op.create_index("ix_reports_lead_id", "reports", ["lead_id"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("reports")
