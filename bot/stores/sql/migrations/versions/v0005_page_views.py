"""How often was a page seen, and which files came with which ticket?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "page_views",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", "day", name="pk_page_views"),
    )
    op.create_table(
        "proofs",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("ticket_id", sa.Integer()),
        sa.PrimaryKeyConstraint("name", name="pk_proofs"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_proofs_ticket_id_tickets"),
    )
    op.create_index("ix_proofs_ticket_id", "proofs", ["ticket_id"])


def downgrade() -> None:
    """Remove the tables."""
    op.drop_table("proofs")
    op.drop_table("page_views")
