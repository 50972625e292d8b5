"""Which columns say how far staff are with a lead?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_

from bot.model import Json
from bot.progress import UNANSWERED, Progress
from bot.stores.sql.database import storable
from bot.stores.sql.tables import leads

_UNMOVED = "new"


def progress_from(row: Row[Any]) -> Progress:
    """Return the progress that a lead's row keeps."""
    return Progress(
        row.owner_id, row.owner_name, row.due_at, row.claimed_at, row.next_contact, row.step, row.changes
    )  # fmt: skip


def progress_columns(progress: Progress) -> dict[str, Json]:
    """Return the columns that keep it."""
    return {
        **_owner_columns(progress.owner_id, progress.owner_name),
        "due_at": progress.due_at,
        "claimed_at": progress.claimed_at,
        "next_contact": progress.next_contact,
        "step": storable(progress.step, 16),
        "changes": progress.changes,
    }


def promised_columns(assessment: Mapping[str, Json]) -> dict[str, Json]:
    """Return owner and due time of a new lead; an assessment that was not made promises nothing."""
    owner = _owner_columns(assessment.get("owner_id") or "", assessment.get("owner_name") or "")
    due = assessment.get("due_at")
    return {**owner, "due_at": datetime.fromisoformat(due) if due else None}


def amended_columns(row: Row[Any], assessment: Mapping[str, Json], *, renewed: bool) -> dict[str, Json]:
    """Return what a correction changes of them.

    The first promise stands, as the visitor has heard no other, and nobody who works on a lead loses it.

    Args:
        row: the lead so far.
        assessment: what the rules say of it now.
        renewed: the visitor lets us contact them again, so that everything begins anew.
    """
    changed = {**promised_columns(assessment), "changes": row.changes + 1}
    if row.stage not in UNANSWERED or not assessment:
        return {"changes": row.changes + 1}
    if renewed:
        return {**changed, "step": "", "claimed_at": None}
    kept = {"due_at": row.due_at} if row.due_at or row.stage != _UNMOVED else {}
    if row.stage != _UNMOVED or row.step:
        kept |= _owner_columns(row.owner_id, row.owner_name)
    return {**changed, **kept}


def is_waiting() -> ColumnElement[bool]:
    """Say that a visitor waits for the answer that was promised, and may be given it."""
    return and_(leads.c.stage.in_(UNANSWERED), leads.c.frozen_at.is_(None), leads.c.due_at.is_not(None))


def _owner_columns(owner_id: str, name: str) -> dict[str, Json]:
    return {"owner_id": storable(owner_id, 64), "owner_name": storable(name, 64)}
