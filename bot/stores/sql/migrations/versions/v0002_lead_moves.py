"""How do leads move through their stages, and which promises are overdue?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.stores.sql.tables import Moment

revision = "0002"
down_revision = "0001"

_INDEXES = {"leads": ("stage", "due_at"), "tickets": ("due_at",)}


def upgrade() -> None:
    """Add owner, promise and progress to leads and tickets; leads of before keep theirs in their sealed part only."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
        op.create_index(_index_of(table), table, list(_INDEXES[table]))


def downgrade() -> None:
    """Remove what was added."""
    for table, columns in _columns().items():
        op.drop_index(_index_of(table), table)
        for column in reversed(columns):
            op.drop_column(table, column.name)


def _index_of(table: str) -> str:
    return f"ix_{table}_{'_'.join(_INDEXES[table])}"


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {"leads": _lead_columns(), "tickets": _ticket_columns()}


def _ticket_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("due_at", Moment),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by", sa.String(64), nullable=False, server_default=""),
        sa.Column("escalated_at", Moment),
    )


def _lead_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("owner_id", sa.String(64), nullable=False, server_default=""),
        sa.Column("owner_name", sa.String(64), nullable=False, server_default=""),
        sa.Column("due_at", Moment),
        sa.Column("claimed_at", Moment),
        sa.Column("next_contact", sa.Date),
        sa.Column("step", sa.String(16), nullable=False, server_default=""),
        sa.Column("changes", sa.Integer, nullable=False, server_default="0"),
    )
