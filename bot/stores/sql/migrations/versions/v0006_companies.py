"""By what is a lead of the same company found, though names are sealed?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the fingerprint of the company; leads of before have none until they are amended."""
    op.add_column("leads", sa.Column("company_digest", sa.String(64)))
    op.create_index("ix_leads_company_digest", "leads", ["company_digest"])


def downgrade() -> None:
    """Remove the fingerprint."""
    op.drop_index("ix_leads_company_digest", "leads")
    op.drop_column("leads", "company_digest")
